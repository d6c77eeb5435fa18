//! What a Trino type is.

/// Most digits of a decimal.
pub const MAX_PRECISION: u8 = 38;

/// A type of Trino 440. Source: <https://trino.io/docs/440/language/types.html>
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// The type of `NULL`.
    Unknown,
    /// true, false
    Boolean,
    /// 8 bits.
    Tinyint,
    /// 16 bits.
    Smallint,
    /// 32 bits.
    Integer,
    /// 64 bits.
    Bigint,
    /// 32-bit floating point.
    Real,
    /// 64-bit floating point.
    Double,
    /// `decimal(precision, scale)`
    Decimal {
        /// Digits, 1 to [`MAX_PRECISION`].
        precision: u8,
        /// Digits behind the point, 0 to `precision`.
        scale: u8,
    },
    /// `varchar(n)` in code points; without bound when `None`.
    Varchar(Option<u32>),
    /// `char(n)` in code points; values are kept without trailing blanks and compare padded.
    Char(u32),
    /// Bytes.
    Varbinary,
    /// JSON text.
    Json,
    /// Days.
    Date,
    /// `time(p)`
    Time(u8),
    /// `time(p) with time zone`
    TimeTz(u8),
    /// `timestamp(p)`
    Timestamp(u8),
    /// `timestamp(p) with time zone`; each value has a zone.
    TimestampTz(u8),
    /// `interval year to month`
    IntervalYearMonth,
    /// `interval day to second`
    IntervalDaySecond,
    /// `array(element)`
    Array(Box<Type>),
    /// `map(key, value)`
    Map(Box<Type>, Box<Type>),
    /// `row(a bigint, varchar)`
    Row(Vec<RowField>),
    /// 16 bytes.
    Uuid,
    /// 16 bytes, IPv4 mapped.
    IpAddress,
    /// `function(argument, …, result)`: the type of a lambda.
    Function(Vec<Type>, Box<Type>),
    /// A type whose values are opaque bytes: sketches and shapes.
    Opaque(Opaque),
}

/// Types whose values only their own functions read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Opaque {
    /// `HyperLogLog`
    HyperLogLog,
    /// `P4HyperLogLog`
    P4HyperLogLog,
    /// `SetDigest`
    SetDigest,
    /// `tdigest`
    TDigest,
    /// `qdigest(element)`: of bigint, real or double.
    QDigest(Box<Type>),
    /// `Geometry`
    Geometry,
    /// `SphericalGeography`
    SphericalGeography,
    /// `JsonPath`: the second argument of `json_extract`.
    JsonPath,
    /// `JoniRegExp`: the pattern of `regexp_like`.
    Regexp,
    /// `CodePoints`: the characters of `trim`.
    CodePoints,
    /// `color`
    Color,
}

/// A field of a row type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RowField {
    /// Fields need no name.
    pub name: Option<String>,
    /// The type.
    pub data_type: Type,
}

impl Type {
    /// `varchar` without bound.
    pub const VARCHAR: Self = Self::Varchar(None);

    /// `decimal(precision, scale)`
    pub const fn decimal(precision: u8, scale: u8) -> Self {
        Self::Decimal { precision, scale }
    }

    /// `array(element)`
    pub fn array(element: Self) -> Self {
        Self::Array(Box::new(element))
    }

    /// `map(key, value)`
    pub fn map(key: Self, value: Self) -> Self {
        Self::Map(Box::new(key), Box::new(value))
    }

    /// A row of fields without names.
    pub fn row(fields: impl IntoIterator<Item = Self>) -> Self {
        Self::Row(fields.into_iter().map(|data_type| RowField { name: None, data_type }).collect())
    }
}
