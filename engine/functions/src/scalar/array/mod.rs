//! Functions of arrays without lambdas.

mod build;
mod combine;
mod find;
mod join;
mod pick;
mod sequence;
mod set;
mod sort;

use polias_types::{ResolvedFunction, Type};

use super::body::Body;

pub(super) use join::with_text_elements;
pub(super) use set::Identity;

/// What the function does; `None` when it is none of these.
pub(super) fn body(function: &ResolvedFunction) -> Option<Body> {
    let Some(Type::Array(element)) =
        function.arguments.iter().find(|argument| matches!(argument, Type::Array(_)))
    else {
        return build::body(function);
    };
    Some(match (function.name, function.arguments.as_slice()) {
        ("cardinality", [_]) => pick::cardinality(),
        ("element_at", [_, _]) => pick::element_at(),
        ("reverse", [_]) => pick::reverse(),
        ("slice", [_, _, _]) => pick::slice(),
        ("trim_array", [_, _]) => pick::trim(),
        ("flatten", [_]) => pick::flatten(),
        ("shuffle", [_]) => pick::shuffle(),
        ("ngrams", [_, _]) => combine::ngrams(),
        ("combinations", [_, _]) => combine::combinations(),
        ("contains" | "array_position" | "array_remove", [_, _]) => find::body(function.name, element)?,
        ("contains_sequence", [_, _]) => find::contains_sequence(element),
        ("array_distinct", [_]) => set::distinct(element),
        ("array_union", [_, _]) => set::union(element),
        ("array_intersect", [_, _]) => set::intersect(element),
        ("array_except", [_, _]) => set::except(element),
        ("arrays_overlap", [_, _]) => set::overlap(element),
        ("array_histogram", [_]) => set::histogram(element),
        ("array_sort", [_]) => sort::sort(element),
        ("array_min", [_]) => sort::extreme(element, false),
        ("array_max", [_]) => sort::extreme(element, true),
        ("array_join", [_, _] | [_, _, _]) => join::body(),
        ("concat", arguments) => combine::concat(arguments),
        ("zip", _) => combine::zip(&function.result),
        ("repeat", _) => build::body(function)?,
        _ => return None,
    })
}
