//! `numeric_histogram`: buckets of a running histogram.
//!
//! Source: Ben-Haim and Tom-Tov, "A Streaming Parallel Decision Tree Algorithm" (2010). The penalty by which
//! neighbours are merged, and when, are Trino's, so that buckets agree.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float64Array, Int64Array, MapArray, StructArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::{cast, filter};
use arrow::datatypes::DataType;
use datafusion::common::{ScalarValue, internal_err};
use datafusion::error::Result;

use super::reduced::Reduction;
use crate::DataError;
use crate::kernel::column;

/// So many values more than buckets are kept before buckets are merged.
const SPARE: usize = 100;

/// Most buckets.
const MOST_BUCKETS: i64 = 1_000_000;

/// `numeric_histogram(buckets, value[, weight])`
#[derive(Debug)]
pub(super) struct NumericHistogram {
    result: DataType,
}

impl NumericHistogram {
    /// Of a map type.
    pub(super) fn new(result: DataType) -> Self {
        Self { result }
    }
}

impl Reduction for NumericHistogram {
    /// Value, weight, number of buckets.
    fn columns(&self) -> Vec<DataType> {
        vec![DataType::Float64, DataType::Float64, DataType::Int64]
    }

    fn lift(&self, arguments: &[ArrayRef]) -> Result<(Vec<ArrayRef>, bool)> {
        let buckets = column::<Int64Array>(&arguments[0])?;
        for buckets in buckets.iter().flatten() {
            let message = match buckets {
                ..2 => "numeric_histogram bucket count must be greater than one".to_owned(),
                2..=MOST_BUCKETS => continue,
                _ => format!("numeric_histogram bucket count must be at most {MOST_BUCKETS}"),
            };
            return Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message).into());
        }
        let values = cast(&arguments[1], &DataType::Float64)?;
        let weights: ArrayRef = match arguments.get(2) {
            Some(weights) => cast(weights, &DataType::Float64)?,
            None => Arc::new(Float64Array::from_value(1.0, values.len())),
        };
        let mut columns = vec![values, weights, Arc::clone(&arguments[0])];
        let nulls = columns
            .iter()
            .fold(None, |nulls, column| NullBuffer::union(nulls.as_ref(), column.logical_nulls().as_ref()));
        if let Some(nulls) = nulls {
            let complete = arrow::array::BooleanArray::new(nulls.into_inner(), None);
            columns = columns.iter().map(|column| filter(column, &complete)).collect::<Result<_, _>>()?;
        }
        let seen = !columns[0].is_empty();
        Ok((columns, seen))
    }

    fn reduce(&self, columns: Vec<ArrayRef>) -> Result<Vec<ArrayRef>> {
        let buckets = buckets(&columns)?;
        let entries = added(&columns, buckets)?;
        Ok(vec![
            Arc::new(Float64Array::from_iter_values(entries.iter().map(|entry| entry.0))),
            Arc::new(Float64Array::from_iter_values(entries.iter().map(|entry| entry.1))),
            Arc::new(Int64Array::from_value(buckets as i64, entries.len())),
        ])
    }

    fn finish(&self, columns: Vec<ArrayRef>) -> Result<ScalarValue> {
        let buckets = buckets(&columns)?;
        let mut entries = added(&columns, buckets)?;
        compact(&mut entries, buckets);
        let DataType::Map(field, sorted) = &self.result else { return internal_err!("no map") };
        let DataType::Struct(fields) = field.data_type() else { return internal_err!("no map") };
        let numbers = [
            Float64Array::from_iter_values(entries.iter().map(|entry| entry.0)),
            Float64Array::from_iter_values(entries.iter().map(|entry| entry.1)),
        ];
        let columns = numbers.iter().zip(fields).map(|(numbers, field)| cast(numbers, field.data_type()));
        let rows = StructArray::try_new(fields.clone(), columns.collect::<Result<_, _>>()?, None)?;
        let offsets = OffsetBuffer::from_lengths([entries.len()]);
        let map = MapArray::try_new(Arc::clone(field), offsets, rows, None, *sorted)?;
        ScalarValue::try_from_array(&map, 0)
    }
}

/// The number of buckets asked for; 2 without rows.
fn buckets(columns: &[ArrayRef]) -> Result<usize> {
    let buckets = column::<Int64Array>(&columns[2])?.iter().flatten().next();
    Ok(buckets.and_then(|buckets| usize::try_from(buckets).ok()).unwrap_or(2))
}

/// Values and weights, one after the other, merged whenever there are too many.
fn added(columns: &[ArrayRef], buckets: usize) -> Result<Vec<(f64, f64)>> {
    let values = column::<Float64Array>(&columns[0])?.values().iter();
    let weights = column::<Float64Array>(&columns[1])?.values().iter();
    let mut entries = Vec::with_capacity(buckets + SPARE);
    for (value, weight) in values.zip(weights) {
        if entries.len() == buckets + SPARE {
            compact(&mut entries, buckets);
        }
        entries.push((*value, *weight));
    }
    Ok(entries)
}

/// Sorts, makes equal values one, and merges the neighbours of least penalty until there are few enough.
fn compact(entries: &mut Vec<(f64, f64)>, buckets: usize) {
    entries.sort_by(|a, b| a.0.total_cmp(&b.0));
    entries.dedup_by(|next, last| {
        let same = next.0 == last.0;
        if same {
            last.1 += next.1;
        }
        same
    });
    let mut penalties: Vec<f64> = entries.windows(2).map(|pair| penalty(pair[0], pair[1])).collect();
    while entries.len() > buckets {
        let least = penalties.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1));
        let Some((at, _)) = least else { return };
        let (left, right) = (entries[at], entries.remove(at + 1));
        let weight = left.1 + right.1;
        entries[at] = ((left.0 * left.1 + right.0 * right.1) / weight, weight);
        penalties.remove(at);
        if at > 0 {
            penalties[at - 1] = penalty(entries[at - 1], entries[at]);
        }
        if at + 1 < entries.len() {
            penalties[at] = penalty(entries[at], entries[at + 1]);
        }
    }
}

/// What merging two neighbours costs.
fn penalty((value, weight): (f64, f64), (right_value, right_weight): (f64, f64)) -> f64 {
    let sum = weight + right_weight;
    let difference = (value - right_value) * (value - right_value);
    sum * difference * (weight * right_weight) / (sum * sum)
}
