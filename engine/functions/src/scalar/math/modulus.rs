//! `mod`: as the operator `%`.

use arrow::array::Decimal128Array;
use arrow::datatypes::Decimal128Type;
use polias_types::Type;

use crate::DataError;
use crate::kernel::column;
use crate::rows::{cell, numbers};
use crate::scalar::body::{Body, strict};

/// What the function does for these types.
pub(super) fn body(left: &Type, right: &Type, result: &Type) -> Option<Body> {
    macro_rules! integers {
        ($kind:ident, $array:ident) => {
            strict!($kind; left: $array, right: $array => {
                if right == 0 { Err(division_by_zero()) } else { Ok(Some(left.wrapping_rem(right))) }
            })
        };
    }
    Some(match (left, right) {
        (Type::Tinyint, _) => integers!(tinyint, Tinyint),
        (Type::Smallint, _) => integers!(smallint, Smallint),
        (Type::Integer, _) => integers!(integer, Integer),
        (Type::Bigint, _) => integers!(bigint, Bigint),
        (Type::Real, _) => strict!(real; left: Real, right: Real => Ok(Some(left % right))),
        (Type::Double, _) => strict!(double; left: Double, right: Double => Ok(Some(left % right))),
        (Type::Decimal { scale: left, .. }, Type::Decimal { scale: right, .. }) => {
            decimals(*left, *right, result)
        }
        _ => return None,
    })
}

fn decimals(left_scale: u8, right_scale: u8, result: &Type) -> Body {
    let carrier = result.carrier();
    let common = left_scale.max(right_scale);
    let (left_factor, right_factor) =
        (10_i128.pow(u32::from(common - left_scale)), 10_i128.pow(u32::from(common - right_scale)));
    Box::new(move |columns, rows| {
        let (left, right) =
            (column::<Decimal128Array>(&columns[0])?, column::<Decimal128Array>(&columns[1])?);
        numbers::<Decimal128Type>(&carrier, rows, |row| {
            let (Some(left), Some(right)) = (cell(left, row), cell(right, row)) else { return Ok(None) };
            if right == 0 {
                return Err(division_by_zero());
            }
            remainder(left, left_factor, right, right_factor).map(Some)
        })
    })
}

/// `(left * left_factor) % (right * right_factor)`, where at most one factor is not 1.
fn remainder(left: i128, left_factor: i128, right: i128, right_factor: i128) -> Result<i128, DataError> {
    if let (Some(left), Some(right)) = (left.checked_mul(left_factor), right.checked_mul(right_factor)) {
        return Ok(left % right);
    }
    if left_factor == 1 {
        // The divisor is beyond 128 bits, the dividend is not.
        return Ok(left);
    }
    // Digit by digit: the remainder stays below the divisor, which has at most 38 digits, and ten times a
    // value below 10^37 fits; beyond that it is refused.
    let mut rest = left % right;
    let mut factor = left_factor;
    while factor > 1 {
        let scaled = rest.checked_mul(10).ok_or_else(|| {
            DataError::new("NUMERIC_VALUE_OUT_OF_RANGE", format!("Decimal overflow: {left} % {right}"))
        })?;
        rest = scaled % right;
        factor /= 10;
    }
    Ok(rest)
}

fn division_by_zero() -> DataError {
    DataError::new("DIVISION_BY_ZERO", "Division by zero")
}
