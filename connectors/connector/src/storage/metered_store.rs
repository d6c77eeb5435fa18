//! An object store that counts what is read through it.
//!
//! Only the bytes of objects count: listing and asking for metadata are free, as in Athena. It must never
//! let a byte through that was not charged.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetRange, GetResult, GetResultPayload, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, PutMultipartOptions, PutOptions, PutPayload, PutResult, RenameOptions, Result,
};

use super::Meter;
use crate::ConnectorError;

/// Bounded ranges up to this many bytes are charged as a whole before they are handed on: who asks for
/// exactly these bytes uses them. Everything else is a stream, charged piece by piece, so that a reader
/// that stops early (LIMIT) pays for what it took.
const WHOLE_RANGE: u64 = 8 * 1024 * 1024;
/// Bytes of a piece read from a local file.
const PIECE: u64 = 1024 * 1024;

/// Wraps a store; reads are charged to `meter`.
pub(super) struct MeteredStore {
    inner: Arc<dyn ObjectStore>,
    meter: Arc<Meter>,
}

impl MeteredStore {
    pub(super) fn new(inner: Arc<dyn ObjectStore>, meter: Arc<Meter>) -> Self {
        Self { inner, meter }
    }
}

/// Without the inner store's Debug, which may show credentials.
impl std::fmt::Debug for MeteredStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MeteredStore({})", self.inner)
    }
}

impl std::fmt::Display for MeteredStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.inner.fmt(f)
    }
}

impl From<ConnectorError> for object_store::Error {
    fn from(error: ConnectorError) -> Self {
        Self::Generic { store: "metered", source: Box::new(error) }
    }
}

#[async_trait]
impl ObjectStore for MeteredStore {
    async fn put_opts(&self, location: &Path, payload: PutPayload, opts: PutOptions) -> Result<PutResult> {
        self.inner.put_opts(location, payload, opts).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        opts: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(location, opts).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        if options.head {
            return self.inner.get_opts(location, options).await;
        }
        let bounded = matches!(options.range, Some(GetRange::Bounded(_)));
        let mut answer = self.inner.get_opts(location, options).await?;
        let length = answer.range.end.saturating_sub(answer.range.start);
        if bounded && length <= WHOLE_RANGE {
            self.meter.charge(length)?;
            return Ok(answer);
        }
        let meter = Arc::clone(&self.meter);
        answer.payload = GetResultPayload::Stream(match answer.payload {
            GetResultPayload::File(file, _) => file_stream(file, answer.range.clone(), meter),
            GetResultPayload::Stream(stream) => stream
                .map(move |piece| {
                    let piece = piece?;
                    meter.charge(piece.len() as u64)?;
                    Ok(piece)
                })
                .boxed(),
        });
        Ok(answer)
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        let total = ranges.iter().map(|range| range.end.saturating_sub(range.start)).sum();
        self.meter.charge(total)?;
        let answer = self.inner.get_ranges(location, ranges).await;
        if answer.is_err() {
            self.meter.release(total);
        }
        answer
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    fn list_with_offset(
        &self,
        prefix: Option<&Path>,
        offset: &Path,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list_with_offset(prefix, offset)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        self.inner.rename_opts(from, to, options).await
    }
}

/// Reads `range` of a local file in pieces, each charged before it is read.
fn file_stream(file: File, range: Range<u64>, meter: Arc<Meter>) -> BoxStream<'static, Result<Bytes>> {
    futures::stream::try_unfold((file, range.start), move |(file, at)| {
        let (meter, end) = (Arc::clone(&meter), range.end);
        async move {
            let length = (end - at).min(PIECE);
            if length == 0 {
                return Ok(None);
            }
            meter.charge(length)?;
            let (piece, file) = tokio::task::spawn_blocking(move || read_piece(file, at, length)).await??;
            Ok::<_, object_store::Error>(Some((piece, (file, at + length))))
        }
    })
    .into_stream()
    .boxed()
}

fn read_piece(mut file: File, at: u64, length: u64) -> Result<(Bytes, File)> {
    let mut piece = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    file.seek(SeekFrom::Start(at))
        .and_then(|_| (&mut file).take(length).read_to_end(&mut piece))
        .and_then(|read| match read as u64 == length {
            true => Ok(()),
            false => Err(std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "the file became shorter")),
        })
        .map_err(|error| object_store::Error::Generic { store: "local", source: Box::new(error) })?;
    Ok((piece.into(), file))
}
