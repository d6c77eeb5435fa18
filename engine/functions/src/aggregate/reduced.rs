//! Aggregates over kept rows: rows of working columns come together, are now and then made fewer, and become
//! the result at the end.
//!
//! One accumulator serves all of them, one group at a time; merging is adding rows, so that nothing but the
//! three steps of a [`Reduction`] need be written.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, new_empty_array};
use arrow::compute::concat;
use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::common::utils::SingleRowListArrayBuilder;
use datafusion::error::Result;
use datafusion::logical_expr::Accumulator;

use super::function::Aggregate;
use crate::kernel::column;

/// Rows are first made fewer when there are so many.
const FIRST_REDUCTION: usize = 1024;

/// Batches are made one when there are so many.
const MOST_BATCHES: usize = 64;

/// What an aggregate does with its rows.
pub(super) trait Reduction: std::fmt::Debug + Send + Sync + 'static {
    /// Types of the working columns.
    fn columns(&self) -> Vec<DataType>;

    /// Working columns of rows that come in, without the rows that do not count. And whether there is a result
    /// now, even if no rows are left.
    fn lift(&self, arguments: &[ArrayRef]) -> Result<(Vec<ArrayRef>, bool)>;

    /// Fewer rows that mean the same.
    fn reduce(&self, columns: Vec<ArrayRef>) -> Result<Vec<ArrayRef>> {
        Ok(columns)
    }

    /// The result.
    fn finish(&self, columns: Vec<ArrayRef>) -> Result<ScalarValue>;

    /// The result when no row counts.
    fn empty(&self, result: &DataType) -> Result<ScalarValue> {
        ScalarValue::try_from(result)
    }

    /// As in [`Aggregate`].
    fn sensitive_to_order(&self) -> bool {
        false
    }

    /// As in [`Aggregate`].
    fn sensitive_to_duplicates(&self) -> bool {
        true
    }
}

/// A reduction as an aggregate.
#[derive(Debug)]
pub(super) struct Reduced {
    reduction: Arc<dyn Reduction>,
    result: DataType,
}

impl Reduced {
    /// A reduction that gives values of this carrier.
    pub(super) fn new(reduction: Arc<dyn Reduction>, result: DataType) -> Self {
        Self { reduction, result }
    }
}

/// Types of the partial state of a reduction over these columns.
pub(super) fn state_of(columns: Vec<DataType>) -> Vec<DataType> {
    let lists = columns.into_iter().map(|column| DataType::new_list(column, true));
    lists.chain([DataType::Boolean]).collect()
}

impl Aggregate for Reduced {
    fn state(&self) -> Vec<DataType> {
        state_of(self.reduction.columns())
    }

    fn accumulator(&self) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Rows::new(Arc::clone(&self.reduction), self.result.clone())))
    }

    fn sensitive_to_order(&self) -> bool {
        self.reduction.sensitive_to_order()
    }

    fn sensitive_to_duplicates(&self) -> bool {
        self.reduction.sensitive_to_duplicates()
    }

    fn empty(&self, result: &DataType) -> Result<ScalarValue> {
        self.reduction.empty(result)
    }
}

/// The rows of a group.
#[derive(Debug)]
pub(super) struct Rows {
    reduction: Arc<dyn Reduction>,
    result: DataType,
    types: Vec<DataType>,
    batches: Vec<Vec<ArrayRef>>,
    rows: usize,
    bytes: usize,
    /// At so many rows they are made fewer.
    reduce_at: usize,
    /// There is a result.
    seen: bool,
}

impl Rows {
    /// None yet.
    pub(super) fn new(reduction: Arc<dyn Reduction>, result: DataType) -> Self {
        Self {
            types: reduction.columns(),
            reduction,
            result,
            batches: Vec::new(),
            rows: 0,
            bytes: 0,
            reduce_at: FIRST_REDUCTION,
            seen: false,
        }
    }

    fn push(&mut self, columns: Vec<ArrayRef>) -> Result<()> {
        let rows = columns.first().map_or(0, |column| column.len());
        if rows == 0 {
            return Ok(());
        }
        self.rows += rows;
        self.bytes += bytes(&columns);
        self.batches.push(columns);
        if self.rows >= self.reduce_at {
            self.reduce()?;
            self.reduce_at = FIRST_REDUCTION.max(self.rows * 2);
        } else if self.batches.len() >= MOST_BATCHES {
            let columns = self.columns()?;
            self.replace(columns);
        }
        Ok(())
    }

    fn reduce(&mut self) -> Result<()> {
        let columns = self.reduction.reduce(self.columns()?)?;
        self.replace(columns);
        Ok(())
    }

    fn replace(&mut self, columns: Vec<ArrayRef>) {
        self.rows = columns.first().map_or(0, |column| column.len());
        self.bytes = bytes(&columns);
        self.batches = vec![columns];
    }

    fn columns(&self) -> Result<Vec<ArrayRef>> {
        let columns = self.types.iter().enumerate().map(|(index, data_type)| {
            let parts: Vec<&dyn Array> = self.batches.iter().map(|batch| &*batch[index]).collect();
            match parts.as_slice() {
                [] => Ok(new_empty_array(data_type)),
                [_] => Ok(Arc::clone(&self.batches[0][index])),
                parts => Ok(concat(parts)?),
            }
        });
        columns.collect()
    }
}

fn bytes(columns: &[ArrayRef]) -> usize {
    columns.iter().map(|column| column.to_data().get_slice_memory_size().unwrap_or(0)).sum()
}

impl Accumulator for Rows {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let (columns, seen) = self.reduction.lift(values)?;
        self.seen |= seen;
        self.push(columns)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        if !self.seen {
            return self.reduction.empty(&self.result);
        }
        self.reduction.finish(self.columns()?)
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.bytes
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.reduce()?;
        let columns = self.columns()?.into_iter();
        let lists = columns.map(|column| SingleRowListArrayBuilder::new(column).build_list_scalar());
        Ok(lists.chain([ScalarValue::Boolean(Some(self.seen))]).collect())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let Some((seen, lists)) = states.split_last() else { return Ok(()) };
        let seen = column::<BooleanArray>(seen)?;
        for row in 0..seen.len() {
            if seen.is_valid(row) && seen.value(row) {
                self.seen = true;
                self.push(lists.iter().map(|list| list.as_list::<i32>().value(row)).collect())?;
            }
        }
        Ok(())
    }
}
