//! Operators: checked arithmetic, comparisons with Trino's rules for NaN and NULL, constructors and access.

mod arithmetic;
mod checked;
pub(crate) mod comparator;
mod comparison;
mod constructors;
mod datetime_arithmetic;
pub(crate) mod decimal;
mod distinct;
mod lazy_try;
mod like;
mod subscript;
#[cfg(test)]
mod tests;

pub use arithmetic::{arithmetic, negate};
pub use comparison::{between, comparison, in_list, instant};
pub use constructors::{array_constructor, row_constructor, row_field};
pub use distinct::is_distinct;
pub use lazy_try::try_expression;
pub use like::like;
pub use subscript::subscript;

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
