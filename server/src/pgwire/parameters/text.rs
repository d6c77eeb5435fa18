//! Values in text format.

use arrow::compute::kernels::cast_utils::parse_interval_month_day_nano;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use datafusion::common::ScalarValue;

use super::{array, invalid, numeric};
use crate::pgwire::encode::Zone;
use crate::pgwire::errors::PgError;
use crate::pgwire::types::Kind;

/// Reads one value.
pub fn read(text: &str, kind: &Kind, zone: Zone) -> Result<ScalarValue, PgError> {
    let trimmed = text.trim();
    Ok(match kind {
        Kind::Bool => ScalarValue::Boolean(Some(match trimmed.to_lowercase().as_str() {
            "t" | "true" | "y" | "yes" | "on" | "1" => true,
            "f" | "false" | "n" | "no" | "off" | "0" => false,
            _ => return Err(invalid("boolean", text)),
        })),
        Kind::Int2 => ScalarValue::Int16(Some(integer(text, "smallint")?)),
        Kind::Int4 => ScalarValue::Int32(Some(integer(text, "integer")?)),
        Kind::Int8 => ScalarValue::Int64(Some(integer(text, "bigint")?)),
        Kind::Oid => ScalarValue::Int64(Some(i64::from(integer::<u32>(text, "oid")?))),
        Kind::Float4 => ScalarValue::Float32(Some(trimmed.parse().map_err(|_| invalid("real", text))?)),
        Kind::Float8 => {
            ScalarValue::Float64(Some(trimmed.parse().map_err(|_| invalid("double precision", text))?))
        }
        Kind::Numeric => numeric::read_text(text)?,
        Kind::Text | Kind::Char | Kind::Jsonb | Kind::Padded(_) | Kind::Printed(_) => {
            ScalarValue::Utf8(Some(text.to_owned()))
        }
        Kind::Bytea => ScalarValue::Binary(Some(bytea(text).ok_or_else(|| invalid("bytea", text))?)),
        Kind::Date => ScalarValue::Date32(Some(date(trimmed).ok_or_else(|| invalid("date", text))?)),
        Kind::Time(_) => {
            ScalarValue::Time64Microsecond(Some(time(trimmed).ok_or_else(|| invalid("time", text))?))
        }
        Kind::Timestamp(_) => {
            // PostgreSQL drops a zone that stands behind a timestamp without one.
            let (micros, _) = timestamp(trimmed).ok_or_else(|| invalid("timestamp", text))?;
            ScalarValue::TimestampMicrosecond(Some(micros), None)
        }
        Kind::TimestampTz(_) => {
            let wrong = || invalid("timestamp with time zone", text);
            let (local, stated) = timestamp(trimmed).ok_or_else(wrong)?;
            let zone = match stated {
                Some(name) => Zone::parse(name).ok_or_else(wrong)?.1,
                None => zone,
            };
            let instant = zone.instant_of_local(local).ok_or_else(wrong)?;
            ScalarValue::TimestampMicrosecond(Some(instant), Some("UTC".into()))
        }
        Kind::Interval => {
            let value = parse_interval_month_day_nano(trimmed).map_err(|_| invalid("interval", text))?;
            ScalarValue::IntervalMonthDayNano(Some(value))
        }
        Kind::Uuid => {
            let value = uuid::Uuid::try_parse(trimmed).map_err(|_| invalid("uuid", text))?;
            ScalarValue::FixedSizeBinary(16, Some(value.into_bytes().to_vec()))
        }
        Kind::Array(element) | Kind::Vector(element) => array::read_text(trimmed, element, zone)?,
    })
}

/// An integer; what has digits only is out of range, not malformed.
fn integer<T: std::str::FromStr>(text: &str, what: &str) -> Result<T, PgError> {
    let trimmed = text.trim();
    trimmed.parse().map_err(|_| {
        let digits = trimmed.strip_prefix(['-', '+']).unwrap_or(trimmed);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return PgError::error("22003", format!("value \"{trimmed}\" is out of range for type {what}"));
        }
        invalid(what, text)
    })
}

/// `\x00ff`, or the older escape format.
fn bytea(text: &str) -> Option<Vec<u8>> {
    if let Some(hex) = text.strip_prefix("\\x") {
        let digits: Vec<u8> =
            hex.chars().map(|digit| digit.to_digit(16).map(|value| value as u8)).collect::<Option<_>>()?;
        return digits.chunks(2).map(|pair| Some(pair.first()? << 4 | pair.get(1)?)).collect();
    }
    let mut bytes = text.bytes();
    let mut value = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            value.push(byte);
            continue;
        }
        match bytes.next()? {
            b'\\' => value.push(b'\\'),
            first => {
                let octal = [first, bytes.next()?, bytes.next()?];
                let octal = std::str::from_utf8(&octal).ok()?;
                value.push(u8::from_str_radix(octal, 8).ok()?);
            }
        }
    }
    Some(value)
}

fn date(text: &str) -> Option<i32> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    i32::try_from(date.signed_duration_since(NaiveDate::default()).num_days()).ok()
}

fn time(text: &str) -> Option<i64> {
    let time =
        ["%H:%M:%S%.f", "%H:%M"].iter().find_map(|format| NaiveTime::parse_from_str(text, format).ok())?;
    Some(i64::from(time.num_seconds_from_midnight()) * 1_000_000 + i64::from(time.nanosecond() / 1_000))
}

/// Microseconds of the local time, and the zone that stands behind it.
fn timestamp(text: &str) -> Option<(i64, Option<&str>)> {
    if let Some(days) = date(text) {
        return Some((i64::from(days) * 86_400_000_000, None));
    }
    // The zone begins at the first sign or letter behind the time.
    let time_at = text.find([' ', 'T', 't'])? + 1;
    let zone_at = text
        .get(time_at..)?
        .find(|letter: char| letter == '+' || letter == '-' || letter.is_ascii_alphabetic());
    let (local, zone) = match zone_at {
        Some(at) => (text.get(..time_at + at)?, Some(text.get(time_at + at..)?)),
        None => (text, None),
    };
    let local = local.trim_end().replace(['T', 't'], " ");
    let parsed = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(&local, format).ok())?;
    Some((parsed.and_utc().timestamp_micros(), zone))
}
