//! Scalar functions, a folder for each category.

use datafusion::logical_expr::Expr;
use polias_types::ResolvedFunction;

use crate::Context;

/// An argument of a function that takes lambdas.
#[derive(Debug, Clone)]
pub enum Argument {
    /// A value.
    Value(Expr),
    /// A lambda; its body names parameters by DataFusion's lambda variables.
    Lambda(Vec<String>, Expr),
}

/// A call; `None` when the function has no kernel.
pub fn scalar(function: &ResolvedFunction, arguments: Vec<Expr>, context: &Context) -> Option<Expr> {
    let _ = (function, arguments, context);
    todo!("scalar helper")
}

/// A call with lambdas among its arguments; `None` when the function has no kernel.
pub fn higher_order(
    function: &ResolvedFunction,
    arguments: Vec<Argument>,
    context: &Context,
) -> Option<Expr> {
    let _ = (function, arguments, context);
    todo!("lambda helper")
}
