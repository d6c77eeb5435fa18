//! `USE [catalog.]database`

use polias_sql::ast::ObjectName;

use super::rows::done;
use crate::Result;
use crate::governance::Action;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;

/// Changes the session's database, which must exist.
pub(super) async fn run(
    context: &StatementContext<'_>,
    catalog: Option<&str>,
    database: &str,
) -> Result<Outcome> {
    let resolver = context.resolver();
    let parts = catalog.into_iter().chain([database]).map(str::to_owned).collect();
    let database = resolver.qualify_database(&ObjectName { parts, offset: 0 })?;
    resolver.database(&database, Action::Describe).await?;
    context.session.set_database(database);
    Ok(done("USE"))
}
