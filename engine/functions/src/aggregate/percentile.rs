//! `approx_percentile`: values as a t-digest, which is exact for few of them.
//!
//! Source: Dunning and Ertl, "Computing Extremely Accurate Quantiles Using t-Digests" (2019). Where quantiles
//! fall between two values, and how clusters grow, is as in Trino.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, Int64Array, UInt64Array};
use arrow::buffer::NullBuffer;
use arrow::compute::{cast, filter, take};
use arrow::datatypes::{DataType, Float64Type};
use datafusion::common::ScalarValue;
use datafusion::common::utils::SingleRowListArrayBuilder;
use datafusion::error::Result;

use super::reduced::Reduction;
use crate::DataError;
use crate::kernel::column;

/// How fine clusters are.
const COMPRESSION: f64 = 200.0;

/// Clusters are merged when there are more values.
const EXACT: usize = 1260;

/// `approx_percentile(value[, weight], percentile)`
#[derive(Debug)]
pub(super) struct Percentile {
    weighted: bool,
    percentile: DataType,
    /// Of the values and of the result or its elements.
    value: DataType,
}

impl Percentile {
    /// Over arguments of these carriers.
    pub(super) fn new(arguments: &[DataType]) -> Option<Self> {
        let (value, percentile) = (arguments.first()?.clone(), arguments.last()?.clone());
        Some(Self { weighted: arguments.len() == 3, percentile, value })
    }

    fn result(&self, value: f64) -> Result<ScalarValue> {
        match self.value {
            // Half up.
            DataType::Int64 => Ok(ScalarValue::Int64(Some((value + 0.5).floor() as i64))),
            _ => ScalarValue::Float64(Some(value)).cast_to(&self.value),
        }
    }
}

fn invalid(message: impl Into<String>) -> DataError {
    DataError::new("INVALID_FUNCTION_ARGUMENT", message)
}

impl Reduction for Percentile {
    /// Mean and weight of a cluster, and the percentile asked for.
    fn columns(&self) -> Vec<DataType> {
        vec![DataType::Float64, DataType::Float64, self.percentile.clone()]
    }

    fn lift(&self, arguments: &[ArrayRef]) -> Result<(Vec<ArrayRef>, bool)> {
        let values = cast(&arguments[0], &DataType::Float64)?;
        if self.value == DataType::Int64 {
            let doubles = column::<Float64Array>(&values)?;
            for (value, double) in column::<Int64Array>(&arguments[0])?.iter().zip(doubles) {
                if let (Some(value), Some(double)) = (value, double)
                    && double as i64 != value
                {
                    return Err(invalid(format!("no exact double representation for long: {value}")).into());
                }
            }
        }
        let weights: ArrayRef = match self.weighted {
            true => cast(&arguments[1], &DataType::Float64)?,
            false => Arc::new(Float64Array::from_value(1.0, values.len())),
        };
        let mut columns = vec![values, weights, Arc::clone(&arguments[arguments.len() - 1])];
        let nulls = columns
            .iter()
            .fold(None, |nulls, column| NullBuffer::union(nulls.as_ref(), column.logical_nulls().as_ref()));
        if let Some(nulls) = nulls {
            let complete = arrow::array::BooleanArray::new(nulls.into_inner(), None);
            columns = columns.iter().map(|column| filter(column, &complete)).collect::<Result<_, _>>()?;
        }
        for value in column::<Float64Array>(&columns[0])?.values() {
            if !value.is_finite() {
                let message = if value.is_nan() { "value is NaN" } else { "value must be finite" };
                return Err(invalid(message).into());
            }
        }
        for weight in column::<Float64Array>(&columns[1])?.values() {
            if weight.is_nan() || *weight < 1.0 {
                return Err(invalid(format!("weight must be >= 1, was {weight:?}")).into());
            }
        }
        let seen = !columns[0].is_empty();
        Ok((columns, seen))
    }

    fn reduce(&self, columns: Vec<ArrayRef>) -> Result<Vec<ArrayRef>> {
        let rows = columns[0].len();
        if rows <= EXACT {
            return Ok(columns);
        }
        let clusters = merged(clusters(&columns)?);
        // The last percentile is the one that counts.
        let last = UInt64Array::from_value(rows as u64 - 1, clusters.len());
        Ok(vec![
            Arc::new(Float64Array::from_iter_values(clusters.iter().map(|cluster| cluster.0))),
            Arc::new(Float64Array::from_iter_values(clusters.iter().map(|cluster| cluster.1))),
            take(&columns[2], &last, None)?,
        ])
    }

    fn finish(&self, columns: Vec<ArrayRef>) -> Result<ScalarValue> {
        let rows = columns[0].len();
        let clusters = merged(clusters(&columns)?);
        let quantile = |percentile: f64| -> Result<ScalarValue> {
            if !(0.0..=1.0).contains(&percentile) {
                return Err(invalid("Percentile must be between 0 and 1").into());
            }
            self.result(value_at(&clusters, percentile))
        };
        if self.percentile == DataType::Float64 {
            return quantile(column::<Float64Array>(&columns[2])?.value(rows - 1));
        }
        let percentiles = columns[2].as_list::<i32>().value(rows - 1);
        let percentiles = percentiles.as_primitive::<Float64Type>();
        let values = percentiles.iter().map(|percentile| match percentile {
            Some(percentile) => quantile(percentile),
            None => Err(invalid("Percentile cannot be null").into()),
        });
        let values = values.collect::<Result<Vec<_>>>()?;
        let values = match values.is_empty() {
            true => arrow::array::new_empty_array(&self.value),
            false => ScalarValue::iter_to_array(values)?,
        };
        Ok(SingleRowListArrayBuilder::new(values).build_list_scalar())
    }
}

/// Means and weights in the order of means.
fn clusters(columns: &[ArrayRef]) -> Result<Vec<(f64, f64)>> {
    let means = column::<Float64Array>(&columns[0])?.values().iter();
    let weights = column::<Float64Array>(&columns[1])?.values().iter();
    let mut clusters: Vec<(f64, f64)> = means.copied().zip(weights.copied()).collect();
    clusters.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(clusters)
}

/// Neighbours made one where they are small enough for where they are: the ends stay fine.
fn merged(clusters: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let total: f64 = clusters.iter().map(|cluster| cluster.1).sum();
    let normalizer = COMPRESSION / (4.0 * (total / COMPRESSION).ln() + 24.0);
    let largest = |quantile: f64| quantile * (1.0 - quantile) / normalizer;
    let mut result: Vec<(f64, f64)> = Vec::with_capacity(clusters.len());
    let (mut before, mut limit) = (0.0, 0.0);
    for (mean, weight) in clusters {
        let Some(last) = result.last_mut() else {
            result.push((mean, weight));
            continue;
        };
        let together = last.1 + weight;
        let quantile = f64::min((before + together) / total, 1.0);
        if together <= total * f64::min(limit, largest(quantile)) {
            last.0 += (mean - last.0) * weight / together;
            last.1 = together;
        } else {
            before += last.1;
            limit = largest(before / total);
            result.push((mean, weight));
        }
    }
    result
}

/// The value at a quantile.
fn value_at(clusters: &[(f64, f64)], quantile: f64) -> f64 {
    let (Some(first), Some(last)) = (clusters.first(), clusters.last()) else { return f64::NAN };
    let total: f64 = clusters.iter().map(|cluster| cluster.1).sum();
    let offset = quantile * total;
    if clusters.len() == 1 || offset < 1.0 {
        return first.0;
    }
    if offset >= total - 1.0 {
        return last.0;
    }
    let mut before = first.1 / 2.0;
    if offset < before {
        return first.0;
    }
    for pair in clusters.windows(2) {
        let ((left, left_weight), (right, right_weight)) = (pair[0], pair[1]);
        let distance = (left_weight + right_weight) / 2.0;
        if before + distance <= offset {
            before += distance;
            continue;
        }
        let mut inside = offset - before;
        if left_weight == 1.0 && inside < 0.5 {
            return left;
        }
        if right_weight == 1.0 && inside >= left_weight / 2.0 {
            return right;
        }
        let mut length = distance;
        if left_weight == 1.0 {
            inside -= 0.5;
            length = right_weight / 2.0;
        } else if right_weight == 1.0 {
            length = left_weight / 2.0;
        }
        return left + inside / length * (right - left);
    }
    last.0
}
