//! Checks of a table's definition before it is stored.

use polias_catalog::model::TableInput;
use polias_connector::storage::{Location, Storage};
use polias_connector::{ConnectorError, Result};

use crate::columns::Columns;
use crate::format::FileFormat;
use crate::text::TextSource;

/// What a definition says once it is checked.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) columns: Columns,
    pub(crate) format: FileFormat,
    pub(crate) location: Location,
}

impl Definition {
    /// Columns, format and location of a table. Lists and reads nothing.
    pub(crate) fn of(input: &TableInput) -> Result<Self> {
        refuse_projection(input)?;
        refuse_index_access(input)?;
        let format = FileFormat::of(&input.storage_descriptor)?;
        let columns = Columns::of(input)?;
        if columns.file_schema.fields().is_empty() {
            return Err(invalid("a table must have at least one column that is not a partition key"));
        }
        if format == FileFormat::Text {
            // The SerDe checks its properties and the columns' types.
            TextSource::try_new(&input.storage_descriptor, &input.parameters, columns.table_schema())?;
        }
        let location = input.storage_descriptor.location.as_deref().unwrap_or_default();
        if location.is_empty() {
            return Err(invalid("No location was specified for table. An S3 location must be specified")
                .with_hint("add LOCATION 's3://bucket/folder/'"));
        }
        Ok(Self { columns, format, location: Location::parse(location)? })
    }

    /// [`Self::of`], and that the location may be read.
    pub(crate) fn check(input: &TableInput, storage: &Storage) -> Result<Self> {
        let definition = Self::of(input)?;
        storage.store(&definition.location)?;
        Ok(definition)
    }
}

/// Partition projection computes partitions instead of storing them. Ignoring it would answer with no rows.
fn refuse_projection(input: &TableInput) -> Result<()> {
    let enabled =
        input.parameters.get("projection.enabled").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    match enabled {
        true => Err(ConnectorError::new("NOT_SUPPORTED", "partition projection is not supported yet")
            .with_hint(
                "remove 'projection.enabled' and add partitions with ALTER TABLE or MSCK REPAIR TABLE",
            )),
        false => Ok(()),
    }
}

/// Columns of Parquet files are found by name; by position they would show other values.
fn refuse_index_access(input: &TableInput) -> Result<()> {
    let property = "parquet.column.index.access";
    let of_serde = input.storage_descriptor.serde_info.parameters.get(property);
    match of_serde.or(input.parameters.get(property)).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    {
        true => Err(ConnectorError::new("NOT_SUPPORTED", format!("'{property}' is not supported"))
            .with_hint("name the table's columns as the files name theirs")),
        false => Ok(()),
    }
}

fn invalid(message: &str) -> ConnectorError {
    ConnectorError::new("HIVE_INVALID_METADATA", message)
}
