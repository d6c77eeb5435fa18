//! `SHOW TABLES`: tables and views of a database.

use polias_catalog::model::TableKind;
use polias_sql::ast::ObjectName;

use super::name_pattern::NamePattern;
use super::rows::TextRows;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;
use crate::{Result, information_schema};

/// Result columns.
pub(super) const COLUMNS: &[&str] = &NAMES;
const NAMES: [&str; 1] = ["tab_name"];

/// Views are listed among the tables, as in Athena.
pub(super) async fn run(
    context: &StatementContext<'_>,
    database: Option<&ObjectName>,
    pattern: Option<&str>,
) -> Result<Outcome> {
    let mut rows = TextRows::new(NAMES);
    for (name, _) in listed(context, database, pattern).await? {
        rows.push([&name]);
    }
    rows.finish("SHOW")
}

/// Names and kinds of a database (the session's when none is named) that fit the pattern.
pub(super) async fn listed(
    context: &StatementContext<'_>,
    database: Option<&ObjectName>,
    pattern: Option<&str>,
) -> Result<Vec<(String, TableKind)>> {
    let pattern = NamePattern::new(pattern)?;
    let resolver = context.resolver();
    let (database, position) = match database {
        Some(name) => (resolver.qualify_database(name)?, Some(context.position(name.offset))),
        None => (context.session.current_database(), None),
    };
    let mut names = if database == information_schema::SCHEMA {
        information_schema::table_names()
    } else {
        let listed = resolver.table_names(&database).await;
        listed.map_err(|error| match position {
            Some(position) => error.at(position),
            None => error,
        })?
    };
    names.retain(|(name, _)| pattern.matches(name));
    Ok(names)
}
