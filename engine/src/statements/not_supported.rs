//! Statements that are understood but not available.

use crate::EngineError;
use crate::statement_context::StatementContext;

/// Says what is missing, and where it stands.
pub(super) fn error(context: &StatementContext<'_>, what: &str, offset: usize) -> EngineError {
    EngineError::not_supported(format!("{what} is not supported yet")).at(context.position(offset))
}
