//! `SHOW {DATABASES|SCHEMAS}`

use super::name_pattern::NamePattern;
use super::rows::TextRows;
use crate::Result;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;

/// Result columns.
pub(super) const COLUMNS: &[&str] = &NAMES;
const NAMES: [&str; 1] = ["database_name"];

/// Databases the session may see, by name.
pub(super) async fn run(context: &StatementContext<'_>, pattern: Option<&str>) -> Result<Outcome> {
    let pattern = NamePattern::new(pattern)?;
    let mut rows = TextRows::new(NAMES);
    for database in context.resolver().databases().await? {
        if pattern.matches(&database.input.name) {
            rows.push([&database.input.name]);
        }
    }
    rows.finish("SHOW")
}
