//! Values of Bind as values of the engine.
//!
//! A value is read as the type the client declared, else as the type the statement gives it; it is never rounded
//! to fit, since that would find other rows.

mod array;
mod binary;
mod numeric;
mod text;

use arrow::datatypes::DataType;
use bytes::Bytes;
use datafusion::common::ScalarValue;

use super::encode::{Format, Zone};
use super::errors::PgError;
use super::types::{self, Kind, PgType};

/// OID of literals whose type is not known yet.
const UNKNOWN: u32 = 705;

/// The type of one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterType {
    /// As the client is told.
    pub pg_type: PgType,
    /// As the statement needs it, when the client left it open.
    pub inferred: Option<DataType>,
}

impl ParameterType {
    /// From what Parse declared and what the statement decides.
    pub fn new(declared: u32, inferred: Option<&DataType>) -> Self {
        if declared != 0 && declared != UNKNOWN {
            // Types this server does not know are taken as text and described as they were declared.
            let pg_type = types::by_oid(declared).unwrap_or(PgType { oid: declared, ..types::TEXT });
            return Self { pg_type, inferred: None };
        }
        match inferred {
            // Only `oid` columns of the catalog are unsigned; clients send and expect that type.
            Some(DataType::UInt32) => {
                Self { pg_type: types::by_oid(26).unwrap_or(types::TEXT), inferred: Some(DataType::UInt32) }
            }
            Some(data_type) => Self { pg_type: types::of(data_type), inferred: Some(data_type.clone()) },
            None => Self { pg_type: types::TEXT, inferred: None },
        }
    }
}

/// The carrier of a declared type, for the engine's inference; `None` where values decide (numeric).
pub fn declared_carrier(oid: u32) -> Option<DataType> {
    if oid == 0 || oid == UNKNOWN {
        return None;
    }
    null_of(&types::by_oid(oid)?.kind).map(|null| null.data_type())
}

/// Reads all values of a Bind.
pub fn decode(
    values: &[Option<Bytes>],
    formats: &[i16],
    parameter_types: &[ParameterType],
    zone: Zone,
) -> Result<Vec<ScalarValue>, PgError> {
    let formats = formats_of(formats, values.len(), "parameter")?;
    let typed = values.iter().zip(parameter_types).zip(formats).enumerate();
    typed
        .map(|(index, ((value, parameter_type), format))| {
            decode_one(value.as_deref(), format, parameter_type, zone)
                .map_err(|error| error.with_detail(format!("parameter ${}", index + 1)))
        })
        .collect()
}

/// One format for each of `count` items, from the none, one or many codes of Bind.
pub fn formats_of(codes: &[i16], count: usize, what: &str) -> Result<Vec<Format>, PgError> {
    let format = |code: &i16| match code {
        0 => Ok(Format::Text),
        1 => Ok(Format::Binary),
        code => Err(PgError::error("08P01", format!("unsupported format code: {code}"))),
    };
    match codes {
        [] => Ok(vec![Format::Text; count]),
        [code] => Ok(vec![format(code)?; count]),
        codes if codes.len() == count => codes.iter().map(format).collect(),
        codes => {
            let message =
                format!("bind message has {} {what} formats but there are {count} {what}s", codes.len());
            Err(PgError::error("08P01", message))
        }
    }
}

fn decode_one(
    value: Option<&[u8]>,
    format: Format,
    parameter_type: &ParameterType,
    zone: Zone,
) -> Result<ScalarValue, PgError> {
    let kind = &parameter_type.pg_type.kind;
    let Some(value) = value else {
        return match &parameter_type.inferred {
            Some(data_type) => {
                ScalarValue::try_from(data_type).map_err(|error| PgError::error("XX000", error.to_string()))
            }
            None => Ok(null_of(kind).unwrap_or(ScalarValue::Null)),
        };
    };
    let read = match format {
        Format::Text => text::read(utf8(value)?, kind, zone)?,
        Format::Binary => binary::read(value, kind, parameter_type.pg_type.oid)?,
    };
    match &parameter_type.inferred {
        Some(data_type) if is_exact(kind) && read.data_type() != *data_type => {
            read.cast_to(data_type).map_err(|error| PgError::error("22003", error.to_string()))
        }
        _ => Ok(read),
    }
}

/// Kinds whose values either fit the statement's carrier exactly or fail.
fn is_exact(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Bool
            | Kind::Int2
            | Kind::Int4
            | Kind::Int8
            | Kind::Oid
            | Kind::Text
            | Kind::Bytea
            | Kind::Date
            | Kind::Uuid
    )
}

/// NULL of a kind; `None` where the type needs more than the kind tells.
fn null_of(kind: &Kind) -> Option<ScalarValue> {
    Some(match kind {
        Kind::Bool => ScalarValue::Boolean(None),
        Kind::Int2 => ScalarValue::Int16(None),
        Kind::Int4 => ScalarValue::Int32(None),
        Kind::Int8 | Kind::Oid => ScalarValue::Int64(None),
        Kind::Float4 => ScalarValue::Float32(None),
        Kind::Float8 => ScalarValue::Float64(None),
        Kind::Text | Kind::Char | Kind::Jsonb | Kind::Padded(_) => ScalarValue::Utf8(None),
        Kind::Bytea => ScalarValue::Binary(None),
        Kind::Date => ScalarValue::Date32(None),
        Kind::Time(_) => ScalarValue::Time64Microsecond(None),
        Kind::Timestamp(_) => ScalarValue::TimestampMicrosecond(None, None),
        Kind::TimestampTz(_) => ScalarValue::TimestampMicrosecond(None, Some("UTC".into())),
        Kind::Interval => ScalarValue::IntervalMonthDayNano(None),
        Kind::Uuid => ScalarValue::FixedSizeBinary(16, None),
        Kind::Array(element) | Kind::Vector(element) => {
            let element = null_of(&element.kind)?.data_type();
            ScalarValue::new_null_list(element, true, 1)
        }
        Kind::Numeric | Kind::Printed(_) => return None,
    })
}

fn utf8(value: &[u8]) -> Result<&str, PgError> {
    std::str::from_utf8(value)
        .map_err(|_| PgError::error("22021", "invalid byte sequence for encoding \"UTF8\""))
}

/// The error of a text that is no value of its type.
fn invalid(what: &str, text: &str) -> PgError {
    let shown: String = text.chars().take(100).collect();
    PgError::error("22P02", format!("invalid input syntax for type {what}: \"{shown}\""))
}

#[cfg(test)]
mod tests;
