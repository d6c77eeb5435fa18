//! Footers of Parquet files: read once, kept, and charged to every query that needs them.
//!
//! The key of a kept footer holds the bucket and the version (etag, time, size) of the file, so that a
//! replaced file or a namesake in another bucket never gets a wrong one. DataFusion's cache has neither,
//! and is not used.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::datatypes::SchemaRef;
use chrono::{DateTime, Utc};
use moka::future::Cache;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectMeta, ObjectStore};
use parquet::DecodeResult;
use parquet::arrow::parquet_to_arrow_schema;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataPushDecoder};
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
async fn read(store: &Arc<dyn ObjectStore>, location: &Location, file: &ObjectMeta) -> Result<Footer> {
    let bad = |error: parquet::errors::ParquetError| {
        bad_data(location, format!("is not a valid Parquet file: {error}"))
    };
    let mut decoder = ParquetMetaDataPushDecoder::try_new(file.size)
        .map_err(bad)?
        .with_page_index_policy(PageIndexPolicy::Skip);
    let tail = file.size.saturating_sub(TAIL)..file.size;
    let mut wanted = Vec::from([tail]);
    let mut bytes = 0;
    let metadata = loop {
        for range in wanted {
            let length = range.end.saturating_sub(range.start);
            if length > MAX_FOOTER || range.end > file.size {
                return Err(bad_data(
                    location,
                    format!("is not a valid Parquet file: its footer claims {length} bytes"),
                ));
            }
            let options = GetOptions {
                range: Some(GetRange::Bounded(range.clone())),
                if_match: file.e_tag.clone(),
                ..GetOptions::default()
            };
            let answer = store.get_opts(&file.location, options).await;
            let data = match answer {
                Ok(answer) => answer.bytes().await,
                Err(error) => Err(error),
            };
            decoder.push_range(range, data.map_err(|error| store_error(location, &error))?).map_err(bad)?;
            bytes += length;
        }
        wanted = match decoder.try_decode().map_err(bad)? {
            DecodeResult::Data(metadata) => break metadata,
            DecodeResult::NeedsData(ranges) => ranges,
            DecodeResult::Finished => {
                return Err(ConnectorError::new(
                    "GENERIC_INTERNAL_ERROR",
                    "a footer was decoded without a result",
                ));
            }
        };
    };
    let description = metadata.file_metadata();
    let schema =
        parquet_to_arrow_schema(description.schema_descr(), description.key_value_metadata()).map_err(bad)?;
    Ok(Footer { metadata: Arc::new(metadata), schema: Arc::new(schema), bytes })
}
