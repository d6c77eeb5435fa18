//! IS DISTINCT FROM.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Expr, Operator, binary_expr, lit};
use polias_types::Type;

use super::comparator;
use super::comparison::instant;
use crate::kernel::{Kernel, literal};
use crate::rows::booleans;

/// `IS DISTINCT FROM`, never NULL.
pub fn is_distinct(left: Expr, right: Expr, data_type: &Type) -> Expr {
    match data_type {
        Type::Unknown => lit(false),
        Type::TimestampTz(_) => {
            binary_expr(instant(left, data_type), Operator::IsDistinctFrom, instant(right, data_type))
        }
        Type::Array(_) | Type::Map(..) | Type::Row(_) | Type::TimeTz(_) | Type::Real | Type::Double => {
            match (is_null(&left), is_null(&right)) {
                (false, true) => left.is_not_null(),
                (true, false) => right.is_not_null(),
                _ => nested(left, right, data_type),
            }
        }
        _ => binary_expr(left, Operator::IsDistinctFrom, right),
    }
}

fn is_null(value: &Expr) -> bool {
    literal(value).is_some_and(ScalarValue::is_null)
}

fn nested(left: Expr, right: Expr, data_type: &Type) -> Expr {
    let compared = data_type.clone();
    Kernel::arrays("is_distinct", &Type::Boolean, move |columns, rows| {
        let distinct = comparator::distinct(&compared, &columns[0], &columns[1])?;
        booleans(rows, |row| Ok(Some(distinct(row, row))))
    })
    .over(data_type)
    .call(vec![left, right])
}
