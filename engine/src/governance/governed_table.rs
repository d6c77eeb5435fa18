//! The one provider that ever scans a table of the catalog.
//!
//! It holds the open table and the proof of access; row filters, column lists and masks will be applied
//! here. It shows the columns of the table, and hidden ones (`"$path"`) only when the query names them.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::datasource::source_as_provider;
use datafusion::error::{DataFusionError, Result as DataFusionResult};
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableSource, TableType};
use datafusion::physical_plan::ExecutionPlan;
use polias_connector::{ConnectorTable, ScanRequest, TableColumn};

use super::{Access, Action};
use crate::EngineError;

/// An open table the session may use.
#[derive(Debug, Clone)]
pub(crate) struct GovernedTable {
    table: Arc<dyn ConnectorTable>,
    access: Access,
    /// For each column of the schema, its index in the table's own.
    shown: Vec<usize>,
    schema: SchemaRef,
}

impl GovernedTable {
    pub(super) fn new(table: Arc<dyn ConnectorTable>, access: Access) -> Self {
        Self::showing(table, access, &BTreeSet::new())
    }

    /// The same table with those of its hidden columns that are in `names`.
    pub(crate) fn with_hidden(&self, names: &BTreeSet<String>) -> Self {
        Self::showing(Arc::clone(&self.table), self.access, names)
    }

    fn showing(table: Arc<dyn ConnectorTable>, access: Access, hidden: &BTreeSet<String>) -> Self {
        let shown: Vec<usize> = table
            .columns()
            .iter()
            .enumerate()
            .filter(|(_, column)| !column.hidden || hidden.contains(&column.name))
            .map(|(index, _)| index)
            .collect();
        let full = table.schema();
        // No index is out of range: the schema has a field for each column.
        let schema = full.project(&shown).map_or(full, Arc::new);
        Self { table, access, shown, schema }
    }

    /// All columns of the table, hidden ones too.
    pub(crate) fn columns(&self) -> &[TableColumn] {
        self.table.columns()
    }
}

#[async_trait]
impl TableProvider for GovernedTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> DataFusionResult<Vec<TableProviderFilterPushDown>> {
        Ok(self.table.pushdown(filters))
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> DataFusionResult<Arc<dyn ExecutionPlan>> {
        if self.access.action() != Action::Select {
            let error = EngineError::internal("a table is scanned that was not opened for reading");
            return Err(DataFusionError::External(Box::new(error)));
        }
        let all = 0..self.shown.len();
        let wanted: Option<Vec<usize>> = match projection {
            Some(columns) => columns.iter().map(|column| self.shown.get(*column).copied()).collect(),
            None => all.map(|column| self.shown.get(column).copied()).collect(),
        };
        let Some(wanted) = wanted else {
            let error = EngineError::internal("a scan asks for a column the table does not show");
            return Err(DataFusionError::External(Box::new(error)));
        };
        let request = ScanRequest { projection: Some(&wanted), filters, limit };
        Ok(self.table.scan(session, request).await?)
    }
}

/// Whether a source of a plan is a table of the catalog.
pub(crate) fn is_governed(source: &Arc<dyn TableSource>) -> bool {
    source_as_provider(source).is_ok_and(|provider| provider.is::<GovernedTable>())
}
