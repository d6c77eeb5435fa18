//! `= <> < <= > >=`, BETWEEN and IN.
//!
//! Where DataFusion's meaning is Trino's these are its own expressions, so that pruning, pushdown and hash
//! joins see them. Its floating-point order is total (NaN equals itself and is the greatest or least value,
//! -0.0 is before 0.0), so doubles get guards; nested values and values with a zone get kernels.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Float32Array, Float64Array, StructArray, make_array};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::expr::InList;
use datafusion::logical_expr::{Expr, Operator, binary_expr, lit};
use polias_types::Type;

use super::{Comparison, comparator};
use crate::kernel::{Kernel, call, column, literal};
use crate::rows::booleans;

impl Comparison {
    fn operator(self) -> Operator {
        match self {
            Self::Equal => Operator::Eq,
            Self::NotEqual => Operator::NotEq,
            Self::Less => Operator::Lt,
            Self::LessOrEqual => Operator::LtEq,
            Self::Greater => Operator::Gt,
            Self::GreaterOrEqual => Operator::GtEq,
        }
    }

    /// The comparison with its sides exchanged.
    fn flipped(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }

    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// A comparison of two values of one type. Where DataFusion's meaning is Trino's it is a plain binary
/// expression, so that pruning, pushdown and hash joins see it.
pub fn comparison(operator: Comparison, left: Expr, right: Expr, data_type: &Type) -> Expr {
    match data_type {
        Type::Unknown => lit(ScalarValue::Boolean(None)),
        Type::Real | Type::Double => floating(operator, left, right, data_type),
        Type::TimestampTz(_) => {
            binary_expr(instant(left, data_type), operator.operator(), instant(right, data_type))
        }
        Type::Char(_) if !matches!(operator, Comparison::Equal | Comparison::NotEqual) => {
            nested(operator, left, right, data_type)
        }
        Type::Array(_) | Type::Map(..) | Type::Row(_) | Type::TimeTz(_) => {
            nested(operator, left, right, data_type)
        }
        _ => binary_expr(left, operator.operator(), right),
    }
}

/// `value BETWEEN low AND high`
pub fn between(value: Expr, low: Expr, high: Expr, data_type: &Type) -> Expr {
    comparison(Comparison::GreaterOrEqual, value.clone(), low, data_type).and(comparison(
        Comparison::LessOrEqual,
        value,
        high,
        data_type,
    ))
}

/// `value IN (list)`
pub fn in_list(value: Expr, list: Vec<Expr>, data_type: &Type) -> Expr {
    let plain = match data_type {
        Type::Real | Type::Double => list.iter().all(|item| {
            literal(item).and_then(float).is_some_and(|number| !number.is_nan() && number != 0.0)
        }),
        Type::TimestampTz(_) => {
            let list = list.into_iter().map(|item| instant(item, data_type)).collect();
            return Expr::InList(InList::new(Box::new(instant(value, data_type)), list, false));
        }
        Type::Array(_) | Type::Map(..) | Type::Row(_) | Type::TimeTz(_) | Type::Unknown => false,
        _ => true,
    };
    if plain {
        return Expr::InList(InList::new(Box::new(value), list, false));
    }
    let several = list.len() > 1;
    let parts = list.into_iter().map(|item| comparison(Comparison::Equal, value.clone(), item, data_type));
    let found = any(parts.collect());
    if several && matches!(data_type, Type::Array(_) | Type::Map(..) | Type::Row(_)) {
        // Trino looks values up among several, and one that holds a NULL does not even equal itself: then it is
        // not known to be absent, though a comparison with each would tell.
        let unknown = comparison(Comparison::Equal, value.clone(), value, data_type).is_null();
        return found.or(unknown.and(lit(ScalarValue::Boolean(None))));
    }
    found
}

/// OR of all, as a tree of little depth: lists are long.
fn any(mut parts: Vec<Expr>) -> Expr {
    while parts.len() > 1 {
        let mut halves = Vec::with_capacity(parts.len().div_ceil(2));
        let mut rest = parts.into_iter();
        while let Some(left) = rest.next() {
            halves.push(match rest.next() {
                Some(right) => left.or(right),
                None => left,
            });
        }
        parts = halves;
    }
    parts.pop().unwrap_or_else(|| lit(false))
}

/// The instant of a `timestamp with time zone`, by which it is compared, grouped and ordered: a timestamp in
/// UTC, NULL for NULL. A value of another type stays.
pub fn instant(value: Expr, data_type: &Type) -> Expr {
    let Type::TimestampTz(precision) = data_type else { return value };
    if let Some(ScalarValue::Struct(array)) = literal(&value)
        && let Ok(instant) = field(array, 0).and_then(|field| ScalarValue::try_from_array(&field, 0))
    {
        return lit(instant);
    }
    call(
        "instant",
        |columns, _| field(column::<StructArray>(&columns[0])?, 0),
        std::slice::from_ref(data_type),
        &Type::Timestamp(*precision),
        vec![value],
    )
}

/// The field of a row, NULL where the row is.
pub(super) fn field(array: &StructArray, index: usize) -> Result<ArrayRef> {
    let field = array.column(index);
    let Some(nulls) = array.nulls().filter(|nulls| nulls.null_count() > 0) else {
        return Ok(Arc::clone(field));
    };
    if *field.data_type() == arrow::datatypes::DataType::Null {
        return Ok(Arc::clone(field));
    }
    let nulls = arrow::buffer::NullBuffer::union(Some(nulls), field.nulls());
    Ok(make_array(field.to_data().into_builder().nulls(nulls).build()?))
}

/// The number of a literal of `real` or `double`.
fn float(value: &ScalarValue) -> Option<f64> {
    match value {
        ScalarValue::Float64(value) => *value,
        ScalarValue::Float32(value) => value.map(f64::from),
        _ => None,
    }
}

/// A literal of the type.
fn float_literal(number: f64, data_type: &Type) -> Expr {
    match data_type {
        // Only infinities and zeros come here: they are the same in 32 bits.
        Type::Real => lit(ScalarValue::Float32(Some(number as f32))),
        _ => lit(ScalarValue::Float64(Some(number))),
    }
}

fn floating(operator: Comparison, left: Expr, right: Expr, data_type: &Type) -> Expr {
    match (literal(&left).and_then(float), literal(&right).and_then(float)) {
        (None, Some(number)) if !number.is_nan() => against(operator, left, right, number, data_type),
        (Some(number), None) if !number.is_nan() => {
            against(operator.flipped(), right, left, number, data_type)
        }
        (None, None) if operator == Comparison::Equal => {
            // A join finds its keys in the first part; adding zero makes -0.0 and 0.0 one value.
            let zero = || float_literal(0.0, data_type);
            let equal = (left.clone() + zero()).eq(right.clone() + zero());
            let numbers = call(
                "are_numbers",
                are_numbers,
                std::slice::from_ref(data_type),
                &Type::Boolean,
                vec![left, right],
            );
            equal.and(numbers)
        }
        _ => nested(operator, left, right, data_type),
    }
}

/// Against a literal that is a number.
fn against(operator: Comparison, value: Expr, bound: Expr, number: f64, data_type: &Type) -> Expr {
    let zero = |sign: f64| float_literal(0.0_f64.copysign(sign), data_type);
    let is_zero = number == 0.0;
    // NaN is beyond one of the infinities, which one depends on its sign bit.
    let below_nan = |value: Expr| value.lt_eq(float_literal(f64::INFINITY, data_type));
    let above_nan = |value: Expr| value.gt_eq(float_literal(f64::NEG_INFINITY, data_type));
    match operator {
        Comparison::Equal if is_zero => value.clone().eq(zero(1.0)).or(value.eq(zero(-1.0))),
        Comparison::Equal => value.eq(bound),
        Comparison::NotEqual if is_zero => value.clone().not_eq(zero(1.0)).and(value.not_eq(zero(-1.0))),
        Comparison::NotEqual => value.not_eq(bound),
        Comparison::Less => {
            let bound = if is_zero { zero(-1.0) } else { bound };
            value.clone().lt(bound).and(above_nan(value))
        }
        Comparison::LessOrEqual => {
            let bound = if is_zero { zero(1.0) } else { bound };
            value.clone().lt_eq(bound).and(above_nan(value))
        }
        Comparison::Greater => {
            let bound = if is_zero { zero(1.0) } else { bound };
            value.clone().gt(bound).and(below_nan(value))
        }
        Comparison::GreaterOrEqual => {
            let bound = if is_zero { zero(-1.0) } else { bound };
            value.clone().gt_eq(bound).and(below_nan(value))
        }
    }
}

/// Whether the first of two values is a number; NULL when either is NULL.
fn are_numbers(columns: &[ArrayRef], _: usize) -> Result<ArrayRef> {
    let nulls = arrow::buffer::NullBuffer::union(columns[0].nulls(), columns[1].nulls());
    let numbers = if let Some(array) = columns[0].as_any().downcast_ref::<Float32Array>() {
        array.values().iter().map(|value| !value.is_nan()).collect()
    } else {
        column::<Float64Array>(&columns[0])?.values().iter().map(|value| !value.is_nan()).collect()
    };
    Ok(Arc::new(BooleanArray::new(numbers, nulls)))
}

/// By comparators, row by row.
fn nested(operator: Comparison, left: Expr, right: Expr, data_type: &Type) -> Expr {
    let compared = data_type.clone();
    Kernel::arrays(format!("{operator:?}").to_lowercase(), &Type::Boolean, move |columns, rows| {
        let [left, right] = columns else {
            return datafusion::common::internal_err!("a comparison of {} values", columns.len());
        };
        if let Comparison::Equal | Comparison::NotEqual = operator {
            let equality = comparator::equality(&compared, left, right)?;
            let equal = operator == Comparison::Equal;
            return booleans(rows, |row| Ok(equality(row, row).map(|value| value == equal)));
        }
        let order = comparator::order(&compared, left, right)?;
        let nulls = (left.logical_nulls(), right.logical_nulls());
        booleans(rows, |row| {
            if nulls.0.as_ref().is_some_and(|nulls| nulls.is_null(row))
                || nulls.1.as_ref().is_some_and(|nulls| nulls.is_null(row))
            {
                return Ok(None);
            }
            Ok(Some(order(row, row)?.is_some_and(|order| operator.holds(order))))
        })
    })
    .over(data_type)
    .strict()
    .call(vec![left, right])
}
