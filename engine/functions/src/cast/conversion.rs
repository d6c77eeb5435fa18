//! Which conversion serves a pair of types.

use arrow::array::{Array, ArrayRef, new_null_array};
use datafusion::error::Result;
use polias_types::{Type, Zone};

use super::failures::Failures;
use super::{booleans, bytes, datetime, decimals, floats, from_json, integers, nested, to_json, varchar};
use crate::DataError;

/// Converts a column; rows that cannot be converted are noted and NULL.
pub(super) type Conversion = Box<dyn Fn(&ArrayRef, &mut Failures) -> Result<ArrayRef> + Send + Sync>;

/// What conversions need of the session.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    /// The session's zone.
    pub(super) zone: Zone,
    /// Start of the query: nanoseconds since 1970-01-01 UTC.
    pub(super) now: i128,
}

/// The conversion between two types; `None` when values stay as they are.
pub(super) fn conversion(from: &Type, to: &Type, settings: Settings) -> Option<Conversion> {
    if from == to {
        return None;
    }
    match (from, to) {
        (Type::Unknown, _) => {
            let carrier = to.carrier();
            Some(Box::new(move |column, _| Ok(new_null_array(&carrier, column.len()))))
        }
        (Type::Json, Type::Varchar(_)) => from_json::conversion(to),
        (_, Type::Varchar(_) | Type::Char(_)) => varchar::conversion(from, to),
        (Type::Json, _) => from_json::conversion(to),
        (_, Type::Json) => to_json::conversion(from),
        (Type::Array(_), Type::Array(_)) | (Type::Map(..), Type::Map(..)) | (Type::Row(_), Type::Row(_)) => {
            nested::conversion(from, to, settings)
        }
        (_, Type::Boolean) => Some(booleans::conversion(from)),
        (_, Type::Tinyint | Type::Smallint | Type::Integer | Type::Bigint) => {
            Some(integers::conversion(from, to))
        }
        (_, Type::Real | Type::Double) => Some(floats::conversion(from, to)),
        (_, Type::Decimal { .. }) => Some(decimals::conversion(from, to)),
        (_, Type::Date | Type::Time(_) | Type::TimeTz(_) | Type::Timestamp(_) | Type::TimestampTz(_)) => {
            datetime::conversion(from, to, settings)
        }
        (_, Type::Uuid | Type::IpAddress | Type::Varbinary | Type::Opaque(_)) => bytes::conversion(from, to),
        _ => Some(unknown(from, to)),
    }
}

/// For pairs that the analyzer refuses.
pub(super) fn unknown(from: &Type, to: &Type) -> Conversion {
    let error = DataError::new("NOT_SUPPORTED", format!("Cannot cast {from} to {to}"));
    Box::new(move |_, _| Err(error.clone().into()))
}

/// `INVALID_CAST_ARGUMENT`
pub(super) fn invalid(message: impl Into<String>) -> DataError {
    DataError::new("INVALID_CAST_ARGUMENT", message)
}
