//! Answers of SHOW, DESCRIBE and EXPLAIN: a few rows of text.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringViewBuilder};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::RecordBatch;

use polias_types::Type;

use crate::outcome::Outcome;
use crate::{EngineError, OutputColumn, Result};

/// Columns of type `varchar`.
pub(crate) fn text_columns(names: &[&str]) -> Vec<OutputColumn> {
    names
        .iter()
        .map(|name| OutputColumn {
            name: (*name).to_owned(),
            trino_type: Type::VARCHAR,
            data_type: DataType::Utf8View,
            pg_oid: None,
        })
        .collect()
}

/// Rows of text under construction.
#[derive(Debug)]
pub(crate) struct TextRows<const N: usize> {
    names: [&'static str; N],
    values: [StringViewBuilder; N],
}

impl<const N: usize> TextRows<N> {
    /// No rows yet. `names` has N names: the statement's `COLUMNS`.
    pub(crate) fn new(names: [&'static str; N]) -> Self {
        Self { names, values: std::array::from_fn(|_| StringViewBuilder::new()) }
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, row: [&str; N]) {
        self.push_nullable(row.map(Some));
    }

    /// Adds a row with NULLs.
    pub(crate) fn push_nullable(&mut self, row: [Option<&str>; N]) {
        for (values, value) in self.values.iter_mut().zip(row) {
            values.append_option(value);
        }
    }

    /// The rows as one batch.
    pub(crate) fn batch(mut self) -> Result<RecordBatch> {
        let fields: Vec<Field> =
            self.names.iter().map(|name| Field::new(*name, DataType::Utf8View, true)).collect();
        let arrays = self.values.iter_mut().map(|values| Arc::new(values.finish()) as ArrayRef).collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
            .map_err(|error| EngineError::internal(format!("rows of text do not fit: {error}")))
    }

    /// The rows as a statement's outcome.
    pub(crate) fn finish(self, tag: &'static str) -> Result<Outcome> {
        let columns = text_columns(&self.names);
        Ok(Outcome::Rows { tag, columns, batches: vec![self.batch()?] })
    }
}

/// The outcome of a statement without rows.
pub(crate) fn done(tag: &'static str) -> Outcome {
    Outcome::Done { tag, notices: Vec::new() }
}

/// The outcome of a statement that had nothing to do, and says why.
pub(crate) fn skipped(tag: &'static str, notice: String) -> Outcome {
    Outcome::Done { tag, notices: vec![notice] }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, AsArray};

    use super::*;

    #[test]
    fn rows_become_a_batch() {
        let mut rows = TextRows::new(["a", "b"]);
        rows.push(["1", "x"]);
        rows.push_nullable([None, Some("y")]);
        let Ok(Outcome::Rows { tag, columns, batches }) = rows.finish("SHOW") else { panic!("no rows") };
        assert_eq!((tag, columns), ("SHOW", text_columns(&["a", "b"])));
        let first = batches[0].column(0).as_string_view();
        assert_eq!((batches[0].num_rows(), first.value(0), first.is_null(1)), (2, "1", true));
    }

    #[test]
    fn no_rows_are_an_empty_batch() {
        assert_eq!(TextRows::new(["a"]).batch().unwrap().num_rows(), 0);
    }
}
