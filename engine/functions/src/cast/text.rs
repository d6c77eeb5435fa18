//! The text of scalar values as CAST to varchar writes it.

use std::fmt::Write;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, FixedSizeBinaryArray, Float32Array,
    Float64Array, Int8Array, Int16Array, Int32Array, Int64Array, IntervalYearMonthArray, StringViewArray,
};
use datafusion::common::internal_err;
use datafusion::error::Result;
use polias_types::Type;

use crate::calendar::date_of;
use crate::kernel::column;
use crate::moments::{DAY, Moments, SECOND, ZonedMoments, ZonedTimes, local};
use crate::rows::cell;

/// The text of a row, `None` for NULL.
pub(super) type Texts<'a> = Box<dyn Fn(usize) -> Option<String> + 'a>;

/// Whether values of the type have a text.
pub(super) fn has_text(data_type: &Type) -> bool {
    !matches!(
        data_type,
        Type::Unknown
            | Type::Varbinary
            | Type::Array(_)
            | Type::Map(..)
            | Type::Row(_)
            | Type::Function(..)
            | Type::Opaque(_)
    )
}

/// The texts of a column.
pub(super) fn texts_of<'a>(data_type: &Type, array: &'a ArrayRef) -> Result<Texts<'a>> {
    macro_rules! display {
        ($array:ty) => {{
            let array = column::<$array>(array)?;
            Box::new(move |row| cell(array, row).map(|value| value.to_string()))
        }};
    }
    Ok(match data_type {
        Type::Boolean => display!(BooleanArray),
        Type::Tinyint => display!(Int8Array),
        Type::Smallint => display!(Int16Array),
        Type::Integer => display!(Int32Array),
        Type::Bigint => display!(Int64Array),
        Type::Real => {
            let array = column::<Float32Array>(array)?;
            Box::new(move |row| cell(array, row).map(real))
        }
        Type::Double => {
            let array = column::<Float64Array>(array)?;
            Box::new(move |row| cell(array, row).map(double))
        }
        Type::Decimal { scale, .. } => {
            let (array, scale) = (column::<Decimal128Array>(array)?, *scale);
            Box::new(move |row| cell(array, row).map(|value| decimal(value, scale)))
        }
        Type::Varchar(_) | Type::Json => display!(StringViewArray),
        Type::Char(length) => {
            let (array, length) = (column::<StringViewArray>(array)?, *length as usize);
            Box::new(move |row| cell(array, row).map(|value| format!("{value:length$}")))
        }
        Type::Date => {
            let array = column::<Date32Array>(array)?;
            Box::new(move |row| cell(array, row).map(|days| date(i64::from(days), "")))
        }
        Type::Time(precision) => {
            let (times, precision) = (Moments::new(array)?, *precision);
            Box::new(move |row| times.get(row).map(|nanos| time(nanos, precision)))
        }
        Type::TimeTz(precision) => {
            let (times, precision) = (ZonedTimes::new(array)?, *precision);
            Box::new(move |row| {
                let (nanos, minutes) = times.get(row)?;
                Some(time(nanos, precision) + &offset(minutes))
            })
        }
        Type::Timestamp(precision) => {
            let (moments, precision) = (Moments::new(array)?, *precision);
            Box::new(move |row| moments.get(row).map(|nanos| timestamp(nanos, precision)))
        }
        Type::TimestampTz(precision) => {
            let (moments, precision) = (ZonedMoments::new(array)?, *precision);
            Box::new(move |row| {
                let (nanos, zone) = moments.get(row)?;
                Some(format!("{} {zone}", timestamp(local(nanos, zone), precision)))
            })
        }
        Type::IntervalYearMonth => {
            let array = column::<IntervalYearMonthArray>(array)?;
            Box::new(move |row| {
                let months = cell(array, row)?;
                let sign = if months < 0 { "-" } else { "" };
                Some(format!("{sign}{}-{}", months.unsigned_abs() / 12, months.unsigned_abs() % 12))
            })
        }
        Type::IntervalDaySecond => {
            let array = column::<Int64Array>(array)?;
            Box::new(move |row| cell(array, row).map(day_second))
        }
        Type::Uuid => {
            let array = column::<FixedSizeBinaryArray>(array)?;
            Box::new(move |row| cell(array, row).map(uuid))
        }
        Type::IpAddress => {
            let array = column::<FixedSizeBinaryArray>(array)?;
            Box::new(move |row| cell(array, row).map(ip_address))
        }
        other => return internal_err!("values of {other} have no text"),
    })
}

/// `1.0E0`, `-0E0`, `NaN`
pub(super) fn double(value: f64) -> String {
    if !value.is_finite() || value == 0.0 {
        return special(value, "0E0");
    }
    let (sign, digits, exponent) = scientific(&format!("{value:e}"));
    format!("{sign}{}E{exponent}", pointed(&digits, 1))
}

/// As [`double`], of at most seven digits.
pub(super) fn real(value: f32) -> String {
    let value = f64::from(value);
    if !value.is_finite() || value == 0.0 {
        return special(value, "0E0");
    }
    let (sign, digits, exponent) = scientific(&format!("{value:.6e}"));
    format!("{sign}{}E{exponent}", pointed(&digits, 1))
}

/// As Java writes a double: `300.0`, `1.0E10`. Errors and JSON have it.
pub(crate) fn java_double(value: f64) -> String {
    if !value.is_finite() || value == 0.0 {
        return special(value, "0.0");
    }
    java(&format!("{value:e}"))
}

/// As Java writes a float.
pub(super) fn java_float(value: f32) -> String {
    if !value.is_finite() || value == 0.0 {
        return special(value.into(), "0.0");
    }
    java(&format!("{value:e}"))
}

fn java(scientific_text: &str) -> String {
    let (sign, digits, exponent) = scientific(scientific_text);
    match exponent {
        0..7 => format!("{sign}{}", pointed(&digits, exponent.unsigned_abs() as usize + 1)),
        -3..0 => {
            let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
            format!("{sign}0.{zeros}{digits}")
        }
        _ => format!("{sign}{}E{exponent}", pointed(&digits, 1)),
    }
}

fn special(value: f64, zero: &str) -> String {
    match value {
        value if value.is_nan() => "NaN".to_owned(),
        f64::INFINITY => "Infinity".to_owned(),
        f64::NEG_INFINITY => "-Infinity".to_owned(),
        value if value.is_sign_negative() => format!("-{zero}"),
        _ => zero.to_owned(),
    }
}

/// Sign, digits without trailing zeros, and exponent of `-1.250e3`.
fn scientific(text: &str) -> (&'static str, String, i32) {
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |text| ("-", text));
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    (sign, digits.to_owned(), exponent.parse().unwrap_or_default())
}

/// The digits with a point behind so many of them, and a zero where none is left.
fn pointed(digits: &str, before: usize) -> String {
    let padded = format!("{digits:0<before$}");
    let (whole, fraction) = padded.split_at(before.min(padded.len()));
    format!("{whole}.{}", if fraction.is_empty() { "0" } else { fraction })
}

/// `-0.05`
pub(super) fn decimal(value: i128, scale: u8) -> String {
    if scale == 0 {
        return value.to_string();
    }
    let scale = usize::from(scale);
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    format!("{}{whole}.{fraction}", if value < 0 { "-" } else { "" })
}

/// `2020-01-01`; beyond four digits the year has the sign given.
pub(super) fn date(days: i64, plus: &str) -> String {
    let (year, month, day) = date_of(days);
    let sign = match year {
        ..0 => "-",
        0..10_000 => "",
        _ => plus,
    };
    format!("{sign}{:04}-{month:02}-{day:02}", year.unsigned_abs())
}

/// `2020-01-01 10:11:12.123`
pub(super) fn timestamp(nanos: i128, precision: u8) -> String {
    let days = i64::try_from(nanos.div_euclid(DAY)).unwrap_or_default();
    format!("{} {}", date(days, "+"), time(nanos.rem_euclid(DAY), precision))
}

/// `10:11:12.123`
pub(super) fn time(nanos: i128, precision: u8) -> String {
    let seconds = nanos / SECOND;
    let mut text = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if precision > 0 {
        let precision = usize::from(precision.min(9));
        // Writing to a string cannot fail.
        let _ = write!(text, ".{}", &format!("{:09}", nanos % SECOND)[..precision]);
    }
    text
}

fn offset(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60)
}

/// `-0 00:00:01.000`
fn day_second(milliseconds: i64) -> String {
    let sign = if milliseconds < 0 { "-" } else { "" };
    let value = milliseconds.unsigned_abs();
    let (seconds, milliseconds) = (value / 1000, value % 1000);
    format!(
        "{sign}{} {:02}:{:02}:{:02}.{milliseconds:03}",
        seconds / 86_400,
        seconds / 3600 % 24,
        seconds / 60 % 60,
        seconds % 60
    )
}

fn uuid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn ip_address(bytes: &[u8]) -> String {
    let Ok(bytes) = <[u8; 16]>::try_from(bytes) else { return String::new() };
    let address = std::net::Ipv6Addr::from(bytes);
    address.to_ipv4_mapped().map_or_else(|| address.to_string(), |address| address.to_string())
}
