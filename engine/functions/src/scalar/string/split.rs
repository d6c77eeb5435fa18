//! `split`, `split_part`.

use arrow::array::{Int64Array, StringViewArray};

use crate::DataError;
use crate::kernel::column;
use crate::rows::cell;
use crate::scalar::body::Body;
use crate::scalar::lists::texts_lists;

/// Parts between delimiters, at most `limit`; the last holds the rest.
pub(super) fn split<'a>(text: &'a str, delimiter: &str, limit: i64) -> Result<Vec<&'a str>, DataError> {
    let Some(limit) =
        i32::try_from(limit).ok().and_then(|limit| usize::try_from(limit).ok()).filter(|n| *n > 0)
    else {
        let message = if limit > 0 { "Limit is too large" } else { "Limit must be positive" };
        return Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message));
    };
    if delimiter.is_empty() {
        return Err(DataError::new("INVALID_FUNCTION_ARGUMENT", "The delimiter may not be the empty string"));
    }
    Ok(text.splitn(limit, delimiter).collect())
}

/// The part of this number, from 1; `None` when there are not so many. An empty delimiter parts every
/// code point.
pub(super) fn split_part<'a>(
    text: &'a str,
    delimiter: &str,
    index: i64,
) -> Result<Option<&'a str>, DataError> {
    let Some(nth) = usize::try_from(index).ok().and_then(|index| index.checked_sub(1)) else {
        return Err(DataError::new("INVALID_FUNCTION_ARGUMENT", "Index must be greater than zero"));
    };
    if delimiter.is_empty() {
        let part = text.char_indices().nth(nth);
        return Ok(part.map(|(start, char)| &text[start..start + char.len_utf8()]));
    }
    Ok(text.split(delimiter).nth(nth))
}

/// What `split` does with so many arguments.
pub(super) fn body(count: usize) -> Option<Body> {
    if !(2..=3).contains(&count) {
        return None;
    }
    Some(Box::new(move |columns, rows| {
        let value = column::<StringViewArray>(&columns[0])?;
        let delimiter = column::<StringViewArray>(&columns[1])?;
        let limit = columns.get(2).map(column::<Int64Array>).transpose()?;
        texts_lists(rows, |row| {
            let (Some(value), Some(delimiter)) = (cell(value, row), cell(delimiter, row)) else {
                return Ok(None);
            };
            let limit = match limit {
                None => i64::from(i32::MAX),
                Some(limit) => match cell(limit, row) {
                    Some(limit) => limit,
                    None => return Ok(None),
                },
            };
            split(value, delimiter, limit).map(Some)
        })
    }))
}
