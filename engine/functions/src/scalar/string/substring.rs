//! `substr`, `substring`: counted in code points from 1, from the end when negative, nothing from 0.

use polias_types::Type;

use super::padded;
use crate::scalar::body::{Body, strict};

/// From `start` on, at most `length` code points.
pub(super) fn substring(text: &str, start: i64, length: Option<i64>) -> &str {
    if start == 0 || length.is_some_and(|length| length <= 0) {
        return "";
    }
    let ascii = text.is_ascii();
    let rest = if start > 0 {
        skip(text, ascii, start - 1)
    } else {
        let count = if ascii { text.len() } else { text.chars().count() };
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        match count.checked_add(start) {
            Some(first) if first >= 0 => skip(text, ascii, first),
            _ => "",
        }
    };
    match length {
        None => rest,
        Some(length) => {
            let dropped = skip(rest, ascii, length);
            &rest[..rest.len() - dropped.len()]
        }
    }
}

/// The text without its first code points; empty when it has no more than those.
fn skip(text: &str, ascii: bool, count: i64) -> &str {
    let Ok(count) = usize::try_from(count) else { return "" };
    if ascii {
        return text.get(count..).unwrap_or("");
    }
    text.char_indices().nth(count).map_or("", |(index, _)| &text[index..])
}

/// The same of bytes.
pub(super) fn substring_of_bytes(bytes: &[u8], start: i64, length: Option<i64>) -> &[u8] {
    if start == 0 || length.is_some_and(|length| length <= 0) {
        return &[];
    }
    let count = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let first = if start > 0 { start - 1 } else { count.saturating_add(start) };
    if first < 0 || first >= count {
        return &[];
    }
    let end = length.map_or(count, |length| first.saturating_add(length).min(count));
    match (usize::try_from(first), usize::try_from(end)) {
        (Ok(first), Ok(end)) => &bytes[first..end],
        _ => &[],
    }
}

/// What `substr` does for this type and so many arguments.
pub(super) fn body(of: &Type, count: usize) -> Option<Body> {
    Some(match (of, count) {
        (Type::Varchar(_), 2) => {
            strict!(text; value: Text, start: Bigint => Ok(Some(substring(value, start, None))))
        }
        (Type::Varchar(_), 3) => strict!(text; value: Text, start: Bigint, length: Bigint => {
            Ok(Some(substring(value, start, Some(length))))
        }),
        (Type::Char(_), 2) => {
            let of = of.clone();
            strict!(text; value: Text, start: Bigint => {
                Ok(Some(substring(&padded(value, &of), start, None).to_owned()))
            })
        }
        (Type::Char(_), 3) => {
            let of = of.clone();
            strict!(text; value: Text, start: Bigint, length: Bigint => {
                Ok(Some(substring(&padded(value, &of), start, Some(length)).to_owned()))
            })
        }
        (Type::Varbinary, 2) => {
            strict!(bytes; value: Bytes, start: Bigint => Ok(Some(substring_of_bytes(value, start, None))))
        }
        (Type::Varbinary, 3) => strict!(bytes; value: Bytes, start: Bigint, length: Bigint => {
            Ok(Some(substring_of_bytes(value, start, Some(length))))
        }),
        _ => return None,
    })
}
