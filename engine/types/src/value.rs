//! Constants in a typed plan.

use std::hash::{Hash, Hasher};

/// The value of a literal; its type stands beside it. Arrays, maps and rows are built by expressions.
#[derive(Debug, Clone)]
pub enum Value {
    /// NULL of any type.
    Null,
    /// `boolean`
    Boolean(bool),
    /// `tinyint` to `bigint`; `interval day to second` in milliseconds; `interval year to month` in months;
    /// `date` in days since 1970-01-01.
    Integer(i64),
    /// `real` (its value as a double) and `double`.
    Double(f64),
    /// `decimal(p, s)`: the value times ten to the power of s.
    Decimal(i128),
    /// `varchar(n)`, `char(n)` (without trailing blanks), `json`.
    Text(String),
    /// `varbinary`, `uuid`, `ipaddress` (16 bytes each) and opaque types.
    Bytes(Vec<u8>),
    /// `time(p)`: nanoseconds of the day. `timestamp(p)`: nanoseconds since 1970-01-01, local.
    Nanoseconds(i128),
    /// `timestamp(p) with time zone`: nanoseconds since 1970-01-01 UTC, and the zone.
    Instant(i128, crate::Zone),
    /// `time(p) with time zone`: nanoseconds of the local day, and the offset in minutes.
    ZonedTime(i64, i16),
}

/// Bitwise, so that equal expressions are equal values: NaN equals itself, 0.0 and -0.0 differ.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Double(a), Self::Double(b)) => a.to_bits() == b.to_bits(),
            (Self::Decimal(a), Self::Decimal(b)) | (Self::Nanoseconds(a), Self::Nanoseconds(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Bytes(a), Self::Bytes(b)) => a == b,
            (Self::Instant(a, zone), Self::Instant(b, other)) => a == b && zone == other,
            (Self::ZonedTime(a, offset), Self::ZonedTime(b, other)) => a == b && offset == other,
            _ => false,
        }
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::Null => {}
            Self::Boolean(value) => value.hash(state),
            Self::Integer(value) => value.hash(state),
            Self::Double(value) => value.to_bits().hash(state),
            Self::Decimal(value) | Self::Nanoseconds(value) => value.hash(state),
            Self::Text(value) => value.hash(state),
            Self::Bytes(value) => value.hash(state),
            Self::Instant(value, zone) => (value, zone).hash(state),
            Self::ZonedTime(value, offset) => (value, offset).hash(state),
        }
    }
}
