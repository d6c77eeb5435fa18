//! Types from their text and from the syntax tree.

use polias_sql::ast;

use crate::Type;

/// Why a type cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TypeError {
    /// `TYPE_NOT_FOUND`, `INVALID_FUNCTION_ARGUMENT`, `NOT_SUPPORTED`, … as Trino names it.
    pub name: &'static str,
    /// Trino's message.
    pub message: String,
    /// Where in the statement.
    pub offset: ast::Offset,
}

impl Type {
    /// The type a statement names.
    pub fn from_ast(data_type: &ast::DataType) -> Result<Self, TypeError> {
        let _ = data_type;
        todo!("types helper")
    }

    /// The type of this name, as [`Type`] displays it. `None` when there is none.
    pub fn parse(text: &str) -> Option<Self> {
        let _ = text;
        todo!("types helper")
    }
}
