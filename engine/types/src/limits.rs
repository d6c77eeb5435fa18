//! Bounds of the numbers in parentheses of types, and Trino's words where they are left.

use crate::{MAX_PRECISION, Type};

/// The number that stands for the length of `varchar` without bound.
pub const UNBOUNDED_LENGTH: u32 = i32::MAX.cast_unsigned();

/// Most characters of a `char`.
pub const MAX_CHAR_LENGTH: u32 = 65_536;

/// Most digits of a second.
pub const MAX_TIME_PRECISION: u8 = 12;

/// A type that Trino does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IllegalType {
    /// Trino's name of the error.
    pub name: &'static str,
    /// Trino's message.
    pub message: String,
}

fn unknown(what: &str) -> IllegalType {
    IllegalType { name: "TYPE_NOT_FOUND", message: format!("Unknown type: {what}") }
}

/// `decimal(precision, scale)`
pub(crate) fn decimal(precision: u64, scale: u64) -> Result<Type, IllegalType> {
    let illegal = |message| IllegalType { name: "INVALID_FUNCTION_ARGUMENT", message };
    let checked = u8::try_from(precision).ok().filter(|digits| (1..=MAX_PRECISION).contains(digits));
    let Some(digits) = checked else {
        return Err(illegal(format!("DECIMAL precision must be in range [1, {MAX_PRECISION}]: {precision}")));
    };
    match u8::try_from(scale) {
        Ok(scale) if scale <= digits => Ok(Type::decimal(digits, scale)),
        _ => Err(illegal(format!("DECIMAL scale must be in range [0, precision ({digits})]: {scale}"))),
    }
}

/// `varchar(length)`; without bound from [`UNBOUNDED_LENGTH`] on.
pub(crate) fn varchar(length: u64) -> Result<Type, IllegalType> {
    match u32::try_from(length) {
        Ok(UNBOUNDED_LENGTH) => Ok(Type::VARCHAR),
        Ok(length) if length < UNBOUNDED_LENGTH => Ok(Type::Varchar(Some(length))),
        _ => Err(unknown(&format!("varchar({length})"))),
    }
}

/// `char(length)`
pub(crate) fn char(length: u64) -> Result<Type, IllegalType> {
    match u32::try_from(length) {
        Ok(length) if length <= MAX_CHAR_LENGTH => Ok(Type::Char(length)),
        _ => Err(unknown(&format!("char({length})"))),
    }
}

/// Digits of the second of a type whose name goes on with `zone`.
fn second_digits(base: &str, zone: &str, digits: u64) -> Result<u8, IllegalType> {
    match u8::try_from(digits) {
        Ok(digits) if digits <= MAX_TIME_PRECISION => Ok(digits),
        _ => Err(unknown(&format!("{base}({digits}){zone}"))),
    }
}

/// Digits of `time(digits)`
pub(crate) fn time_precision(digits: u64) -> Result<u8, IllegalType> {
    second_digits("time", "", digits)
}

/// Digits of `time(digits) with time zone`
pub(crate) fn time_tz_precision(digits: u64) -> Result<u8, IllegalType> {
    second_digits("time", " with time zone", digits)
}

/// Digits of `timestamp(digits)`
pub(crate) fn timestamp_precision(digits: u64) -> Result<u8, IllegalType> {
    second_digits("timestamp", "", digits)
}

/// Digits of `timestamp(digits) with time zone`
pub(crate) fn timestamp_tz_precision(digits: u64) -> Result<u8, IllegalType> {
    second_digits("timestamp", " with time zone", digits)
}

/// The numbers in the parentheses of a type, as signatures bind them.
pub(crate) fn numbers_of(data_type: &Type) -> Vec<u32> {
    match data_type {
        Type::Decimal { precision, scale } => vec![u32::from(*precision), u32::from(*scale)],
        Type::Varchar(length) => vec![length.unwrap_or(UNBOUNDED_LENGTH)],
        Type::Char(length) => vec![*length],
        Type::Time(digits) | Type::TimeTz(digits) | Type::Timestamp(digits) | Type::TimestampTz(digits) => {
            vec![u32::from(*digits)]
        }
        _ => Vec::new(),
    }
}
