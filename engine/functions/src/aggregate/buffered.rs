//! DISTINCT and ORDER BY: rows are kept until the end, then each once, in order, given to the aggregate.
//!
//! DataFusion turns a lone DISTINCT into a GROUP BY; what comes here is the rest.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, UInt64Array};
use arrow::compute::{SortOptions, concat, take};
use arrow::datatypes::DataType;
use arrow::row::{RowConverter, Rows, SortField};
use datafusion::common::ScalarValue;
use datafusion::common::utils::SingleRowListArrayBuilder;
use datafusion::error::Result;
use datafusion::logical_expr::Accumulator;

use super::function::Aggregate;
use super::identity::canonical;

/// Rows are first made distinct when there are so many.
const FIRST_CLEARING: usize = 1024;

/// Rows kept until the end.
#[derive(Debug)]
pub(super) struct Buffered {
    aggregate: Arc<dyn Aggregate>,
    /// Types of the columns: arguments, then sort keys.
    types: Vec<DataType>,
    distinct: bool,
    orders: Vec<SortOptions>,
    batches: Vec<Vec<ArrayRef>>,
    rows: usize,
    bytes: usize,
    /// At so many rows duplicates are dropped.
    clear_at: usize,
}

impl Buffered {
    /// No rows yet; `types` are those of the arguments and, behind them, of the sort keys.
    pub(super) fn new(
        aggregate: Arc<dyn Aggregate>,
        types: Vec<DataType>,
        distinct: bool,
        orders: Vec<SortOptions>,
    ) -> Self {
        let clear_at = FIRST_CLEARING;
        Self { aggregate, types, distinct, orders, batches: Vec::new(), rows: 0, bytes: 0, clear_at }
    }

    fn arguments(&self) -> usize {
        self.types.len() - self.orders.len()
    }

    fn push(&mut self, columns: Vec<ArrayRef>) -> Result<()> {
        let rows = columns.first().map_or(0, |column| column.len());
        if rows == 0 {
            return Ok(());
        }
        self.rows += rows;
        self.bytes += bytes(&columns);
        self.batches.push(columns);
        if self.distinct && self.rows >= self.clear_at {
            self.clear()?;
            self.clear_at = FIRST_CLEARING.max(self.rows * 2);
        }
        Ok(())
    }

    /// Makes one batch of all, without duplicates.
    fn clear(&mut self) -> Result<()> {
        let columns = self.columns()?;
        let columns = if self.distinct { self.distinct(&columns)? } else { columns };
        self.rows = columns.first().map_or(0, |column| column.len());
        self.bytes = bytes(&columns);
        self.batches = vec![columns];
        Ok(())
    }

    fn columns(&self) -> Result<Vec<ArrayRef>> {
        let columns = self.types.iter().enumerate().map(|(index, data_type)| {
            let parts: Vec<&dyn Array> = self.batches.iter().map(|batch| &*batch[index]).collect();
            match parts.as_slice() {
                [] => Ok(arrow::array::new_empty_array(data_type)),
                parts => Ok(concat(parts)?),
            }
        });
        columns.collect()
    }

    fn distinct(&self, columns: &[ArrayRef]) -> Result<Vec<ArrayRef>> {
        let rows = identities(&columns[..self.arguments()])?;
        let mut seen = HashSet::with_capacity(rows.num_rows());
        let firsts = rows.iter().enumerate().filter(|(_, row)| seen.insert(row.owned()));
        let firsts: UInt64Array = firsts.map(|(index, _)| index as u64).collect::<Vec<_>>().into();
        columns.iter().map(|column| Ok(take(column, &firsts, None)?)).collect()
    }

    fn sorted(&self, columns: &[ArrayRef]) -> Result<Vec<ArrayRef>> {
        let keys: Vec<_> = columns[self.arguments()..].iter().map(canonical).collect::<Result<_>>()?;
        let fields = keys.iter().zip(&self.orders).map(|(key, options)| {
            SortField::new_with_options(key.data_type().clone(), *options)
        });
        let rows = RowConverter::new(fields.collect())?.convert_columns(&keys)?;
        let mut order: Vec<u64> = (0..rows.num_rows() as u64).collect();
        order.sort_by(|a, b| rows.row(*a as usize).cmp(&rows.row(*b as usize)));
        let order = UInt64Array::from(order);
        columns[..self.arguments()].iter().map(|column| Ok(take(column, &order, None)?)).collect()
    }
}

/// Rows that are equal where all values are the same.
fn identities(columns: &[ArrayRef]) -> Result<Rows> {
    let columns: Vec<_> = columns.iter().map(canonical).collect::<Result<_>>()?;
    let fields = columns.iter().map(|column| SortField::new(column.data_type().clone()));
    Ok(RowConverter::new(fields.collect())?.convert_columns(&columns)?)
}

fn bytes(columns: &[ArrayRef]) -> usize {
    columns.iter().map(|column| column.to_data().get_slice_memory_size().unwrap_or(0)).sum()
}

impl Accumulator for Buffered {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.push(values.to_vec())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.clear()?;
        let columns = self.columns()?;
        let columns = match self.orders.is_empty() {
            true => columns,
            false => self.sorted(&columns)?,
        };
        let mut accumulator = self.aggregate.accumulator()?;
        accumulator.update_batch(&columns[..self.arguments()])?;
        accumulator.evaluate()
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.bytes
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.clear()?;
        let columns = self.columns()?.into_iter();
        Ok(columns.map(|column| SingleRowListArrayBuilder::new(column).build_list_scalar()).collect())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let rows = states.first().map_or(0, |column| column.len());
        for row in 0..rows {
            if states.iter().all(|column| column.is_valid(row)) {
                self.push(states.iter().map(|column| column.as_list::<i32>().value(row)).collect())?;
            }
        }
        Ok(())
    }
}
