//! Operators: checked arithmetic, comparisons with Trino's rules for NaN and NULL, constructors and access.

use datafusion::logical_expr::Expr;
use polias_types::{ArithmeticOperator, Type};

use crate::Context;

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// Checked arithmetic; operands are of the types `polias_types::arithmetic_types` gives.
pub fn arithmetic(
    operator: ArithmeticOperator,
    left: (Expr, &Type),
    right: (Expr, &Type),
    result: &Type,
    context: &Context,
) -> Expr {
    let _ = (operator, left, right, result, context);
    todo!("operators helper")
}

/// `-value`
pub fn negate(value: Expr, data_type: &Type) -> Expr {
    let _ = (value, data_type);
    todo!("operators helper")
}

/// A comparison of two values of one type. Where DataFusion's meaning is Trino's it is a plain binary
/// expression, so that pruning, pushdown and hash joins see it.
pub fn comparison(operator: Comparison, left: Expr, right: Expr, data_type: &Type) -> Expr {
    let _ = (operator, left, right, data_type);
    todo!("operators helper")
}

/// `IS DISTINCT FROM`, never NULL.
pub fn is_distinct(left: Expr, right: Expr, data_type: &Type) -> Expr {
    let _ = (left, right, data_type);
    todo!("operators helper")
}

/// `value BETWEEN low AND high`
pub fn between(value: Expr, low: Expr, high: Expr, data_type: &Type) -> Expr {
    let _ = (value, low, high, data_type);
    todo!("operators helper")
}

/// `value IN (list)`
pub fn in_list(value: Expr, list: Vec<Expr>, data_type: &Type) -> Expr {
    let _ = (value, list, data_type);
    todo!("operators helper")
}

/// `value LIKE pattern [ESCAPE escape]`; without ESCAPE there is no escape character.
pub fn like(value: Expr, pattern: Expr, escape: Option<Expr>, value_type: &Type) -> Expr {
    let _ = (value, pattern, escape, value_type);
    todo!("operators helper")
}

/// `ROW(…)` of a row type.
pub fn row_constructor(fields: Vec<Expr>, data_type: &Type) -> Expr {
    let _ = (fields, data_type);
    todo!("operators helper")
}

/// `ARRAY[…]` of an array type.
pub fn array_constructor(elements: Vec<Expr>, data_type: &Type) -> Expr {
    let _ = (elements, data_type);
    todo!("operators helper")
}

/// Field of a row, counted from 0; NULL for a NULL row.
pub fn row_field(base: Expr, base_type: &Type, index: usize) -> Expr {
    let _ = (base, base_type, index);
    todo!("operators helper")
}

/// `base[index]` of an array or a map; an error when there is none.
pub fn subscript(base: (Expr, &Type), index: (Expr, &Type)) -> Expr {
    let _ = (base, index);
    todo!("operators helper")
}

/// `TRY(value)`: NULL for the rows where a [`crate::DataError`] arises.
pub fn try_expression(value: Expr, data_type: &Type) -> Expr {
    let _ = (value, data_type);
    todo!("operators helper")
}
