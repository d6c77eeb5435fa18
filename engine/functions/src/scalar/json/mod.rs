//! Functions of JSON text. Values of the type `json` are texts as [`normal`] writes them.

mod normal;
mod path;
mod scan;

use arrow::array::StringViewArray;
use polias_types::{ResolvedFunction, Type};

use super::body::{Body, strict};
use crate::DataError;
use crate::kernel::column;
use crate::rows::{cell, numbers, texts};
use path::{Path, Paths};
use scan::{Kind, Scanner};

/// What the function does; `None` when it is none of these.
pub(super) fn body(function: &ResolvedFunction) -> Option<Body> {
    Some(match (function.name, function.arguments.as_slice()) {
        ("json_parse", [_]) => strict!(text; value: Text => normal::parse(value).map(Some)),
        ("json_format", [_]) => strict!(text; value: Text => Ok(Some(value))),
        ("json_extract", [_, _]) => {
            extract(|path, text| path.find(text).and_then(|(_, value)| normal::copied(value)))
        }
        ("json_extract_scalar", [_, _]) => extract(|path, text| path.find(text).and_then(scalar)),
        ("json_size", [_, _]) => size(),
        ("json_array_length", [_]) => strict!(bigint; text: Text => Ok(array_length(text))),
        ("json_array_get", [_, _]) => {
            strict!(text; text: Text, index: Bigint => Ok(array_get(text, index)))
        }
        ("json_array_contains", [_, Type::Boolean]) => {
            strict!(boolean; text: Text, value: Boolean => Ok(array_contains(text, |kind, _| {
                kind == Kind::Boolean(value)
            })))
        }
        ("json_array_contains", [_, Type::Bigint]) => {
            strict!(boolean; text: Text, value: Bigint => Ok(array_contains(text, |kind, element| {
                kind == Kind::Integer && element.parse::<i64>() == Ok(value)
            })))
        }
        ("json_array_contains", [_, Type::Double]) => {
            strict!(boolean; text: Text, value: Double => Ok(array_contains(text, |kind, element| {
                kind == Kind::Float && element.parse::<f64>() == Ok(value)
            })))
        }
        ("json_array_contains", [_, Type::Varchar(_)]) => {
            strict!(boolean; text: Text, value: Text => Ok(array_contains(text, |kind, element| {
                kind == Kind::Text && scan::unquoted(element).is_some_and(|text| text == value)
            })))
        }
        ("is_json_scalar", [_]) => strict!(boolean; text: Text => {
            let mut scanner = Scanner::new(text);
            match scanner.value() {
                Some((kind, _)) if scanner.is_at_end() => Ok(Some(!matches!(kind, Kind::Array | Kind::Object))),
                _ => Err(DataError::new("INVALID_FUNCTION_ARGUMENT", format!("Invalid JSON value: {text}"))),
            }
        }),
        _ => return None,
    })
}

/// The text of a string, number or boolean.
fn scalar((kind, value): (Kind, &str)) -> Option<String> {
    match kind {
        Kind::Text => scan::unquoted(value),
        Kind::Integer | Kind::Float | Kind::Boolean(_) => Some(value.to_owned()),
        Kind::Null | Kind::Array | Kind::Object => None,
    }
}

fn extract(of: fn(&Path, &str) -> Option<String>) -> Body {
    Box::new(move |columns, rows| {
        let values = column::<StringViewArray>(&columns[0])?;
        let mut paths = Paths::new(column::<StringViewArray>(&columns[1])?);
        texts(rows, |row| {
            let Some(path) = paths.of(row)? else { return Ok(None) };
            Ok(cell(values, row).and_then(|text| of(path, text)))
        })
    })
}

/// Members of an object, elements of an array, 0 of anything else.
fn size() -> Body {
    Box::new(|columns, rows| {
        let values = column::<StringViewArray>(&columns[0])?;
        let mut paths = Paths::new(column::<StringViewArray>(&columns[1])?);
        numbers::<arrow::datatypes::Int64Type>(&arrow::datatypes::DataType::Int64, rows, |row| {
            let Some(path) = paths.of(row)? else { return Ok(None) };
            let Some((kind, value)) = cell(values, row).and_then(|text| path.find(text)) else {
                return Ok(None);
            };
            Ok(match kind {
                Kind::Array => array_length(value),
                Kind::Object => {
                    let mut count = 0;
                    Scanner::new(value).members(|_, _| {
                        count += 1;
                        false
                    });
                    Some(count)
                }
                _ => Some(0),
            })
        })
    })
}

fn array_length(text: &str) -> Option<i64> {
    let mut count = 0;
    Scanner::new(text).elements(|_, _| {
        count += 1;
        false
    })?;
    Some(count)
}

/// The element of a number, from the end when negative; strings without their quotes.
fn array_get(text: &str, index: i64) -> Option<String> {
    let wanted = if index < 0 { array_length(text)?.checked_add(index)? } else { index };
    let (mut next, mut found) = (0, None);
    Scanner::new(text).elements(|kind, value| {
        if next == wanted {
            found = Some((kind, value));
        }
        next += 1;
        found.is_some()
    })?;
    match found? {
        (Kind::Array | Kind::Object, value) => normal::copied(value),
        other => scalar(other),
    }
}

/// Whether an element matches; NULL when the text is no array up to there.
fn array_contains(text: &str, mut matches: impl FnMut(Kind, &str) -> bool) -> Option<bool> {
    let mut found = false;
    Scanner::new(text).elements(|kind, value| {
        found = matches(kind, value);
        found
    })?;
    Some(found)
}
