//! Casts to decimal.

use arrow::array::{
    Array, ArrayRef, BooleanArray, Decimal128Array, Float32Array, Float64Array, Int8Array, Int16Array,
    Int32Array, Int64Array, StringViewArray,
};
use arrow::datatypes::Decimal128Type;
use datafusion::error::Result;
use polias_types::Type;

use super::conversion::{Conversion, invalid, unknown};
use super::parse_number::{self, DecimalError};
use super::text;
use crate::DataError;
use crate::kernel::column;
use crate::operator::decimal::{POWERS, divide};
use crate::rows::{cell, numbers};

type Values<'a> = Box<dyn Fn(usize) -> Result<Option<i128>, DataError> + 'a>;

/// The conversion of a type to a decimal type.
pub(super) fn conversion(from: &Type, to: &Type) -> Conversion {
    let Type::Decimal { precision, scale } = *to else { return unknown(from, to) };
    let supported = matches!(
        from,
        Type::Boolean
            | Type::Tinyint
            | Type::Smallint
            | Type::Integer
            | Type::Bigint
            | Type::Real
            | Type::Double
            | Type::Decimal { .. }
            | Type::Varchar(_)
    );
    if !supported {
        return unknown(from, to);
    }
    let (from, carrier) = (from.clone(), to.carrier());
    Box::new(move |array, failures| {
        let value = values(&from, precision, scale, array)?;
        numbers::<Decimal128Type>(&carrier, array.len(), |row| failures.catch(row, value(row)))
    })
}

fn values<'a>(from: &'a Type, precision: u8, scale: u8, array: &'a ArrayRef) -> Result<Values<'a>> {
    let name = move || format!("DECIMAL({precision}, {scale})");
    let failure =
        move |source: &str, shown: &str| invalid(format!("Cannot cast {source} '{shown}' to {}", name()));
    macro_rules! integers {
        ($array:ty) => {{
            let array = column::<$array>(array)?;
            Box::new(move |row| {
                let Some(value) = cell(array, row) else { return Ok(None) };
                match rescale(value.into(), 0, precision, scale) {
                    None => Err(failure(&from.to_string().to_uppercase(), &value.to_string())),
                    value => Ok(value),
                }
            })
        }};
    }
    Ok(match from {
        Type::Boolean => {
            let array = column::<BooleanArray>(array)?;
            Box::new(move |row| {
                let Some(value) = cell(array, row) else { return Ok(None) };
                match rescale(i128::from(value), 0, precision, scale) {
                    None => Err(failure("DECIMAL(2, 1)", "1.0")),
                    value => Ok(value),
                }
            })
        }
        Type::Tinyint => integers!(Int8Array),
        Type::Smallint => integers!(Int16Array),
        Type::Integer => integers!(Int32Array),
        Type::Bigint => integers!(Int64Array),
        Type::Real => {
            let array = column::<Float32Array>(array)?;
            Box::new(move |row| {
                let Some(value) = cell(array, row) else { return Ok(None) };
                let shown = text::java_float(value);
                parse_number::decimal(&shown, precision, scale).map(Some).map_err(|_| failure("REAL", &shown))
            })
        }
        Type::Double => {
            let array = column::<Float64Array>(array)?;
            Box::new(move |row| {
                let Some(value) = cell(array, row) else { return Ok(None) };
                let shown = text::java_double(value);
                parse_number::decimal(&shown, precision, scale)
                    .map(Some)
                    .map_err(|_| failure("DOUBLE", &shown))
            })
        }
        Type::Decimal { precision: from_precision, scale: from_scale } => {
            let (array, from_scale) = (column::<Decimal128Array>(array)?, *from_scale);
            let from_precision = *from_precision;
            Box::new(move |row| {
                let Some(value) = cell(array, row) else { return Ok(None) };
                match rescale(value, from_scale, precision, scale) {
                    None => Err(failure(
                        &format!("DECIMAL({from_precision}, {from_scale})"),
                        &text::decimal(value, from_scale),
                    )),
                    value => Ok(value),
                }
            })
        }
        _ => {
            let array = column::<StringViewArray>(array)?;
            Box::new(move |row| {
                let Some(value) = cell(array, row) else { return Ok(None) };
                parse_number::decimal(value, precision, scale).map(Some).map_err(|error| {
                    let reason = match error {
                        DecimalError::NotANumber => "Value is not a number.",
                        DecimalError::TooLarge => "Value too large.",
                    };
                    invalid(format!("Cannot cast VARCHAR '{value}' to {}. {reason}", name()))
                })
            })
        }
    })
}

/// The value at another scale, halves away from zero; `None` when it has too many digits.
pub(super) fn rescale(value: i128, from: u8, precision: u8, scale: u8) -> Option<i128> {
    let value = if scale >= from {
        value.checked_mul(POWERS[usize::from(scale - from)])?
    } else {
        divide(value, POWERS[usize::from(from - scale)])
    };
    (value.unsigned_abs() < POWERS[usize::from(precision)].unsigned_abs()).then_some(value)
}
