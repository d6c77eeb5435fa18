//! Reads a byte range of an object in chunks, one ahead of its reader.

use std::sync::Arc;

use bytes::Bytes;
use datafusion::common::runtime::SpawnedTask;
use object_store::{GetOptions, GetRange, ObjectMeta, ObjectStore};
use polias_connector::storage::Location;
use polias_connector::{ConnectorError, Result};

use crate::errors::store_error;

/// The first chunk is small, so that a query that stops early pays little; each next one is twice as large.
const FIRST: u64 = 1024 * 1024;
/// Largest chunk. Large enough that a request's latency is small beside its transfer.
const LARGEST: u64 = 8 * 1024 * 1024;
/// Size of the first chunk after the range, which is read only to the end of a record.
const BEYOND: u64 = 64 * 1024;

/// The chunks of an object from a position on.
pub(super) struct Chunks {
    store: Arc<dyn ObjectStore>,
    file: Location,
    meta: ObjectMeta,
    position: u64,
    /// End of the range whose chunks are read ahead. What lies beyond is read on demand.
    end: u64,
    size: u64,
    /// Whether the end of the range has been reached.
    beyond: bool,
    ahead: Option<SpawnedTask<object_store::Result<Bytes>>>,
}

impl Chunks {
    /// Chunks from `start` to the end of the object, the range up to `end` read ahead.
    pub fn new(store: Arc<dyn ObjectStore>, file: Location, meta: ObjectMeta, start: u64, end: u64) -> Self {
        Self {
            store,
            file,
            end: end.min(meta.size),
            meta,
            position: start,
            size: FIRST,
            beyond: false,
            ahead: None,
        }
    }

    /// The file's address.
    pub fn file(&self) -> &Location {
        &self.file
    }

    /// The next chunk; `None` at the end of the object.
    ///
    /// Errors: what [`store_error`] says, also when the object was changed since it was listed.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        let chunk = match self.ahead.take() {
            Some(task) => task.join().await.map_err(|error| {
                ConnectorError::new(
                    "GENERIC_INTERNAL_ERROR",
                    format!("reading '{}' stopped: {error}", self.file),
                )
            })?,
            None => match self.request() {
                Some(request) => request.await,
                None => return Ok(None),
            },
        };
        let chunk = chunk.map_err(|error| store_error(&self.file, &error))?;
        if self.position < self.end {
            self.ahead = self.request().map(SpawnedTask::spawn);
        }
        Ok(Some(chunk))
    }

    /// A request for the next chunk, as if it had been read.
    fn request(&mut self) -> Option<impl Future<Output = object_store::Result<Bytes>> + Send + use<>> {
        let start = self.position;
        if start >= self.end && !std::mem::replace(&mut self.beyond, true) {
            self.size = BEYOND;
        }
        let limit = match start {
            // The byte order mark at the start of a file must not be torn apart by a tiny range.
            0 if self.end > 0 => self.end.max(BEYOND).min(self.meta.size),
            start if start < self.end => self.end,
            _ => self.meta.size,
        };
        let end = limit.min(start.saturating_add(self.size));
        if start >= end {
            return None;
        }
        self.position = end;
        self.size = (self.size * 2).min(LARGEST);
        let store = Arc::clone(&self.store);
        let path = self.meta.location.clone();
        let options = GetOptions {
            range: Some(GetRange::Bounded(start..end)),
            if_match: self.meta.e_tag.clone(),
            ..GetOptions::default()
        };
        Some(async move {
            let chunk = store.get_opts(&path, options).await?.bytes().await?;
            if chunk.len() as u64 != end - start {
                let source = format!("{} bytes came where {} were asked for", chunk.len(), end - start);
                return Err(object_store::Error::Generic { store: "text", source: source.into() });
            }
            Ok(chunk)
        })
    }
}
