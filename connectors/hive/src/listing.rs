//! The files below a location.
//!
//! Athena's rules: everything below the folder, at any depth; names that start with `_` or `.` are hidden,
//! folders as well as files; empty files hold nothing. The order is that of the keys, so that two runs of a
//! query see the same files in the same order.

use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt;
use moka::future::Cache;
use object_store::{ObjectMeta, ObjectStore};
use polias_connector::storage::Location;
use polias_connector::{ConnectorError, Result};

use crate::errors::store_error;

/// Most files of one scan: each takes about half a kilobyte of memory while the query runs.
pub(crate) const MAX_FILES: usize = 200_000;
/// How long a listing of a remote bucket is believed. Long enough for the several scans of one query and
/// for a dashboard's burst of queries, short enough that a file that was just added is seen by whoever
/// looks next. Local folders are listed each time: that takes microseconds.
const REMOTE_LIFETIME: Duration = Duration::from_secs(5);
/// Most files remembered, over all listings.
const MAX_REMEMBERED: u64 = 200_000;

/// Files of one location, in the order of their keys.
pub(crate) type Files = Arc<Vec<ObjectMeta>>;

/// Lists locations, and remembers listings of remote ones for a short time.
#[derive(Debug, Clone)]
pub(crate) struct Listings {
    remembered: Cache<Location, Files>,
}

impl Listings {
    pub(crate) fn new() -> Self {
        Self::with_lifetime(REMOTE_LIFETIME)
    }

    fn with_lifetime(lifetime: Duration) -> Self {
        let remembered = Cache::builder()
            .weigher(|_: &Location, files: &Files| u32::try_from(files.len()).unwrap_or(u32::MAX).max(1))
            .max_capacity(MAX_REMEMBERED)
            .time_to_live(lifetime)
            .build();
        Self { remembered }
    }

    /// The files below `location`. A folder that does not exist has none.
    pub(crate) async fn files(
        &self,
        store: &Arc<dyn ObjectStore>,
        location: &Location,
        remote: bool,
    ) -> Result<Files> {
        if !remote {
            return list(store, location).await;
        }
        if let Some(files) = self.remembered.get(location).await {
            return Ok(files);
        }
        let files = list(store, location).await?;
        self.remembered.insert(location.clone(), Arc::clone(&files)).await;
        Ok(files)
    }
}

async fn list(store: &Arc<dyn ObjectStore>, location: &Location) -> Result<Files> {
    let mut files = Vec::new();
    let mut entries = store.list(Some(&location.path));
    while let Some(entry) = entries.try_next().await.map_err(|error| store_error(location, &error))? {
        if entry.size == 0 || is_hidden(location, &entry) {
            continue;
        }
        if files.len() == MAX_FILES {
            return Err(too_many_files(&location.to_string()));
        }
        files.push(entry);
    }
    files.sort_unstable_by(|a, b| a.location.cmp(&b.location));
    Ok(Arc::new(files))
}

/// The error for a scan of more than [`MAX_FILES`].
pub(crate) fn too_many_files(what: &str) -> ConnectorError {
    ConnectorError::new(
        "GENERIC_INSUFFICIENT_RESOURCES",
        format!("{what} has more than {MAX_FILES} files to read"),
    )
    .with_hint("filter on partition keys, or merge small files")
}

/// Whether a name below the location starts with `_` or `.`.
fn is_hidden(location: &Location, entry: &ObjectMeta) -> bool {
    match entry.location.prefix_match(&location.path) {
        Some(mut parts) => parts.any(|part| part.as_ref().starts_with(['_', '.'])),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use object_store::memory::InMemory;
    use object_store::{ObjectStoreExt, path::Path};

    async fn bucket(keys: &[&str]) -> Arc<dyn ObjectStore> {
        let store = InMemory::new();
        for key in keys {
            store.put(&Path::parse(key).unwrap(), "x".into()).await.unwrap();
        }
        Arc::new(store)
    }

    fn paths(files: &Files) -> Vec<&str> {
        files.iter().map(|file| file.location.as_ref()).collect()
    }

    #[tokio::test]
    async fn hidden_and_empty_files_are_skipped_and_the_rest_is_sorted() {
        let store = bucket(&[
            "_x/t/b/2",
            "_x/t/a/1",
            "_x/t/_SUCCESS",
            "_x/t/.crc",
            "_x/t/_tmp/1",
            "_x/t/a/.h/1",
            "_x/t/a b/1",
            "_x/t2/1",
        ])
        .await;
        store.put(&Path::from("_x/t/empty"), "".into()).await.unwrap();
        let location = Location::parse("s3://b-1/_x/t/").unwrap();
        let files = Listings::new().files(&store, &location, false).await.unwrap();
        assert_eq!(paths(&files), ["_x/t/a b/1", "_x/t/a/1", "_x/t/b/2"]);
    }

    #[tokio::test]
    async fn remote_listings_are_believed_for_a_short_time_only() {
        let store = bucket(&["t/1"]).await;
        let location = Location::parse("s3://b-1/t").unwrap();
        let listings = Listings::with_lifetime(Duration::from_millis(200));
        assert_eq!(listings.files(&store, &location, true).await.unwrap().len(), 1);
        store.put(&Path::from("t/2"), "x".into()).await.unwrap();
        assert_eq!(listings.files(&store, &location, true).await.unwrap().len(), 1);
        assert_eq!(listings.files(&store, &location, false).await.unwrap().len(), 2);
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(listings.files(&store, &location, true).await.unwrap().len(), 2);
    }
}
