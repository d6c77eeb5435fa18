//! Syntax errors with their place.

/// A place in the statement text: line and column, both from 1, the column in code points (as Trino counts).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// From 1, code points.
    pub column: u32,
    /// Byte offset into the text.
    pub offset: usize,
}

/// A statement that does not parse. Displays as Trino words it: `line 1:8: mismatched input 'FROM'. Expecting: …`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {}:{}: {message}", position.line, position.column)]
pub struct SyntaxError {
    /// Where.
    pub position: Position,
    /// What, without the position.
    pub message: String,
}
