//! An open Hive table.

use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::Session;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_plan::ExecutionPlan;
use polias_catalog::model::{Parameters, StorageDescriptor, Table};
use polias_connector::storage::Location;
use polias_connector::{ConnectorTable, Result, ScanRequest, TableColumn};

use crate::columns::Columns;
use crate::connector::Services;
use crate::definition::Definition;
use crate::format::FileFormat;
use crate::pushdown::Decides;
use crate::scan;

/// A table as of the query's start.
#[derive(Debug)]
pub(crate) struct HiveTable {
    table: Arc<Table>,
    definition: Definition,
    descriptor: Arc<StorageDescriptor>,
    services: Arc<Services>,
}

impl HiveTable {
    /// Fails when the definition cannot be read.
    pub(crate) fn open(table: Arc<Table>, services: Arc<Services>) -> Result<Self> {
        let definition = Definition::of(&table.input)?;
        let descriptor = Arc::new(table.input.storage_descriptor.clone());
        Ok(Self { table, definition, descriptor, services })
    }

    pub(crate) fn column_set(&self) -> &Columns {
        &self.definition.columns
    }

    pub(crate) fn location(&self) -> &Location {
        &self.definition.location
    }

    pub(crate) fn format(&self) -> FileFormat {
        self.definition.format
    }

    pub(crate) fn descriptor(&self) -> &Arc<StorageDescriptor> {
        &self.descriptor
    }

    pub(crate) fn parameters(&self) -> &Parameters {
        &self.table.input.parameters
    }

    pub(crate) fn database_and_name(&self) -> (&str, &str) {
        (&self.table.database_name, &self.table.input.name)
    }

    /// `database.table`, for messages.
    pub(crate) fn name(&self) -> String {
        format!("{}.{}", self.table.database_name, self.table.input.name)
    }
}

#[async_trait]
impl ConnectorTable for HiveTable {
    fn columns(&self) -> &[TableColumn] {
        &self.definition.columns.all
    }

    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.definition.columns.schema)
    }

    /// Filters over partition keys and hidden columns are decided before a file is opened. Filters over rows
    /// let Parquet skip files and row groups, and stay in the plan.
    fn pushdown(&self, filters: &[&Expr]) -> Vec<TableProviderFilterPushDown> {
        let of =
            |filter: &&Expr| match (Decides::of(filter, &self.definition.columns), self.definition.format) {
                (Decides::Partition | Decides::File, _) => TableProviderFilterPushDown::Exact,
                (Decides::Row, FileFormat::Parquet) => TableProviderFilterPushDown::Inexact,
                (Decides::Row, FileFormat::Text) => TableProviderFilterPushDown::Unsupported,
            };
        filters.iter().map(of).collect()
    }

    async fn scan(&self, session: &dyn Session, request: ScanRequest<'_>) -> Result<Arc<dyn ExecutionPlan>> {
        scan::plan(self, &self.services, session, request).await
    }
}
