//! The elements of all arrays or maps of a batch, one after the other.

use std::ops::Range;

use arrow::array::ArrayRef;
use datafusion::error::Result;

use crate::scalar::lists::taken;

/// Elements by their rows.
pub(super) struct Elements {
    /// The row of each element.
    pub(super) origins: Vec<u64>,
    /// The place of each element in the values.
    pub(super) places: Vec<Option<usize>>,
    /// The number of elements of each row.
    pub(super) lengths: Vec<usize>,
    /// Whether the row is not NULL.
    pub(super) valid: Vec<bool>,
}

impl Elements {
    /// The elements at the places that each row has.
    pub(super) fn new(rows: usize, range: impl Fn(usize) -> Option<Range<usize>>) -> Self {
        let mut elements = Self {
            origins: Vec::new(),
            places: Vec::new(),
            lengths: Vec::with_capacity(rows),
            valid: Vec::with_capacity(rows),
        };
        for row in 0..rows {
            let range = range(row);
            elements.valid.push(range.is_some());
            let range = range.unwrap_or(0..0);
            elements.lengths.push(range.len());
            elements.origins.extend(std::iter::repeat_n(row as u64, range.len()));
            elements.places.extend(range.map(Some));
        }
        elements
    }

    /// The elements out of the values.
    pub(super) fn of(&self, values: &ArrayRef) -> Result<ArrayRef> {
        taken(values, self.places.clone())
    }

    /// Of each row, where its elements stand among all.
    pub(super) fn spans(&self) -> impl Iterator<Item = Option<Range<usize>>> + '_ {
        self.lengths.iter().zip(&self.valid).scan(0, |next, (length, valid)| {
            let start = *next;
            *next += length;
            Some(valid.then_some(start..*next))
        })
    }
}
