//! Rows that could not be converted.

use arrow::array::{Array, ArrayRef, BooleanArray};
use arrow::compute::nullif;
use datafusion::error::Result;

use crate::DataError;

/// Rows that could not be converted, in their order, each with its error.
#[derive(Default)]
pub(super) struct Failures {
    rows: Vec<(usize, DataError)>,
}

impl Failures {
    /// Notes a row; its value is NULL for now.
    pub(super) fn note(&mut self, row: usize, error: DataError) {
        self.rows.push((row, error));
    }

    /// The value of a row, NULL with a note when it failed.
    pub(super) fn catch<T>(
        &mut self,
        row: usize,
        value: Result<Option<T>, DataError>,
    ) -> Result<Option<T>, DataError> {
        Ok(value.unwrap_or_else(|error| {
            self.note(row, error);
            None
        }))
    }

    /// Takes over the failures of parts: `row` tells to which row a part belongs, `None` when the part is of
    /// no row that is.
    pub(super) fn take(&mut self, parts: Self, row: impl Fn(usize) -> Option<usize>) {
        let moved = parts.rows.into_iter().filter_map(|(part, error)| Some((row(part)?, error)));
        self.rows.extend(moved);
    }

    /// The first error, if there is any.
    pub(super) fn raise(self) -> Result<()> {
        match self.rows.into_iter().min_by_key(|(row, _)| *row) {
            Some((_, error)) => Err(error.into()),
            None => Ok(()),
        }
    }

    /// The column with NULL in the failed rows.
    pub(super) fn nullify(self, column: &ArrayRef) -> Result<ArrayRef> {
        if self.rows.is_empty() {
            return Ok(ArrayRef::clone(column));
        }
        let mut failed = vec![false; column.len()];
        for (row, _) in self.rows {
            if let Some(failed) = failed.get_mut(row) {
                *failed = true;
            }
        }
        Ok(nullif(column, &BooleanArray::from(failed))?)
    }
}
