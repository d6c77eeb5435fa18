//! Errors of the analyzer, as Trino names and words them.

use polias_sql::ast::Offset;

/// An error of the statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {message}")]
pub struct AnalysisError {
    /// Trino's error name, such as `COLUMN_NOT_FOUND`.
    pub name: &'static str,
    /// Trino's message, without position.
    pub message: String,
    /// Where in the statement; none for errors inside of a view.
    pub offset: Option<Offset>,
    /// What to do instead, where we know.
    pub hint: Option<String>,
}

/// Result of the analyzer.
pub type Result<T> = std::result::Result<T, AnalysisError>;

impl AnalysisError {
    /// An error at a place.
    pub fn new(name: &'static str, offset: Offset, message: impl Into<String>) -> Self {
        Self { name, message: message.into(), offset: Some(offset), hint: None }
    }

    /// `NOT_SUPPORTED`: the grammar knows it, the engine does not.
    pub fn not_supported(offset: Offset, message: impl Into<String>) -> Self {
        Self::new("NOT_SUPPORTED", offset, message)
    }

    /// The same error with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
