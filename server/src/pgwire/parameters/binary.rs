//! Values in binary format.
//!
//! Source: the `…recv` functions of PostgreSQL 15.

use arrow::datatypes::IntervalMonthDayNano;
use bytes::Buf;
use datafusion::common::ScalarValue;

use super::{array, numeric, utf8};
use crate::pgwire::encode::{PG_EPOCH_DAYS, PG_EPOCH_MICROS};
use crate::pgwire::errors::PgError;
use crate::pgwire::types::{Kind, by_oid};

/// Reads one value.
pub fn read(mut bytes: &[u8], kind: &Kind, oid: u32) -> Result<ScalarValue, PgError> {
    let whole = bytes;
    let value = match kind {
        Kind::Bool => ScalarValue::Boolean(Some(bytes.try_get_u8().map_err(malformed)? != 0)),
        Kind::Int2 => ScalarValue::Int16(Some(bytes.try_get_i16().map_err(malformed)?)),
        Kind::Int4 => ScalarValue::Int32(Some(bytes.try_get_i32().map_err(malformed)?)),
        Kind::Int8 => ScalarValue::Int64(Some(bytes.try_get_i64().map_err(malformed)?)),
        Kind::Oid => ScalarValue::Int64(Some(i64::from(bytes.try_get_u32().map_err(malformed)?))),
        Kind::Float4 => ScalarValue::Float32(Some(bytes.try_get_f32().map_err(malformed)?)),
        Kind::Float8 => ScalarValue::Float64(Some(bytes.try_get_f64().map_err(malformed)?)),
        Kind::Numeric => return numeric::read_binary(whole),
        Kind::Text | Kind::Char if by_oid(oid).is_none() => {
            return Err(PgError::unsupported(format!("binary values of type {oid} are not supported"))
                .with_hint("Send the parameter as text."));
        }
        Kind::Text | Kind::Char | Kind::Padded(_) | Kind::Printed(_) => {
            return Ok(ScalarValue::Utf8(Some(utf8(whole)?.to_owned())));
        }
        Kind::Jsonb => match bytes.try_get_u8() {
            Ok(1) => return Ok(ScalarValue::Utf8(Some(utf8(bytes)?.to_owned()))),
            _ => return Err(malformed(())),
        },
        Kind::Bytea => return Ok(ScalarValue::Binary(Some(whole.to_vec()))),
        Kind::Date => {
            let days = bytes.try_get_i32().map_err(malformed)?.checked_add(PG_EPOCH_DAYS);
            ScalarValue::Date32(Some(days.ok_or_else(|| out_of_range("date"))?))
        }
        Kind::Time(_) => ScalarValue::Time64Microsecond(Some(bytes.try_get_i64().map_err(malformed)?)),
        Kind::Timestamp(_) => ScalarValue::TimestampMicrosecond(Some(micros(&mut bytes)?), None),
        Kind::TimestampTz(_) => {
            ScalarValue::TimestampMicrosecond(Some(micros(&mut bytes)?), Some("UTC".into()))
        }
        Kind::Interval => {
            let micros = bytes.try_get_i64().map_err(malformed)?;
            let days = bytes.try_get_i32().map_err(malformed)?;
            let months = bytes.try_get_i32().map_err(malformed)?;
            let nanos = micros.checked_mul(1_000).ok_or_else(|| out_of_range("interval"))?;
            ScalarValue::IntervalMonthDayNano(Some(IntervalMonthDayNano::new(months, days, nanos)))
        }
        Kind::Uuid if whole.len() == 16 => return Ok(ScalarValue::FixedSizeBinary(16, Some(whole.to_vec()))),
        Kind::Uuid => return Err(malformed(())),
        Kind::Array(element) | Kind::Vector(element) => return array::read_binary(whole, element),
    };
    if bytes.is_empty() { Ok(value) } else { Err(malformed(())) }
}

fn micros(bytes: &mut &[u8]) -> Result<i64, PgError> {
    let count = bytes.try_get_i64().map_err(malformed)?;
    count.checked_add(PG_EPOCH_MICROS).ok_or_else(|| out_of_range("timestamp"))
}

/// The error of a value whose length does not fit its type.
pub fn malformed<E>(_: E) -> PgError {
    PgError::error("22P03", "incorrect binary data format of a parameter")
}

fn out_of_range(what: &str) -> PgError {
    PgError::error("22008", format!("{what} out of range"))
}
