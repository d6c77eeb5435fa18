//! Result types of operators.

use crate::Type;

/// `+ - * / %`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArithmeticOperator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulus,
}

/// What an arithmetic operator works on and gives: types both sides are cast to, and the result's. `None`
/// when Trino has no such operator (`date + bigint`, `varchar + 1`).
pub fn arithmetic_types(
    operator: ArithmeticOperator,
    left: &Type,
    right: &Type,
) -> Option<(Type, Type, Type)> {
    let _ = (operator, left, right);
    todo!("types helper")
}
