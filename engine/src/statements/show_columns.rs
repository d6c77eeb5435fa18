//! `SHOW COLUMNS`: the names, partition keys last.

use polias_sql::ast::ObjectName;

use super::rows::TextRows;
use crate::Result;
use crate::governance::Action;
use crate::information_schema::relation_columns;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;

/// Result columns.
pub(super) const COLUMNS: &[&str] = &NAMES;
const NAMES: [&str; 1] = ["field"];

/// Columns of a table or view.
pub(super) async fn run(context: &StatementContext<'_>, name: &ObjectName) -> Result<Outcome> {
    let qualified = context.resolver().qualify(name)?;
    let position = context.position(name.offset);
    let table =
        context.resolver().table(&qualified, Action::Describe).await.map_err(|error| error.at(position))?;
    let mut rows = TextRows::new(NAMES);
    for column in relation_columns(&table) {
        rows.push([&column.name]);
    }
    rows.finish("SHOW")
}
