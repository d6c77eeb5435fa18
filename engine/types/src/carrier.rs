//! The Arrow types that carry Trino's.

use arrow::datatypes::{DataType, Field, Fields, IntervalUnit, TimeUnit};

use crate::{Opaque, Type};

/// Most digits of a second that a carrier holds.
pub const MAX_CARRIED_PRECISION: u8 = 9;

/// Name of the instant's field in the carrier of `timestamp with time zone`: a timestamp in UTC.
pub const INSTANT_FIELD: &str = "instant";

/// Name of the zone's field beside it, see [`crate::Zone::id`].
pub const ZONE_FIELD: &str = "zone";

/// Names of the fields in the carrier of `time with time zone`: nanoseconds of the local day, and the offset
/// in minutes east.
pub const TIME_FIELDS: (&str, &str) = ("time", "offset");

impl Type {
    /// The Arrow type of columns of this type.
    ///
    /// | Trino | Arrow |
    /// | --- | --- |
    /// | `varchar`, `char`, `json` | `Utf8View` |
    /// | `varbinary`, opaque types | `BinaryView` |
    /// | `decimal` | `Decimal128` |
    /// | `time(p)` | `Time64`, µs up to 6 digits, else ns |
    /// | `timestamp(p)` | `Timestamp` without zone: ms up to 3 digits, µs up to 6, else ns |
    /// | `timestamp(p) with time zone` | `Struct{instant: Timestamp as above, zone: Int16}` |
    /// | `time(p) with time zone` | `Struct{time: Time64(ns), offset: Int16}` |
    /// | `interval day to second` | `Int64` milliseconds |
    /// | `interval year to month` | `Interval(YearMonth)` |
    /// | `uuid`, `ipaddress` | `FixedSizeBinary(16)` |
    /// | `unknown` | `Null` |
    pub fn carrier(&self) -> DataType {
        match self {
            Self::Unknown | Self::Function(..) => DataType::Null,
            Self::Boolean => DataType::Boolean,
            Self::Tinyint => DataType::Int8,
            Self::Smallint => DataType::Int16,
            Self::Integer => DataType::Int32,
            Self::Bigint | Self::IntervalDaySecond => DataType::Int64,
            Self::Real => DataType::Float32,
            Self::Double => DataType::Float64,
            // A scale is at most 38.
            Self::Decimal { precision, scale } => DataType::Decimal128(*precision, scale.cast_signed()),
            Self::Varchar(_)
            | Self::Char(_)
            | Self::Json
            | Self::Opaque(Opaque::JsonPath | Opaque::Regexp | Opaque::CodePoints | Opaque::Color) => {
                DataType::Utf8View
            }
            Self::Varbinary | Self::Opaque(_) => DataType::BinaryView,
            Self::Date => DataType::Date32,
            Self::Time(precision) if *precision <= 6 => DataType::Time64(TimeUnit::Microsecond),
            Self::Time(_) => DataType::Time64(TimeUnit::Nanosecond),
            Self::TimeTz(_) => DataType::Struct(Fields::from(vec![
                Field::new(TIME_FIELDS.0, DataType::Time64(TimeUnit::Nanosecond), true),
                Field::new(TIME_FIELDS.1, DataType::Int16, true),
            ])),
            Self::Timestamp(precision) => DataType::Timestamp(timestamp_unit(*precision), None),
            Self::TimestampTz(precision) => DataType::Struct(Fields::from(vec![
                Field::new(INSTANT_FIELD, DataType::Timestamp(timestamp_unit(*precision), None), true),
                Field::new(ZONE_FIELD, DataType::Int16, true),
            ])),
            Self::IntervalYearMonth => DataType::Interval(IntervalUnit::YearMonth),
            Self::Array(element) => DataType::new_list(element.carrier(), true),
            Self::Map(key, value) => {
                let entries = Fields::from(vec![
                    Field::new("key", key.carrier(), false),
                    Field::new("value", value.carrier(), true),
                ]);
                let entries = Field::new("entries", DataType::Struct(entries), false);
                DataType::Map(entries.into(), false)
            }
            Self::Row(fields) => DataType::Struct(
                fields.iter().enumerate().map(|(index, field)| row_field(index, field)).collect(),
            ),
            Self::Uuid | Self::IpAddress => DataType::FixedSizeBinary(16),
        }
    }
}

/// Carriers name fields by their place, so that rows of different field names are of one Arrow type.
fn row_field(index: usize, field: &crate::RowField) -> Field {
    Field::new(format!("f{index}"), field.data_type.carrier(), true)
}

/// The unit that holds so many digits of a second.
pub fn timestamp_unit(precision: u8) -> TimeUnit {
    match precision {
        0..=3 => TimeUnit::Millisecond,
        4..=6 => TimeUnit::Microsecond,
        _ => TimeUnit::Nanosecond,
    }
}
