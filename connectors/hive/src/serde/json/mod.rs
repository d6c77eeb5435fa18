//! JSON records for both JSON SerDes: two parsers, one tape.
//!
//! A record is parsed to its end before anything is built, because a record that turns out malformed must
//! leave no trace in the columns. The tape holds positions only: no allocation per value.

mod fields;
mod lenient;
mod strict;
mod tape;
mod write;

pub(super) use fields::FieldIndex;
pub(super) use tape::{Tape, Value};
pub(super) use write::{canonical_text, write_json};

/// Deepest nesting of a record.
pub(super) const MAX_DEPTH: usize = 1_000;

/// Why a record is not JSON: what is wrong and at which byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub reason: String,
    pub at: usize,
}

impl SyntaxError {
    fn new(reason: impl Into<String>, at: usize) -> Self {
        Self { reason: reason.into(), at }
    }
}

impl std::fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at character {} of the row", self.reason, self.at + 1)
    }
}

/// Parses a record by the rules of org.json, as the openx SerDe does.
pub(super) fn parse_lenient(text: &str, tape: &mut Tape) -> Result<(), SyntaxError> {
    lenient::parse(text, tape)
}

/// Parses a record by RFC 8259. What follows the value is not looked at, as in Hive.
pub(super) fn parse_strict(text: &str, tape: &mut Tape) -> Result<(), SyntaxError> {
    strict::parse(text, tape)
}
