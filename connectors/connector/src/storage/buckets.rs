//! All buckets of the server.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::execution::object_store::ObjectStoreUrl;
use object_store::ObjectStore;
use url::Url;

use super::local_store::LocalStore;
use super::{Location, S3Config, StorageConfig, s3};
use crate::{ConnectorError, Result};

/// Most stores kept open; beyond it the kept ones are dropped (they are only HTTP clients and paths).
const MAX_OPEN_STORES: usize = 1_000;

/// The server's buckets. Cheap to clone.
#[derive(Clone)]
pub struct Storage {
    inner: Arc<Inner>,
}

struct Inner {
    config: StorageConfig,
    files: Arc<LocalStore>,
    open: Mutex<HashMap<String, Arc<dyn ObjectStore>>>,
}

/// Without the stores, whose Debug may show credentials.
impl std::fmt::Debug for Storage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Storage").field("config", &self.inner.config).finish_non_exhaustive()
    }
}

impl Storage {
    /// From configuration; fails on contradictions (`CONFIGURATION_INVALID`), contacts nobody.
    pub fn new(config: StorageConfig) -> Result<Self> {
        config
            .s3
            .iter()
            .chain(config.buckets.iter().map(|bucket| &bucket.s3))
            .try_for_each(s3::check_config)?;
        let files = LocalStore::files(&config.file_roots).map_err(|error| {
            ConnectorError::new("CONFIGURATION_INVALID", format!("a file root cannot be used: {error}"))
        })?;
        Ok(Self { inner: Arc::new(Inner { config, files: Arc::new(files), open: Mutex::default() }) })
    }

    /// The unmetered store of a location (metadata work: MSCK, sample data). Refuses `file:///…` outside of
    /// the configured roots. The folder of a local bucket is made by the first write.
    pub fn store(&self, location: &Location) -> Result<Arc<dyn ObjectStore>> {
        let url: &Url = location.store.as_ref();
        if url.scheme() == "file" {
            self.inner.files.check(&location.path).map_err(|_| {
                ConnectorError::new(
                    "PERMISSION_DENIED",
                    format!("location '{location}' lies outside of the configured file roots"),
                )
                .with_hint("use an s3:// location, or let the administrator add the folder to the file roots")
            })?;
        }
        self.store_at(&location.store)
    }

    /// Whether a location is behind a network, where listing is slow and costs money.
    pub fn is_remote(&self, location: &Location) -> bool {
        let url: &Url = location.store.as_ref();
        url.scheme() == "s3" && url.host_str().is_some_and(|bucket| self.s3_config(bucket).is_some())
    }

    /// The unmetered store at `s3://bucket/` or `file:///`.
    pub(super) fn store_at(&self, url: &ObjectStoreUrl) -> Result<Arc<dyn ObjectStore>> {
        let parsed: &Url = url.as_ref();
        match (parsed.scheme(), parsed.host_str()) {
            ("file", _) => Ok(Arc::clone(&self.inner.files) as Arc<dyn ObjectStore>),
            ("s3", Some(bucket)) => self.bucket(bucket),
            _ => Err(ConnectorError::new("NOT_SUPPORTED", format!("no storage for '{url}'"))
                .with_hint("locations start with s3:// or file:///")),
        }
    }

    fn bucket(&self, bucket: &str) -> Result<Arc<dyn ObjectStore>> {
        // A thread that panicked while it held the lock left a map that is still whole.
        let mut open = self.inner.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = open.get(bucket) {
            return Ok(Arc::clone(store));
        }
        let store: Arc<dyn ObjectStore> = match self.s3_config(bucket) {
            Some(config) => s3::open(bucket, config)?,
            None => {
                let folder = self.inner.config.local_buckets.join(bucket);
                Arc::new(LocalStore::bucket(&folder).map_err(|error| {
                    ConnectorError::new(
                        "HIVE_FILESYSTEM_ERROR",
                        format!("bucket '{bucket}' cannot be read: {error}"),
                    )
                })?)
            }
        };
        if open.len() >= MAX_OPEN_STORES {
            open.clear();
        }
        open.insert(bucket.to_string(), Arc::clone(&store));
        Ok(store)
    }

    fn s3_config(&self, bucket: &str) -> Option<&S3Config> {
        let own = self.inner.config.buckets.iter().find(|own| own.name == bucket);
        own.map(|own| &own.s3).or(self.inner.config.s3.as_ref())
    }
}
