//! `EXECUTE name [USING …]` and `EXECUTE IMMEDIATE 'sql' [USING …]`

use polias_catalog::ErrorKind;
use polias_sql::ast::{QueryText, Statement};

use super::prepare::not_a_query;
use crate::outcome::Outcome;
use crate::planner::{Arguments, PlannedQuery, plan_query};
use crate::statement_context::StatementContext;
use crate::{EngineError, OutputColumn, Result};

/// Runs a prepared statement of the session's workgroup.
pub(super) async fn run(context: &StatementContext<'_>, name: &str, arguments: &[String]) -> Result<Outcome> {
    run_immediate(context, &prepared(context, name).await?, arguments).await
}

/// Runs a statement given as text.
pub(super) async fn run_immediate(
    context: &StatementContext<'_>,
    sql: &str,
    arguments: &[String],
) -> Result<Outcome> {
    Ok(Outcome::Query { tag: "SELECT", plan: plan(context, sql, arguments).await?, reshape: None })
}

/// Result columns of a prepared statement.
pub(super) async fn describe(
    context: &StatementContext<'_>,
    name: &str,
    arguments: &[String],
) -> Result<Vec<OutputColumn>> {
    describe_immediate(context, &prepared(context, name).await?, arguments).await
}

/// Result columns of a statement given as text.
pub(super) async fn describe_immediate(
    context: &StatementContext<'_>,
    sql: &str,
    arguments: &[String],
) -> Result<Vec<OutputColumn>> {
    Ok(plan(context, sql, arguments).await?.columns)
}

async fn plan(context: &StatementContext<'_>, sql: &str, arguments: &[String]) -> Result<PlannedQuery> {
    let query = parse(sql)?;
    // Positions of errors are those of the prepared text.
    let context = StatementContext { sql, parameters: &[], parameter_types: &[], ..*context };
    plan_query(&context, &query, Arguments::Expressions(arguments)).await
}

fn parse(sql: &str) -> Result<QueryText> {
    match polias_sql::parse_statement(sql)? {
        Statement::Query(query) => Ok(query),
        Statement::NotSupported { what, .. } => {
            Err(EngineError::not_supported(format!("{what} is not supported yet")))
        }
        _ => Err(not_a_query()),
    }
}

/// The text of a prepared statement: the client's own, else the workgroup's. Errors with `NOT_FOUND`.
async fn prepared(context: &StatementContext<'_>, name: &str) -> Result<String> {
    if let Some(statement) = context.session.prepared_statements().remove(name) {
        return Ok(statement);
    }
    let workgroup = context.session.current_workgroup();
    match context.catalog().prepared_statement(&workgroup, name).await {
        Ok(statement) => Ok(statement.query),
        Err(error) if error.kind == ErrorKind::EntityNotFound => Err(not_found(name)),
        Err(error) => Err(error.into()),
    }
}

/// The error of a prepared statement that is not there.
pub(super) fn not_found(name: &str) -> EngineError {
    EngineError::new("NOT_FOUND", format!("Prepared statement not found: {name}"))
        .with_hint("prepared statements belong to a workgroup; SHOW SESSION tells which is the session's")
}
