//! DISTINCT and ORDER BY: rows are kept until the end, then each once, in order, given to the aggregate.
//!
//! DataFusion turns a lone DISTINCT into a GROUP BY; what comes here is the rest.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, UInt64Array};
use arrow::compute::{SortOptions, take};
use arrow::datatypes::DataType;
use arrow::row::{RowConverter, SortField};
use datafusion::common::ScalarValue;
use datafusion::error::Result;

use super::function::Aggregate;
use super::identity::{canonical, identities};
use super::reduced::Reduction;

/// The rows of an aggregate, kept.
#[derive(Debug)]
pub(super) struct Kept {
    aggregate: Arc<dyn Aggregate>,
    /// Types of the columns: arguments, then sort keys.
    types: Vec<DataType>,
    distinct: bool,
    orders: Vec<SortOptions>,
}

impl Kept {
    /// `types` are those of the arguments and, behind them, of the sort keys.
    pub(super) fn new(
        aggregate: Arc<dyn Aggregate>,
        types: Vec<DataType>,
        distinct: bool,
        orders: Vec<SortOptions>,
    ) -> Self {
        Self { aggregate, types, distinct, orders }
    }

    fn arguments(&self) -> usize {
        self.types.len() - self.orders.len()
    }

    fn sorted(&self, columns: &[ArrayRef]) -> Result<Vec<ArrayRef>> {
        let keys: Vec<_> = columns[self.arguments()..].iter().map(canonical).collect::<Result<_>>()?;
        let fields = keys
            .iter()
            .zip(&self.orders)
            .map(|(key, options)| SortField::new_with_options(key.data_type().clone(), *options));
        let rows = RowConverter::new(fields.collect())?.convert_columns(&keys)?;
        let mut order: Vec<usize> = (0..rows.num_rows()).collect();
        order.sort_by(|a, b| rows.row(*a).cmp(&rows.row(*b)));
        let order = UInt64Array::from_iter_values(order.into_iter().map(|row| row as u64));
        columns[..self.arguments()].iter().map(|column| Ok(take(column, &order, None)?)).collect()
    }
}

impl Reduction for Kept {
    fn columns(&self) -> Vec<DataType> {
        self.types.clone()
    }

    fn lift(&self, arguments: &[ArrayRef]) -> Result<(Vec<ArrayRef>, bool)> {
        Ok((arguments.to_vec(), arguments.first().is_some_and(|column| !column.is_empty())))
    }

    fn reduce(&self, columns: Vec<ArrayRef>) -> Result<Vec<ArrayRef>> {
        if !self.distinct {
            return Ok(columns);
        }
        let rows = identities(&columns[..self.arguments()])?;
        let mut seen = HashSet::with_capacity(rows.num_rows());
        let firsts = (0..rows.num_rows()).filter(|row| seen.insert(rows.row(*row).data()));
        let firsts = UInt64Array::from_iter_values(firsts.map(|row| row as u64));
        columns.iter().map(|column| Ok(take(column, &firsts, None)?)).collect()
    }

    fn finish(&self, columns: Vec<ArrayRef>) -> Result<ScalarValue> {
        let mut columns = self.reduce(columns)?;
        if !self.orders.is_empty() {
            columns = self.sorted(&columns)?;
        }
        let mut accumulator = self.aggregate.accumulator()?;
        accumulator.update_batch(&columns[..self.arguments()])?;
        accumulator.evaluate()
    }

    fn empty(&self, result: &DataType) -> Result<ScalarValue> {
        self.aggregate.empty(result)
    }
}
