//! Parameter values from the wire as values of the types the query gives them.

use datafusion::common::ScalarValue;

use crate::context::Context;
use crate::error::{self, Result};
use crate::types::{element_of, oids};
use crate::value::{Datum, Numeric, cast};

/// Type a value shows by itself; 0 for strings and NULLs, whose type the query decides.
pub(crate) fn declared(value: &ScalarValue) -> u32 {
    match value {
        ScalarValue::Boolean(Some(_)) => oids::BOOL,
        ScalarValue::Int8(Some(_)) | ScalarValue::Int16(Some(_)) | ScalarValue::UInt8(Some(_)) => oids::INT2,
        ScalarValue::Int32(Some(_)) | ScalarValue::UInt16(Some(_)) => oids::INT4,
        ScalarValue::Int64(Some(_)) => oids::INT8,
        ScalarValue::UInt32(Some(_)) => oids::OID,
        ScalarValue::Float32(Some(_)) => oids::FLOAT4,
        ScalarValue::Float64(Some(_)) => oids::FLOAT8,
        _ => 0,
    }
}

/// Values of all parameters.
pub(crate) fn values(ctx: &Context<'_>, given: &[ScalarValue], types: &[u32]) -> Result<Vec<Datum>> {
    (0..types.len())
        .map(|index| {
            let value = given.get(index).ok_or_else(|| error::undefined_parameter(index + 1))?;
            value_of(ctx, value, types[index])
        })
        .collect()
}

fn value_of(ctx: &Context<'_>, value: &ScalarValue, ty: u32) -> Result<Datum> {
    if value.is_null() {
        return Ok(Datum::Null);
    }
    if let ScalarValue::Utf8(Some(text))
    | ScalarValue::LargeUtf8(Some(text))
    | ScalarValue::Utf8View(Some(text)) = value
    {
        return cast::from_text(ctx, text, ty);
    }
    if let ScalarValue::List(array) = value {
        let element = element_of(ty).unwrap_or(oids::TEXT);
        let list = array.value(0);
        let items = (0..list.len()).map(|index| {
            let item = ScalarValue::try_from_array(&list, index)
                .map_err(|error| error::invalid_parameter(format!("array parameter: {error}")))?;
            value_of(ctx, &item, element)
        });
        return Ok(Datum::array(items.collect::<Result<_>>()?));
    }
    let from = declared(value);
    let datum = match value {
        ScalarValue::Boolean(Some(value)) => Datum::Bool(*value),
        ScalarValue::Float32(Some(value)) => Datum::Float(f64::from(*value)),
        ScalarValue::Float64(Some(value)) => Datum::Float(*value),
        ScalarValue::Decimal128(Some(unscaled), _, scale) if *scale >= 0 => {
            let number = Numeric { unscaled: *unscaled, scale: scale.unsigned_abs() };
            return cast::cast(ctx, Datum::Numeric(number), oids::NUMERIC, ty, -1);
        }
        ScalarValue::TimestampMicrosecond(Some(micros), zone) => {
            let from = if zone.is_some() { oids::TIMESTAMPTZ } else { oids::TIMESTAMP };
            return cast::cast(ctx, Datum::Timestamp(*micros), from, ty, -1);
        }
        other if from != 0 => {
            Datum::Int(other.to_string().parse().map_err(|_| error::invalid_parameter("integer parameter"))?)
        }
        other => return cast::from_text(ctx, &other.to_string(), ty),
    };
    cast::cast(ctx, datum, from, ty, -1)
}
