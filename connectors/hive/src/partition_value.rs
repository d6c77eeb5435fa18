//! Values of partition keys: from the catalog's text to typed values.

use arrow::datatypes::DataType;
use chrono::{NaiveDate, NaiveDateTime};
use datafusion::common::ScalarValue;
use polias_connector::{ConnectorError, Result};

use crate::partition_path::NULL_PARTITION;
use crate::types::HiveType;

/// A partition key's name and type.
#[derive(Debug, Clone)]
pub(crate) struct PartitionKey {
    pub(crate) name: String,
    pub(crate) hive_type: HiveType,
    /// Carrier of the type.
    pub(crate) data_type: DataType,
}

impl PartitionKey {
    /// Reads one value; the result has the key's carrier type. Fails with `HIVE_INVALID_PARTITION_VALUE`.
    pub(crate) fn parse(&self, text: &str) -> Result<ScalarValue> {
        if text == NULL_PARTITION {
            return ScalarValue::try_from(&self.data_type).map_err(|_| self.invalid(text));
        }
        self.parse_present(text).ok_or_else(|| self.invalid(text))
    }

    fn parse_present(&self, text: &str) -> Option<ScalarValue> {
        Some(match &self.hive_type {
            HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => {
                ScalarValue::Utf8View(Some(text.to_string()))
            }
            HiveType::Boolean if text.eq_ignore_ascii_case("true") => ScalarValue::Boolean(Some(true)),
            HiveType::Boolean if text.eq_ignore_ascii_case("false") => ScalarValue::Boolean(Some(false)),
            HiveType::Boolean => return None,
            HiveType::TinyInt => ScalarValue::Int8(Some(text.parse().ok()?)),
            HiveType::SmallInt => ScalarValue::Int16(Some(text.parse().ok()?)),
            HiveType::Int => ScalarValue::Int32(Some(text.parse().ok()?)),
            HiveType::BigInt => ScalarValue::Int64(Some(text.parse().ok()?)),
            HiveType::Float => ScalarValue::Float32(Some(text.parse().ok()?)),
            HiveType::Double => ScalarValue::Float64(Some(text.parse().ok()?)),
            HiveType::Date => ScalarValue::Date32(Some(days(text)?)),
            HiveType::Timestamp => ScalarValue::TimestampMillisecond(Some(milliseconds(text)?), None),
            HiveType::Decimal(precision, scale) => ScalarValue::Decimal128(
                Some(decimal(text, *precision, *scale)?),
                *precision,
                scale.cast_signed(),
            ),
            HiveType::Binary | HiveType::Array(_) | HiveType::Map(..) | HiveType::Struct(_) => return None,
        })
    }

    fn invalid(&self, text: &str) -> ConnectorError {
        let message = format!(
            "Invalid partition value '{text}' for {} partition key: {}",
            self.hive_type.trino(),
            self.name
        );
        ConnectorError::new("HIVE_INVALID_PARTITION_VALUE", message)
    }
}

/// Days since 1970-01-01 of a `YYYY-MM-DD` text. Strict, so that ISO texts compare as their dates do
/// (the catalog prunes by text).
fn days(text: &str) -> Option<i32> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| match i {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| shape)?;
    i32::try_from(date.signed_duration_since(NaiveDate::default()).num_days()).ok()
}

/// Milliseconds since 1970 of `YYYY-MM-DD hh:mm:ss[.fff]` (a date alone is midnight), rounded half up.
fn milliseconds(text: &str) -> Option<i64> {
    let time = match NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f") {
        Ok(time) => time,
        Err(_) => NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0)?,
    };
    let utc = time.and_utc();
    let half_up = i64::from(utc.timestamp_subsec_nanos() % 1_000_000 >= 500_000);
    Some(utc.timestamp_millis() + half_up)
}

/// The unscaled value; `None` when it does not fit or has more fraction digits than the type.
fn decimal(text: &str, precision: u8, scale: u8) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let only_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !only_digits(whole) || !only_digits(fraction) {
        return None;
    }
    let padding = usize::from(scale).checked_sub(fraction.len())?;
    let unscaled = format!("{}{fraction}{}", whole.trim_start_matches('0'), "0".repeat(padding));
    let significant = unscaled.trim_start_matches('0');
    if significant.len() > usize::from(precision) {
        return None;
    }
    let value: i128 = if significant.is_empty() { 0 } else { significant.parse().ok()? };
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> PartitionKey {
        let hive_type = HiveType::parse(text).unwrap();
        PartitionKey { name: "k".to_string(), data_type: hive_type.arrow(), hive_type }
    }

    #[test]
    fn values_have_the_type_of_the_key() {
        for (hive_type, text, shown) in [
            ("string", "a b", "a b"),
            ("int", "08", "8"),
            ("tinyint", "-128", "-128"),
            ("bigint", "9223372036854775807", "9223372036854775807"),
            ("boolean", "TRUE", "true"),
            ("date", "1969-12-31", "1969-12-31"),
            ("double", "1.5", "1.5"),
        ] {
            let key = key(hive_type);
            let value = key.parse(text).unwrap();
            assert_eq!(value.data_type(), key.data_type);
            assert_eq!(value.to_string(), shown);
            let null = key.parse(NULL_PARTITION).unwrap();
            assert!(null.is_null() && null.data_type() == key.data_type);
        }
        let decimal = |text| key("decimal(5,2)").parse(text).unwrap();
        assert_eq!(decimal("-12.5"), ScalarValue::Decimal128(Some(-1250), 5, 2));
        assert_eq!(decimal("012.500"), ScalarValue::Decimal128(Some(1250), 5, 2));
        assert_eq!(decimal("0"), ScalarValue::Decimal128(Some(0), 5, 2));
        let timestamp = key("timestamp").parse("1970-01-01 00:00:01.2345").unwrap();
        assert_eq!(timestamp, ScalarValue::TimestampMillisecond(Some(1235), None));
        let timestamp = key("timestamp").parse("1969-12-31 23:59:59.9995").unwrap();
        assert_eq!(timestamp, ScalarValue::TimestampMillisecond(Some(0), None));
    }

    #[test]
    fn bad_values_are_refused() {
        for (hive_type, text) in [
            ("int", "x"),
            ("int", ""),
            ("tinyint", "128"),
            ("boolean", "1"),
            ("date", "2024-1-5"),
            ("date", "2024-02-30"),
            ("timestamp", "yesterday"),
            ("decimal(5,2)", "1234.5"),
            ("decimal(5,2)", "1.234"),
            ("decimal(5,2)", "."),
            ("decimal(5,2)", "1e2"),
        ] {
            let error = key(hive_type).parse(text).unwrap_err();
            assert_eq!(error.name, "HIVE_INVALID_PARTITION_VALUE", "{hive_type} {text}");
        }
        let error = key("bigint").parse("x").unwrap_err();
        assert_eq!(error.message, "Invalid partition value 'x' for bigint partition key: k");
    }
}
