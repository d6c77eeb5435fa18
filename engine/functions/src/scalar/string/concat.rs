//! `concat` of texts and bytes (the operator `||` comes here too) and `concat_ws`.

use arrow::array::{Array, AsArray, BinaryViewArray, ListArray, StringViewArray};
use datafusion::error::Result;
use polias_types::Type;

use super::limit::check_length;
use super::padded;
use crate::kernel::column;
use crate::rows::{blobs, cell, texts};
use crate::scalar::body::Body;

const TOO_LONG: &str = "Concatenated string is too large";

/// Everything one after the other; arrays are elsewhere.
pub(super) fn body(of: &Type) -> Option<Body> {
    Some(match of {
        Type::Varchar(_) => Box::new(|columns, rows| {
            let columns: Vec<_> = columns.iter().map(column::<StringViewArray>).collect::<Result<_>>()?;
            texts(rows, |row| {
                let mut result = String::new();
                for column in &columns {
                    let Some(part) = cell(*column, row) else { return Ok(None) };
                    check_length(result.len().saturating_add(part.len()), TOO_LONG)?;
                    result.push_str(part);
                }
                Ok(Some(result))
            })
        }),
        Type::Char(_) => char_body(of.clone()),
        Type::Varbinary => Box::new(|columns, rows| {
            let columns: Vec<_> = columns.iter().map(column::<BinaryViewArray>).collect::<Result<_>>()?;
            blobs(rows, |row| {
                let mut result = Vec::new();
                for column in &columns {
                    let Some(part) = cell(*column, row) else { return Ok(None) };
                    check_length(result.len().saturating_add(part.len()), TOO_LONG)?;
                    result.extend_from_slice(part);
                }
                Ok(Some(result))
            })
        }),
        _ => return None,
    })
}

/// All but the last stand padded; `first` is the type of the first.
fn char_body(first: Type) -> Body {
    Box::new(move |columns, rows| {
        let left = column::<StringViewArray>(&columns[0])?;
        let right = column::<StringViewArray>(&columns[1])?;
        texts(rows, |row| {
            let (Some(left), Some(right)) = (cell(left, row), cell(right, row)) else { return Ok(None) };
            let mut result = padded(left, &first).into_owned();
            result.push_str(right);
            result.truncate(result.trim_end_matches(' ').len());
            Ok(Some(result))
        })
    })
}

/// The texts that are not NULL, with the separator between; `rest` is the type of what follows it.
pub(super) fn with_separator(rest: &Type) -> Option<Body> {
    Some(match rest {
        Type::Array(_) => Box::new(|columns, rows| {
            let separator = column::<StringViewArray>(&columns[0])?;
            let lists = column::<ListArray>(&columns[1])?;
            let values = lists.values().as_string_view();
            let offsets = lists.value_offsets();
            texts(rows, |row| {
                let Some(separator) = cell(separator, row) else { return Ok(None) };
                if lists.is_null(row) {
                    return Ok(None);
                }
                let parts = usize::try_from(offsets[row]).unwrap_or(0)
                    ..usize::try_from(offsets[row + 1]).unwrap_or(0);
                join(separator, parts.filter_map(|index| cell(values, index))).map(Some)
            })
        }),
        Type::Varchar(_) => Box::new(|columns, rows| {
            let columns: Vec<_> = columns.iter().map(column::<StringViewArray>).collect::<Result<_>>()?;
            texts(rows, |row| {
                let Some(separator) = cell(columns[0], row) else { return Ok(None) };
                join(separator, columns[1..].iter().filter_map(|column| cell(*column, row))).map(Some)
            })
        }),
        _ => return None,
    })
}

fn join<'a>(separator: &str, parts: impl Iterator<Item = &'a str>) -> Result<String, crate::DataError> {
    let mut result = String::new();
    for (index, part) in parts.enumerate() {
        if index > 0 {
            result.push_str(separator);
        }
        check_length(result.len().saturating_add(part.len()).saturating_add(separator.len()), TOO_LONG)?;
        result.push_str(part);
    }
    Ok(result)
}
