//! `replace`, `translate`, `reverse`.

use std::collections::HashMap;

use polias_types::Type;

use super::limit::check_length;
use super::padded;
use crate::DataError;
use crate::scalar::body::{Body, strict};

/// Every occurrence of `search` replaced; of an empty `search`: the replacement around every code point.
pub(super) fn replace(text: &str, search: &str, replacement: &str) -> Result<String, DataError> {
    let matches = if search.is_empty() { text.chars().count() + 1 } else { text.matches(search).count() };
    let added = matches.saturating_mul(replacement.len());
    check_length(text.len().saturating_add(added), "inputs to \"replace\" function are too large")?;
    Ok(text.replace(search, replacement))
}

/// Characters of `from` become those of `to` at the same place; those without one vanish.
pub(super) fn translate(text: &str, from: &str, to: &str) -> String {
    let mut to = to.chars();
    let mut map = HashMap::new();
    for char in from.chars() {
        let target = to.next();
        map.entry(char).or_insert(target);
    }
    text.chars().filter_map(|char| map.get(&char).copied().unwrap_or(Some(char))).collect()
}

/// Code points in reverse.
pub(super) fn reverse(text: &str) -> String {
    text.chars().rev().collect()
}

/// What `reverse` does for this type; arrays are elsewhere.
pub(super) fn reverse_body(of: &Type) -> Option<Body> {
    Some(match of {
        Type::Varchar(_) => strict!(text; value: Text => Ok(Some(reverse(value)))),
        Type::Char(_) => {
            let of = of.clone();
            strict!(text; value: Text => {
                Ok(Some(reverse(&padded(value, &of)).trim_end_matches(' ').to_owned()))
            })
        }
        Type::Varbinary => strict!(bytes; value: Bytes => {
            Ok(Some(value.iter().rev().copied().collect::<Vec<u8>>()))
        }),
        _ => return None,
    })
}
