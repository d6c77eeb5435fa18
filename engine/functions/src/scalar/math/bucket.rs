//! `width_bucket`.

use arrow::array::{Array, AsArray, Float64Array, ListArray};
use arrow::datatypes::Float64Type;
use polias_types::Type;

use crate::DataError;
use crate::kernel::column;
use crate::rows::cell;
use crate::scalar::body::{Body, build, strict};

/// What the function does for these types.
pub(super) fn body(arguments: &[Type]) -> Option<Body> {
    Some(match arguments {
        [_, _, _, _] => strict!(bigint; value: Double, first: Double, second: Double, count: Bigint => {
            equal_width(value, first, second, count).map(Some)
        }),
        [_, Type::Array(_)] => Box::new(|columns, rows| {
            let values = column::<Float64Array>(&columns[0])?;
            let lists = column::<ListArray>(&columns[1])?;
            let bins = lists.values().as_primitive::<Float64Type>();
            build!(bigint, rows, |row| {
                let (Some(value), true) = (cell(values, row), lists.is_valid(row)) else { return Ok(None) };
                let offsets = lists.value_offsets();
                let start = usize::try_from(offsets[row]).unwrap_or(0);
                let end = usize::try_from(offsets[row + 1]).unwrap_or(0);
                // NULL counts as 0, as in Trino.
                let bins: Vec<f64> = (start..end).map(|index| cell(bins, index).unwrap_or(0.0)).collect();
                of_bins(value, &bins).map(Some)
            })
        }),
        _ => return None,
    })
}

fn refuse<T>(message: impl Into<String>) -> Result<T, DataError> {
    Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message))
}

fn equal_width(value: f64, first: f64, second: f64, count: i64) -> Result<i64, DataError> {
    if count <= 0 {
        return refuse("bucketCount must be greater than 0");
    }
    if value.is_nan() {
        return refuse("operand must not be NaN");
    }
    if !first.is_finite() {
        return refuse("first bound must be finite");
    }
    if !second.is_finite() {
        return refuse("second bound must be finite");
    }
    if first == second {
        return refuse("bounds cannot equal each other");
    }
    let (lower, upper) = (first.min(second), first.max(second));
    let out_of_range =
        || DataError::new("NUMERIC_VALUE_OUT_OF_RANGE", format!("Bucket for value {value} is out of range"));
    let bucket = if value < lower {
        0
    } else if value >= upper {
        count.checked_add(1).ok_or_else(out_of_range)?
    } else {
        (count as f64 * (value - lower) / (upper - lower) + 1.0) as i64
    };
    Ok(if first > second { count - bucket + 1 } else { bucket })
}

fn of_bins(value: f64, bins: &[f64]) -> Result<i64, DataError> {
    if bins.is_empty() {
        return refuse("Bins cannot be an empty array");
    }
    if value.is_nan() {
        return refuse("Operand cannot be NaN");
    }
    let (mut lower, mut upper) = (0, bins.len());
    while lower < upper {
        if bins[lower] > bins[upper - 1] {
            return refuse("Bin values are not sorted in ascending order");
        }
        let index = usize::midpoint(lower, upper);
        let bin = bins[index];
        if !bin.is_finite() {
            return refuse(format!("Bin value must be finite, got {}", java(bin)));
        }
        if value < bin {
            upper = index;
        } else {
            lower = index + 1;
        }
    }
    Ok(i64::try_from(lower).unwrap_or(i64::MAX))
}

fn java(value: f64) -> &'static str {
    match value {
        f64::INFINITY => "Infinity",
        f64::NEG_INFINITY => "-Infinity",
        _ => "NaN",
    }
}
