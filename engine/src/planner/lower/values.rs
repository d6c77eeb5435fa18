//! Constant rows.

use datafusion::common::{DFSchema, DFSchemaRef};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};
use polias_analyzer::plan::{Column, Expression};

use super::{Lowering, build, project, renamed, schema};
use crate::Result;
use crate::planner::errors::engine_error;

impl Lowering<'_> {
    /// `VALUES`; rows without columns are counted only.
    pub(super) fn values(&mut self, columns: &[Column], rows: &[Vec<Expression>]) -> Result<LogicalPlan> {
        let names: Vec<_> =
            columns.iter().map(|column| (self.name(column.id), column.data_type.clone())).collect();
        let schema = DFSchema::try_from(schema(names)).map_err(|error| engine_error(&error))?;
        let schema = DFSchemaRef::new(schema);
        if columns.is_empty() || rows.is_empty() {
            return self.rows_without_columns(rows.len(), schema);
        }
        let mut lowered = Vec::with_capacity(rows.len());
        for row in rows {
            lowered.push(row.iter().map(|value| self.expression(value)).collect::<Result<Vec<_>>>()?);
        }
        // The builder takes types of the schema, and gives names of its own.
        let values = build(LogicalPlanBuilder::values_with_schema(lowered, &schema))?;
        let found = values.schema().columns().into_iter().map(Expr::Column);
        let named = found.zip(columns).map(|(value, column)| (value, self.name(column.id)));
        let named = renamed(named.collect::<Vec<_>>());
        project(values, named)
    }

    fn rows_without_columns(&mut self, rows: usize, schema: DFSchemaRef) -> Result<LogicalPlan> {
        let empty = |produce_one_row| {
            LogicalPlan::EmptyRelation(datafusion::logical_expr::EmptyRelation {
                produce_one_row,
                schema: DFSchemaRef::clone(&schema),
            })
        };
        match rows {
            0 => Ok(empty(false)),
            1 => Ok(empty(true)),
            // Numbered, so that they are rows of a column, which nothing above reads.
            _ => {
                let numbers = (0..rows).map(|_| vec![datafusion::logical_expr::lit(true)]).collect();
                build(LogicalPlanBuilder::values(numbers))
            }
        }
    }
}
