//! `PREPARE name FROM statement`: kept in the session's workgroup, as in Athena; in a session of Trino's
//! protocol by the client, as in Trino.

use polias_sql::ast::{QueryText, Statement};

use super::rows::done;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;
use crate::{EngineError, Flavor, Result};

/// Stores the text; one of the same name is replaced. Names and types are looked up at EXECUTE.
pub(super) async fn run(
    context: &StatementContext<'_>,
    name: &str,
    statement: &QueryText,
) -> Result<Outcome> {
    let parsed = polias_sql::parse_statement(&statement.text)?;
    if let Some(error) = refusal(context, &parsed) {
        return Err(error.at(context.position(statement.span.start)));
    }
    if context.session.flavor == Flavor::Trino {
        context.session.set_prepared(name, Some(statement.text.clone()));
        return Ok(done("PREPARE"));
    }
    context
        .catalog()
        .put_prepared_statement(&context.session.current_workgroup(), name, &statement.text)
        .await?;
    Ok(done("PREPARE"))
}

/// Why a statement cannot be prepared.
fn refusal(context: &StatementContext<'_>, statement: &Statement) -> Option<EngineError> {
    match statement {
        Statement::Query(_) => None,
        Statement::NotSupported { what, offset } => Some(super::not_supported::error(context, what, *offset)),
        _ => Some(not_a_query()),
    }
}

/// The error of preparing or executing what is not a query.
pub(super) fn not_a_query() -> EngineError {
    EngineError::not_supported("Only queries can be prepared")
        .with_hint("PREPARE takes SELECT, WITH, VALUES and TABLE; run other statements directly")
}
