//! Literals with the types Trino gives them.

use std::net::IpAddr;

use polias_sql::ast::{self, Offset};
use polias_types::{MAX_CARRIED_PRECISION, Type, Value, can_cast};

use super::{datetime_literal, decimal_literal, json_literal};
use crate::analyzer::Analyzer;
use crate::plan::Expression;
use crate::{AnalysisError, Result};

/// `'…'`: a varchar as long as it is.
pub(super) fn text(value: &str) -> Expression {
    // A statement is shorter than 4 GiB.
    let length = u32::try_from(value.chars().count()).ok();
    Expression::literal(Value::Text(value.to_owned()), Type::Varchar(length))
}

/// The narrower of integer and bigint that holds the value.
pub(super) fn integer(value: i64) -> Expression {
    let data_type = if i32::try_from(value).is_ok() { Type::Integer } else { Type::Bigint };
    Expression::literal(Value::Integer(value), data_type)
}

/// `1.50` is `decimal(3,2)`.
pub(super) fn decimal(offset: Offset, digits: &str) -> Result<Expression> {
    decimal_literal::parse(digits)
        .map(|(value, precision, scale)| {
            Expression::literal(Value::Decimal(value), Type::decimal(precision, scale))
        })
        .ok_or_else(|| invalid_literal(offset, digits, "DECIMAL"))
}

/// `1.5E3`
pub(super) fn double(offset: Offset, digits: &str) -> Result<Expression> {
    let value: f64 = digits.parse().map_err(|_| invalid_literal(offset, digits, "DOUBLE"))?;
    Ok(Expression::literal(Value::Double(value), Type::Double))
}

/// The error for a text that is no literal of the type.
pub(super) fn invalid_literal(offset: Offset, text: &str, type_name: &str) -> AnalysisError {
    AnalysisError::new("INVALID_LITERAL", offset, format!("'{text}' is not a valid {type_name} literal"))
}

impl Analyzer<'_> {
    /// A type's name followed by a string.
    pub(super) fn typed_literal(
        &mut self,
        offset: Offset,
        literal: &ast::TypedLiteral,
    ) -> Result<Expression> {
        let text = literal.value.as_str();
        let name = literal.type_name.value.to_uppercase();
        let invalid = || invalid_literal(offset, text, &name);
        let (value, data_type) = match name.as_str() {
            "DATE" => {
                let days = datetime_literal::parse_date(text).ok_or_else(invalid)?;
                (Value::Integer(days), Type::Date)
            }
            "TIME" | "TIMESTAMP" => return self.time_literal(offset, &name, text),
            "DECIMAL" => return decimal(offset, text),
            "CHAR" => {
                // A statement is shorter than 4 GiB.
                let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
                (Value::Text(text.trim_end_matches(' ').to_owned()), Type::Char(length))
            }
            "VARCHAR" => (Value::Text(text.to_owned()), Type::VARCHAR),
            "VARBINARY" => (Value::Bytes(text.as_bytes().to_vec()), Type::Varbinary),
            "TINYINT" => {
                (whole_number(text, i8::MIN.into(), i8::MAX.into()).ok_or_else(invalid)?, Type::Tinyint)
            }
            "SMALLINT" => {
                (whole_number(text, i16::MIN.into(), i16::MAX.into()).ok_or_else(invalid)?, Type::Smallint)
            }
            "INTEGER" | "INT" => {
                (whole_number(text, i32::MIN.into(), i32::MAX.into()).ok_or_else(invalid)?, Type::Integer)
            }
            "BIGINT" => (whole_number(text, i64::MIN, i64::MAX).ok_or_else(invalid)?, Type::Bigint),
            "REAL" => {
                let value = floating_point(text).ok_or_else(invalid)?;
                // Rounded to what a real holds.
                (Value::Double(f64::from(value as f32)), Type::Real)
            }
            "DOUBLE" => (Value::Double(floating_point(text).ok_or_else(invalid)?), Type::Double),
            "BOOLEAN" => {
                let value = match text.to_ascii_lowercase().as_str() {
                    "true" | "t" | "1" => true,
                    "false" | "f" | "0" => false,
                    _ => return Err(invalid()),
                };
                (Value::Boolean(value), Type::Boolean)
            }
            "UUID" => (Value::Bytes(uuid(text).ok_or_else(invalid)?), Type::Uuid),
            "IPADDRESS" => {
                let address: IpAddr = text.parse().map_err(|_| invalid())?;
                let bytes = match address {
                    IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
                    IpAddr::V6(address) => address.octets(),
                };
                (Value::Bytes(bytes.to_vec()), Type::IpAddress)
            }
            // Trino sorts the keys: `json_parse` does.
            "JSON" => {
                if !json_literal::is_json(text) {
                    return Err(invalid());
                }
                return self.call_resolved(offset, "json_parse", vec![self::text(text)]);
            }
            _ => return self.other_literal(offset, &literal.type_name.value, text),
        };
        Ok(Expression::literal(value, data_type))
    }

    fn time_literal(&self, offset: Offset, name: &str, text: &str) -> Result<Expression> {
        let (value, data_type, digits) = match name {
            "TIME" => datetime_literal::parse_time(text),
            _ => datetime_literal::parse_timestamp(text),
        }
        .ok_or_else(|| invalid_literal(offset, text, name))?;
        if digits > 12 {
            let message = format!("{name} precision must be in range [0, 12]: {digits}");
            return Err(AnalysisError::new("NUMERIC_VALUE_OUT_OF_RANGE", offset, message));
        }
        if digits > u32::from(MAX_CARRIED_PRECISION) {
            return Err(precision_not_supported(offset, name, digits));
        }
        Ok(Expression::literal(value, data_type))
    }

    /// Literals of types without a syntax of their own are casts.
    fn other_literal(&self, offset: Offset, name: &str, text: &str) -> Result<Expression> {
        let Some(target) = Type::parse(&name.to_lowercase()) else {
            let message = format!("Unknown resolvedType: {name}");
            return Err(AnalysisError::new("TYPE_NOT_FOUND", offset, message));
        };
        let value = self::text(text);
        if !can_cast(&value.data_type, &target) {
            let message = format!("Cannot cast varchar to {target}");
            return Err(AnalysisError::new("OPERATOR_NOT_FOUND", offset, message));
        }
        Ok(value.cast_to(&target))
    }
}

/// The error for more digits of a second than are carried.
pub(super) fn precision_not_supported(offset: Offset, name: &str, digits: u32) -> AnalysisError {
    let message =
        format!("{name} precision {digits} is not supported: at most {MAX_CARRIED_PRECISION} digits");
    AnalysisError::not_supported(offset, message)
}

/// Digits with an optional sign.
fn whole_number(text: &str, least: i64, greatest: i64) -> Option<Value> {
    let value: i64 = text.parse().ok()?;
    (least..=greatest).contains(&value).then_some(Value::Integer(value))
}

/// As Java reads a double: blanks around and a type letter at the end do not matter, special values are
/// written one way.
fn floating_point(text: &str) -> Option<f64> {
    let text = text.trim();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match unsigned {
        "NaN" => return Some(f64::NAN),
        "Infinity" => {
            return Some(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY });
        }
        _ => {}
    }
    let digits = text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text);
    if digits.bytes().any(|byte| !(byte.is_ascii_digit() || b"+-.eE".contains(&byte))) {
        return None;
    }
    digits.parse().ok()
}

/// 16 bytes of `12151fd2-7586-11e9-8f9e-2a86e4085a59`.
fn uuid(text: &str) -> Option<Vec<u8>> {
    let groups = [8, 4, 4, 4, 12];
    let parts: Vec<&str> = text.split('-').collect();
    if parts.len() != groups.len() || parts.iter().zip(groups).any(|(part, length)| part.len() != length) {
        return None;
    }
    let digits: Vec<u8> = parts
        .concat()
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    Some(digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect())
}
