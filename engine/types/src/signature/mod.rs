//! Signatures of functions, and how a call finds its function.
//!
//! A signature is written as Trino's `SHOW FUNCTIONS` writes it: `array(t)`, `map(k, v)`, `decimal(p, s)`,
//! `function(t, boolean)`; type variables are single words that are no type, numbers in parentheses may be
//! variables too. Resolution is Trino's: exact match first, then by coercion, the most specific wins.

mod bind;
mod declare;
mod function_set;
mod number;
mod pattern;
mod resolve;
mod solve;
#[cfg(test)]
mod tests;

pub use bind::Binding;
pub use function_set::{ArgumentType, FunctionSet, Unresolved};
pub use number::{ComputedNumber, NumberExpression, NumberOperator};
pub use pattern::{NumberPattern, Pattern};

use crate::Type;

/// What kind of function it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FunctionKind {
    /// A value for each row.
    Scalar,
    /// A value for many rows; can be used over a window too.
    Aggregate,
    /// Over a window only.
    Window,
}

/// One form of a function.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Signature {
    /// Lower-case.
    pub name: &'static str,
    /// Scalar, aggregate, window.
    pub kind: FunctionKind,
    /// Type variables, with what is asked of each.
    pub variables: Vec<Variable>,
    /// Number variables that arguments do not bind.
    pub numbers: Vec<ComputedNumber>,
    /// Types of the arguments.
    pub arguments: Vec<Pattern>,
    /// The last argument may be repeated, or left out.
    pub variadic: bool,
    /// Type of the result.
    pub result: Pattern,
    /// Equal arguments give equal results within a query.
    pub deterministic: bool,
    /// Called with NULLs; otherwise any NULL argument gives NULL.
    pub called_on_null: bool,
}

/// A type variable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// What the type must be.
    pub constraint: Constraint,
}

/// What is asked of the type of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Constraint {
    /// Anything.
    Any,
    /// `=` is defined.
    Comparable,
    /// `<` is defined.
    Orderable,
    /// A row type.
    Row,
}

impl Constraint {
    /// Whether a type may stand for the variable.
    pub fn is_met(self, data_type: &Type) -> bool {
        match self {
            Self::Any => true,
            Self::Comparable => data_type.is_comparable(),
            Self::Orderable => data_type.is_orderable(),
            Self::Row => matches!(data_type, Type::Row(_) | Type::Unknown),
        }
    }
}

/// What a call resolved to: exact types of arguments and result.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ResolvedFunction {
    /// Lower-case name; aliases keep theirs.
    pub name: &'static str,
    /// Scalar, aggregate, window.
    pub kind: FunctionKind,
    /// Types the arguments are cast to; as many as the call has arguments.
    pub arguments: Vec<Type>,
    /// Type of the result.
    pub result: Type,
    /// As in [`Signature::deterministic`].
    pub deterministic: bool,
    /// As in [`Signature::called_on_null`].
    pub called_on_null: bool,
}
