//! `DROP TABLE`

use polias_catalog::model::TableKind;
use polias_sql::ast::ObjectName;

use super::rows::{done, skipped};
use crate::governance::Action;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;
use crate::{EngineError, Result};

const TAG: &str = "DROP TABLE";

/// Removes a table from the catalog; its files stay where they are, as with every external table.
pub(super) async fn run(
    context: &StatementContext<'_>,
    name: &ObjectName,
    if_exists: bool,
) -> Result<Outcome> {
    let resolver = context.resolver();
    let qualified = resolver.qualify(name)?;
    let table = match resolver.table(&qualified, Action::Drop).await {
        Ok(table) => table,
        Err(error) if if_exists && matches!(error.name, "TABLE_NOT_FOUND" | "SCHEMA_NOT_FOUND") => {
            return Ok(skipped(TAG, format!("table '{qualified}' does not exist, skipping")));
        }
        Err(error) => return Err(error.at(context.position(name.offset))),
    };
    if table.input.table_type == TableKind::View {
        return Err(EngineError::new(
            "TABLE_NOT_FOUND",
            format!("Table '{qualified}' does not exist, but a view with that name exists."),
        )
        .with_hint(format!("write DROP VIEW {}.{}", qualified.database, qualified.table))
        .at(context.position(name.offset)));
    }
    context.catalog().delete_table(&qualified.database, &qualified.table).await?;
    Ok(done(TAG))
}
