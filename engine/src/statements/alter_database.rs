//! `ALTER {DATABASE|SCHEMA} name SET DBPROPERTIES (…)`

use polias_sql::ast::{ObjectName, Properties};

use super::rows::done;
use crate::Result;
use crate::governance::Action;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;

/// Adds properties; those of the same key are overwritten.
pub(super) async fn run(
    context: &StatementContext<'_>,
    name: &ObjectName,
    properties: &Properties,
) -> Result<Outcome> {
    let resolver = context.resolver();
    let database = resolver.database(&resolver.qualify_database(name)?, Action::Alter).await?;
    let mut input = database.input.clone();
    input.parameters.extend(properties.iter().cloned());
    context.catalog().update_database(input).await?;
    Ok(done("ALTER DATABASE"))
}
