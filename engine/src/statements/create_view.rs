//! `CREATE [OR REPLACE] VIEW`: stored the way Athena stores views in the Glue Data Catalog.

use polias_catalog::ErrorKind;
use polias_catalog::model::{Column, Parameters, StorageDescriptor, Table, TableInput, TableKind};
use polias_sql::ast::{ObjectName, QueryText};

use super::rows::done;
use crate::governance::{Action, Governed, QualifiedName};
use crate::outcome::Outcome;
use crate::planner::{Arguments, PlannedQuery, plan_query};
use crate::statement_context::StatementContext;
use crate::views::{EXPANDED_TEXT, ViewColumn, ViewDefinition, definition, hive_column_type};
use crate::{EngineError, Result};

/// Plans the query to know its columns and that it is sound, then keeps its text.
///
/// Errors with `TABLE_ALREADY_EXISTS`, `MISSING_COLUMN_NAME`, `DUPLICATE_COLUMN_NAME` and those of the query.
pub(super) async fn run(
    context: &StatementContext<'_>,
    name: &ObjectName,
    or_replace: bool,
    query: &QueryText,
) -> Result<Outcome> {
    let resolver = context.resolver();
    let qualified = resolver.qualify(name)?;
    resolver.create_table(&qualified).await?;
    let old = existing(context, name, &qualified, or_replace).await?;
    let planned = plan_query(context, query, Arguments::View(&qualified)).await?;
    let view = ViewDefinition {
        sql: query.text.clone(),
        catalog: qualified.catalog.clone(),
        schema: context.session.current_database(),
        columns: view_columns(&planned)?,
    };
    let input = table_input(&qualified.table, &context.session.user, &view)?;
    let (catalog, database) = (context.catalog(), &qualified.database);
    let stored = match old {
        Some(old) => catalog.update_table(database, input, Some(old.version_id)).await,
        None => catalog.create_table(database, input).await,
    };
    match stored {
        Ok(_) => Ok(done("CREATE VIEW")),
        Err(error) if error.kind == ErrorKind::AlreadyExists => {
            Err(already_exists(context, name, &qualified))
        }
        Err(error) => Err(error.into()),
    }
}

/// The view that is replaced. A table is never replaced by a view.
async fn existing(
    context: &StatementContext<'_>,
    name: &ObjectName,
    qualified: &QualifiedName,
    or_replace: bool,
) -> Result<Option<Governed<Table>>> {
    match context.resolver().table(qualified, Action::Alter).await {
        Ok(old) if old.input.table_type != TableKind::View => {
            Err(EngineError::new("TABLE_ALREADY_EXISTS", format!("Table already exists: '{qualified}'"))
                .at(context.position(name.offset)))
        }
        Ok(old) if or_replace => Ok(Some(old)),
        Ok(_) => Err(already_exists(context, name, qualified)),
        Err(error) if error.name == "TABLE_NOT_FOUND" => Ok(None),
        Err(error) => Err(error.at(context.position(name.offset))),
    }
}

fn already_exists(
    context: &StatementContext<'_>,
    name: &ObjectName,
    qualified: &QualifiedName,
) -> EngineError {
    EngineError::new("TABLE_ALREADY_EXISTS", format!("View already exists: '{qualified}'"))
        .with_hint("write CREATE OR REPLACE VIEW")
        .at(context.position(name.offset))
}

/// The columns of a view need names of their own.
fn view_columns(planned: &PlannedQuery) -> Result<Vec<ViewColumn>> {
    let mut columns: Vec<ViewColumn> = Vec::with_capacity(planned.columns.len());
    for (index, column) in planned.columns.iter().enumerate() {
        let name = column.name.to_lowercase();
        if name.is_empty() || name == format!("_col{index}") {
            return Err(EngineError::new(
                "MISSING_COLUMN_NAME",
                format!("Column name not specified at position {}", index + 1),
            )
            .with_hint("name the expression: expression AS name"));
        }
        if columns.iter().any(|earlier| earlier.name == name) {
            return Err(EngineError::new(
                "DUPLICATE_COLUMN_NAME",
                format!("Column name '{name}' specified more than once"),
            ));
        }
        columns.push(ViewColumn { name, column_type: column.trino_type.to_string() });
    }
    Ok(columns)
}

fn table_input(name: &str, owner: &str, view: &ViewDefinition) -> Result<TableInput> {
    let column = |column: &ViewColumn| Column {
        name: column.name.clone(),
        column_type: hive_column_type(&column.column_type),
        comment: None,
    };
    let parameters = [("presto_view", "true"), ("comment", "Presto View")];
    Ok(TableInput {
        name: name.to_owned(),
        owner: Some(owner.to_owned()),
        storage_descriptor: StorageDescriptor {
            columns: view.columns.iter().map(column).collect(),
            ..StorageDescriptor::default()
        },
        view_original_text: Some(view.encode()?),
        view_expanded_text: Some(EXPANDED_TEXT.to_owned()),
        table_type: TableKind::View,
        parameters: parameters
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into_iter()
            .collect::<Parameters>(),
        ..TableInput::default()
    })
}

/// A view and what it means, for SHOW CREATE VIEW.
pub(super) async fn view_to_show(
    context: &StatementContext<'_>,
    name: &ObjectName,
) -> Result<(QualifiedName, ViewDefinition)> {
    let qualified = context.resolver().qualify(name)?;
    let position = context.position(name.offset);
    let view =
        context.resolver().table(&qualified, Action::Describe).await.map_err(|error| error.at(position))?;
    if view.input.table_type != TableKind::View {
        return Err(EngineError::not_supported(format!("Relation '{qualified}' is a table, not a view"))
            .with_hint("write SHOW CREATE TABLE")
            .at(position));
    }
    let definition = definition(&view)?;
    Ok((qualified, definition))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_stored_as_athena_does() {
        let view = ViewDefinition {
            sql: "SELECT 1 x".into(),
            catalog: "awsdatacatalog".into(),
            schema: "db".into(),
            columns: vec![ViewColumn { name: "x".into(), column_type: "array(integer)".into() }],
        };
        let input = table_input("v", "me", &view).unwrap();
        assert_eq!(input.table_type, TableKind::View);
        assert_eq!(input.view_expanded_text.as_deref(), Some("/* Presto View */"));
        assert_eq!(input.parameters["presto_view"], "true");
        assert_eq!(input.parameters["comment"], "Presto View");
        assert_eq!(input.storage_descriptor.columns[0].column_type, "array<int>");
        assert_eq!(input.storage_descriptor.location, None);
    }
}
