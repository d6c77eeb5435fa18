//! `ALTER TABLE`: columns, location and properties. Partitions are the business of [`super::alter_partitions`].

use chrono::Utc;
use polias_catalog::ErrorKind;
use polias_catalog::model::{Table, TableInput, TableKind};
use polias_sql::ast::{AlterTableAction, ColumnDef, ObjectName};

use super::alter_partitions;
use super::create_table::{DDL_TIME, check_distinct, columns, validate};
use super::rows::done;
use crate::governance::{Action, Governed, QualifiedName};
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;
use crate::{EngineError, Result};

/// How often a change is tried again after somebody else changed the table in between.
const ATTEMPTS: usize = 5;

/// Changes a table.
pub(super) async fn run(
    context: &StatementContext<'_>,
    name: &ObjectName,
    action: &AlterTableAction,
) -> Result<Outcome> {
    let qualified = context.resolver().qualify(name)?;
    let table = table_to_alter(context, name, &qualified).await?;
    match action {
        AlterTableAction::AddPartitions { if_not_exists, partitions } => {
            alter_partitions::add(context, &table, *if_not_exists, partitions).await?;
        }
        AlterTableAction::DropPartitions { if_exists, partitions } => {
            alter_partitions::drop(context, &table, *if_exists, partitions).await?;
        }
        AlterTableAction::RenamePartition { from, to } => {
            alter_partitions::rename(context, &table, from, to).await?;
        }
        AlterTableAction::SetLocation { partition: Some(partition), location } => {
            alter_partitions::set_location(context, &table, partition, location).await?;
        }
        change => change_definition(context, name, &qualified, table, change).await?,
    }
    Ok(done("ALTER TABLE"))
}

/// The table, with the right to change it. Views are refused.
async fn table_to_alter(
    context: &StatementContext<'_>,
    name: &ObjectName,
    qualified: &QualifiedName,
) -> Result<Governed<Table>> {
    let position = context.position(name.offset);
    let table =
        context.resolver().table(qualified, Action::Alter).await.map_err(|error| error.at(position))?;
    if table.input.table_type == TableKind::View {
        return Err(EngineError::not_supported(format!(
            "Cannot alter '{qualified}': it is a view, not a table"
        ))
        .with_hint("write CREATE OR REPLACE VIEW")
        .at(position));
    }
    Ok(table)
}

/// Writes a changed definition unless somebody else changed the table meanwhile; then looks again.
async fn change_definition(
    context: &StatementContext<'_>,
    name: &ObjectName,
    qualified: &QualifiedName,
    mut table: Governed<Table>,
    change: &AlterTableAction,
) -> Result<()> {
    for _ in 0..ATTEMPTS {
        let input = changed(&table.input, change)?;
        validate(context.engine, &qualified.database, &input)?;
        match context.catalog().update_table(&qualified.database, input, Some(table.version_id)).await {
            Ok(_) => return Ok(()),
            Err(error)
                if matches!(error.kind, ErrorKind::VersionMismatch | ErrorKind::ConcurrentModification) =>
            {
                table = table_to_alter(context, name, qualified).await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(EngineError::new(
        "TRANSACTION_CONFLICT",
        format!("Table '{qualified}' was changed by others {ATTEMPTS} times in a row"),
    )
    .with_hint("run the statement again"))
}

/// The definition after the change.
fn changed(old: &TableInput, change: &AlterTableAction) -> Result<TableInput> {
    let mut input = old.clone();
    match change {
        AlterTableAction::AddColumns(added) => input.storage_descriptor.columns.extend(columns(added)),
        AlterTableAction::ReplaceColumns(kept) => replace_columns(&mut input, kept)?,
        AlterTableAction::SetLocation { location, .. } => {
            input.storage_descriptor.location = Some(location.clone());
        }
        AlterTableAction::SetProperties(properties) => {
            for (key, value) in properties {
                match key.as_str() {
                    "comment" => input.description = Some(value.clone()),
                    _ => drop(input.parameters.insert(key.clone(), value.clone())),
                }
            }
        }
        AlterTableAction::UnsetProperties { if_exists, keys } => {
            for key in keys {
                let was_set = match key.as_str() {
                    "comment" => input.description.take().is_some(),
                    _ => input.parameters.remove(key).is_some(),
                };
                if !was_set && !if_exists {
                    return Err(EngineError::new(
                        "INVALID_TABLE_PROPERTY",
                        format!("The property {key} is not set"),
                    )
                    .with_hint("write UNSET TBLPROPERTIES IF EXISTS (…)"));
                }
            }
        }
        AlterTableAction::AddPartitions { .. }
        | AlterTableAction::DropPartitions { .. }
        | AlterTableAction::RenamePartition { .. } => {
            return Err(EngineError::internal("a change of partitions came to the table's definition"));
        }
    }
    let keys = input.partition_keys.iter();
    check_distinct(input.storage_descriptor.columns.iter().chain(keys).map(|column| column.name.as_str()))?;
    input.parameters.insert(DDL_TIME.to_owned(), Utc::now().timestamp().to_string());
    Ok(input)
}

fn replace_columns(input: &mut TableInput, kept: &[ColumnDef]) -> Result<()> {
    let storage = &mut input.storage_descriptor;
    let sorted = storage.sort_columns.iter().map(|sort| &sort.column);
    if let Some(bucketed) = storage
        .bucket_columns
        .iter()
        .chain(sorted)
        .find(|name| !kept.iter().any(|column| column.name == **name))
    {
        return Err(EngineError::not_supported(format!(
            "Column {bucketed} cannot be dropped: the table is clustered or sorted by it"
        )));
    }
    storage.columns = columns(kept);
    Ok(())
}

#[cfg(test)]
mod tests {
    use polias_catalog::model::Column;
    use polias_sql::ast::Statement;

    use super::*;

    fn action(sql: &str) -> AlterTableAction {
        match polias_sql::parse_statement(sql).unwrap() {
            Statement::AlterTable { action, .. } => action,
            other => panic!("not ALTER TABLE: {other:?}"),
        }
    }

    fn table() -> TableInput {
        let column = |name: &str| Column { name: name.into(), column_type: "int".into(), comment: None };
        let mut table = TableInput { partition_keys: vec![column("p")], ..TableInput::default() };
        table.storage_descriptor.columns = vec![column("a"), column("b")];
        table.parameters.insert("k".into(), "v".into());
        table
    }

    fn names(table: &TableInput) -> Vec<&str> {
        table.storage_descriptor.columns.iter().map(|column| column.name.as_str()).collect()
    }

    #[test]
    fn columns_change() {
        let added = changed(&table(), &action("ALTER TABLE t ADD COLUMNS (c string, d int)")).unwrap();
        assert_eq!(names(&added), ["a", "b", "c", "d"]);
        let replaced = changed(&table(), &action("ALTER TABLE t REPLACE COLUMNS (b bigint)")).unwrap();
        assert_eq!(names(&replaced), ["b"]);
        assert!(replaced.parameters.contains_key(DDL_TIME));
        for sql in ["ALTER TABLE t ADD COLUMNS (A int)", "ALTER TABLE t REPLACE COLUMNS (p int)"] {
            assert_eq!(changed(&table(), &action(sql)).unwrap_err().name, "DUPLICATE_COLUMN_NAME", "{sql}");
        }
    }

    #[test]
    fn a_bucket_column_stays() {
        let mut bucketed = table();
        bucketed.storage_descriptor.bucket_columns = vec!["a".into()];
        let error = changed(&bucketed, &action("ALTER TABLE t REPLACE COLUMNS (b int)")).unwrap_err();
        assert_eq!(error.name, "NOT_SUPPORTED");
    }

    #[test]
    fn properties_change() {
        let set =
            changed(&table(), &action("ALTER TABLE t SET TBLPROPERTIES ('k'='w','comment'='c')")).unwrap();
        assert_eq!((set.parameters["k"].as_str(), set.description.as_deref()), ("w", Some("c")));
        let unset = changed(&set, &action("ALTER TABLE t UNSET TBLPROPERTIES ('k','comment')")).unwrap();
        assert!(!unset.parameters.contains_key("k") && unset.description.is_none());
        let missing = action("ALTER TABLE t UNSET TBLPROPERTIES ('none')");
        assert_eq!(changed(&table(), &missing).unwrap_err().name, "INVALID_TABLE_PROPERTY");
        assert!(changed(&table(), &action("ALTER TABLE t UNSET TBLPROPERTIES IF EXISTS ('none')")).is_ok());
    }

    #[test]
    fn the_location_changes() {
        let moved = changed(&table(), &action("ALTER TABLE t SET LOCATION 's3://b/x/'")).unwrap();
        assert_eq!(moved.storage_descriptor.location.as_deref(), Some("s3://b/x/"));
    }
}
