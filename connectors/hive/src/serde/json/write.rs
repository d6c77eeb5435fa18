//! Values as text, the way the openx SerDe shows JSON in a string column. Source: Trino's
//! `openxjson/JsonWriter`.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::tape::Value;
use crate::serde::number::{canonical_decimal, openx_radix_integer};

/// A scalar's text. What stood without quotes and is a boolean or a number is written in one manner:
/// `0x10` is `16`, `1e3` is `1E+3`, `TRUE` is `true`.
pub(in crate::serde) fn canonical_text(text: &str, quoted: bool) -> Cow<'_, str> {
    if quoted { text.into() } else { canonical_word(text).unwrap_or(text.into()) }
}

fn canonical_word(text: &str) -> Option<Cow<'_, str>> {
    if text.eq_ignore_ascii_case("true") {
        return Some("true".into());
    }
    if text.eq_ignore_ascii_case("false") {
        return Some("false".into());
    }
    // A plain number is its own text.
    let bytes = text.as_bytes();
    if matches!(bytes, [b'1'..=b'9', rest @ ..] if rest.len() < 18 && rest.iter().all(u8::is_ascii_digit)) {
        return Some(text.into());
    }
    match openx_radix_integer(text) {
        Some(number) => Some(number.to_string().into()),
        None => canonical_decimal(text).map(Cow::Owned),
    }
}

/// A value as JSON without spaces. Keys that are equal (in any case, if `ignore_case`) appear once.
/// The depth of values is limited by the parsers.
pub(in crate::serde) fn write_json(value: Value<'_>, ignore_case: bool, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Text { text, quoted: true } => write_string(text, out),
        Value::Text { text, quoted: false } => match canonical_word(text) {
            Some(word) => out.push_str(&word),
            None => write_string(text, out),
        },
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_json(item, ignore_case, out);
            }
            out.push(']');
        }
        Value::Object(items) => {
            out.push('{');
            for (at, (key, item)) in items.distinct_entries(ignore_case).into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_string(key, out);
                out.push(':');
                write_json(item, ignore_case, out);
            }
            out.push('}');
        }
    }
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    let mut previous = '\0';
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            // As org.json: `</` must not end a script in a page.
            '/' if previous == '<' => out.push_str("\\/"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\u{c}' => out.push_str("\\f"),
            control @ '\0'..='\u{1f}' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
        previous = character;
    }
    out.push('"');
}
