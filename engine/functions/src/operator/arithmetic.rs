//! `+ - * / %` and negation: which kernel serves which types.

use arrow::datatypes::{
    DataType, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    IntervalYearMonthType,
};
use datafusion::common::ScalarValue;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, Expr, lit};
use polias_types::{ArithmeticOperator, Type};

use super::{checked, datetime_arithmetic, decimal};
use crate::kernel::Kernel;
use crate::{Context, DataError};

/// Checked arithmetic; operands are of the types `polias_types::arithmetic_types` gives.
pub fn arithmetic(
    operator: ArithmeticOperator,
    left: (Expr, &Type),
    right: (Expr, &Type),
    result: &Type,
    context: &Context,
) -> Expr {
    let _ = context;
    let ((left, left_type), (right, right_type)) = (left, right);
    if *left_type == Type::Unknown || *right_type == Type::Unknown {
        return null_of(result);
    }
    let name = name(operator);
    let carrier = result.carrier();
    let kernel = match result {
        Type::Tinyint => Kernel::values(name, result, move |values, _| tinyint(operator, values, &carrier)),
        Type::Smallint => Kernel::values(name, result, move |values, _| smallint(operator, values, &carrier)),
        Type::Integer => Kernel::values(name, result, move |values, _| integer(operator, values, &carrier)),
        Type::Bigint => Kernel::values(name, result, move |values, _| bigint(operator, values, &carrier)),
        Type::Real => Kernel::values(name, result, move |values, _| {
            checked::binary::<Float32Type, Float32Type, Float32Type>(
                values,
                &carrier,
                |left, right| (real(operator, left, right), false),
                |_, _| never(),
            )
        }),
        Type::Double => Kernel::values(name, result, move |values, _| {
            checked::binary::<Float64Type, Float64Type, Float64Type>(
                values,
                &carrier,
                |left, right| (double(operator, left, right), false),
                |_, _| never(),
            )
        }),
        Type::Decimal { .. } => decimal::kernel(name, operator, left_type, right_type, result),
        _ => datetime_arithmetic::kernel(name, operator, left_type, right_type, result),
    };
    kernel.over((left_type, right_type, result)).strict().call(vec![left, right])
}

/// `-value`
pub fn negate(value: Expr, data_type: &Type) -> Expr {
    let carrier = data_type.carrier();
    macro_rules! integers {
        ($arrow:ty) => {{
            let name = data_type.to_string();
            Kernel::values("negate", data_type, move |values, _| {
                checked::unary::<$arrow, $arrow>(
                    values,
                    &carrier,
                    |value| value.overflowing_neg(),
                    |value| out_of_range(format!("{name} negation overflow: {value}")),
                )
            })
        }};
    }
    macro_rules! total {
        ($arrow:ty) => {
            Kernel::values("negate", data_type, move |values, _| {
                checked::unary::<$arrow, $arrow>(values, &carrier, |value| (-value, false), |_| never())
            })
        };
    }
    let kernel = match data_type {
        Type::Tinyint => integers!(Int8Type),
        Type::Smallint => integers!(Int16Type),
        Type::Integer => integers!(Int32Type),
        Type::Bigint => integers!(Int64Type),
        Type::Real => total!(Float32Type),
        Type::Double => total!(Float64Type),
        Type::Decimal { .. } => total!(Decimal128Type),
        Type::IntervalDaySecond => Kernel::values("negate", data_type, move |values, _| {
            checked::unary::<Int64Type, Int64Type>(
                values,
                &carrier,
                |value| (value.wrapping_neg(), false),
                |_| never(),
            )
        }),
        Type::IntervalYearMonth => Kernel::values("negate", data_type, move |values, _| {
            checked::unary::<IntervalYearMonthType, IntervalYearMonthType>(
                values,
                &carrier,
                |value| (value.wrapping_neg(), false),
                |_| never(),
            )
        }),
        Type::Unknown => return null_of(data_type),
        other => {
            let other = other.clone();
            Kernel::values("negate", data_type, move |_, _| Err(unsupported(&format!("negation of {other}"))))
        }
    };
    kernel.over(data_type).strict().call(vec![value])
}

/// NULL of a type.
pub(super) fn null_of(data_type: &Type) -> Expr {
    lit(ScalarValue::try_new_null(&data_type.carrier()).unwrap_or(ScalarValue::Null))
}

/// `add`, `subtract`, …
fn name(operator: ArithmeticOperator) -> &'static str {
    match operator {
        ArithmeticOperator::Add => "add",
        ArithmeticOperator::Subtract => "subtract",
        ArithmeticOperator::Multiply => "multiply",
        ArithmeticOperator::Divide => "divide",
        ArithmeticOperator::Modulus => "modulus",
    }
}

/// `NUMERIC_VALUE_OUT_OF_RANGE`
pub(super) fn out_of_range(message: impl Into<String>) -> DataError {
    DataError::new("NUMERIC_VALUE_OUT_OF_RANGE", message)
}

/// `Division by zero`
pub(super) fn division_by_zero() -> DataError {
    DataError::new("DIVISION_BY_ZERO", "Division by zero")
}

/// For operators that cannot fail.
pub(super) fn never() -> DataError {
    DataError::new("GENERIC_INTERNAL_ERROR", "an operator failed that cannot")
}

/// What no operator was resolved to.
pub(super) fn unsupported(what: &str) -> DataFusionError {
    DataError::new("NOT_SUPPORTED", format!("{what} is not supported")).into()
}

/// The only quotient beyond its type: the least number by -1. Trino checks it as a cast where the type is
/// smaller than Java's int.
fn quotient_overflow(name: &str, left: i64, right: i64) -> DataError {
    if matches!(name, "tinyint" | "smallint") {
        let message = format!("Cannot cast '{}' to {}", -left, name.to_uppercase());
        return DataError::new("INVALID_CAST_ARGUMENT", message);
    }
    out_of_range(format!("{name} division overflow: {left} / {right}"))
}

macro_rules! integers {
    ($function:ident, $arrow:ty, $name:literal) => {
        fn $function(
            operator: ArithmeticOperator,
            values: &[ColumnarValue],
            carrier: &DataType,
        ) -> Result<ColumnarValue> {
            type Arrow = $arrow;
            let overflow = |word: &str, sign: &str, left, right| {
                out_of_range(format!(concat!($name, " {} overflow: {} {} {}"), word, left, sign, right))
            };
            match operator {
                ArithmeticOperator::Add => checked::binary::<Arrow, Arrow, Arrow>(
                    values,
                    carrier,
                    |left, right| left.overflowing_add(right),
                    |left, right| overflow("addition", "+", left, right),
                ),
                ArithmeticOperator::Subtract => checked::binary::<Arrow, Arrow, Arrow>(
                    values,
                    carrier,
                    |left, right| left.overflowing_sub(right),
                    |left, right| overflow("subtraction", "-", left, right),
                ),
                ArithmeticOperator::Multiply => checked::binary::<Arrow, Arrow, Arrow>(
                    values,
                    carrier,
                    |left, right| left.overflowing_mul(right),
                    |left, right| overflow("multiplication", "*", left, right),
                ),
                ArithmeticOperator::Divide => checked::binary::<Arrow, Arrow, Arrow>(
                    values,
                    carrier,
                    |left, right| match right {
                        0 => (0, true),
                        right => left.overflowing_div(right),
                    },
                    |left, right| match right {
                        0 => division_by_zero(),
                        right => quotient_overflow($name, left.into(), right.into()),
                    },
                ),
                ArithmeticOperator::Modulus => checked::binary::<Arrow, Arrow, Arrow>(
                    values,
                    carrier,
                    |left, right| match right {
                        0 => (0, true),
                        right => (left.wrapping_rem(right), false),
                    },
                    |_, _| division_by_zero(),
                ),
            }
        }
    };
}

integers!(tinyint, Int8Type, "tinyint");
integers!(smallint, Int16Type, "smallint");
integers!(integer, Int32Type, "integer");
integers!(bigint, Int64Type, "bigint");

/// IEEE arithmetic; what is not a number is so with one bit pattern, whatever the processor gives.
fn double(operator: ArithmeticOperator, left: f64, right: f64) -> f64 {
    let result = match operator {
        ArithmeticOperator::Add => left + right,
        ArithmeticOperator::Subtract => left - right,
        ArithmeticOperator::Multiply => left * right,
        ArithmeticOperator::Divide => left / right,
        ArithmeticOperator::Modulus => left % right,
    };
    if result.is_nan() { f64::NAN } else { result }
}

/// As [`double`], in 32 bits.
fn real(operator: ArithmeticOperator, left: f32, right: f32) -> f32 {
    let result = match operator {
        ArithmeticOperator::Add => left + right,
        ArithmeticOperator::Subtract => left - right,
        ArithmeticOperator::Multiply => left * right,
        ArithmeticOperator::Divide => left / right,
        ArithmeticOperator::Modulus => left % right,
    };
    if result.is_nan() { f32::NAN } else { result }
}
