//! `SHOW {DATABASES|SCHEMAS} [FROM catalog]`

use polias_sql::ast::ObjectName;

use super::name_pattern::NamePattern;
use super::rows::TextRows;
use crate::Result;
use crate::governance::check_catalog;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;

/// Result columns.
pub(super) const COLUMNS: &[&str] = &NAMES;
const NAMES: [&str; 1] = ["database_name"];

/// Databases the session may see, by name. Errors with `CATALOG_NOT_FOUND` for another catalog than ours.
pub(super) async fn run(
    context: &StatementContext<'_>,
    catalog: Option<&ObjectName>,
    pattern: Option<&str>,
) -> Result<Outcome> {
    if let Some(name) = catalog {
        check_catalog(&name.parts.join(".")).map_err(|error| error.at(context.position(name.offset)))?;
    }
    let pattern = NamePattern::new(pattern)?;
    let mut rows = TextRows::new(NAMES);
    for database in context.resolver().databases().await? {
        if pattern.matches(&database.input.name) {
            rows.push([&database.input.name]);
        }
    }
    rows.finish("SHOW")
}
