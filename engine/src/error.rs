//! Errors as clients read them.

use polias_sql::Position;

/// Trino's error types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorType {
    /// The statement is at fault.
    User,
    /// The engine is at fault.
    Internal,
    /// A limit was reached.
    InsufficientResources,
    /// Storage or data outside of the engine is at fault.
    External,
}

/// An error of a statement. Displays as Athena shows it: `COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved`.
#[derive(Debug, Clone)]
pub struct EngineError {
    /// Trino's error name, such as `TABLE_NOT_FOUND`.
    pub name: &'static str,
    /// Who is at fault.
    pub error_type: ErrorType,
    /// The message, without name and position.
    pub message: String,
    /// More about it.
    pub detail: Option<String>,
    /// What to do next.
    pub hint: Option<String>,
    /// Where in the statement.
    pub position: Option<Position>,
}

/// Result of the engine.
pub type Result<T> = std::result::Result<T, EngineError>;

impl std::fmt::Display for EngineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: ", self.name)?;
        if let Some(position) = self.position {
            write!(f, "line {}:{}: ", position.line, position.column)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for EngineError {}
