//! `split_to_map`, `split_to_multimap`.

use std::sync::Arc;

use arrow::array::{StringViewArray, StringViewBuilder};

use crate::DataError;
use crate::kernel::column;
use crate::rows::cell;
use crate::scalar::body::Body;
use crate::scalar::lists;

/// What the functions do; `multiple` keeps all values of a key.
pub(super) fn body(multiple: bool) -> Body {
    Box::new(move |columns, rows| {
        let text = column::<StringViewArray>(&columns[0])?;
        let entry_delimiter = column::<StringViewArray>(&columns[1])?;
        let delimiter = column::<StringViewArray>(&columns[2])?;
        let (mut keys, mut values) = (StringViewBuilder::new(), StringViewBuilder::new());
        let (mut lengths, mut valid, mut counts) =
            (Vec::with_capacity(rows), Vec::with_capacity(rows), vec![]);
        for row in 0..rows {
            let (Some(text), Some(entry_delimiter), Some(delimiter)) =
                (cell(text, row), cell(entry_delimiter, row), cell(delimiter, row))
            else {
                lengths.push(0);
                valid.push(false);
                continue;
            };
            let entries = entries(text, entry_delimiter, delimiter, multiple)?;
            lengths.push(entries.len());
            valid.push(true);
            for (key, all) in entries {
                keys.try_append_value(key)?;
                counts.push(all.len());
                for value in all {
                    values.try_append_value(value)?;
                }
            }
        }
        let values = Arc::new(values.finish());
        let values = if multiple {
            let valid = vec![true; counts.len()];
            lists::list(values, counts, valid)?
        } else {
            values
        };
        lists::map(Arc::new(keys.finish()), values, lengths, valid)
    })
}

fn entries<'a>(
    text: &'a str,
    entry_delimiter: &str,
    delimiter: &str,
    multiple: bool,
) -> Result<Vec<(&'a str, Vec<&'a str>)>, DataError> {
    let refuse = |message: String| Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message));
    if entry_delimiter.is_empty() {
        return refuse("entryDelimiter is empty".to_owned());
    }
    if delimiter.is_empty() {
        return refuse("keyValueDelimiter is empty".to_owned());
    }
    if entry_delimiter == delimiter {
        return refuse("entryDelimiter and keyValueDelimiter must not be the same".to_owned());
    }
    let mut entries: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (entry, after) = rest.split_once(entry_delimiter).unwrap_or((rest, ""));
        rest = after;
        let Some((key, value)) = entry.split_once(delimiter) else {
            return refuse(format!(
                "Key-value delimiter must appear exactly once in each entry. Bad input: '{entry}'"
            ));
        };
        if value.contains(delimiter) {
            return refuse(format!(
                "Key-value delimiter must appear exactly once in each entry. Bad input: '{entry}'"
            ));
        }
        match places.entry(key) {
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(entries.len());
                entries.push((key, vec![value]));
            }
            std::collections::hash_map::Entry::Occupied(place) if multiple => {
                entries[*place.get()].1.push(value)
            }
            std::collections::hash_map::Entry::Occupied(_) => {
                return refuse(format!("Duplicate keys ({key}) are not allowed"));
            }
        }
    }
    Ok(entries)
}
