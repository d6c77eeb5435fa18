//! `array_sort` by a comparator. All rows sort together: each asks for one comparison at a time.

use arrow::array::{ArrayRef, Int32Array};
use datafusion::error::Result;

use super::call::Call;
use crate::DataError;
use crate::kernel::column;
use crate::rows::cell;
use crate::scalar::lists::{Lists, Picked, taken};

/// An array being sorted by binary insertion, which is stable.
struct Sorting {
    row: usize,
    sorted: Vec<usize>,
    rest: std::vec::IntoIter<usize>,
    next: usize,
    low: usize,
    high: usize,
}

impl Sorting {
    /// Whether there is an element left to insert.
    fn advance(&mut self) -> bool {
        while self.low == self.high {
            self.sorted.insert(self.low, self.next);
            let Some(next) = self.rest.next() else { return false };
            self.next = next;
            (self.low, self.high) = (0, self.sorted.len());
        }
        true
    }

    fn middle(&self) -> usize {
        usize::midpoint(self.low, self.high)
    }
}

/// The elements in the order of the lambda.
pub(super) fn sort(call: &Call<'_>) -> Result<ArrayRef> {
    let lists = Lists::new(&call.values[0])?;
    let mut done: Vec<Option<Vec<usize>>> = vec![None; call.rows];
    let mut active = Vec::new();
    for (row, done) in done.iter_mut().enumerate() {
        let Some(range) = lists.range(row) else { continue };
        let mut rest = range.collect::<Vec<_>>().into_iter();
        match rest.next() {
            Some(next) => active.push(Sorting { row, sorted: Vec::new(), rest, next, low: 0, high: 0 }),
            None => *done = Some(Vec::new()),
        }
    }
    loop {
        let mut still = Vec::with_capacity(active.len());
        for mut sorting in active {
            if sorting.advance() {
                still.push(sorting);
            } else {
                done[sorting.row] = Some(sorting.sorted);
            }
        }
        active = still;
        if active.is_empty() {
            break;
        }
        let parameters = [
            taken(lists.values(), active.iter().map(|sorting| Some(sorting.next)).collect())?,
            taken(
                lists.values(),
                active.iter().map(|sorting| sorting.sorted.get(sorting.middle()).copied()).collect(),
            )?,
        ];
        let origins = active.iter().map(|sorting| sorting.row as u64).collect();
        let outcomes = call.evaluate(0, &parameters, origins)?;
        let outcomes = column::<Int32Array>(&outcomes)?;
        for (index, sorting) in active.iter_mut().enumerate() {
            let middle = sorting.middle();
            match cell(outcomes, index) {
                Some(-1) => sorting.high = middle,
                Some(0 | 1) => sorting.low = middle + 1,
                _ => {
                    return Err(DataError::new(
                        "INVALID_FUNCTION_ARGUMENT",
                        "Lambda comparator must return either -1, 0, or 1",
                    )
                    .into());
                }
            }
        }
    }
    let mut picked = Picked::new(call.rows);
    for places in done {
        picked.push(places);
    }
    picked.finish(lists.values())
}
