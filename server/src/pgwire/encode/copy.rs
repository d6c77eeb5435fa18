//! Lines of `COPY … TO STDOUT` in the formats text, csv and binary.
//!
//! Source: <https://www.postgresql.org/docs/15/sql-copy.html>.

use std::sync::{Mutex, PoisonError};

use super::{ColumnEncoder, Format};
use crate::pgwire::errors::PgError;
use crate::pgwire::types::Column;

/// FORMAT
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyFormat {
    /// Tab-separated with backslash escapes.
    Text,
    /// Comma-separated values.
    Csv,
    /// PostgreSQL's binary file format.
    Binary,
}

/// What is after WITH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyOptions {
    /// FORMAT
    pub format: CopyFormat,
    /// HEADER
    pub header: bool,
    /// DELIMITER
    pub delimiter: u8,
    /// NULL
    pub null: String,
    /// QUOTE
    pub quote: u8,
    /// ESCAPE
    pub escape: u8,
    /// FORCE_QUOTE *
    pub force_quote: bool,
}

/// What the message of the first row begins with; nothing once it was sent.
#[derive(Debug, Default)]
pub struct CopyPrefix(Mutex<Vec<u8>>);

impl CopyPrefix {
    /// Takes the bytes out.
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl CopyOptions {
    /// The defaults of a format.
    pub fn of(format: CopyFormat) -> Self {
        let (delimiter, null) = match format {
            CopyFormat::Csv => (b',', ""),
            CopyFormat::Text | CopyFormat::Binary => (b'\t', "\\N"),
        };
        Self {
            format,
            header: false,
            delimiter,
            null: null.to_owned(),
            quote: b'"',
            escape: b'"',
            force_quote: false,
        }
    }

    /// Appends what comes in front of the rows. Text's header line is a message of its own; binary's
    /// signature is returned, for the message of the first row: PostgreSQL sends it there, and clients rely
    /// on that.
    pub fn write_start(&self, columns: &[Column], out: &mut Vec<u8>) -> CopyPrefix {
        let mut body = Vec::new();
        match self.format {
            CopyFormat::Binary => {
                body.extend_from_slice(b"PGCOPY\n\xff\r\n\0");
                body.extend_from_slice(&[0; 8]);
                return CopyPrefix(Mutex::new(body));
            }
            CopyFormat::Text | CopyFormat::Csv if self.header => {
                for (index, column) in columns.iter().enumerate() {
                    if index > 0 {
                        body.push(self.delimiter);
                    }
                    self.write_value(column.name.as_bytes(), false, &mut body);
                }
                body.push(b'\n');
            }
            CopyFormat::Text | CopyFormat::Csv => return CopyPrefix::default(),
        }
        message(&body, out);
        CopyPrefix::default()
    }

    /// Appends what comes behind the rows.
    pub fn write_end(&self, prefix: &CopyPrefix, out: &mut Vec<u8>) {
        if self.format == CopyFormat::Binary {
            let mut body = prefix.take();
            body.extend_from_slice(&(-1i16).to_be_bytes());
            message(&body, out);
        }
    }

    /// Appends one row without message header.
    pub fn write_row(
        &self,
        columns: &[ColumnEncoder],
        row: usize,
        scratch: &mut Vec<u8>,
        out: &mut Vec<u8>,
    ) -> Result<(), PgError> {
        if self.format == CopyFormat::Binary {
            out.extend_from_slice(&(columns.len() as u16).to_be_bytes());
            for column in columns {
                column.write_field(row, Format::Binary, out)?;
            }
            return Ok(());
        }
        for (index, column) in columns.iter().enumerate() {
            if index > 0 {
                out.push(self.delimiter);
            }
            if column.is_null(row) {
                out.extend_from_slice(self.null.as_bytes());
                continue;
            }
            scratch.clear();
            column.write_text(row, scratch)?;
            // A single column that reads as end-of-data must not look like it.
            self.write_value(scratch, columns.len() == 1, out);
        }
        out.push(b'\n');
        Ok(())
    }

    fn write_value(&self, value: &[u8], alone: bool, out: &mut Vec<u8>) {
        match self.format {
            CopyFormat::Csv => self.write_csv(value, alone, out),
            CopyFormat::Text | CopyFormat::Binary => self.write_escaped(value, out),
        }
    }

    fn write_escaped(&self, value: &[u8], out: &mut Vec<u8>) {
        for &byte in value {
            let escaped = match byte {
                b'\\' => b'\\',
                b'\n' => b'n',
                b'\r' => b'r',
                b'\t' => b't',
                0x08 => b'b',
                0x0b => b'v',
                0x0c => b'f',
                byte if byte == self.delimiter => byte,
                byte => {
                    out.push(byte);
                    continue;
                }
            };
            out.extend_from_slice(&[b'\\', escaped]);
        }
    }

    fn write_csv(&self, value: &[u8], alone: bool, out: &mut Vec<u8>) {
        let special =
            |byte: &u8| matches!(*byte, b'\n' | b'\r') || *byte == self.delimiter || *byte == self.quote;
        let needs_quotes = value == self.null.as_bytes()
            || (alone && value == b"\\.")
            || self.force_quote
            || value.iter().any(special);
        if !needs_quotes {
            out.extend_from_slice(value);
            return;
        }
        out.push(self.quote);
        for &byte in value {
            if byte == self.quote || byte == self.escape {
                out.push(self.escape);
            }
            out.push(byte);
        }
        out.push(self.quote);
    }
}

fn message(body: &[u8], out: &mut Vec<u8>) {
    out.push(b'd');
    out.extend_from_slice(&(body.len() as u32 + 4).to_be_bytes());
    out.extend_from_slice(body);
}
