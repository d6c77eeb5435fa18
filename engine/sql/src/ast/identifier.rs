//! Names inside queries.

use super::Offset;

/// A name as written. Names are compared without regard to case, quoted or not; the case is kept because
/// output columns show it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identifier {
    /// Where.
    pub offset: Offset,
    /// Without quotes, case as written.
    pub value: String,
    /// Written in quotes.
    pub quoted: bool,
}

/// Names with dots between, at least one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QualifiedName {
    /// At least one.
    pub parts: Vec<Identifier>,
}

impl QualifiedName {
    /// Where the first part is.
    pub fn offset(&self) -> Offset {
        self.parts.first().map(|part| part.offset).unwrap_or_default()
    }
}
