//! Partitions of `ALTER TABLE`: ADD, DROP, RENAME, SET LOCATION. Metadata only: files stay where they are.

use polias_catalog::ErrorKind;
use polias_catalog::model::{
    CompareOp, Partition, PartitionFilter, PartitionInput, PartitionValue, StorageDescriptor, Table,
};
use polias_connector::storage::Location;
use polias_hive::partition_path;
use polias_sql::ast::PartitionSpec;

use super::partition_spec::{full_values, not_found, pairs};
use crate::statement_context::StatementContext;
use crate::{EngineError, Result};

/// Registers partitions, all or none.
pub(super) async fn add(
    context: &StatementContext<'_>,
    table: &Table,
    if_not_exists: bool,
    specs: &[PartitionSpec],
) -> Result<()> {
    let mut partitions = Vec::with_capacity(specs.len());
    for spec in specs {
        let values = full_values(table, spec)?;
        let location = match &spec.location {
            Some(location) => {
                Location::parse(location)?;
                location.clone()
            }
            None => default_location(table, &values)?,
        };
        partitions.push(partition(values, location));
    }
    let catalog = context.catalog();
    match catalog.create_partitions(&table.database_name, &table.input.name, partitions, if_not_exists).await
    {
        Ok(_) => Ok(()),
        Err(error) if error.kind == ErrorKind::AlreadyExists => {
            Err(EngineError::new("ALREADY_EXISTS", format!("Partition already exists: {}", error.message))
                .with_hint("write ADD IF NOT EXISTS PARTITION"))
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes partitions out of the catalog. A spec that leaves out keys stands for all that fit it.
pub(super) async fn drop(
    context: &StatementContext<'_>,
    table: &Table,
    if_exists: bool,
    specs: &[PartitionSpec],
) -> Result<()> {
    let (database, name) = (&table.database_name, &table.input.name);
    let mut matching = Vec::with_capacity(specs.len());
    for spec in specs {
        let pairs = pairs(table, spec)?;
        if !if_exists && context.catalog().partitions(database, name, Some(&equals(&pairs))).await?.is_empty()
        {
            return Err(not_found(spec).with_hint("write DROP IF EXISTS PARTITION"));
        }
        matching.push(pairs);
    }
    context.catalog().delete_partitions(database, name, &matching).await?;
    Ok(())
}

/// Gives a partition other values. Its files stay where they are.
pub(super) async fn rename(
    context: &StatementContext<'_>,
    table: &Table,
    from: &PartitionSpec,
    to: &PartitionSpec,
) -> Result<()> {
    let (database, name) = (&table.database_name, &table.input.name);
    let new_values = full_values(table, to)?;
    let old = stored(context, table, from).await?;
    if old.input.values == new_values {
        return Ok(());
    }
    let renamed = PartitionInput { values: new_values, ..old.input };
    match context.catalog().create_partitions(database, name, vec![renamed], false).await {
        Ok(_) => {}
        Err(error) if error.kind == ErrorKind::AlreadyExists => {
            return Err(EngineError::new(
                "ALREADY_EXISTS",
                format!("Partition already exists: {}", error.message),
            ));
        }
        Err(error) => return Err(error.into()),
    }
    context.catalog().delete_partitions(database, name, &[pairs(table, from)?]).await?;
    Ok(())
}

/// Moves a partition to another folder.
pub(super) async fn set_location(
    context: &StatementContext<'_>,
    table: &Table,
    spec: &PartitionSpec,
    location: &str,
) -> Result<()> {
    Location::parse(location)?;
    let mut input = stored(context, table, spec).await?.input;
    input.storage_descriptor.location = Some(location.to_owned());
    context.catalog().update_partition(&table.database_name, &table.input.name, input).await?;
    Ok(())
}

/// A partition with nothing of its own but values and location; the rest is as the table says.
pub(super) fn partition(values: Vec<String>, location: String) -> PartitionInput {
    PartitionInput {
        values,
        storage_descriptor: StorageDescriptor { location: Some(location), ..StorageDescriptor::default() },
        ..PartitionInput::default()
    }
}

/// The partition that a full spec names. Errors with `NOT_FOUND`.
pub(super) async fn stored(
    context: &StatementContext<'_>,
    table: &Table,
    spec: &PartitionSpec,
) -> Result<Partition> {
    let values = full_values(table, spec)?;
    match context.catalog().partition(&table.database_name, &table.input.name, &values).await {
        Ok(partition) => Ok(partition),
        Err(error) if error.kind == ErrorKind::EntityNotFound => Err(not_found(spec)),
        Err(error) => Err(error.into()),
    }
}

/// Where Hive puts a partition that has no LOCATION: `<table>/k=v/k2=v2/`.
fn default_location(table: &Table, values: &[String]) -> Result<String> {
    let Some(location) = &table.input.storage_descriptor.location else {
        return Err(EngineError::new(
            "HIVE_INVALID_METADATA",
            format!("Table {}.{} has no location", table.database_name, table.input.name),
        )
        .with_hint("name the partition's LOCATION"));
    };
    Ok(format!("{}/{}/", location.trim_end_matches('/'), name(table, values)))
}

/// `k=v/k2=v2`, as SHOW PARTITIONS prints a partition and paths spell it.
pub(super) fn name(table: &Table, values: &[String]) -> String {
    let keys = table.input.partition_keys.iter().map(|key| key.name.as_str());
    partition_path(keys.zip(values.iter().map(String::as_str)))
}

fn equals(pairs: &[(String, String)]) -> PartitionFilter {
    let compare = |(key, value): &(String, String)| PartitionFilter::Compare {
        key: key.clone(),
        op: CompareOp::Eq,
        value: PartitionValue::Text(value.clone()),
    };
    PartitionFilter::And(pairs.iter().map(compare).collect())
}
