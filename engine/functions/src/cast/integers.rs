//! Casts to tinyint, smallint, integer and bigint.

use arrow::array::{
    Array, ArrayRef, BooleanArray, Decimal128Array, Float32Array, Float64Array, Int8Array, Int16Array,
    Int32Array, Int64Array, StringViewArray,
};
use arrow::datatypes::{Int8Type, Int16Type, Int32Type, Int64Type};
use datafusion::error::Result;
use polias_types::Type;

use super::conversion::{Conversion, invalid, unknown};
use super::failures::Failures;
use super::{parse_number, text};
use crate::DataError;
use crate::kernel::column;
use crate::operator::decimal::{POWERS, divide};
use crate::rows::{cell, numbers};

/// The integer of a row, wide enough for every source, or why there is none.
type Values<'a> = Box<dyn Fn(usize) -> Result<Option<i64>, DataError> + 'a>;

/// The conversion of a type to an integer type.
pub(super) fn conversion(from: &Type, to: &Type) -> Conversion {
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
    let (from, to) = (from.clone(), to.clone());
    Box::new(move |array, failures| {
        let value = values(&from, &to, array)?;
        build(&to, array.len(), failures, &value)
    })
}

fn build(to: &Type, rows: usize, failures: &mut Failures, value: &Values<'_>) -> Result<ArrayRef> {
    let carrier = to.carrier();
    // Every value is in the range of the type: `values` has made sure.
    macro_rules! build {
        ($arrow:ty, $native:ty) => {
            numbers::<$arrow>(&carrier, rows, |row| {
                failures.catch(row, value(row).map(|value| value.map(|value| value as $native)))
            })
        };
    }
    match to {
        Type::Tinyint => build!(Int8Type, i8),
        Type::Smallint => build!(Int16Type, i16),
        Type::Integer => build!(Int32Type, i32),
        _ => build!(Int64Type, i64),
    }
}

/// Least and greatest value of an integer type.
pub(super) fn range(to: &Type) -> (i64, i64) {
    match to {
        Type::Tinyint => (i8::MIN.into(), i8::MAX.into()),
        Type::Smallint => (i16::MIN.into(), i16::MAX.into()),
        Type::Integer => (i32::MIN.into(), i32::MAX.into()),
        _ => (i64::MIN, i64::MAX),
    }
}

fn values<'a>(from: &Type, to: &'a Type, array: &'a ArrayRef) -> Result<Values<'a>> {
    let (least, greatest) = range(to);
    let narrow = move |value: i64| {
        if (least..=greatest).contains(&value) {
            return Ok(value);
        }
        Err(DataError::new("NUMERIC_VALUE_OUT_OF_RANGE", format!("Out of range for {to}: {value}")))
    };
    macro_rules! integers {
        ($array:ty) => {{
            let array = column::<$array>(array)?;
            Box::new(move |row| cell(array, row).map(|value| narrow(value.into())).transpose())
        }};
    }
    Ok(match from {
        Type::Boolean => {
            let array = column::<BooleanArray>(array)?;
            Box::new(move |row| Ok(cell(array, row).map(i64::from)))
        }
        Type::Tinyint => integers!(Int8Array),
        Type::Smallint => integers!(Int16Array),
        Type::Integer => integers!(Int32Array),
        Type::Bigint => integers!(Int64Array),
        Type::Real => {
            let array = column::<Float32Array>(array)?;
            Box::new(move |row| cell(array, row).map(|value| of_real(value, to)).transpose())
        }
        Type::Double => {
            let array = column::<Float64Array>(array)?;
            Box::new(move |row| cell(array, row).map(|value| of_double(value, to)).transpose())
        }
        Type::Decimal { scale, .. } => {
            let (array, factor) = (column::<Decimal128Array>(array)?, POWERS[usize::from(*scale)]);
            Box::new(move |row| {
                let Some(value) = cell(array, row) else { return Ok(None) };
                let value = divide(value, factor);
                match i64::try_from(value) {
                    Ok(value) if (least..=greatest).contains(&value) => Ok(Some(value)),
                    _ => Err(invalid(format!("Cannot cast '{value}' to {}", to.to_string().to_uppercase()))),
                }
            })
        }
        _ => {
            let array = column::<StringViewArray>(array)?;
            Box::new(move |row| cell(array, row).map(|value| parse_number::integer(value, to)).transpose())
        }
    })
}

/// The nearest integer, halves away from zero.
pub(super) fn of_double(value: f64, to: &Type) -> Result<i64, DataError> {
    let (least, greatest) = range(to);
    if *to == Type::Bigint {
        let rounded = value.round();
        // 2^63 is the first double that is too much.
        if rounded.is_nan() || rounded < least as f64 || rounded >= -(least as f64) {
            return Err(invalid(format!("Unable to cast {} to bigint", text::java_double(value))));
        }
        return Ok(rounded as i64);
    }
    if value.is_nan() {
        return Err(invalid(format!("Cannot cast double NaN to {to}")));
    }
    let rounded = value.round();
    if rounded < least as f64 || rounded > greatest as f64 {
        let shown = text::java_double(value);
        return Err(DataError::new("NUMERIC_VALUE_OUT_OF_RANGE", format!("Out of range for {to}: {shown}")));
    }
    Ok(rounded as i64)
}

/// As [`of_double`], except that bigint takes what is out of its range as its greatest or least value.
fn of_real(value: f32, to: &Type) -> Result<i64, DataError> {
    let (least, greatest) = range(to);
    if value.is_nan() {
        return Err(invalid(format!("Cannot cast real NaN to {to}")));
    }
    let rounded = f64::from(value).round();
    if *to != Type::Bigint && (rounded < least as f64 || rounded > greatest as f64) {
        let shown = text::java_float(value);
        return Err(DataError::new("NUMERIC_VALUE_OUT_OF_RANGE", format!("Out of range for {to}: {shown}")));
    }
    Ok(rounded as i64)
}
