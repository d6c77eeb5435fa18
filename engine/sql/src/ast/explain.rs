//! Options of `EXPLAIN`.

/// EXPLAIN's FORMAT option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExplainFormat {
    /// The default.
    Text,
    /// DOT language.
    Graphviz,
    /// JSON.
    Json,
}

/// EXPLAIN's TYPE option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExplainType {
    /// The logical plan.
    Logical,
    /// The plan in fragments; Trino's default.
    Distributed,
    /// Whether the statement is valid, nothing more.
    Validate,
    /// What would be read and written.
    Io,
}
