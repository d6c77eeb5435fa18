//! Constants: values of the typed plan and DataFusion's scalars.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int16Array, StructArray};
use arrow::datatypes::{DataType, IntervalUnit, TimeUnit};
use datafusion::common::ScalarValue;
use polias_types::{Type, Value};

use crate::{EngineError, Result};

/// The scalar of a constant in its type's carrier. Errors where the carrier cannot hold it.
pub(crate) fn scalar(value: &Value, data_type: &Type) -> Result<ScalarValue> {
    let carrier = data_type.carrier();
    let out_of_range = || {
        let message = format!("The value is out of the range of {data_type} that the engine holds");
        EngineError::new("NUMERIC_VALUE_OUT_OF_RANGE", message)
    };
    let wrong = || EngineError::internal(format!("a constant of {data_type} holds {value:?}"));
    Ok(match (value, &carrier) {
        (Value::Null, _) => {
            return ScalarValue::try_from(&carrier).map_err(|error| super::engine_error(&error));
        }
        (Value::Boolean(value), DataType::Boolean) => ScalarValue::Boolean(Some(*value)),
        (Value::Integer(value), DataType::Int8) => {
            ScalarValue::Int8(Some(i8::try_from(*value).map_err(|_| out_of_range())?))
        }
        (Value::Integer(value), DataType::Int16) => {
            ScalarValue::Int16(Some(i16::try_from(*value).map_err(|_| out_of_range())?))
        }
        (Value::Integer(value), DataType::Int32) => {
            ScalarValue::Int32(Some(i32::try_from(*value).map_err(|_| out_of_range())?))
        }
        (Value::Integer(value), DataType::Int64) => ScalarValue::Int64(Some(*value)),
        (Value::Integer(value), DataType::Date32) => {
            ScalarValue::Date32(Some(i32::try_from(*value).map_err(|_| out_of_range())?))
        }
        (Value::Integer(value), DataType::Interval(IntervalUnit::YearMonth)) => {
            ScalarValue::IntervalYearMonth(Some(i32::try_from(*value).map_err(|_| out_of_range())?))
        }
        // A real's value is a real already.
        #[allow(clippy::cast_possible_truncation, reason = "the value came from an f32")]
        (Value::Double(value), DataType::Float32) => ScalarValue::Float32(Some(*value as f32)),
        (Value::Double(value), DataType::Float64) => ScalarValue::Float64(Some(*value)),
        (Value::Decimal(value), DataType::Decimal128(precision, scale)) => {
            ScalarValue::Decimal128(Some(*value), *precision, *scale)
        }
        (Value::Text(value), DataType::Utf8View) => ScalarValue::Utf8View(Some(value.clone())),
        (Value::Bytes(value), DataType::BinaryView) => ScalarValue::BinaryView(Some(value.clone())),
        (Value::Bytes(value), DataType::FixedSizeBinary(size)) => {
            ScalarValue::FixedSizeBinary(*size, Some(value.clone()))
        }
        (Value::Nanoseconds(value), DataType::Time64(unit)) => {
            let value = i64::try_from(*value).map_err(|_| out_of_range())?;
            match unit {
                TimeUnit::Nanosecond => ScalarValue::Time64Nanosecond(Some(value)),
                _ => ScalarValue::Time64Microsecond(Some(value.div_euclid(1_000))),
            }
        }
        (Value::Nanoseconds(value), DataType::Timestamp(unit, None)) => {
            timestamp(*value, *unit).ok_or_else(out_of_range)?
        }
        (Value::Instant(value, zone), DataType::Struct(fields)) => {
            let [instant, _] = fields.as_ref() else { return Err(wrong()) };
            let DataType::Timestamp(unit, None) = instant.data_type() else { return Err(wrong()) };
            let instant = timestamp(*value, *unit).ok_or_else(out_of_range)?;
            let instant = instant.to_array().map_err(|error| super::engine_error(&error))?;
            pair(fields, instant, zone.id())
        }
        (Value::ZonedTime(nanoseconds, offset), DataType::Struct(fields)) => {
            let time = ScalarValue::Time64Nanosecond(Some(*nanoseconds));
            let time = time.to_array().map_err(|error| super::engine_error(&error))?;
            pair(fields, time, *offset)
        }
        _ => return Err(wrong()),
    })
}

fn timestamp(nanoseconds: i128, unit: TimeUnit) -> Option<ScalarValue> {
    let per_unit = match unit {
        TimeUnit::Second => 1_000_000_000,
        TimeUnit::Millisecond => 1_000_000,
        TimeUnit::Microsecond => 1_000,
        TimeUnit::Nanosecond => 1,
    };
    let value = Some(i64::try_from(nanoseconds.div_euclid(per_unit)).ok()?);
    Some(match unit {
        TimeUnit::Second => ScalarValue::TimestampSecond(value, None),
        TimeUnit::Millisecond => ScalarValue::TimestampMillisecond(value, None),
        TimeUnit::Microsecond => ScalarValue::TimestampMicrosecond(value, None),
        TimeUnit::Nanosecond => ScalarValue::TimestampNanosecond(value, None),
    })
}

fn pair(fields: &arrow::datatypes::Fields, first: ArrayRef, second: i16) -> ScalarValue {
    let second: ArrayRef = Arc::new(Int16Array::from(vec![second]));
    ScalarValue::Struct(Arc::new(StructArray::new(fields.clone(), vec![first, second], None)))
}

#[cfg(test)]
mod tests {
    use polias_types::Zone;

    use super::*;

    #[test]
    fn a_constant_is_of_its_carrier() {
        for (value, data_type) in [
            (Value::Null, Type::Bigint),
            (Value::Null, Type::array(Type::TimestampTz(6))),
            (Value::Integer(7), Type::Tinyint),
            (Value::Integer(-1), Type::Date),
            (Value::Integer(14), Type::IntervalYearMonth),
            (Value::Integer(-5), Type::IntervalDaySecond),
            (Value::Double(0.5), Type::Real),
            (Value::Decimal(150), Type::decimal(3, 2)),
            (Value::Text("x".to_owned()), Type::Char(3)),
            (Value::Bytes(vec![0; 16]), Type::Uuid),
            (Value::Nanoseconds(1_500_000_000), Type::Timestamp(3)),
            (Value::Nanoseconds(1_500), Type::Time(9)),
            (Value::Instant(-1, Zone::UTC), Type::TimestampTz(3)),
            (Value::ZonedTime(1, 60), Type::TimeTz(3)),
        ] {
            assert_eq!(scalar(&value, &data_type).unwrap().data_type(), data_type.carrier(), "{data_type}");
        }
    }

    #[test]
    fn before_1970_is_rounded_down() {
        let scalar = scalar(&Value::Nanoseconds(-1), &Type::Timestamp(3)).unwrap();
        assert_eq!(scalar, ScalarValue::TimestampMillisecond(Some(-1), None));
    }

    #[test]
    fn what_the_carrier_cannot_hold_is_refused() {
        let year_3000 = 32_503_680_000_000_000_000_i128;
        let error = scalar(&Value::Nanoseconds(year_3000), &Type::Timestamp(9)).unwrap_err();
        assert_eq!(error.name, "NUMERIC_VALUE_OUT_OF_RANGE");
        assert!(scalar(&Value::Nanoseconds(year_3000), &Type::Timestamp(6)).is_ok());
    }
}
