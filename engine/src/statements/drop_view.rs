//! `DROP VIEW`

use polias_catalog::model::TableKind;
use polias_sql::ast::ObjectName;

use super::rows::{done, skipped};
use crate::governance::Action;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;
use crate::{EngineError, Result};

const TAG: &str = "DROP VIEW";

/// Removes a view from the catalog.
pub(super) async fn run(
    context: &StatementContext<'_>,
    name: &ObjectName,
    if_exists: bool,
) -> Result<Outcome> {
    let resolver = context.resolver();
    let qualified = resolver.qualify(name)?;
    let missing = || {
        EngineError::new("TABLE_NOT_FOUND", format!("View '{qualified}' does not exist"))
            .at(context.position(name.offset))
    };
    let view = match resolver.table(&qualified, Action::Drop).await {
        Ok(view) => view,
        Err(error) if if_exists && matches!(error.name, "TABLE_NOT_FOUND" | "SCHEMA_NOT_FOUND") => {
            return Ok(skipped(TAG, format!("view '{qualified}' does not exist, skipping")));
        }
        Err(error) if error.name == "TABLE_NOT_FOUND" => return Err(missing()),
        Err(error) => return Err(error.at(context.position(name.offset))),
    };
    if view.input.table_type != TableKind::View {
        return Err(EngineError::new(
            "TABLE_NOT_FOUND",
            format!("View '{qualified}' does not exist, but a table with that name exists."),
        )
        .with_hint(format!("write DROP TABLE {}.{}", qualified.database, qualified.table))
        .at(context.position(name.offset)));
    }
    context.catalog().delete_table(&qualified.database, &qualified.table).await?;
    Ok(done(TAG))
}
