//! `length`: code points of text, the declared length of `char(n)`, bytes.

use polias_types::Type;

use crate::scalar::body::{Body, strict};

/// What `length` does for an argument of this type.
pub(super) fn body(of: &Type) -> Option<Body> {
    Some(match of {
        Type::Varchar(_) => strict!(bigint; value: Text => Ok(Some(code_points(value)))),
        Type::Char(length) => {
            let length = i64::from(*length);
            strict!(bigint; _value: Text => Ok(Some(length)))
        }
        Type::Varbinary => strict!(bigint; value: Bytes => {
            Ok(Some(i64::try_from(value.len()).unwrap_or(i64::MAX)))
        }),
        _ => return None,
    })
}

fn code_points(value: &str) -> i64 {
    let count = if value.is_ascii() { value.len() } else { value.chars().count() };
    i64::try_from(count).unwrap_or(i64::MAX)
}
