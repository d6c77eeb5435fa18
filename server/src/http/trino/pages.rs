//! Pages of rows.

use std::time::Duration;

use arrow::record_batch::RecordBatch;
use futures::StreamExt;
use polias_engine::types::text::CarrierMismatch;
use polias_engine::{BatchStream, EngineError, OutputColumn};
use tokio::time::Instant;

use super::values;

/// A page is ended when it is as large as this, in bytes.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// A page is ended when the client has waited as long as this.
const PATIENCE: Duration = Duration::from_millis(800);

/// The rows of a query, as far as they were not sent yet.
pub(super) struct Rows {
    batches: BatchStream,
    /// A batch that did not fit into the last page, and its first row that was not sent.
    rest: Option<(RecordBatch, usize)>,
    /// The statement gives no rows: one is made up, which says that it is done.
    done: bool,
}

/// What the next page holds.
pub(super) struct Page {
    /// Rows as JSON, with commas between and no brackets around; empty without rows.
    pub(super) data: String,
    /// There are no more rows.
    pub(super) last: bool,
}

impl Rows {
    /// All rows of a stream; `done` for statements without rows.
    pub(super) fn new(batches: BatchStream, done: bool) -> Self {
        Self { batches, rest: None, done }
    }

    /// The next rows. Waits for the first, and for more as long as they come soon.
    pub(super) async fn page(&mut self, columns: &[OutputColumn]) -> Result<Page, EngineError> {
        let deadline = Instant::now() + PATIENCE;
        let mut data = String::new();
        loop {
            let (batch, start) = match self.rest.take() {
                Some(rest) => rest,
                None => match tokio::time::timeout_at(deadline, self.batches.next()).await {
                    Err(_) => return Ok(Page { data, last: false }),
                    Ok(None) if self.done => return Ok(Page { data: "[true]".to_owned(), last: true }),
                    Ok(None) => return Ok(Page { data, last: true }),
                    Ok(Some(batch)) => (batch?, 0),
                },
            };
            if start == 0 {
                check_carriers(&batch, columns)?;
            }
            for row in start..batch.num_rows() {
                if data.len() >= PAGE_BYTES {
                    self.rest = Some((batch, row));
                    return Ok(Page { data, last: false });
                }
                write_row(&mut data, &batch, columns, row)
                    .map_err(|error| EngineError::new("GENERIC_INTERNAL_ERROR", error.to_string()))?;
            }
        }
    }
}

/// Values are read as their types' carriers; nothing else may come.
fn check_carriers(batch: &RecordBatch, columns: &[OutputColumn]) -> Result<(), EngineError> {
    let wrong = columns
        .iter()
        .zip(batch.columns())
        .find(|(column, array)| *array.data_type() != column.trino_type.carrier());
    match wrong {
        None => Ok(()),
        Some((column, array)) => Err(EngineError::new(
            "GENERIC_INTERNAL_ERROR",
            format!("column {} of type {} came as {}", column.name, column.trino_type, array.data_type()),
        )),
    }
}

fn write_row(
    data: &mut String,
    batch: &RecordBatch,
    columns: &[OutputColumn],
    row: usize,
) -> Result<(), CarrierMismatch> {
    if !data.is_empty() {
        data.push(',');
    }
    data.push('[');
    for (index, (column, array)) in columns.iter().zip(batch.columns()).enumerate() {
        if index > 0 {
            data.push(',');
        }
        values::write(data, &column.trino_type, array, row)?;
    }
    data.push(']');
    Ok(())
}
