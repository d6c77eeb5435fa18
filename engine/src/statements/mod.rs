//! What each statement does: one file per statement.
//!
//! A statement reaches databases, tables and views through the resolver of its context only, so that
//! permissions are asked once and nowhere forgotten. It must never run a plan or read table data: a query
//! leaves as [`Outcome::Query`], and the engine takes it on.

mod alter_database;
mod alter_partitions;
mod alter_table;
mod create_database;
mod create_table;
mod create_view;
mod deallocate;
mod describe;
mod drop_database;
mod drop_table;
mod drop_view;
mod execute;
mod explain;
mod explain_analyze;
mod name_pattern;
mod not_supported;
mod partition_spec;
mod prepare;
mod query;
mod repair_table;
mod reset_session;
mod rows;
mod set_session;
mod settings;
mod show_catalogs;
mod show_columns;
mod show_create_table;
mod show_create_view;
mod show_databases;
mod show_functions;
mod show_partitions;
mod show_session;
mod show_tables;
mod show_tblproperties;
mod show_views;
mod show_workgroups;
mod storage_format;
#[cfg(test)]
mod tests;
mod use_database;

use polias_sql::ast::Statement;

use crate::outcome::Outcome;
use crate::statement_context::StatementContext;
use crate::{Description, OutputColumn, Result};

/// Does a statement, as far as it can be done without running a plan.
pub(crate) async fn run(context: &StatementContext<'_>, statement: &Statement) -> Result<Outcome> {
    match statement {
        Statement::Query(query) => query::run(context, query).await,
        Statement::CreateDatabase { name, if_not_exists, comment, location, properties } => {
            let new = create_database::NewDatabase { name, comment, location, properties };
            create_database::run(context, new, *if_not_exists).await
        }
        Statement::AlterDatabase { name, properties } => alter_database::run(context, name, properties).await,
        Statement::DropDatabase { name, if_exists, cascade } => {
            drop_database::run(context, name, *if_exists, *cascade).await
        }
        Statement::CreateTable(create) => create_table::run(context, create).await,
        Statement::AlterTable { name, action } => alter_table::run(context, name, action).await,
        Statement::DropTable { name, if_exists } => drop_table::run(context, name, *if_exists).await,
        Statement::RepairTable { name } => repair_table::run(context, name).await,
        Statement::CreateView { name, or_replace, query } => {
            create_view::run(context, name, *or_replace, query).await
        }
        Statement::DropView { name, if_exists } => drop_view::run(context, name, *if_exists).await,
        Statement::ShowDatabases { catalog, pattern } => {
            show_databases::run(context, catalog.as_ref(), pattern.as_deref()).await
        }
        Statement::ShowTables { database, pattern } => {
            show_tables::run(context, database.as_ref(), pattern.as_deref()).await
        }
        Statement::ShowViews { database, pattern } => {
            show_views::run(context, database.as_ref(), pattern.as_deref()).await
        }
        Statement::ShowColumns { table } => show_columns::run(context, table).await,
        Statement::ShowPartitions { table } => show_partitions::run(context, table).await,
        Statement::ShowTableProperties { table, key } => {
            show_tblproperties::run(context, table, key.as_deref()).await
        }
        Statement::ShowCreateTable { table } => show_create_table::run(context, table).await,
        Statement::ShowCreateView { view } => show_create_view::run(context, view).await,
        Statement::ShowFunctions { pattern } => show_functions::run(pattern.as_deref()),
        Statement::ShowCatalogs => show_catalogs::run(),
        Statement::ShowSession => show_session::run(context),
        Statement::ShowWorkgroups => show_workgroups::run(context).await,
        Statement::Describe { table, extended, formatted, partition, column } => {
            let style = describe::Style::of(*extended, *formatted);
            describe::run(context, table, style, partition.as_ref(), column.as_deref()).await
        }
        Statement::Explain { analyze: false, verbose, format, kind, statement } => {
            let explain = explain::Explain { verbose: *verbose, format: *format, kind: *kind };
            explain::run(context, explain, statement).await
        }
        Statement::Explain { analyze: true, verbose, format, statement, .. } => {
            explain_analyze::run(context, *verbose, *format, statement).await
        }
        Statement::Prepare { name, statement } => prepare::run(context, name, statement).await,
        Statement::Execute { name, arguments } => execute::run(context, name, arguments).await,
        Statement::ExecuteImmediate { statement, arguments } => {
            execute::run_immediate(context, statement, arguments).await
        }
        Statement::Deallocate { name } => deallocate::run(context, name).await,
        Statement::Use { catalog, database } => {
            use_database::run(context, catalog.as_deref(), database).await
        }
        Statement::SetSession { name, value } => set_session::run(context, name, value).await,
        Statement::ResetSession { name } => reset_session::run(context, name).await,
        Statement::NotSupported { what, offset } => Err(not_supported::error(context, what, *offset)),
    }
}

/// What a statement would answer, without doing it. Names are looked up only where the answer's shape
/// depends on them: in queries.
pub(crate) async fn describe(context: &StatementContext<'_>, statement: &Statement) -> Result<Description> {
    let columns: Option<Vec<OutputColumn>> = match statement {
        Statement::Query(query) => return query::describe(context, query).await,
        Statement::Explain { analyze, kind, statement, .. } => {
            return explain::describe(context, *analyze, *kind, statement).await;
        }
        Statement::Execute { name, arguments } => Some(execute::describe(context, name, arguments).await?),
        Statement::ExecuteImmediate { statement, arguments } => {
            Some(execute::describe_immediate(context, statement, arguments).await?)
        }
        Statement::NotSupported { what, offset } => {
            return Err(not_supported::error(context, what, *offset));
        }
        other => column_names(other).map(rows::text_columns),
    };
    Ok(Description { columns, parameters: Vec::new() })
}

/// Columns of the statements that answer texts; `None` for those without rows.
fn column_names(statement: &Statement) -> Option<&'static [&'static str]> {
    Some(match statement {
        Statement::RepairTable { .. } => repair_table::COLUMNS,
        Statement::ShowDatabases { .. } => show_databases::COLUMNS,
        Statement::ShowTables { .. } => show_tables::COLUMNS,
        Statement::ShowViews { .. } => show_views::COLUMNS,
        Statement::ShowColumns { .. } => show_columns::COLUMNS,
        Statement::ShowPartitions { .. } => show_partitions::COLUMNS,
        Statement::ShowTableProperties { .. } => show_tblproperties::COLUMNS,
        Statement::ShowCreateTable { .. } => show_create_table::COLUMNS,
        Statement::ShowCreateView { .. } => show_create_view::COLUMNS,
        Statement::ShowFunctions { .. } => show_functions::COLUMNS,
        Statement::ShowCatalogs => show_catalogs::COLUMNS,
        Statement::ShowSession => show_session::COLUMNS,
        Statement::ShowWorkgroups => show_workgroups::COLUMNS,
        Statement::Describe { .. } => describe::COLUMNS,
        _ => return None,
    })
}
