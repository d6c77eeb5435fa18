//! Frames whose start moves, for aggregates that rows cannot leave: computed anew from the frame's rows.
//!
//! Taking a number out of a sum of floating-point numbers does not give the sum of the others, and a NaN or an
//! infinity never leaves; so sums and moments of them are computed here too.

use std::collections::VecDeque;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::compute::concat;
use datafusion::common::{ScalarValue, internal_err};
use datafusion::error::Result;
use datafusion::logical_expr::Accumulator;

use super::function::Aggregate;

/// The rows of a frame.
#[derive(Debug)]
pub(super) struct Recomputed {
    aggregate: Arc<dyn Aggregate>,
    batches: VecDeque<Vec<ArrayRef>>,
}

impl Recomputed {
    /// No rows yet.
    pub(super) fn new(aggregate: Arc<dyn Aggregate>) -> Self {
        Self { aggregate, batches: VecDeque::new() }
    }

    /// One batch of all, so that the aggregate goes over few long columns.
    fn join(&mut self) -> Result<()> {
        if self.batches.len() > 1 {
            let width = self.batches.front().map_or(0, Vec::len);
            let columns = (0..width).map(|index| {
                let parts: Vec<&dyn Array> = self.batches.iter().map(|batch| &*batch[index]).collect();
                concat(&parts)
            });
            let columns = columns.collect::<Result<Vec<_>, _>>()?;
            self.batches = VecDeque::from([columns]);
        }
        Ok(())
    }
}

impl Accumulator for Recomputed {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        if values.first().is_some_and(|column| !column.is_empty()) {
            self.batches.push_back(values.to_vec());
        }
        Ok(())
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let mut rows = values.first().map_or(0, |column| column.len());
        while rows > 0 {
            let Some(batch) = self.batches.front_mut() else {
                return internal_err!("more rows leave a frame than came");
            };
            let length = batch.first().map_or(0, |column| column.len());
            if length <= rows {
                rows -= length;
                self.batches.pop_front();
            } else {
                for column in batch {
                    *column = column.slice(rows, length - rows);
                }
                rows = 0;
            }
        }
        Ok(())
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.join()?;
        let mut accumulator = self.aggregate.accumulator()?;
        for batch in &self.batches {
            accumulator.update_batch(batch)?;
        }
        accumulator.evaluate()
    }

    fn size(&self) -> usize {
        let columns = self.batches.iter().flatten();
        size_of_val(self) + columns.map(|column| column.get_array_memory_size()).sum::<usize>()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        internal_err!("a frame has no partial state")
    }

    fn merge_batch(&mut self, _: &[ArrayRef]) -> Result<()> {
        internal_err!("a frame has no partial state")
    }
}
