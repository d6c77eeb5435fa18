//! Filters over values that are constant in a partition or a file.

use std::sync::Arc;

use arrow::array::{AsArray, UInt64Array};
use arrow::compute::take_record_batch;
use arrow::datatypes::{Schema, SchemaRef, UInt64Type};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::catalog::Session;
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::expr_rewriter::unnormalize_col;
use datafusion::physical_expr::PhysicalExpr;
use polias_connector::Result;

use crate::errors::planning_error;

/// Conjuncts, ready to be evaluated on rows of constants.
#[derive(Debug)]
pub(super) struct ConstantFilter {
    predicates: Vec<Arc<dyn PhysicalExpr>>,
    schema: SchemaRef,
}

impl ConstantFilter {
    /// `fields` are the constants' columns; `filters` use no others.
    pub(super) fn new(session: &dyn Session, filters: &[&Expr], schema: Schema) -> Result<Self> {
        let columns = DFSchema::try_from(schema.clone()).map_err(|error| planning_error(&error))?;
        let predicates = filters
            .iter()
            .map(|filter| session.create_physical_expr(unnormalize_col((*filter).clone()), &columns))
            .collect::<datafusion::error::Result<_>>()
            .map_err(|error| planning_error(&error))?;
        Ok(Self { predicates, schema: Arc::new(schema) })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.predicates.is_empty()
    }

    /// Indices of the rows that satisfy all conjuncts. Each conjunct sees only rows the ones before it kept,
    /// so that it cannot fail on rows they exclude.
    pub(super) fn keep(&self, rows: &[&[ScalarValue]]) -> Result<Vec<usize>> {
        if self.predicates.is_empty() || rows.is_empty() {
            return Ok((0..rows.len()).collect());
        }
        self.evaluate(rows).map_err(|error| planning_error(&error))
    }

    fn evaluate(&self, rows: &[&[ScalarValue]]) -> datafusion::error::Result<Vec<usize>> {
        let columns = (0..self.schema.fields().len())
            .map(|column| ScalarValue::iter_to_array(rows.iter().filter_map(|row| row.get(column).cloned())))
            .collect::<datafusion::error::Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        let mut batch = RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)?;
        let mut indices = UInt64Array::from_iter_values(0..rows.len() as u64);
        for predicate in &self.predicates {
            let kept = predicate.evaluate(&batch)?.into_array(batch.num_rows())?;
            // A batch without columns would lose its number of rows in a filter: take keeps it.
            let rows: UInt64Array = kept
                .as_boolean()
                .iter()
                .enumerate()
                .filter(|(_, keep)| *keep == Some(true))
                .map(|(row, _)| row as u64)
                .collect();
            indices = arrow::compute::take(&indices, &rows, None)?.as_primitive::<UInt64Type>().clone();
            batch = match self.schema.fields().is_empty() {
                false => take_record_batch(&batch, &rows)?,
                true => {
                    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
                    RecordBatch::try_new_with_options(Arc::clone(&self.schema), vec![], &options)?
                }
            };
        }
        Ok(indices.values().iter().filter_map(|index| usize::try_from(*index).ok()).collect())
    }
}
