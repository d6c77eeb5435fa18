//! JSON text as Trino writes it: without blanks, doubles as Java prints them.

use std::collections::BTreeMap;

use super::scan::{Kind, Scanner, unquoted};
use crate::DataError;
use crate::cast::{java_double, write_json_string};

/// The text of the type `json`: members by name, the last of equal names.
pub(super) fn parse(text: &str) -> Result<String, DataError> {
    let mut scanner = Scanner::new(text);
    let value = scanner.value().filter(|_| scanner.is_at_end());
    let mut result = String::with_capacity(text.len());
    match value.and_then(|value| write(&mut result, value, true)) {
        Some(()) => Ok(result),
        None => Err(DataError::new(
            "INVALID_FUNCTION_ARGUMENT",
            format!("Cannot convert value to JSON: '{text}'"),
        )),
    }
}

/// The value with its members as they stand.
pub(super) fn copied(text: &str) -> Option<String> {
    let mut result = String::with_capacity(text.len());
    let value = Scanner::new(text).value()?;
    write(&mut result, value, false)?;
    Some(result)
}

/// The scanner has bounded how deep this goes.
fn write(result: &mut String, (kind, text): (Kind, &str), sorted: bool) -> Option<()> {
    match kind {
        Kind::Null | Kind::Boolean(_) => result.push_str(text),
        Kind::Integer => result.push_str(if text == "-0" { "0" } else { text }),
        Kind::Float => {
            let value: f64 = text.parse().ok()?;
            if value.is_finite() {
                result.push_str(&java_double(value));
            } else {
                write_json_string(result, &java_double(value));
            }
        }
        Kind::Text => write_text(result, &unquoted(text)?),
        Kind::Array => {
            let (mut first, mut whole) = (true, Some(()));
            result.push('[');
            Scanner::new(text).elements(|kind, value| {
                if !std::mem::take(&mut first) {
                    result.push(',');
                }
                whole = write(result, (kind, value), sorted);
                whole.is_none()
            })?;
            whole?;
            result.push(']');
        }
        Kind::Object => {
            let mut members = Vec::new();
            Scanner::new(text).members(|name, value| {
                members.push((name, value));
                false
            })?;
            let mut named = members
                .into_iter()
                .map(|(name, value)| Some((unquoted(name)?, value)))
                .collect::<Option<Vec<_>>>()?;
            if sorted {
                // Java's order of texts is that of UTF-16.
                let key = |name: &str| name.encode_utf16().collect::<Vec<_>>();
                let by_name: BTreeMap<_, _> =
                    named.into_iter().map(|(name, value)| (key(&name), (name, value))).collect();
                named = by_name.into_values().collect();
            }
            result.push('{');
            for (index, (name, value)) in named.into_iter().enumerate() {
                if index > 0 {
                    result.push(',');
                }
                write_text(result, &name);
                result.push(':');
                write(result, value, sorted)?;
            }
            result.push('}');
        }
    }
    Some(())
}

/// Characters beyond 16 bits are written as two escapes.
fn write_text(result: &mut String, text: &str) {
    let mut quoted = String::with_capacity(text.len() + 2);
    write_json_string(&mut quoted, text);
    for char in quoted.chars() {
        if char.len_utf16() == 1 {
            result.push(char);
        } else {
            for unit in char.encode_utf16(&mut [0; 2]) {
                result.push_str(&format!("\\u{unit:04X}"));
            }
        }
    }
}
