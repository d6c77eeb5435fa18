//! Rows as bytes: each column's encoder is chosen once per batch, each value is written straight into the
//! outgoing buffer.
//!
//! It must never box a value or collect a result.

mod array;
mod column;
mod copy;
mod datetime;
mod interval;
mod numeric;
mod text;
mod zone;

use std::ops::Range;

use arrow::record_batch::RecordBatch;

pub use column::ColumnEncoder;
pub use copy::{CopyFormat, CopyOptions, CopyPrefix};
pub use datetime::{PG_EPOCH_DAYS, PG_EPOCH_MICROS};
pub use interval::IntervalStyle;
pub use zone::Zone;

use super::errors::PgError;
use super::limits::{FLUSH_BYTES, MAX_ROW_BYTES};
use super::types::Column;

/// A result column's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Code 0.
    Text,
    /// Code 1.
    Binary,
}

/// Session settings that decide how values look as text.
#[derive(Debug, Clone, PartialEq)]
pub struct TextStyle {
    /// Zone in which `timestamptz` is printed.
    pub zone: Zone,
    /// How intervals are printed.
    pub interval: IntervalStyle,
}

/// A value that has no PostgreSQL form.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// Beyond PostgreSQL's range of dates or times.
    #[error("{0} out of range for PostgreSQL clients")]
    OutOfRange(&'static str),
    /// A carrier that has no encoder.
    #[error("values of Arrow type {0} cannot be sent to PostgreSQL clients")]
    Unsupported(String),
    /// A value came in another carrier than its type's.
    #[error(transparent)]
    Carrier(#[from] polias_engine::types::text::CarrierMismatch),
    /// Arrow refused a conversion.
    #[error(transparent)]
    Arrow(#[from] arrow::error::ArrowError),
}

impl From<EncodeError> for PgError {
    fn from(error: EncodeError) -> Self {
        match &error {
            EncodeError::OutOfRange(_) => Self::error("22008", error.to_string()),
            EncodeError::Unsupported(_) => {
                Self::unsupported(error.to_string()).with_hint("Cast the column to varchar.")
            }
            EncodeError::Carrier(_) => Self::error("XX000", error.to_string()),
            EncodeError::Arrow(_) => Self::error("22003", error.to_string()),
        }
    }
}

/// Encoders of all columns of one batch.
pub struct RowEncoder {
    columns: Vec<ColumnEncoder>,
}

impl RowEncoder {
    /// Chooses the encoders.
    pub fn new(batch: &RecordBatch, columns: &[Column], style: &TextStyle) -> Result<Self, PgError> {
        if batch.num_columns() != columns.len() {
            let message = format!("a batch has {} columns instead of {}", batch.num_columns(), columns.len());
            return Err(PgError::error("XX000", message));
        }
        let encoders = batch.columns().iter().zip(columns);
        let columns = encoders.map(|(array, column)| ColumnEncoder::new(array, &column.pg_type.kind, style));
        Ok(Self { columns: columns.collect::<Result<_, _>>()? })
    }

    /// Appends DataRow messages until the rows end or the buffer is worth a write; returns the next row.
    pub fn data_rows(
        &self,
        rows: Range<usize>,
        formats: &[Format],
        out: &mut Vec<u8>,
    ) -> Result<usize, PgError> {
        let count = u16::try_from(self.columns.len()).unwrap_or(u16::MAX);
        for row in rows.clone() {
            if out.len() >= FLUSH_BYTES {
                return Ok(row);
            }
            let start = out.len();
            out.extend_from_slice(b"D\0\0\0\0");
            out.extend_from_slice(&count.to_be_bytes());
            let mut fields = self.columns.iter().zip(formats);
            let written = fields.try_for_each(|(column, format)| column.write_field(row, *format, out));
            finish_message(written, out, start)?;
        }
        Ok(rows.end)
    }

    /// Appends CopyData messages, as [`RowEncoder::data_rows`].
    pub fn copy_rows(
        &self,
        rows: Range<usize>,
        copy: &CopyOptions,
        prefix: &CopyPrefix,
        out: &mut Vec<u8>,
    ) -> Result<usize, PgError> {
        let mut scratch = Vec::new();
        for row in rows.clone() {
            if out.len() >= FLUSH_BYTES {
                return Ok(row);
            }
            let start = out.len();
            out.extend_from_slice(b"d\0\0\0\0");
            if row == rows.start {
                out.append(&mut prefix.take());
            }
            let written = copy.write_row(&self.columns, row, &mut scratch, out);
            finish_message(written, out, start)?;
        }
        Ok(rows.end)
    }
}

/// Writes the length of the message that begins at `start` with its type byte; takes back one that failed or is
/// too long.
fn finish_message(written: Result<(), PgError>, out: &mut Vec<u8>, start: usize) -> Result<(), PgError> {
    if written.is_err() {
        out.truncate(start);
        return written;
    }
    let length = out.len() - start - 1;
    if length > MAX_ROW_BYTES {
        out.truncate(start);
        let message =
            format!("row of {length} bytes is longer than the {MAX_ROW_BYTES} bytes a row may have");
        return Err(PgError::error("54000", message));
    }
    set_length(out, start + 1, length);
    Ok(())
}

/// Stores a 32-bit length at `at`, where four bytes were left for it.
fn set_length(out: &mut [u8], at: usize, length: usize) {
    if let Some(place) = out.get_mut(at..at + 4) {
        place.copy_from_slice(&(length as u32).to_be_bytes());
    }
}

#[cfg(test)]
mod tests;
