//! `reduce`: all rows take their first elements together, then their second ones.

use std::sync::Arc;

use arrow::array::{ArrayRef, UInt64Array};
use arrow::compute::{interleave, take};
use datafusion::error::Result;

use super::call::Call;
use crate::scalar::lists::{Lists, taken};

/// The states after all elements, through the last lambda; NULL for a NULL array.
pub(super) fn reduce(call: &Call<'_>) -> Result<ArrayRef> {
    let lists = Lists::new(&call.values[0])?;
    let ranges: Vec<_> = (0..call.rows).map(|row| lists.range(row)).collect();
    let longest = ranges.iter().flatten().map(ExactSizeIterator::len).max().unwrap_or(0);
    let mut states = Arc::clone(&call.values[1]);
    for index in 0..longest {
        let active: Vec<usize> = (0..call.rows)
            .filter(|row| ranges[*row].as_ref().is_some_and(|range| index < range.len()))
            .collect();
        let origins: Vec<u64> = active.iter().map(|row| *row as u64).collect();
        let places =
            active.iter().map(|row| ranges[*row].as_ref().map(|range| range.start + index)).collect();
        let before = take(&states, &UInt64Array::from(origins.clone()), None)?;
        let after = call.evaluate(0, &[before, taken(lists.values(), places)?], origins)?;
        states = if active.len() == call.rows {
            after
        } else {
            let mut merged: Vec<(usize, usize)> = (0..call.rows).map(|row| (0, row)).collect();
            for (place, row) in active.into_iter().enumerate() {
                merged[row] = (1, place);
            }
            interleave(&[states.as_ref(), after.as_ref()], &merged)?
        };
    }
    // The last lambda sees only rows that have an array.
    let known: Vec<usize> = (0..call.rows).filter(|row| ranges[*row].is_some()).collect();
    let origins: Vec<u64> = known.iter().map(|row| *row as u64).collect();
    let states = take(&states, &UInt64Array::from(origins.clone()), None)?;
    let results = call.evaluate(1, &[states], origins)?;
    let mut places = vec![None; call.rows];
    for (place, row) in known.into_iter().enumerate() {
        places[row] = Some(place);
    }
    taken(&results, places)
}
