//! Casts to real and double.

use arrow::array::{Array, ArrayRef, BooleanArray, Decimal128Array, Float64Array, StringViewArray};
use arrow::datatypes::{DataType, Float32Type, Float64Type};
use polias_types::Type;

use super::conversion::{Conversion, unknown};
use super::{parse_number, text};
use crate::kernel::column;
use crate::operator::decimal::POWERS;
use crate::rows::{cell, numbers};

/// Most digits of a decimal whose digits are one long in Trino.
const SHORT: u8 = 18;

/// The conversion of a type to real or double; what Arrow casts exactly does not come here.
pub(super) fn conversion(from: &Type, to: &Type) -> Conversion {
    match (from, to) {
        (Type::Boolean, Type::Real) => Box::new(|array, _| {
            let values = column::<BooleanArray>(array)?;
            numbers::<Float32Type>(&DataType::Float32, array.len(), |row| {
                Ok(cell(values, row).map(|value| f32::from(u8::from(value))))
            })
        }),
        (Type::Boolean, _) => Box::new(|array, _| {
            let values = column::<BooleanArray>(array)?;
            numbers::<Float64Type>(&DataType::Float64, array.len(), |row| {
                Ok(cell(values, row).map(|value| f64::from(u8::from(value))))
            })
        }),
        (Type::Double, Type::Real) => Box::new(|array, _| {
            let values = column::<Float64Array>(array)?;
            numbers::<Float32Type>(&DataType::Float32, array.len(), |row| {
                Ok(cell(values, row).map(|value| value as f32))
            })
        }),
        (Type::Decimal { scale, .. }, Type::Real) => {
            let scale = *scale;
            Box::new(move |array, _| {
                let values = column::<Decimal128Array>(array)?;
                numbers::<Float32Type>(&DataType::Float32, array.len(), |row| {
                    Ok(cell(values, row).map(|value| nearest::<f32>(value, scale)))
                })
            })
        }
        (Type::Decimal { precision, scale }, _) => {
            let (short, scale) = (*precision <= SHORT, *scale);
            Box::new(move |array, _| {
                let values = column::<Decimal128Array>(array)?;
                numbers::<Float64Type>(&DataType::Float64, array.len(), |row| {
                    Ok(cell(values, row).map(|value| {
                        if short {
                            value as f64 / POWERS[usize::from(scale)] as f64
                        } else {
                            nearest::<f64>(value, scale)
                        }
                    }))
                })
            })
        }
        (Type::Varchar(_), Type::Real) => Box::new(|array, failures| {
            let values = column::<StringViewArray>(array)?;
            numbers::<Float32Type>(&DataType::Float32, array.len(), |row| {
                failures.catch(row, cell(values, row).map(parse_number::real).transpose())
            })
        }),
        (Type::Varchar(_), _) => Box::new(|array, failures| {
            let values = column::<StringViewArray>(array)?;
            numbers::<Float64Type>(&DataType::Float64, array.len(), |row| {
                failures.catch(row, cell(values, row).map(parse_number::double).transpose())
            })
        }),
        // Parts of nested values are cast here, not by plain casts.
        (
            Type::Tinyint | Type::Smallint | Type::Integer | Type::Bigint | Type::Real,
            Type::Real | Type::Double,
        ) => arrow_cast(to),
        _ => unknown(from, to),
    }
}

/// Arrow's own cast, where it is Trino's.
pub(super) fn arrow_cast(to: &Type) -> Conversion {
    let carrier = to.carrier();
    Box::new(move |array: &ArrayRef, _| Ok(arrow::compute::cast(array, &carrier)?))
}

/// The number nearest to a decimal.
fn nearest<F: std::str::FromStr + Default>(value: i128, scale: u8) -> F {
    text::decimal(value, scale).parse().unwrap_or_default()
}
