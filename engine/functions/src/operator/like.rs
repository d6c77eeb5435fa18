//! LIKE. Patterns are `%`, `_` and, only where ESCAPE names one, an escape character.

use arrow::array::{Array, StringViewArray};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::expr::Like;
use datafusion::logical_expr::{Expr, lit};
use polias_types::Type;

use crate::DataError;
use crate::kernel::{Kernel, column, literal};
use crate::rows::{booleans, cell};

/// `value LIKE pattern [ESCAPE escape]`; without ESCAPE there is no escape character.
pub fn like(value: Expr, pattern: Expr, escape: Option<Expr>, value_type: &Type) -> Expr {
    if let Some(pattern) = constant(&pattern, escape.as_ref()) {
        let pattern = lit(ScalarValue::Utf8View(Some(pattern)));
        let value = match value_type {
            Type::Char(length) => pad(value, *length),
            _ => value,
        };
        return Expr::Like(Like::new(false, Box::new(value), Box::new(pattern), None, false));
    }
    let width = match value_type {
        Type::Char(length) => Some(*length),
        _ => None,
    };
    let arguments = [value, pattern].into_iter().chain(escape).collect();
    Kernel::arrays("like", &Type::Boolean, move |columns, rows| {
        let (values, patterns) =
            (column::<StringViewArray>(&columns[0])?, column::<StringViewArray>(&columns[1])?);
        let escapes = columns.get(2).map(column::<StringViewArray>).transpose()?;
        let mut compiled: Option<(&str, Option<&str>, Pattern)> = None;
        booleans(rows, |row| {
            let escape = match escapes {
                Some(escapes) if escapes.is_null(row) => return Ok(None),
                Some(escapes) => Some(escapes.value(row)),
                None => None,
            };
            let (Some(value), Some(pattern)) = (cell(values, row), cell(patterns, row)) else {
                return Ok(None);
            };
            let reused = compiled.take().filter(|(text, with, _)| *text == pattern && *with == escape);
            let (_, _, matcher) = compiled.insert(match reused {
                Some(reused) => reused,
                None => (pattern, escape, Pattern::new(pattern, escape)?),
            });
            Ok(Some(match width {
                Some(width) => matcher.matches(&padded(value, width)),
                None => matcher.matches(value),
            }))
        })
    })
    .over(value_type)
    .strict()
    .call(arguments)
}

/// The pattern as Arrow writes it, where `\` always escapes; `None` when it is no constant or is invalid,
/// which is an error only of a row.
fn constant(pattern: &Expr, escape: Option<&Expr>) -> Option<String> {
    let text =
        |value: &Expr| literal(value).and_then(|value| value.try_as_str().flatten().map(str::to_owned));
    let (pattern, escape) = (text(pattern)?, escape.map(|escape| text(escape).ok_or(())).transpose().ok()?);
    let pattern = Pattern::new(&pattern, escape.as_deref()).ok()?;
    let mut arrow = String::new();
    for part in pattern.parts {
        match part {
            Part::Many => arrow.push('%'),
            Part::One => arrow.push('_'),
            Part::Character(character) => {
                if matches!(character, '%' | '_' | '\\') {
                    arrow.push('\\');
                }
                arrow.push(character);
            }
        }
    }
    Some(arrow)
}

/// A value of `char(n)` is matched with its blanks.
fn pad(value: Expr, length: u32) -> Expr {
    Kernel::arrays("pad", &Type::VARCHAR, move |columns, rows| {
        let values = column::<StringViewArray>(&columns[0])?;
        crate::rows::texts(rows, |row| Ok(cell(values, row).map(|value| padded(value, length))))
    })
    .over(length)
    .strict()
    .call(vec![value])
}

fn padded(value: &str, length: u32) -> String {
    let missing = (length as usize).saturating_sub(value.chars().count());
    let mut padded = String::with_capacity(value.len() + missing);
    padded.push_str(value);
    padded.extend(std::iter::repeat_n(' ', missing));
    padded
}

/// A compiled pattern.
struct Pattern {
    parts: Vec<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Character(char),
    One,
    Many,
}

impl Pattern {
    fn new(pattern: &str, escape: Option<&str>) -> Result<Self, DataError> {
        let invalid = |message: &str| DataError::new("INVALID_FUNCTION_ARGUMENT", message);
        let escape = match escape {
            None => None,
            Some(text) => {
                let mut characters = text.chars();
                match (characters.next(), characters.next()) {
                    (Some(character), None) => Some(character),
                    _ => return Err(invalid("Escape string must be a single character")),
                }
            }
        };
        let mut parts = Vec::new();
        let mut characters = pattern.chars();
        while let Some(character) = characters.next() {
            parts.push(match character {
                _ if Some(character) == escape => match characters.next() {
                    Some(escaped) if matches!(escaped, '%' | '_') || Some(escaped) == escape => {
                        Part::Character(escaped)
                    }
                    _ => {
                        return Err(invalid(
                            "Escape character must be followed by '%', '_' or the escape character itself",
                        ));
                    }
                },
                '%' if parts.last() == Some(&Part::Many) => continue,
                '%' => Part::Many,
                '_' => Part::One,
                character => Part::Character(character),
            });
        }
        Ok(Self { parts })
    }

    /// Goes back only to the last `%`, so that the time is at most length times length.
    fn matches(&self, value: &str) -> bool {
        let (mut rest, mut part) = (value.chars(), 0);
        let mut resume: Option<(usize, std::str::Chars<'_>)> = None;
        loop {
            match self.parts.get(part) {
                Some(Part::Many) => {
                    part += 1;
                    if part == self.parts.len() {
                        return true;
                    }
                    resume = Some((part, rest.clone()));
                    continue;
                }
                None if rest.as_str().is_empty() => return true,
                Some(expected) => match (rest.next(), *expected) {
                    (None, _) => return false,
                    (Some(_), Part::One) => {
                        part += 1;
                        continue;
                    }
                    (Some(found), Part::Character(expected)) if found == expected => {
                        part += 1;
                        continue;
                    }
                    _ => {}
                },
                None => {}
            }
            let Some((after, start)) = &mut resume else { return false };
            if start.next().is_none() {
                return false;
            }
            (part, rest) = (*after, start.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let matches = |value: &str, pattern: &str| Pattern::new(pattern, Some("!")).unwrap().matches(value);
        assert!(matches("abcabc", "%abc") && matches("abc", "abc%") && matches("abc", "%b%"));
        assert!(matches("", "") && matches("", "%") && !matches("", "_") && !matches("ab", "a"));
        assert!(matches("äöü", "_ö_") && matches("a%b", "a!%b") && !matches("axb", "a!%b"));
        assert!(matches("aXbXc", "a%X_") && !matches("abc", "a%bd"));
        assert!(matches("a\nb", "a_b") && matches("a!b", "a!!b"));
    }
}
