//! One group by means of an accumulator of many.

use arrow::array::ArrayRef;
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};

/// An accumulator of groups, with one group.
pub(super) struct Ungrouped<G> {
    make: Box<dyn Fn() -> Result<G> + Send + Sync>,
    groups: G,
    /// As many zeros as the largest batch so far has rows.
    zeros: Vec<usize>,
}

impl<G: GroupsAccumulator + Sync> Ungrouped<G> {
    /// No rows yet; `make` gives accumulators without groups.
    pub(super) fn new(make: impl Fn() -> Result<G> + Send + Sync + 'static) -> Result<Self> {
        Ok(Self { groups: make()?, make: Box::new(make), zeros: Vec::new() })
    }

    /// The state as columns of one row; it stays.
    fn columns(&mut self) -> Result<Vec<ArrayRef>> {
        let state = self.groups.state(EmitTo::All)?;
        // Before any rows there is no group and its state has no row.
        if state.iter().all(|column| !column.is_empty()) {
            self.groups.merge_batch(&state, &[0], 1)?;
        }
        Ok(state)
    }

    fn zeros(&mut self, rows: usize) {
        if self.zeros.len() < rows {
            self.zeros.resize(rows, 0);
        }
    }
}

impl<G> std::fmt::Debug for Ungrouped<G> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(std::any::type_name::<G>())
    }
}

impl<G: GroupsAccumulator + Sync> Accumulator for Ungrouped<G> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let rows = values.first().map_or(0, |column| column.len());
        self.zeros(rows);
        self.groups.update_batch(values, &self.zeros[..rows], None, 1)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let state = self.columns()?;
        let mut copy = (self.make)()?;
        let rows = state.first().map_or(0, |column| column.len());
        copy.merge_batch(&state, &[0][..rows], 1)?;
        ScalarValue::try_from_array(&copy.evaluate(EmitTo::All)?, 0)
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.groups.size() + self.zeros.capacity() * size_of::<usize>()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let mut state = self.columns()?;
        if state.iter().any(|column| column.is_empty()) {
            self.groups.merge_batch(&state, &[], 1)?;
            state = self.columns()?;
        }
        state.iter().map(|column| ScalarValue::try_from_array(column, 0)).collect()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let rows = states.first().map_or(0, |column| column.len());
        self.zeros(rows);
        self.groups.merge_batch(states, &self.zeros[..rows], 1)
    }
}
