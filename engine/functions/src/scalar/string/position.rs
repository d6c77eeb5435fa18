//! `strpos`, `starts_with`, `ends_with`.

use crate::DataError;

/// Code point, from 1, at which `part` stands in `text` for the `instance`th time, from the end when negative;
/// 0 when it does not.
pub(super) fn position(text: &str, part: &str, instance: i64) -> Result<i64, DataError> {
    if instance == 0 {
        return Err(DataError::new(
            "INVALID_FUNCTION_ARGUMENT",
            "'instance' must be a positive or negative number.",
        ));
    }
    if part.is_empty() {
        return Ok(1);
    }
    let found = if instance > 0 { nth(text, part, instance) } else { nth_last(text, part, -instance) };
    let count = found.map_or(0, |index| text[..index].chars().count() + 1);
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Occurrences may overlap: the search goes on one byte behind the last.
fn nth(text: &str, part: &str, instance: i64) -> Option<usize> {
    let mut from = 0;
    let mut left = instance;
    loop {
        let index = from + text.get(from..)?.find(part)?;
        left -= 1;
        if left == 0 {
            return Some(index);
        }
        from = index + text[index..].chars().next().map_or(1, char::len_utf8);
    }
}

fn nth_last(text: &str, part: &str, instance: i64) -> Option<usize> {
    let mut end = text.len();
    let mut left = instance;
    loop {
        let index = text.get(..end)?.rfind(part)?;
        left -= 1;
        if left == 0 {
            return Some(index);
        }
        end = index + part.len();
        end -= text[..end].chars().next_back().map_or(1, char::len_utf8);
    }
}
