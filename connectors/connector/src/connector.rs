//! The trait every kind of table implements.

use std::fmt::Debug;
use std::sync::Arc;

use arrow::datatypes::{DataType, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::Session;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_plan::ExecutionPlan;
use polias_catalog::model::Table;

use crate::Result;

/// A column as clients see it.
#[derive(Debug, Clone, PartialEq)]
pub struct TableColumn {
    /// Lower-case name.
    pub name: String,
    /// Carrier in Arrow.
    pub data_type: DataType,
    /// Trino's name of the type: `varchar(10)`, `array(integer)`, `timestamp(3)`.
    pub trino_type: String,
    /// Hive's name of the type, as the catalog keeps it.
    pub hive_type: String,
    /// COMMENT.
    pub comment: Option<String>,
    /// True for partition keys.
    pub partition_key: bool,
    /// True for `"$path"` and its like: not part of `SELECT *`.
    pub hidden: bool,
}

/// A kind of table.
#[async_trait]
pub trait Connector: Debug + Send + Sync {
    /// Whether this connector reads the given table of the catalog.
    fn serves(&self, table: &Table) -> bool;

    /// Opens a table: its columns, without listing or reading files.
    /// Errors when the definition cannot be read (unknown SerDe, bad type).
    async fn open(&self, table: Arc<Table>) -> Result<Arc<dyn ConnectorTable>>;

    /// Finds the partitions that lie below the table's location but are not in the catalog, as
    /// (values, location). Used by MSCK REPAIR TABLE.
    async fn discover_partitions(&self, table: &Table) -> Result<Vec<(Vec<String>, String)>>;

    /// Checks a definition before it is stored: types, SerDe, format, location, properties.
    fn validate(&self, table: &polias_catalog::model::TableInput) -> Result<()>;
}

/// What to read.
#[derive(Debug)]
pub struct ScanRequest<'a> {
    /// Indices into [`ConnectorTable::schema`].
    pub projection: Option<&'a Vec<usize>>,
    /// Conjuncts over the schema's columns.
    pub filters: &'a [Expr],
    /// Most rows wanted.
    pub limit: Option<usize>,
}

/// An open table, as of the query's start.
#[async_trait]
pub trait ConnectorTable: Debug + Send + Sync {
    /// All columns: file columns, partition keys, hidden ones last.
    fn columns(&self) -> &[TableColumn];

    /// Arrow schema of [`Self::columns`], same order.
    fn schema(&self) -> SchemaRef;

    /// What the scan will do with each filter.
    fn pushdown(&self, filters: &[&Expr]) -> Vec<TableProviderFilterPushDown>;

    /// A plan that reads what is asked for. Lists files and reads footers through the object stores of
    /// `session`'s runtime environment, which count every byte.
    async fn scan(&self, session: &dyn Session, request: ScanRequest<'_>) -> Result<Arc<dyn ExecutionPlan>>;
}
