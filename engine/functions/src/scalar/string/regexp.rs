//! The `regexp_…` functions. Patterns are Java's; those this engine's regular expressions cannot say
//! (look-around, back references, possessive quantifiers) are refused.

mod pattern;
mod replacement;

use arrow::array::{Int64Array, StringViewArray};
use datafusion::error::Result;
use polias_types::{ResolvedFunction, Type};
use regex::{Captures, Regex};

pub(crate) use pattern::Patterns;

use super::limit::check_length;
use crate::DataError;
use crate::kernel::column;
use crate::rows::{booleans, cell, numbers, texts};
use crate::scalar::body::Body;
use crate::scalar::lists::texts_lists;

/// What the function does; the form of `regexp_replace` with a lambda is elsewhere.
pub(super) fn body(function: &ResolvedFunction) -> Option<Body> {
    let count = function.arguments.len();
    Some(match (function.name, count) {
        ("regexp_like", 2) => Box::new(|columns, rows| {
            let (text, mut patterns) = inputs(columns)?;
            booleans(rows, |row| {
                let Some(text) = cell(text, row) else { return Ok(None) };
                let Some(pattern) = patterns.of(row)? else { return Ok(None) };
                Ok(Some(pattern.is_match(text)))
            })
        }),
        ("regexp_count", 2) => Box::new(|columns, rows| {
            let (text, mut patterns) = inputs(columns)?;
            numbers::<arrow::datatypes::Int64Type>(&arrow::datatypes::DataType::Int64, rows, |row| {
                let Some(text) = cell(text, row) else { return Ok(None) };
                let Some(pattern) = patterns.of(row)? else { return Ok(None) };
                let regex = pattern.over(text)?;
                Ok(Some(i64::try_from(matches(regex, text, 0).count()).unwrap_or(i64::MAX)))
            })
        }),
        ("regexp_extract", 2 | 3) => Box::new(|columns, rows| {
            let (text, mut patterns) = inputs(columns)?;
            let groups = columns.get(2).map(column::<Int64Array>).transpose()?;
            texts(rows, |row| {
                let Some(text) = cell(text, row) else { return Ok(None) };
                let Some(pattern) = patterns.of(row)? else { return Ok(None) };
                let regex = pattern.over(text)?;
                let Some(group) = group(groups, row, regex)? else { return Ok(None) };
                Ok(regex.captures(text).and_then(|found| found.get(group)).map(|found| found.as_str()))
            })
        }),
        ("regexp_extract_all", 2 | 3) => Box::new(|columns, rows| {
            let (text, mut patterns) = inputs(columns)?;
            let groups = columns.get(2).map(column::<Int64Array>).transpose()?;
            crate::scalar::lists::optional_texts_lists(rows, |row| {
                let Some(text) = cell(text, row) else { return Ok(None) };
                let Some(pattern) = patterns.of(row)? else { return Ok(None) };
                let regex = pattern.over(text)?;
                let Some(group) = group(groups, row, regex)? else { return Ok(None) };
                let found = matches(regex, text, 0);
                Ok(Some(found.map(|found| found.get(group).map(|found| found.as_str())).collect()))
            })
        }),
        ("regexp_split", 2) => Box::new(|columns, rows| {
            let (text, mut patterns) = inputs(columns)?;
            texts_lists(rows, |row| {
                let Some(text) = cell(text, row) else { return Ok(None) };
                let Some(pattern) = patterns.of(row)? else { return Ok(None) };
                let regex = pattern.over(text)?;
                let (mut parts, mut last) = (Vec::new(), 0);
                for found in matches(regex, text, 0) {
                    let Some(found) = found.get(0) else { continue };
                    parts.push(&text[last..found.start()]);
                    last = found.end();
                }
                parts.push(&text[last..]);
                Ok(Some(parts))
            })
        }),
        ("regexp_position", 2..=4) => position_body(),
        ("regexp_replace", 2 | 3) if !matches!(function.arguments.last(), Some(Type::Function(..))) => {
            replace_body()
        }
        _ => return None,
    })
}

fn inputs(columns: &[arrow::array::ArrayRef]) -> Result<(&StringViewArray, Patterns<'_>)> {
    Ok((column::<StringViewArray>(&columns[0])?, Patterns::new(column::<StringViewArray>(&columns[1])?)))
}

/// The matches from a byte on, one after the other; after an empty one the search goes on a code point later.
pub(crate) fn matches<'r, 't>(
    regex: &'r Regex,
    text: &'t str,
    start: usize,
) -> impl Iterator<Item = Captures<'t>> + use<'r, 't> {
    let mut next = Some(start);
    std::iter::from_fn(move || {
        let found = regex.captures_at(text, next.filter(|next| *next <= text.len())?)?;
        let whole = found.get(0)?;
        next = if whole.is_empty() {
            Some(whole.end() + text[whole.end()..].chars().next().map_or(1, char::len_utf8))
        } else {
            Some(whole.end())
        };
        Some(found)
    })
}

/// The number of the group asked for, 0 when none is.
fn group(groups: Option<&Int64Array>, row: usize, regex: &Regex) -> Result<Option<usize>, DataError> {
    let Some(groups) = groups else { return Ok(Some(0)) };
    let Some(group) = cell(groups, row) else { return Ok(None) };
    let count = regex.captures_len() - 1;
    match usize::try_from(group) {
        Ok(group) if group <= count => Ok(Some(group)),
        Ok(group) => Err(DataError::new(
            "INVALID_FUNCTION_ARGUMENT",
            format!("Pattern has {count} groups. Cannot access group {group}"),
        )),
        Err(_) => Err(DataError::new("INVALID_FUNCTION_ARGUMENT", "Group cannot be negative")),
    }
}

fn position_body() -> Body {
    Box::new(|columns, rows| {
        let (text, mut patterns) = inputs(columns)?;
        let starts = columns.get(2).map(column::<arrow::array::Int32Array>).transpose()?;
        let occurrences = columns.get(3).map(column::<arrow::array::Int32Array>).transpose()?;
        numbers::<arrow::datatypes::Int32Type>(&arrow::datatypes::DataType::Int32, rows, |row| {
            let Some(text) = cell(text, row) else { return Ok(None) };
            let Some(pattern) = patterns.of(row)? else { return Ok(None) };
            let regex = pattern.over(text)?;
            let number = |column: Option<&arrow::array::Int32Array>| match column {
                None => Some(1),
                Some(column) => cell(column, row),
            };
            let (Some(start), Some(occurrence)) = (number(starts), number(occurrences)) else {
                return Ok(None);
            };
            position(regex, text, start, occurrence).map(Some)
        })
    })
}

fn position(regex: &Regex, text: &str, start: i32, occurrence: i32) -> Result<i32, DataError> {
    let refuse = |message| Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message));
    let Some(skipped) = usize::try_from(start).ok().and_then(|start| start.checked_sub(1)) else {
        return refuse("start position cannot be smaller than 1");
    };
    let Some(nth) = usize::try_from(occurrence).ok().and_then(|occurrence| occurrence.checked_sub(1)) else {
        return refuse("occurrence cannot be smaller than 1");
    };
    let Some((byte, _)) = text.char_indices().nth(skipped) else { return Ok(-1) };
    let found = matches(regex, text, byte).nth(nth).and_then(|found| found.get(0));
    Ok(found.map_or(-1, |found| i32::try_from(text[..found.start()].chars().count() + 1).unwrap_or(-1)))
}

fn replace_body() -> Body {
    Box::new(|columns, rows| {
        let (text, mut patterns) = inputs(columns)?;
        let replacements = columns.get(2).map(column::<StringViewArray>).transpose()?;
        texts(rows, |row| {
            let Some(text) = cell(text, row) else { return Ok(None) };
            let Some(pattern) = patterns.of(row)? else { return Ok(None) };
            let regex = pattern.over(text)?;
            let replacement = match replacements {
                None => "",
                Some(replacements) => match cell(replacements, row) {
                    Some(replacement) => replacement,
                    None => return Ok(None),
                },
            };
            let (mut result, mut last) = (String::new(), 0);
            for found in matches(regex, text, 0) {
                let Some(whole) = found.get(0) else { continue };
                result.push_str(&text[last..whole.start()]);
                replacement::append(&mut result, replacement, regex, &found)?;
                check_length(result.len(), "regexp_replace result is too large")?;
                last = whole.end();
            }
            result.push_str(&text[last..]);
            Ok(Some(result))
        })
    })
}
