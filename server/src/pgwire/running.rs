//! An open result: rows come from the engine batch by batch and leave as messages, as many as were asked for.
//!
//! It must never hold more than one batch and one buffer of encoded rows.

use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{ArrayRef, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::RecordBatch;
use futures::StreamExt;
use polias_engine::{BatchStream, Engine, Execution, Progress};

use super::control::{Control, Failure};
use super::encode::{CopyOptions, CopyPrefix, Format, RowEncoder, TextStyle};
use super::errors::PgError;
use super::types::Column;
use super::wire::Wire;

/// An open result.
pub struct Running {
    columns: Option<Arc<[Column]>>,
    tag: &'static str,
    /// Only used through `&mut`; the mutex is never locked, it makes sessions shareable between threads.
    stream: Mutex<BatchStream>,
    /// A batch and its first row that has not been sent.
    batch: Option<(RecordBatch, usize)>,
    at_end: bool,
    query: Option<Query>,
}

/// The engine's query behind a result.
struct Query {
    engine: Engine,
    id: String,
    progress: Arc<Progress>,
}

/// How rows leave.
#[derive(Debug, Clone, Copy)]
pub enum Rows<'a> {
    /// DataRow, a format for each column.
    Data(&'a [Format]),
    /// CopyData.
    Copy(&'a CopyOptions, &'a CopyPrefix),
    /// Not at all (MOVE).
    Discard,
}

/// What a fetch did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fetched {
    /// Rows sent (or passed over).
    pub rows: u64,
    /// True when no row is left.
    pub at_end: bool,
}

impl Running {
    /// The result of a statement of the engine.
    pub fn new(engine: &Engine, execution: Execution) -> Self {
        let Execution { query_id, tag, columns, batches, progress, .. } = execution;
        Self {
            columns: columns.map(|columns| columns.iter().map(Column::from).collect()),
            tag,
            stream: Mutex::new(batches),
            batch: None,
            at_end: false,
            query: Some(Query { engine: engine.clone(), id: query_id, progress }),
        }
    }

    /// Rows of text the door knows by itself, one vector of values for each column.
    pub fn of_text(tag: &'static str, names: &[&str], columns: Vec<Vec<String>>) -> Result<Self, PgError> {
        let fields: Vec<Field> = names.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect();
        let arrays =
            columns.into_iter().map(|values| Arc::new(StringArray::from(values)) as ArrayRef).collect();
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
            .map_err(|error| PgError::error("XX000", error.to_string()))?;
        Ok(Self {
            columns: Some(names.iter().map(|name| Column::text(*name)).collect()),
            tag,
            stream: Mutex::new(futures::stream::empty().boxed()),
            batch: Some((batch, 0)),
            at_end: false,
            query: None,
        })
    }

    /// Result columns; `None` for statements without rows.
    pub fn columns(&self) -> Option<&Arc<[Column]>> {
        self.columns.as_ref()
    }

    /// The CommandComplete tag after so many rows.
    pub fn tag(&self, rows: u64) -> String {
        match self.tag {
            "SELECT" | "FETCH" | "MOVE" | "COPY" | "UPDATE" | "DELETE" | "MERGE" => {
                format!("{} {rows}", self.tag)
            }
            "INSERT" => format!("INSERT 0 {rows}"),
            tag => tag.to_owned(),
        }
    }

    /// Bytes and dollars of the query, once it has run: text and, for programs, JSON.
    pub fn cost(&self) -> Option<(String, String)> {
        let query = self.query.as_ref()?;
        let (scanned, billed) = (query.progress.scanned_bytes(), query.progress.billed_bytes());
        let dollars = query.progress.cost_usd();
        let text = format!("scanned {scanned} bytes, billed {billed} bytes, {dollars:.8} USD");
        let json = serde_json::json!({
            "query_id": query.id,
            "scanned_bytes": scanned,
            "billed_bytes": billed,
            "cost_usd": dollars,
        });
        Some((text, json.to_string()))
    }

    /// Sends up to `limit` rows (all without one).
    pub async fn fetch(
        &mut self,
        limit: Option<u64>,
        rows: Rows<'_>,
        style: &TextStyle,
        wire: &mut Wire,
        control: &Control,
    ) -> Result<Fetched, Failure> {
        let fetched = self.fetch_rows(limit, rows, style, wire, control).await;
        if let (Err(_), Some(query)) = (&fetched, &self.query) {
            // Whatever the reason, nobody will read on.
            query.engine.cancel(&query.id);
            self.at_end = true;
            self.batch = None;
        }
        fetched
    }

    async fn fetch_rows(
        &mut self,
        limit: Option<u64>,
        rows: Rows<'_>,
        style: &TextStyle,
        wire: &mut Wire,
        control: &Control,
    ) -> Result<Fetched, Failure> {
        let mut sent = 0;
        loop {
            let wanted = limit.map_or(u64::MAX, |limit| limit - sent);
            if wanted == 0 {
                return Ok(Fetched { rows: sent, at_end: false });
            }
            control.check()?;
            let Some((batch, first)) = self.take_batch(wire, control).await? else {
                return Ok(Fetched { rows: sent, at_end: true });
            };
            let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
            let end = first.saturating_add(wanted).min(batch.num_rows());
            let columns = self.columns.clone();
            send(columns, &batch, first..end, rows, style, wire).await?;
            sent += (end - first) as u64;
            if end < batch.num_rows() {
                self.batch = Some((batch, end));
            }
        }
    }

    /// The next batch with rows. What has been encoded is sent before waiting for more.
    async fn take_batch(
        &mut self,
        wire: &mut Wire,
        control: &Control,
    ) -> Result<Option<(RecordBatch, usize)>, Failure> {
        if let Some(batch) = self.batch.take() {
            return Ok(Some(batch));
        }
        let stream = self.stream.get_mut().unwrap_or_else(PoisonError::into_inner);
        while !self.at_end {
            let ready = futures::poll!(stream.next());
            let next = match ready {
                std::task::Poll::Ready(next) => next,
                std::task::Poll::Pending => {
                    if !wire.writer.is_empty() {
                        wire.flush().await?;
                    }
                    control.guard(&mut wire.reader, stream.next()).await?
                }
            };
            match next {
                Some(Ok(batch)) if batch.num_rows() == 0 => {}
                Some(Ok(batch)) => return Ok(Some((batch, 0))),
                Some(Err(error)) => return Err(PgError::from(error).into()),
                None => self.at_end = true,
            }
        }
        Ok(None)
    }
}

/// Encodes rows of a batch. Rows of a statement without columns are counts of what it did: nothing is sent.
async fn send(
    columns: Option<Arc<[Column]>>,
    batch: &RecordBatch,
    range: std::ops::Range<usize>,
    rows: Rows<'_>,
    style: &TextStyle,
    wire: &mut Wire,
) -> Result<(), Failure> {
    let Some(columns) = columns else { return Ok(()) };
    if matches!(rows, Rows::Discard) {
        return Ok(());
    }
    let encoder = RowEncoder::new(batch, &columns, style)?;
    let mut next = range.start;
    while next < range.end {
        let buffer = wire.writer.buffer();
        next = match rows {
            Rows::Data(formats) => encoder.data_rows(next..range.end, formats, buffer)?,
            Rows::Copy(options, prefix) => encoder.copy_rows(next..range.end, options, prefix, buffer)?,
            Rows::Discard => range.end,
        };
        if wire.writer.is_full() {
            wire.flush().await?;
        }
    }
    Ok(())
}
