//! Aggregates over a few running numbers: variance, covariance, correlation, regression, skewness, kurtosis,
//! geometric mean.
//!
//! Updates and merges are those of Welford, Chan and Pébay, in the order of operations of Trino, so that the
//! last digits agree.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Float64Array};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};

use super::function::Aggregate;
use super::ungrouped::Ungrouped;
use crate::kernel::column;

/// Running numbers of a group.
pub(super) trait Running: Default + Copy + std::fmt::Debug + Send + Sync + 'static {
    /// How many there are.
    const NUMBERS: usize;

    /// Takes in a row; `y` is 0 for functions of one argument.
    fn add(&mut self, x: f64, y: f64);

    /// Takes in those of other rows of the group.
    fn merge(&mut self, other: &Self);

    /// As numbers, the count of rows first.
    fn numbers(&self) -> [f64; MOST_NUMBERS];

    /// From [`Running::numbers`].
    fn from_numbers(numbers: [f64; MOST_NUMBERS]) -> Self;
}

/// Most numbers of a [`Running`].
pub(super) const MOST_NUMBERS: usize = 6;

/// An aggregate over running numbers.
#[derive(Debug, Clone)]
pub(super) struct Statistic<R: Running> {
    finish: fn(&R) -> Option<f64>,
    result: DataType,
}

impl<R: Running> Statistic<R> {
    /// `finish` makes the result of a group, `None` for NULL; it is cast to `result`.
    pub(super) fn new(finish: fn(&R) -> Option<f64>, result: DataType) -> Self {
        Self { finish, result }
    }
}

impl<R: Running> Aggregate for Statistic<R> {
    fn state(&self) -> Vec<DataType> {
        vec![DataType::Float64; R::NUMBERS]
    }

    fn groups(&self) -> Result<Option<Box<dyn GroupsAccumulator>>> {
        Ok(Some(Box::new(Groups { statistic: self.clone(), running: Vec::new() })))
    }

    fn has_groups(&self) -> bool {
        true
    }

    fn accumulator(&self) -> Result<Box<dyn Accumulator>> {
        let statistic = self.clone();
        let make = move || Ok(Groups { statistic: statistic.clone(), running: Vec::new() });
        Ok(Box::new(Ungrouped::new(make)?))
    }
}

struct Groups<R: Running> {
    statistic: Statistic<R>,
    running: Vec<R>,
}

/// The arguments as doubles; the second is the first when there is none.
fn doubles(values: &[ArrayRef]) -> Result<(Float64Array, Float64Array)> {
    let double = |array: &ArrayRef| -> Result<Float64Array> {
        if let Some(array) = array.as_any().downcast_ref::<Float64Array>() {
            return Ok(array.clone());
        }
        Ok(column::<Float64Array>(&cast(array, &DataType::Float64)?)?.clone())
    };
    let x = double(&values[0])?;
    let y = match values.get(1) {
        Some(y) => double(y)?,
        None => x.clone(),
    };
    Ok((x, y))
}

impl<R: Running> GroupsAccumulator for Groups<R> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.running.resize(total, R::default());
        let (x, y) = doubles(values)?;
        let nulls = arrow::buffer::NullBuffer::union(x.nulls(), y.nulls());
        let rows = groups.iter().zip(x.values().iter().zip(y.values()));
        if nulls.is_none() && filter.is_none() {
            for (group, (x, y)) in rows {
                self.running[*group].add(*x, *y);
            }
            return Ok(());
        }
        for (row, (group, (x, y))) in rows.enumerate() {
            let kept = filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row));
            if kept && nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row)) {
                self.running[*group].add(*x, *y);
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let running = emit_to.take_needed(&mut self.running);
        let results: Float64Array = running.iter().map(self.statistic.finish).collect();
        Ok(cast(&results, &self.statistic.result)?)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let running = emit_to.take_needed(&mut self.running);
        let numbers: Vec<_> = running.iter().map(R::numbers).collect();
        let columns = (0..R::NUMBERS).map(|index| {
            let column = numbers.iter().map(|numbers| numbers[index]);
            Arc::new(Float64Array::from_iter_values(column)) as ArrayRef
        });
        Ok(columns.collect())
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.running.resize(total, R::default());
        let columns: Vec<_> = states.iter().map(column::<Float64Array>).collect::<Result<_>>()?;
        for (row, group) in groups.iter().enumerate() {
            let mut numbers = [0.0; MOST_NUMBERS];
            for (number, column) in numbers.iter_mut().zip(&columns) {
                *number = column.value(row);
            }
            let (running, other) = (&mut self.running[*group], R::from_numbers(numbers));
            if other.numbers()[0] == 0.0 {
                continue;
            }
            if running.numbers()[0] == 0.0 {
                *running = other;
            } else {
                running.merge(&other);
            }
        }
        Ok(())
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let rows = values.first().map_or(0, |column| column.len());
        let groups: Vec<_> = (0..rows).collect();
        let mut each = Self { statistic: self.statistic.clone(), running: Vec::new() };
        each.update_batch(values, &groups, filter, rows)?;
        each.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        self.running.capacity() * size_of::<R>()
    }
}
