//! Functions of maps without lambdas.

mod access;
mod construct;
mod keys;

use polias_types::{ResolvedFunction, Type};

use super::body::Body;

pub(super) use keys::Keys;

/// What the function does; `None` when it is none of these.
pub(super) fn body(function: &ResolvedFunction) -> Option<Body> {
    Some(match (function.name, function.arguments.as_slice()) {
        ("map", []) => construct::empty(&function.result),
        ("map", [Type::Array(key), Type::Array(_)]) => construct::of_arrays(key),
        ("map_from_entries" | "multimap_from_entries", [Type::Array(entry)]) => {
            let Type::Row(fields) = &**entry else { return None };
            let key = &fields.first()?.data_type;
            if function.name == "map_from_entries" {
                construct::of_entries(key)
            } else {
                construct::multiple_of_entries(key)
            }
        }
        ("map_concat", [Type::Map(key, _), ..]) => construct::concat(key),
        ("map_keys", [_]) => access::keys(),
        ("map_values", [_]) => access::values(),
        ("map_entries", [_]) => access::entries(&function.result),
        ("cardinality", [Type::Map(..)]) => access::cardinality(),
        ("element_at", [Type::Map(key, _), _]) => access::element_at(key),
        _ => return None,
    })
}
