//! `SHOW TBLPROPERTIES t [('key')]`

use polias_sql::ast::ObjectName;

use super::rows::TextRows;
use crate::Result;
use crate::governance::Action;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;

/// Result columns.
pub(super) const COLUMNS: &[&str] = &NAMES;
const NAMES: [&str; 2] = ["prpt_name", "prpt_value"];

/// All properties, or the one named. For a missing one the row says so, as Hive's does.
pub(super) async fn run(
    context: &StatementContext<'_>,
    name: &ObjectName,
    key: Option<&str>,
) -> Result<Outcome> {
    let qualified = context.resolver().qualify(name)?;
    let position = context.position(name.offset);
    let table =
        context.resolver().table(&qualified, Action::Describe).await.map_err(|error| error.at(position))?;
    let mut properties = table.input.parameters.clone();
    if let Some(comment) = &table.input.description {
        properties.insert("comment".to_owned(), comment.clone());
    }
    let mut rows = TextRows::new(NAMES);
    match key {
        None => properties.iter().for_each(|(key, value)| rows.push([key, value])),
        Some(key) => match properties.get(key) {
            Some(value) => rows.push([key, value]),
            None => {
                let table = format!("{}.{}", qualified.database, qualified.table);
                rows.push_nullable([Some(&format!("Table {table} does not have property: {key}")), None]);
            }
        },
    }
    rows.finish("SHOW")
}
