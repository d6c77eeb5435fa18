//! Arithmetic of decimals, with Trino's scale of results and halves rounded away from zero. Source:
//! <https://trino.io/docs/440/functions/decimal.html>
//!
//! 128 bits hold every decimal, but not every intermediate: what may not fit is computed in 256 bits, and
//! results that the types of the operands bound are not checked at all.

use arrow::datatypes::{DataType, Decimal128Type, i256};
use datafusion::error::Result;
use datafusion::logical_expr::ColumnarValue;
use polias_types::{ArithmeticOperator, MAX_PRECISION, Type};

use super::arithmetic::{division_by_zero, out_of_range, unsupported};
use super::checked;
use crate::DataError;
use crate::kernel::Kernel;

/// Ten to the powers that 128 bits hold.
pub(crate) const POWERS: [i128; 39] = powers();

const fn powers() -> [i128; 39] {
    let mut powers = [1; 39];
    let mut exponent = 1;
    while exponent < 39 {
        powers[exponent] = powers[exponent - 1] * 10;
        exponent += 1;
    }
    powers
}

/// Scales of operands and result, and whether digits suffice for every value of the operands' types.
#[derive(Clone, Copy)]
struct Shape {
    left: u8,
    right: u8,
    result: u8,
    /// The result as these types bound it is of at most 38 digits.
    bounded: bool,
    /// The operands, brought to the scale the operator needs, are of at most 38 digits.
    aligned: bool,
}

/// The kernel of an operator over two decimals.
pub(super) fn kernel(
    name: &str,
    operator: ArithmeticOperator,
    left: &Type,
    right: &Type,
    result: &Type,
) -> Kernel {
    let carrier = result.carrier();
    let (
        Type::Decimal { precision: left_digits, scale: left },
        Type::Decimal { precision: right_digits, scale: right },
        Type::Decimal { scale, .. },
    ) = (left, right, result)
    else {
        let what = format!("arithmetic of {left} and {right}");
        return Kernel::values(name, result, move |_, _| Err(unsupported(&what)));
    };
    let widest = (left_digits - left).max(right_digits - right) + left.max(right);
    let (digits, aligned) = match operator {
        ArithmeticOperator::Add | ArithmeticOperator::Subtract => (widest + 1, widest),
        ArithmeticOperator::Multiply => (left_digits + right_digits, 0),
        // The quotient: the dividend with as many digits more as bring it to the result's scale.
        ArithmeticOperator::Divide => {
            let scaled = left_digits + scale + right - left;
            (scaled, scaled)
        }
        ArithmeticOperator::Modulus => (0, widest),
    };
    let shape = Shape {
        left: *left,
        right: *right,
        result: *scale,
        bounded: digits <= MAX_PRECISION,
        aligned: aligned <= MAX_PRECISION,
    };
    Kernel::values(name, result, move |values, _| evaluate(operator, shape, values, &carrier))
}

fn evaluate(
    operator: ArithmeticOperator,
    shape: Shape,
    values: &[ColumnarValue],
    carrier: &DataType,
) -> Result<ColumnarValue> {
    let left_factor = POWERS[usize::from(shape.result.saturating_sub(shape.left))];
    let right_factor = POWERS[usize::from(shape.result.saturating_sub(shape.right))];
    match operator {
        ArithmeticOperator::Add if shape.bounded => total(values, carrier, |left, right| {
            left.wrapping_mul(left_factor).wrapping_add(right.wrapping_mul(right_factor))
        }),
        ArithmeticOperator::Subtract if shape.bounded => total(values, carrier, |left, right| {
            left.wrapping_mul(left_factor).wrapping_sub(right.wrapping_mul(right_factor))
        }),
        ArithmeticOperator::Multiply if shape.bounded => total(values, carrier, i128::wrapping_mul),
        ArithmeticOperator::Add => partial(
            values,
            carrier,
            |left, right| fit(wide(left, left_factor).checked_add(wide(right, right_factor))?),
            failure,
        ),
        ArithmeticOperator::Subtract => partial(
            values,
            carrier,
            |left, right| fit(wide(left, left_factor).checked_sub(wide(right, right_factor))?),
            failure,
        ),
        ArithmeticOperator::Multiply => {
            partial(values, carrier, |left, right| left.checked_mul(right).filter(is_decimal), failure)
        }
        ArithmeticOperator::Divide => {
            let exponent = usize::from(shape.result + shape.right - shape.left);
            if shape.bounded
                && let Some(factor) = POWERS.get(exponent).copied()
            {
                return partial(
                    values,
                    carrier,
                    |left, right| (right != 0).then(|| divide(left.wrapping_mul(factor), right)),
                    quotient_failure,
                );
            }
            let factor = power(exponent);
            partial(
                values,
                carrier,
                |left, right| match right {
                    0 => None,
                    right => divide_wide(i256::from_i128(left).wrapping_mul(factor), right),
                },
                quotient_failure,
            )
        }
        ArithmeticOperator::Modulus if shape.aligned => partial(
            values,
            carrier,
            |left, right| left.wrapping_mul(left_factor).checked_rem(right.wrapping_mul(right_factor)),
            quotient_failure,
        ),
        ArithmeticOperator::Modulus => partial(
            values,
            carrier,
            |left, right| fit(wide(left, left_factor).checked_rem(wide(right, right_factor))?),
            quotient_failure,
        ),
    }
}

fn total(
    values: &[ColumnarValue],
    carrier: &DataType,
    operator: impl Fn(i128, i128) -> i128,
) -> Result<ColumnarValue> {
    checked::binary::<Decimal128Type, Decimal128Type, Decimal128Type>(
        values,
        carrier,
        |left, right| (operator(left, right), false),
        failure,
    )
}

fn partial(
    values: &[ColumnarValue],
    carrier: &DataType,
    operator: impl Fn(i128, i128) -> Option<i128>,
    error: impl Fn(i128, i128) -> DataError,
) -> Result<ColumnarValue> {
    checked::binary::<Decimal128Type, Decimal128Type, Decimal128Type>(
        values,
        carrier,
        |left, right| operator(left, right).map_or((0, true), |value| (value, false)),
        error,
    )
}

fn quotient_failure(left: i128, right: i128) -> DataError {
    if right == 0 { division_by_zero() } else { failure(left, right) }
}

fn failure(_: i128, _: i128) -> DataError {
    out_of_range("Decimal overflow")
}

fn wide(value: i128, factor: i128) -> i256 {
    i256::from_i128(value).wrapping_mul(i256::from_i128(factor))
}

/// The value, when it is of at most 38 digits.
fn fit(value: i256) -> Option<i128> {
    value.to_i128().filter(is_decimal)
}

fn is_decimal(value: &i128) -> bool {
    value.unsigned_abs() < POWERS[38].unsigned_abs()
}

/// Ten to a power of at most 76.
fn power(exponent: usize) -> i256 {
    let ten = |exponent: usize| i256::from_i128(POWERS[exponent.min(38)]);
    ten(exponent).wrapping_mul(ten(exponent.saturating_sub(38)))
}

/// The quotient, halves away from zero. The divisor is not 0.
pub(crate) fn divide(dividend: i128, divisor: i128) -> i128 {
    // Hardware divides 64 bits.
    if let (Ok(dividend), Ok(divisor)) = (i64::try_from(dividend), i64::try_from(divisor))
        && divisor != -1
    {
        let (quotient, rest) = (dividend / divisor, dividend % divisor);
        let up = rest.unsigned_abs() >= divisor.unsigned_abs() - rest.unsigned_abs();
        return i128::from(quotient) + i128::from(away(up, (dividend < 0) != (divisor < 0)));
    }
    let (quotient, rest) = (dividend.wrapping_div(divisor), dividend.wrapping_rem(divisor));
    let up = rest.unsigned_abs() >= divisor.unsigned_abs() - rest.unsigned_abs();
    quotient + i128::from(away(up, (dividend < 0) != (divisor < 0)))
}

fn divide_wide(dividend: i256, divisor: i128) -> Option<i128> {
    let negative = dividend.is_negative() != (divisor < 0);
    let divisor = i256::from_i128(divisor);
    let (quotient, rest) = (dividend.checked_div(divisor)?, dividend.checked_rem(divisor)?);
    let rest = rest.wrapping_abs();
    let up = rest >= divisor.wrapping_abs().wrapping_sub(rest);
    fit(quotient.checked_add(i256::from_i128(i128::from(away(up, negative))))?)
}

fn away(up: bool, negative: bool) -> i8 {
    match (up, negative) {
        (false, _) => 0,
        (true, false) => 1,
        (true, true) => -1,
    }
}
