//! `SHOW VIEWS`

use polias_catalog::model::TableKind;
use polias_sql::ast::ObjectName;

use super::rows::TextRows;
use super::show_tables::listed;
use crate::Result;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;

/// Result columns.
pub(super) const COLUMNS: &[&str] = &NAMES;
const NAMES: [&str; 1] = ["views"];

/// Views of a database, by name.
pub(super) async fn run(
    context: &StatementContext<'_>,
    database: Option<&ObjectName>,
    pattern: Option<&str>,
) -> Result<Outcome> {
    let mut rows = TextRows::new(NAMES);
    for (name, kind) in listed(context, database, pattern).await? {
        if kind == TableKind::View {
            rows.push([&name]);
        }
    }
    rows.finish("SHOW")
}
