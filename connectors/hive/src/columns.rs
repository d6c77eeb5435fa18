//! The columns of a table: from the catalog's definition to what clients and scans see.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef, TimeUnit};
use datafusion_datasource::TableSchema;
use polias_catalog::model::{Column, TableInput};
use polias_connector::{ConnectorError, Result, TableColumn};

use crate::partition_value::PartitionKey;
use crate::types::HiveType;

/// Address of the file a row comes from.
pub(crate) const PATH: &str = "$path";
/// Size of that file, in bytes.
pub(crate) const FILE_SIZE: &str = "$file_size";
/// When that file was modified, in milliseconds, UTC.
pub(crate) const FILE_MODIFIED_TIME: &str = "$file_modified_time";

/// Columns and schemas of one table.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    /// File columns, partition keys, hidden columns.
    pub(crate) all: Vec<TableColumn>,
    /// Schema of all.
    pub(crate) schema: SchemaRef,
    /// Schema of the file columns.
    pub(crate) file_schema: SchemaRef,
    /// Partition keys in order.
    pub(crate) keys: Vec<PartitionKey>,
}

impl Columns {
    /// Fails with `HIVE_INVALID_METADATA` or `NOT_SUPPORTED` on bad types, names used twice, nested keys.
    pub(crate) fn of(input: &TableInput) -> Result<Self> {
        let mut all = Vec::new();
        let mut keys = Vec::new();
        let mut names = HashSet::new();
        for column in &input.storage_descriptor.columns {
            let (column, _) = visible(column, false)?;
            if !names.insert(column.name.clone()) {
                return Err(invalid(format!("Duplicate column name: {}", column.name)));
            }
            all.push(column);
        }
        for column in &input.partition_keys {
            let (column, hive_type) = visible(column, true)?;
            if !names.insert(column.name.clone()) {
                return Err(invalid(format!("Column repeated in partitioning columns: {}", column.name)));
            }
            if hive_type.is_nested() || hive_type == HiveType::Binary {
                let message =
                    format!("Unsupported type [{}] for partition: {}", hive_type.hive(), column.name);
                return Err(ConnectorError::new("NOT_SUPPORTED", message));
            }
            keys.push(PartitionKey {
                name: column.name.clone(),
                hive_type,
                data_type: column.data_type.clone(),
            });
            all.push(column);
        }
        let file_schema = schema(all.iter().filter(|column| !column.partition_key));
        all.extend(hidden());
        Ok(Self { schema: schema(all.iter()), file_schema, all, keys })
    }

    /// Fields that do not come out of files, in schema order: partition keys, then hidden columns.
    pub(crate) fn constant_fields(&self) -> Vec<FieldRef> {
        self.schema.fields().iter().skip(self.file_schema.fields().len()).cloned().collect()
    }

    /// The schema of all, as DataFusion's file scans want it.
    pub(crate) fn table_schema(&self) -> TableSchema {
        TableSchema::builder(Arc::clone(&self.file_schema))
            .with_table_partition_cols(self.constant_fields())
            .build()
    }
}

fn visible(column: &Column, partition_key: bool) -> Result<(TableColumn, HiveType)> {
    let name = column.name.to_lowercase();
    if name.is_empty() || name.chars().count() > 255 || name.starts_with('$') {
        return Err(invalid(format!("column name '{name}' is not valid"))
            .with_hint("a name has 1 to 255 characters and does not start with '$'"));
    }
    let hive_type = HiveType::parse(&column.column_type).map_err(|mut error| {
        error.message = format!("column '{name}': {}", error.message);
        error
    })?;
    let column = TableColumn {
        name,
        data_type: hive_type.arrow(),
        trino_type: hive_type.trino(),
        hive_type: hive_type.hive(),
        comment: column.comment.clone(),
        partition_key,
        hidden: false,
    };
    Ok((column, hive_type))
}

fn hidden() -> [TableColumn; 3] {
    let column = |name: &str, data_type, trino_type: &str, hive_type: &str| TableColumn {
        name: name.to_string(),
        data_type,
        trino_type: trino_type.to_string(),
        hive_type: hive_type.to_string(),
        comment: None,
        partition_key: false,
        hidden: true,
    };
    let time = DataType::Timestamp(TimeUnit::Millisecond, Some(Arc::from("UTC")));
    [
        column(PATH, DataType::Utf8View, "varchar", "string"),
        column(FILE_SIZE, DataType::Int64, "bigint", "bigint"),
        column(FILE_MODIFIED_TIME, time, "timestamp(3) with time zone", "timestamp"),
    ]
}

fn schema<'a>(columns: impl Iterator<Item = &'a TableColumn>) -> SchemaRef {
    let fields: Vec<Field> =
        columns.map(|column| Field::new(&column.name, column.data_type.clone(), true)).collect();
    Arc::new(Schema::new(fields))
}

fn invalid(message: String) -> ConnectorError {
    ConnectorError::new("HIVE_INVALID_METADATA", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use polias_catalog::model::StorageDescriptor;

    fn column(name: &str, column_type: &str) -> Column {
        Column { name: name.to_string(), column_type: column_type.to_string(), comment: None }
    }

    fn input(columns: &[(&str, &str)], keys: &[(&str, &str)]) -> TableInput {
        TableInput {
            storage_descriptor: StorageDescriptor {
                columns: columns.iter().map(|(name, kind)| column(name, kind)).collect(),
                ..Default::default()
            },
            partition_keys: keys.iter().map(|(name, kind)| column(name, kind)).collect(),
            ..Default::default()
        }
    }

    #[test]
    fn file_columns_keys_hidden_in_this_order() {
        let columns = Columns::of(&input(&[("A", "int"), ("b", "string")], &[("dt", "date")])).unwrap();
        let names: Vec<&str> = columns.all.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "dt", "$path", "$file_size", "$file_modified_time"]);
        assert_eq!(columns.file_schema.fields().len(), 2);
        assert_eq!(columns.constant_fields().len(), 4);
        assert!(columns.all[2].partition_key && !columns.all[2].hidden && columns.all[3].hidden);
        for (column, field) in columns.all.iter().zip(columns.schema.fields()) {
            assert_eq!((&column.name, &column.data_type), (field.name(), field.data_type()));
        }
    }

    #[test]
    fn clashes_and_bad_types_are_refused() {
        let message = |columns: &[(&str, &str)], keys: &[(&str, &str)]| {
            Columns::of(&input(columns, keys)).unwrap_err().message
        };
        assert_eq!(message(&[("a", "int"), ("A", "int")], &[]), "Duplicate column name: a");
        assert_eq!(message(&[("a", "int")], &[("A", "int")]), "Column repeated in partitioning columns: a");
        assert!(message(&[("a", "int")], &[("k", "array<int>")]).contains("Unsupported type [array<int>]"));
        assert!(message(&[("a", "itn")], &[]).starts_with("column 'a': type 'itn' is not valid"));
        assert!(message(&[("$path", "int")], &[]).contains("not valid"));
        assert!(message(&[("", "int")], &[]).contains("not valid"));
    }
}
