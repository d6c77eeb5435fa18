//! The paths of `json_extract`: `$.store["book"][0]`.

use arrow::array::StringViewArray;

use super::scan::{Kind, Scanner};
use crate::DataError;
use crate::rows::cell;

/// A path: names of members or numbers of elements.
pub(super) struct Path(Vec<String>);

/// The paths of a column; the last one stays read.
pub(super) struct Paths<'a> {
    column: &'a StringViewArray,
    last: Option<(&'a str, Path)>,
}

impl<'a> Paths<'a> {
    pub(super) fn new(column: &'a StringViewArray) -> Self {
        Self { column, last: None }
    }

    /// The path of a row, `None` for NULL.
    pub(super) fn of(&mut self, row: usize) -> Result<Option<&Path>, DataError> {
        let Some(text) = cell(self.column, row) else { return Ok(None) };
        if self.last.as_ref().is_none_or(|(last, _)| *last != text) {
            let path = Path::parse(text).ok_or_else(|| {
                DataError::new("INVALID_FUNCTION_ARGUMENT", format!("Invalid JSON path: '{text}'"))
            })?;
            self.last = Some((text, path));
        }
        Ok(self.last.as_ref().map(|(_, path)| path))
    }
}

impl Path {
    fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('$')?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let step;
            if let Some(after) = rest.strip_prefix('.') {
                (step, rest) = word(after, |char| char.is_alphanumeric() || char == '_' || char == ':')?;
            } else {
                let after = rest.strip_prefix('[')?;
                (step, rest) = match after.strip_prefix('"') {
                    Some(after) => quoted(after)?,
                    None => word(after, |char| char.is_alphanumeric() || char == '_')?,
                };
                rest = rest.strip_prefix(']')?;
            }
            steps.push(step);
        }
        Some(Self(steps))
    }

    /// The value at the path; `None` when there is none, or the text is no JSON up to its end.
    pub(super) fn find<'t>(&self, text: &'t str) -> Option<(Kind, &'t str)> {
        let mut scanner = Scanner::new(text);
        for step in &self.0 {
            scanner.enter(step)?;
        }
        scanner.value()
    }
}

fn word(text: &str, part: impl Fn(char) -> bool) -> Option<(String, &str)> {
    let end = text.find(|char| !part(char)).unwrap_or(text.len());
    (end > 0).then(|| (text[..end].to_owned(), &text[end..]))
}

/// Up to the quote; a backslash stands before a quote or another one only.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut step = String::new();
    let mut chars = text.char_indices();
    while let Some((index, char)) = chars.next() {
        match char {
            '"' => return Some((step, &text[index + 1..])),
            '\\' => match chars.next()?.1 {
                char @ ('"' | '\\') => step.push(char),
                _ => return None,
            },
            _ => step.push(char),
        }
    }
    None
}
