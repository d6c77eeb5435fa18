//! `DROP {DATABASE|SCHEMA}`

use polias_sql::ast::ObjectName;

use super::rows::{done, skipped};
use crate::governance::Action;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;
use crate::{EngineError, Result};

const TAG: &str = "DROP DATABASE";

/// Drops a database; with CASCADE its tables and views too, whose files stay.
///
/// Errors with `SCHEMA_NOT_EMPTY` without CASCADE, and with `SCHEMA_NOT_FOUND`.
pub(super) async fn run(
    context: &StatementContext<'_>,
    name: &ObjectName,
    if_exists: bool,
    cascade: bool,
) -> Result<Outcome> {
    let resolver = context.resolver();
    let name = resolver.qualify_database(name)?;
    match resolver.database(&name, Action::Drop).await {
        Ok(_) => {}
        Err(error) if error.name == "SCHEMA_NOT_FOUND" && if_exists => {
            return Ok(skipped(TAG, format!("schema '{name}' does not exist, skipping")));
        }
        Err(error) => return Err(error),
    }
    if !cascade && !resolver.table_names(&name).await?.is_empty() {
        return Err(EngineError::new(
            "SCHEMA_NOT_EMPTY",
            format!("Database {name} is not empty. One or more tables exist."),
        )
        .with_hint("drop its tables and views first, or write CASCADE"));
    }
    context.catalog().delete_database(&name, cascade).await?;
    Ok(done(TAG))
}
