//! Tables and views (Glue `Table`, `TableInput`, `StorageDescriptor`).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Parameters;

/// A column or partition key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Lower-cased by the store.
    pub name: String,
    /// The type as Hive writes it: `int`, `array<string>`, `struct<a:int>`.
    #[serde(rename = "type")]
    pub column_type: String,
    /// The COMMENT of the DDL.
    pub comment: Option<String>,
}

/// How rows are written to and read from files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SerDeInfo {
    /// An optional display name.
    pub name: Option<String>,
    /// The Java class name of the SerDe.
    pub serialization_library: Option<String>,
    /// SERDEPROPERTIES.
    pub parameters: Parameters,
}

/// A sort column of a bucketed table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortOrder {
    /// Column name.
    pub column: String,
    /// True for ascending.
    pub ascending: bool,
}

/// Where the files of a table or partition lie and how they are read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageDescriptor {
    /// Columns that are in the files (partition keys are not).
    pub columns: Vec<Column>,
    /// `s3://bucket/prefix/` or `file:///…/`.
    pub location: Option<String>,
    /// Java class name of the input format.
    pub input_format: Option<String>,
    /// Java class name of the output format.
    pub output_format: Option<String>,
    /// The SerDe.
    pub serde_info: SerDeInfo,
    /// CLUSTERED BY columns.
    pub bucket_columns: Vec<String>,
    /// Number of buckets, 0 when the table is not bucketed.
    pub number_of_buckets: i32,
    /// SORTED BY columns.
    pub sort_columns: Vec<SortOrder>,
    /// Free properties.
    pub parameters: Parameters,
}

/// The table type column of Glue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableKind {
    /// `EXTERNAL_TABLE`
    #[default]
    #[serde(rename = "EXTERNAL_TABLE")]
    External,
    /// `MANAGED_TABLE`
    #[serde(rename = "MANAGED_TABLE")]
    Managed,
    /// `VIRTUAL_VIEW`
    #[serde(rename = "VIRTUAL_VIEW")]
    View,
}

/// What a caller gives to create or change a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableInput {
    /// Lower-cased by the store; 1 to 255 characters.
    pub name: String,
    /// The table COMMENT.
    pub description: Option<String>,
    /// Who owns it.
    pub owner: Option<String>,
    /// Files and columns.
    pub storage_descriptor: StorageDescriptor,
    /// PARTITIONED BY columns, in order.
    pub partition_keys: Vec<Column>,
    /// For views: `/* Presto View: <base64 of JSON> */`.
    pub view_original_text: Option<String>,
    /// For views: `/* Presto View */`.
    pub view_expanded_text: Option<String>,
    /// Table or view.
    pub table_type: TableKind,
    /// TBLPROPERTIES.
    pub parameters: Parameters,
}

/// A table as the catalog keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Lower-case name of its database.
    pub database_name: String,
    /// Its definition.
    #[serde(flatten)]
    pub input: TableInput,
    /// When it was created.
    pub create_time: DateTime<Utc>,
    /// When it was changed last.
    pub update_time: DateTime<Utc>,
    /// Grows by one with each change; the optimistic lock of `update_table`.
    pub version_id: i64,
}
