//! Reads one file (or a byte range of it) as a stream of batches.

use std::collections::VecDeque;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileOpenFuture, FileOpener};
use datafusion::execution::object_store::ObjectStoreUrl;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::ObjectStore;
use polias_connector::storage::Location;
use polias_connector::{ConnectorError, Result};

use super::chunks::Chunks;
use super::decompression::{Compression, PlainBytes};
use super::lines::{MAX_RECORD, Next, Records};
use crate::serde::{ColumnBuilder, RowDecoder, SerDe};

/// A batch is handed on when its records have this many bytes, however few rows they are.
const MAX_BATCH_BYTES: usize = 16 * 1024 * 1024;

/// Opens the text files of a scan.
pub(super) struct TextOpener {
    pub(super) serde: Arc<SerDe>,
    /// File columns to build.
    pub(super) projection: Vec<usize>,
    /// Their schema.
    pub(super) schema: SchemaRef,
    pub(super) batch_size: usize,
    pub(super) store: Arc<dyn ObjectStore>,
    pub(super) bucket: ObjectStoreUrl,
}

impl FileOpener for TextOpener {
    fn open(&self, file: PartitionedFile) -> datafusion::error::Result<FileOpenFuture> {
        let reading = self.reading(file)?;
        let batches = stream::try_unfold(reading, async |mut reading| {
            let batch = reading.next_batch().await?;
            Ok::<_, ConnectorError>(batch.map(|batch| (batch, reading)))
        });
        let batches = batches.map_err(datafusion::error::DataFusionError::from).boxed();
        Ok(Box::pin(async move { Ok(batches) }))
    }
}

impl TextOpener {
    fn reading(&self, file: PartitionedFile) -> Result<Reading> {
        let location = Location { store: self.bucket.clone(), path: file.object_meta.location.clone() };
        let compression = Compression::of(&location.path)?;
        let size = file.object_meta.size;
        let (start, end) = match &file.range {
            Some(range) => (range.start.max(0).cast_unsigned(), range.end.max(0).cast_unsigned().min(size)),
            None => (0, size),
        };
        let framing = self.serde.framing();
        // The planner splits only what can be split; were it otherwise, rows would be wrong.
        let whole = start == 0 && end == size;
        if !whole && (compression != Compression::None || framing.header > 1 || framing.footer > 0) {
            let message = format!("file '{location}' cannot be read in ranges");
            return Err(ConnectorError::new("GENERIC_INTERNAL_ERROR", message));
        }
        let records_end = if compression == Compression::None { end } else { u64::MAX };
        let chunks = Chunks::new(
            Arc::clone(&self.store),
            location.clone(),
            file.object_meta,
            start.saturating_sub(1),
            end,
        );
        Ok(Reading {
            location,
            bytes: PlainBytes::new(chunks, compression, size),
            records: Records::new(framing.delimiter, start, records_end),
            decoder: self.serde.decoder(&self.projection),
            columns: self.serde.builders(&self.projection, self.batch_size),
            schema: Arc::clone(&self.schema),
            batch_size: self.batch_size,
            header_left: if start == 0 { framing.header } else { 0 },
            footer: framing.footer,
            held_back: VecDeque::new(),
            rows: 0,
            row_bytes: 0,
        })
    }
}

/// A file being read.
struct Reading {
    location: Location,
    bytes: PlainBytes,
    records: Records,
    decoder: Box<dyn RowDecoder>,
    columns: Vec<ColumnBuilder>,
    schema: SchemaRef,
    batch_size: usize,
    /// Records of the header that have not come yet.
    header_left: usize,
    /// Records of the footer.
    footer: usize,
    /// Records that may turn out to be the footer.
    held_back: VecDeque<Vec<u8>>,
    /// Rows in the columns.
    rows: usize,
    /// Bytes of their records.
    row_bytes: usize,
}

/// Why decoding stopped.
enum Stop {
    BatchFull,
    NeedInput,
    End,
}

impl Reading {
    async fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            match self.decode()? {
                Stop::BatchFull => return self.take_batch().map(Some),
                Stop::NeedInput => match self.bytes.next().await? {
                    Some(chunk) => self.records.push(chunk),
                    None => self.records.finish(),
                },
                Stop::End if self.rows == 0 => return Ok(None),
                Stop::End => return self.take_batch().map(Some),
            }
            // A chunk that is there at once must not keep other tasks, such as a cancel, waiting.
            tokio::task::consume_budget().await;
        }
    }

    /// Decodes records until the batch or the bytes are used up.
    fn decode(&mut self) -> Result<Stop> {
        while self.rows < self.batch_size && self.row_bytes < MAX_BATCH_BYTES {
            let record = match self.records.next() {
                Next::Record(record) => record,
                Next::NeedInput => return Ok(Stop::NeedInput),
                Next::End => return Ok(Stop::End),
                Next::TooLong(start) => return Err(too_long(&self.location, start)),
            };
            if self.header_left > 0 {
                self.header_left -= 1;
                continue;
            }
            let (decoded, bytes) = if self.footer > 0 {
                self.held_back.push_back(record.to_vec());
                if self.held_back.len() <= self.footer {
                    continue;
                }
                let held = self.held_back.pop_front().unwrap_or_default();
                (self.decoder.decode(&held, &mut self.columns), held.len())
            } else {
                (self.decoder.decode(record, &mut self.columns), record.len())
            };
            self.row_bytes += bytes;
            decoded.map_err(|error| self.in_file(error))?;
            self.rows += 1;
        }
        Ok(Stop::BatchFull)
    }

    fn take_batch(&mut self) -> Result<RecordBatch> {
        let columns = self.columns.iter_mut().map(ColumnBuilder::finish).collect::<Result<Vec<_>>>();
        let columns = columns.map_err(|error| self.in_file(error))?;
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        (self.rows, self.row_bytes) = (0, 0);
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options).map_err(|error| {
            ConnectorError::new("GENERIC_INTERNAL_ERROR", format!("'{}': {error}", self.location))
        })
    }

    /// Adds where it happened.
    fn in_file(&self, mut error: ConnectorError) -> ConnectorError {
        let at = self.records.record_start();
        error.message = format!("{} (file '{}', row at byte {at})", error.message, self.location);
        error
    }
}

fn too_long(file: &Location, start: u64) -> ConnectorError {
    let megabytes = MAX_RECORD / (1024 * 1024);
    let message = format!("file '{file}' has a row longer than {megabytes} MB at byte {start}");
    ConnectorError::new("HIVE_BAD_DATA", message).with_hint(
        "check that the rows of the file end with line ends, and its extension tells its compression",
    )
}
