//! What functions say of the session and the server.

use arrow::array::{ArrayRef, FixedSizeBinaryArray, StringViewArray};
use polias_types::{ResolvedFunction, Type};

use super::body::Body;
use crate::Context;
use crate::rows::texts;

/// What the function does; `None` when it is none of these.
pub(super) fn body(function: &ResolvedFunction, context: &Context) -> Option<Body> {
    Some(match (function.name, function.arguments.as_slice()) {
        ("typeof", [of]) => type_name(of),
        ("version", []) => {
            let version = context.version;
            Box::new(move |_, rows| texts(rows, |_| Ok(Some(version))))
        }
        ("uuid", []) => Box::new(|_, rows| {
            let values = (0..rows).map(|_| uuid::Uuid::new_v4().into_bytes());
            Ok(std::sync::Arc::new(FixedSizeBinaryArray::try_from_iter(values)?))
        }),
        _ => return None,
    })
}

fn type_name(of: &Type) -> Body {
    let name = of.to_string();
    Box::new(move |_, rows| {
        let names: StringViewArray = std::iter::repeat_n(Some(&name), rows).collect();
        Ok(std::sync::Arc::new(names) as ArrayRef)
    })
}
