//! Scans of tables.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, TableSource};
use polias_analyzer::plan::{Column, Scan};
use polias_types::Type;

use super::{Lowering, build, project, scanned};
use crate::{EngineError, Result};

/// A table as it is scanned.
#[derive(Clone)]
pub(crate) struct ScanSource {
    /// Name shown in plans.
    pub(crate) name: String,
    /// Its columns, in the order the analyzer was told.
    pub(crate) source: Arc<dyn TableSource>,
}

impl Lowering<'_> {
    /// The columns a query reads of a table, in carriers.
    pub(super) fn scan(&mut self, scan: &Scan) -> Result<LogicalPlan> {
        let Some(table) = self.sources.get(scan.table) else {
            return Err(EngineError::internal("a scan of a table that was not opened"));
        };
        let indices: Vec<usize> = scan.columns.iter().map(|(_, index)| *index).collect();
        let schema = table.source.schema();
        let source = Arc::clone(&table.source);
        let plan = build(LogicalPlanBuilder::scan(table.name.as_str(), source, Some(indices)))?;
        let mut columns = Vec::with_capacity(scan.columns.len());
        for (column, index) in &scan.columns {
            let Some(field) = schema.fields().get(*index) else {
                return Err(EngineError::internal("a scan of a column the table does not have"));
            };
            let value = scanned(&plan, field.name())?;
            let value = in_carrier(value, field.data_type(), column);
            columns.push(value.alias(self.name_after(column.id, field.name())));
        }
        project(plan, columns)
    }
}

/// The value in the carrier of its type; connectors give most types in it already.
fn in_carrier(value: Expr, found: &DataType, column: &Column) -> Expr {
    let carrier = column.data_type.carrier();
    if let (Type::Char(_), true) = (&column.data_type, *found == carrier) {
        return polias_functions::without_padding(value);
    }
    if *found == carrier {
        return value;
    }
    if let (Type::TimestampTz(_), DataType::Timestamp(..)) = (&column.data_type, found) {
        return polias_functions::at_utc(value, &column.data_type);
    }
    polias_functions::carrier_cast(value, found, &column.data_type)
}
