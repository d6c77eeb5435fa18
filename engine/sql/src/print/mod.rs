//! Syntax tree → SQL text, by `Display`.
//!
//! What is printed parses to an equal tree (offsets aside). It is not what was written: parentheses stand
//! only where the tree needs them, words are in upper case, and forms that mean the same (`a ARRAY` and
//! `array(a)`, `x::int` and `CAST(x AS int)`) become one. Parameters are printed as `?`, so those of
//! PostgreSQL (`$2`) keep their number only if they stand in their order.

mod expression;
mod function_call;
mod json;
mod query;
mod relation;
mod routine;
mod row_pattern;
mod types;

use std::fmt::{self, Display, Formatter};

use crate::ast::{Identifier, QualifiedName};

impl Display for Identifier {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.quoted {
            write!(f, "\"{}\"", self.value.replace('"', "\"\""))
        } else {
            f.write_str(&self.value)
        }
    }
}

impl Display for QualifiedName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        list(f, &self.parts, ".")
    }
}

/// A string literal.
struct Quoted<'a>(&'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "'{}'", self.0.replace('\'', "''"))
    }
}

/// Items with `separator` between.
fn list<T: Display>(f: &mut Formatter<'_>, items: &[T], separator: &str) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        item.fmt(f)?;
    }
    Ok(())
}

/// `word` and items with commas between, if there are items.
fn clause<T: Display>(f: &mut Formatter<'_>, word: &str, items: &[T]) -> fmt::Result {
    if items.is_empty() {
        return Ok(());
    }
    f.write_str(word)?;
    list(f, items, ", ")
}

/// ` (a, b)`, if there are names.
fn column_list(f: &mut Formatter<'_>, columns: &[Identifier]) -> fmt::Result {
    if columns.is_empty() {
        return Ok(());
    }
    f.write_str(" (")?;
    list(f, columns, ", ")?;
    f.write_str(")")
}

/// `word` if `condition`.
fn word_if(f: &mut Formatter<'_>, condition: bool, word: &str) -> fmt::Result {
    if condition { f.write_str(word) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
