//! Footers of Parquet files: read once, kept, and charged to every query that needs them.
//!
//! The key of a kept footer holds the bucket and the version (etag, time, size) of the file, so that a
//! replaced file or a namesake in another bucket never gets a wrong one. DataFusion's cache has neither,
//! and is not used.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::datatypes::SchemaRef;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use moka::future::Cache;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectMeta, ObjectStore};
use parquet::arrow::parquet_to_arrow_schema;
use parquet::file::FOOTER_SIZE;
use parquet::file::metadata::{FooterTail, ParquetMetaData, ParquetMetaDataReader};
use polias_connector::storage::{Location, Meter};
use polias_connector::{ConnectorError, Result};

use crate::errors::{bad_data, store_error};

/// Memory for kept footers, in bytes: about 5,000 files of wide tables, 50,000 of narrow ones.
const CACHE_BYTES: u64 = 256 * 1024 * 1024;
/// Bytes at the end of a file that the first request asks for; most footers fit.
const TAIL: u64 = 32 * 1024;
/// Largest footer, in bytes: a corrupt length must not make the server reserve gigabytes.
const MAX_FOOTER: u64 = 256 * 1024 * 1024;

/// A footer and what it cost to read.
#[derive(Debug)]
pub(crate) struct Footer {
    pub(crate) metadata: Arc<ParquetMetaData>,
    /// The file's columns in Arrow, as the reader will find them.
    pub(crate) schema: SchemaRef,
    /// Bytes read for it.
    bytes: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    bucket: String,
    path: Path,
    e_tag: Option<String>,
    modified: DateTime<Utc>,
    size: u64,
}

/// The server's footers.
#[derive(Debug, Clone)]
pub(crate) struct FooterCache {
    kept: Cache<Key, Arc<Footer>>,
}

impl FooterCache {
    pub(crate) fn new() -> Self {
        let kept = Cache::builder()
            .weigher(|key: &Key, footer: &Arc<Footer>| {
                let bytes = footer.metadata.memory_size() + key.path.as_ref().len() + 1_000;
                u32::try_from(bytes).unwrap_or(u32::MAX)
            })
            .max_capacity(CACHE_BYTES)
            .build();
        Self { kept }
    }
}

/// Footers as one scan sees them: each file is charged once per scan, whether its footer comes from the
/// bucket or from the cache, and however many parts of the scan ask for it.
#[derive(Debug)]
pub(crate) struct ScanFooters {
    cache: FooterCache,
    meter: Arc<Meter>,
    store: Arc<dyn ObjectStore>,
    bucket: Location,
    charged: Mutex<HashSet<Path>>,
}

impl ScanFooters {
    /// `store` is the query's metering store of `bucket`; `meter` the query's.
    pub(crate) fn new(
        cache: FooterCache,
        meter: Arc<Meter>,
        store: Arc<dyn ObjectStore>,
        bucket: Location,
    ) -> Self {
        Self { cache, meter, store, bucket, charged: Mutex::default() }
    }

    /// The address of a file of this bucket.
    pub(crate) fn location(&self, file: &ObjectMeta) -> Location {
        self.bucket.with_path(file.location.clone())
    }

    /// The query's store of this bucket.
    pub(crate) fn store(&self) -> &Arc<dyn ObjectStore> {
        &self.store
    }

    /// The footer of a file. Fails with `HIVE_BAD_DATA` when it is no Parquet file, `HIVE_CANNOT_OPEN_SPLIT`
    /// when it is gone or changed, `EXCEEDED_SCAN_LIMIT` at the cutoff.
    pub(crate) async fn get(&self, file: &ObjectMeta) -> Result<Arc<Footer>> {
        let key = Key {
            bucket: self.bucket.store.as_str().to_string(),
            path: file.location.clone(),
            e_tag: file.e_tag.clone(),
            modified: file.last_modified,
            size: file.size,
        };
        if let Some(footer) = self.cache.kept.get(&key).await {
            if self.first_time(&file.location) {
                self.meter.charge(footer.bytes)?;
            }
            return Ok(footer);
        }
        let footer = Arc::new(read(&self.store, &self.location(file), file).await?);
        self.first_time(&file.location);
        self.cache.kept.insert(key, Arc::clone(&footer)).await;
        Ok(footer)
    }

    fn first_time(&self, path: &Path) -> bool {
        // A panic elsewhere leaves the set whole.
        self.charged.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone())
    }
}

/// Reads a footer through the metering store, without page indexes (they are read when a filter asks).
///
/// By hand, for the library's push decoder (59.3) subtracts the length a corrupt footer claims without
/// looking, and panics.
async fn read(store: &Arc<dyn ObjectStore>, location: &Location, file: &ObjectMeta) -> Result<Footer> {
    let bad = |reason: String| bad_data(location, format!("is not a valid Parquet file: {reason}"));
    let tail_start = file.size.saturating_sub(TAIL);
    let tail = get(store, location, file, tail_start..file.size).await?;
    let Some(end) = tail.len().checked_sub(FOOTER_SIZE).and_then(|at| tail.get(at..)) else {
        return Err(bad(format!("it has {} bytes only", file.size)));
    };
    let footer = FooterTail::try_from(end).map_err(|error| bad(error.to_string()))?;
    if footer.is_encrypted_footer() {
        return Err(ConnectorError::new(
            "NOT_SUPPORTED",
            format!("file '{location}' is encrypted by Parquet itself"),
        ));
    }
    let length = footer.metadata_length() as u64;
    let metadata_end = file.size - FOOTER_SIZE as u64;
    let metadata_start = metadata_end.checked_sub(length).filter(|_| length <= MAX_FOOTER);
    let Some(metadata_start) = metadata_start else {
        return Err(bad(format!("its footer claims {length} bytes of {}", file.size)));
    };
    let mut bytes = file.size - tail_start;
    let encoded = match metadata_start.checked_sub(tail_start).and_then(|at| usize::try_from(at).ok()) {
        Some(at) => tail.slice(at..tail.len() - FOOTER_SIZE),
        None => {
            // What the tail holds of it need not be read again.
            let missing = get(store, location, file, metadata_start..tail_start).await?;
            bytes += tail_start - metadata_start;
            let rest = tail.slice(..tail.len() - FOOTER_SIZE);
            [missing, rest].concat().into()
        }
    };
    let metadata =
        ParquetMetaDataReader::decode_metadata(&encoded).map_err(|error| bad(error.to_string()))?;
    let description = metadata.file_metadata();
    let schema = parquet_to_arrow_schema(description.schema_descr(), description.key_value_metadata())
        .map_err(|error| bad(error.to_string()))?;
    Ok(Footer { metadata: Arc::new(metadata), schema: Arc::new(schema), bytes })
}

/// All bytes of `range`, of the version of the file that was listed.
async fn get(
    store: &Arc<dyn ObjectStore>,
    location: &Location,
    file: &ObjectMeta,
    range: Range<u64>,
) -> Result<Bytes> {
    let wanted = range.end - range.start;
    let options = GetOptions {
        range: Some(GetRange::Bounded(range)),
        if_match: file.e_tag.clone(),
        ..GetOptions::default()
    };
    let answer = match store.get_opts(&file.location, options).await {
        Ok(answer) => answer.bytes().await,
        Err(error) => Err(error),
    };
    let bytes = answer.map_err(|error| store_error(location, &error))?;
    match bytes.len() as u64 == wanted {
        true => Ok(bytes),
        false => Err(bad_data(location, "ends before its listed size")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{ArrayRef, Int64Array};
    use arrow::record_batch::RecordBatch;
    use object_store::ObjectStoreExt;
    use object_store::memory::InMemory;
    use parquet::arrow::ArrowWriter;

    async fn footer_of(content: Vec<u8>) -> Result<Footer> {
        let store = InMemory::new();
        let path = Path::from("t/1");
        store.put(&path, content.into()).await.unwrap();
        let file = store.head(&path).await.unwrap();
        let location = Location::parse("s3://b-1/t/1").unwrap();
        read(&(Arc::new(store) as Arc<dyn ObjectStore>), &location, &file).await
    }

    fn file(columns: usize) -> Vec<u8> {
        let column: ArrayRef = Arc::new(Int64Array::from_iter_values(0..10));
        let columns = (0..columns).map(|number| (format!("column_{number}"), Arc::clone(&column)));
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let mut content = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut content, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        content
    }

    #[tokio::test]
    async fn footers_within_and_beyond_the_tail() {
        let small = file(2);
        let size = small.len() as u64;
        let footer = footer_of(small).await.unwrap();
        assert_eq!((footer.schema.fields().len(), footer.bytes), (2, size));
        let footer = footer_of(file(2_000)).await.unwrap();
        assert_eq!(footer.metadata.num_row_groups(), 1);
        assert_eq!(footer.schema.fields().len(), 2_000);
        assert!(footer.bytes > TAIL);
    }

    #[tokio::test]
    async fn any_claimed_length_and_any_damage_is_an_error() {
        for length in [0, 1, 4, 5, 1_000, u32::MAX / 2, u32::MAX] {
            let content = [b"PAR1".as_slice(), &length.to_le_bytes(), b"PAR1"].concat();
            let error = footer_of(content).await.unwrap_err();
            assert_eq!(error.name, "HIVE_BAD_DATA", "{length}");
        }
        let whole = file(3);
        // Every byte of the footer in turn: an error or a footer, never a panic.
        for at in whole.len().saturating_sub(600)..whole.len() {
            let mut content = whole.clone();
            content[at] ^= 0xff;
            if let Err(error) = footer_of(content).await {
                assert!(matches!(error.name, "HIVE_BAD_DATA" | "NOT_SUPPORTED"), "{at}: {}", error.name);
            }
        }
    }
}
