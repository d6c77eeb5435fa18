//! Names of objects, and queries kept as text.

use std::fmt;
use std::ops::Range;

/// A possibly qualified name, parts lower-cased: `db.table`, `catalog.db.table`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectName {
    /// One to three parts.
    pub parts: Vec<String>,
    /// Byte offset of the first part.
    pub offset: usize,
}

/// The parts with dots between, without quotes, as messages show names.
impl fmt::Display for ObjectName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.parts.join("."))
    }
}

/// The text of a query (SELECT, WITH, VALUES, TABLE, parenthesised) as it stands in the statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryText {
    /// Byte range in the statement.
    pub span: Range<usize>,
    /// The text itself, without blanks, comments and `;` around it.
    pub text: String,
}
