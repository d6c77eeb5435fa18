//! Functions that take lambdas.

mod array;
mod call;
mod elements;
mod map;
mod reduce;
mod regexp;
mod sort;

use datafusion::logical_expr::Expr;
use datafusion::logical_expr::expr::Lambda;
use polias_types::{ResolvedFunction, Type};

use super::Argument;
use call::{Body, HigherOrder};

/// The call; `None` when the function has no kernel.
pub(super) fn expression(function: &ResolvedFunction, arguments: Vec<Argument>) -> Option<Expr> {
    let arguments = arguments
        .into_iter()
        .map(|argument| match argument {
            Argument::Value(value) => value,
            Argument::Lambda(parameters, body) => Expr::Lambda(Lambda::new(parameters, body)),
        })
        .collect();
    Some(HigherOrder::new(function, body(function)?).call(arguments))
}

fn body(function: &ResolvedFunction) -> Option<Body> {
    Some(match (function.name, function.arguments.as_slice()) {
        ("transform", [_, _]) => array::transform,
        ("filter", [_, _]) => array::filter,
        ("any_match", [_, _]) => array::any_match,
        ("all_match", [_, _]) => array::all_match,
        ("none_match", [_, _]) => array::none_match,
        ("zip_with", [_, _, _]) => array::zip_with,
        ("array_sort", [_, Type::Function(..)]) => sort::sort,
        ("reduce", [_, _, _, _]) => reduce::reduce,
        ("map_filter", [_, _]) => map::filter,
        ("transform_keys", [_, _]) => map::transform_keys,
        ("transform_values", [_, _]) => map::transform_values,
        ("map_zip_with", [_, _, _]) => map::zip_with,
        ("regexp_replace", [_, _, Type::Function(..)]) => regexp::replace,
        _ => return None,
    })
}
