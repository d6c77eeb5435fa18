//! Arrays of one dimension: `{1,2,NULL}` and their binary form.

use arrow::datatypes::DataType;
use bytes::Buf;
use datafusion::common::ScalarValue;

use super::binary::malformed;
use super::{binary, invalid, null_of, text};
use crate::pgwire::encode::Zone;
use crate::pgwire::errors::PgError;
use crate::pgwire::types::PgType;

/// Reads the text form.
pub fn read_text(whole: &str, element: &PgType, zone: Zone) -> Result<ScalarValue, PgError> {
    let inner = whole
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
        .ok_or_else(|| invalid("array", whole))?;
    let mut values = Vec::new();
    let mut letters = inner.chars().peekable();
    while letters.peek().is_some() {
        let mut item = String::new();
        let mut quoted = false;
        let mut in_quotes = false;
        loop {
            match letters.next() {
                None if in_quotes => return Err(invalid("array", whole)),
                None => break,
                Some('"') => {
                    quoted = true;
                    in_quotes = !in_quotes;
                }
                Some('\\') => item.push(letters.next().ok_or_else(|| invalid("array", whole))?),
                Some(',') if !in_quotes => break,
                Some('{' | '}') if !in_quotes => {
                    return Err(PgError::unsupported("arrays of more than one dimension are not supported"));
                }
                Some(letter) => item.push(letter),
            }
        }
        values.push(match item.trim() {
            word if !quoted && word.eq_ignore_ascii_case("null") => null(element)?,
            word => text::read(if quoted { &item } else { word }, &element.kind, zone)?,
        });
    }
    list(values, element)
}

/// Reads the binary form.
pub fn read_binary(mut bytes: &[u8], element: &PgType) -> Result<ScalarValue, PgError> {
    let dimensions = bytes.try_get_i32().map_err(malformed)?;
    let _has_null = bytes.try_get_i32().map_err(malformed)?;
    let oid = bytes.try_get_u32().map_err(malformed)?;
    if oid != element.oid {
        let message = format!("wrong element type {oid} of an array of type {}", element.oid);
        return Err(PgError::error("42804", message));
    }
    let count = match dimensions {
        0 => 0,
        1 => {
            let count = bytes.try_get_u32().map_err(malformed)? as usize;
            let _lower_bound = bytes.try_get_i32().map_err(malformed)?;
            count
        }
        _ => return Err(PgError::unsupported("arrays of more than one dimension are not supported")),
    };
    let mut values = Vec::new();
    for _ in 0..count {
        let length = bytes.try_get_i32().map_err(malformed)?;
        values.push(match usize::try_from(length) {
            Err(_) if length == -1 => null(element)?,
            Ok(length) if length <= bytes.len() => {
                let (value, rest) = bytes.split_at(length);
                bytes = rest;
                binary::read(value, &element.kind, element.oid)?
            }
            _ => return Err(malformed(())),
        });
    }
    if bytes.is_empty() { list(values, element) } else { Err(malformed(())) }
}

fn null(element: &PgType) -> Result<ScalarValue, PgError> {
    null_of(&element.kind).map_or(Ok(ScalarValue::Decimal128(None, 1, 0)), Ok)
}

/// A list of one type: decimals are brought to the widest of them.
fn list(values: Vec<ScalarValue>, element: &PgType) -> Result<ScalarValue, PgError> {
    let decimals = values.iter().filter_map(|value| match value {
        ScalarValue::Decimal128(_, precision, scale) => {
            Some((i16::from(*precision) - i16::from(*scale), *scale))
        }
        _ => None,
    });
    let widest = decimals.fold(None, |widest: Option<(i16, i8)>, (whole, scale)| {
        let (most, longest) = widest.unwrap_or((whole, scale));
        Some((most.max(whole), longest.max(scale)))
    });
    let (data_type, values) = match (widest, null_of(&element.kind)) {
        (Some((whole, scale)), _) => {
            let precision = u8::try_from(whole + i16::from(scale)).ok().filter(|precision| *precision <= 38);
            let precision = precision.ok_or_else(|| {
                PgError::error("22003", "the decimals of an array need more than 38 digits")
            })?;
            let data_type = DataType::Decimal128(precision, scale);
            let cast: Result<Vec<_>, _> = values.iter().map(|value| value.cast_to(&data_type)).collect();
            (data_type, cast.map_err(|error| PgError::error("22003", error.to_string()))?)
        }
        (None, Some(null)) => (null.data_type(), values),
        (None, None) => (DataType::Decimal128(38, 0), values),
    };
    Ok(ScalarValue::List(ScalarValue::new_list(&values, &data_type, true)))
}
