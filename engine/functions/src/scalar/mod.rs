//! Scalar functions, a folder for each category.

mod array;
mod binary;
mod body;
mod datetime;
mod json;
mod lambda;
mod lists;
mod map;
mod math;
mod string;
mod system;
#[cfg(test)]
mod tests;
mod url;

use datafusion::logical_expr::Expr;
use polias_types::ResolvedFunction;

use crate::Context;
use crate::kernel::Kernel;

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
    let body = string::body(function)
        .or_else(|| math::body(function))
        .or_else(|| datetime::body(function, context))
        .or_else(|| binary::body(function))
        .or_else(|| map::body(function))
        .or_else(|| array::body(function))
        .or_else(|| json::body(function))
        .or_else(|| url::body(function))
        .or_else(|| system::body(function, context))?;
    let arguments = match (function.name, function.arguments.first()) {
        ("array_join", Some(of)) => array::with_text_elements(arguments, of, context),
        _ => arguments,
    };
    let mut kernel = Kernel::arrays(function.name, &function.result, body).over((
        &function.arguments,
        &function.result,
        context.zone,
    ));
    if math::is_random(function.name) {
        kernel = kernel.volatile();
    }
    if !function.called_on_null {
        kernel = kernel.strict();
    }
    Some(kernel.call(arguments))
}

/// A call with lambdas among its arguments; `None` when the function has no kernel.
pub fn higher_order(
    function: &ResolvedFunction,
    arguments: Vec<Argument>,
    context: &Context,
) -> Option<Expr> {
    let _ = context;
    lambda::expression(function, arguments)
}
