//! The storage as a whole: local buckets, file roots, metering.

use std::path::Path as FsPath;
use std::sync::Arc;

use datafusion::execution::object_store::ObjectStoreRegistry;
use futures::TryStreamExt;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt};
use url::Url;

use super::*;
use crate::ConnectorError;

fn storage(folder: &FsPath) -> Storage {
    Storage::new(StorageConfig {
        local_buckets: folder.join("buckets"),
        file_roots: vec![folder.join("files")],
        ..StorageConfig::default()
    })
    .unwrap()
}

fn write(path: &FsPath, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

async fn list(store: &Arc<dyn ObjectStore>, location: &Location) -> object_store::Result<Vec<String>> {
    let mut names: Vec<String> =
        store.list(Some(&location.path)).map_ok(|entry| entry.location.to_string()).try_collect().await?;
    names.sort();
    Ok(names)
}

/// The metered store of bucket `b-1` with `cutoff`.
fn metered(storage: Storage, cutoff: Option<u64>) -> (Arc<dyn ObjectStore>, Arc<Meter>) {
    let meter = Arc::new(Meter::new(cutoff));
    let stores = QueryStores::new(storage, Arc::clone(&meter));
    (stores.get_store(&Url::parse("s3://b-1/").unwrap()).unwrap(), meter)
}

#[tokio::test]
async fn a_missing_bucket_is_empty_until_written() {
    let folder = tempfile::tempdir().unwrap();
    let storage = storage(folder.path());
    let location = Location::parse("s3://b-1/t/").unwrap();
    let store = storage.store(&location).unwrap();
    assert!(list(&store, &location).await.unwrap().is_empty());
    assert!(store.list_with_delimiter(Some(&location.path)).await.unwrap().common_prefixes.is_empty());
    let file = location.join("x").unwrap();
    assert!(matches!(store.get(&file.path).await, Err(object_store::Error::NotFound { .. })));
    assert!(!folder.path().join("buckets/b-1").exists());

    store.put(&file.path, "hi".into()).await.unwrap();
    assert_eq!(std::fs::read(folder.path().join("buckets/b-1/t/x")).unwrap(), b"hi");
    assert_eq!(list(&store, &location).await.unwrap(), ["t/x"]);
}

#[tokio::test]
async fn odd_keys_are_listed_and_read_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["dt=a b", "dt=a%20b", "dt=a%2520b", "dt=größe", "dt=a+b", "dt=a#b", "dt=[x]{y}~"];
    for name in names {
        write(&folder.path().join("buckets/b-1/t").join(name).join("f"), name.as_bytes());
    }
    let storage = storage(folder.path());
    let table = Location::parse("s3://b-1/t").unwrap();
    let store = storage.store(&table).unwrap();
    assert_eq!(list(&store, &table).await.unwrap().len(), names.len());
    for name in names {
        let partition = table.join(name).unwrap();
        assert_eq!(list(&store, &partition).await.unwrap(), [format!("t/{name}/f")], "{name}");
        let parsed = Location::parse(&format!("s3://b-1/t/{name}/f")).unwrap();
        let bytes = store.get(&parsed.path).await.unwrap().bytes().await.unwrap();
        assert_eq!(bytes, name.as_bytes());
    }
}

#[tokio::test]
async fn files_only_below_the_roots() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("files/t/a"), b"a");
    write(&folder.path().join("secret/b"), b"b");
    std::os::unix::fs::symlink(folder.path().join("secret"), folder.path().join("files/link")).unwrap();
    std::os::unix::fs::symlink(folder.path().join("secret/b"), folder.path().join("files/t/link")).unwrap();
    let storage = storage(folder.path());
    let at = |path: &str| Location::parse(&format!("file://{}/{path}", folder.path().display())).unwrap();

    let store = storage.store(&at("files/t")).unwrap();
    assert_eq!(store.get(&at("files/t/a").path).await.unwrap().bytes().await.unwrap(), "a");
    for outside in ["secret", "files/link", "files/link/b", "files/t/link", "files-2"] {
        let error = storage.store(&at(outside)).unwrap_err();
        assert_eq!(error.name, "PERMISSION_DENIED", "{outside}");
        assert!(store.get(&at(outside).path).await.is_err(), "{outside}");
        assert!(store.put(&at(outside).join("new").unwrap().path, "x".into()).await.is_err(), "{outside}");
    }
    assert!(list(&store, &at("files/t")).await.is_err(), "a link to the outside is not skipped silently");
    assert!(list(&store, &at("files/link")).await.is_err());
}

#[tokio::test]
async fn a_link_out_of_a_local_bucket_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("secret"), b"s");
    std::fs::create_dir_all(folder.path().join("buckets/b-1")).unwrap();
    std::os::unix::fs::symlink(folder.path().join("secret"), folder.path().join("buckets/b-1/x")).unwrap();
    let (store, meter) = metered(storage(folder.path()), None);
    let path = Location::parse("s3://b-1/x").unwrap().path;
    assert!(matches!(store.get(&path).await, Err(object_store::Error::PermissionDenied { .. })));
    assert!(store.get_ranges(&path, std::slice::from_ref(&(0..1))).await.is_err());
    assert_eq!(meter.bytes(), 0);
}

#[tokio::test]
async fn the_meter_counts_requested_ranges() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("buckets/b-1/f"), &[7; 1000]);
    let (store, meter) = metered(storage(folder.path()), None);
    let path = Location::parse("s3://b-1/f").unwrap().path;
    store.head(&path).await.unwrap();
    store.list(None).try_collect::<Vec<_>>().await.unwrap();
    store.list_with_delimiter(None).await.unwrap();
    assert_eq!(meter.bytes(), 0);
    store.get_ranges(&path, &[0..10, 500..520]).await.unwrap();
    assert_eq!(meter.bytes(), 30);
    store.get_range(&path, 5..15).await.unwrap();
    assert_eq!(meter.bytes(), 40);
    store.get(&path).await.unwrap().bytes().await.unwrap();
    assert_eq!(meter.bytes(), 1040);
    let tail = GetOptions { range: Some(GetRange::Suffix(8)), ..GetOptions::default() };
    store.get_opts(&path, tail).await.unwrap().bytes().await.unwrap();
    assert_eq!(meter.bytes(), 1048);
    assert!(
        store
            .get_ranges(&Location::parse("s3://b-1/none").unwrap().path, std::slice::from_ref(&(0..10)))
            .await
            .is_err()
    );
    assert_eq!(meter.bytes(), 1048, "a failed read costs nothing");
}

#[tokio::test]
async fn streams_cost_what_was_taken() {
    let folder = tempfile::tempdir().unwrap();
    let content: Vec<u8> = (0..5_000_000u32).map(|i| i as u8).collect();
    write(&folder.path().join("buckets/b-1/f"), &content);
    let (store, meter) = metered(storage(folder.path()), None);
    let path = Location::parse("s3://b-1/f").unwrap().path;
    let mut stream = store.get(&path).await.unwrap().into_stream();
    let first = stream.try_next().await.unwrap().unwrap();
    assert_eq!(meter.bytes(), first.len() as u64);
    drop(stream);
    assert!(meter.bytes() < 2_000_000);

    let range = GetOptions { range: Some(GetRange::Bounded(100..4_000_000)), ..GetOptions::default() };
    let before = meter.bytes();
    let bytes = store.get_opts(&path, range).await.unwrap().bytes().await.unwrap();
    assert_eq!(bytes, &content[100..4_000_000]);
    assert_eq!(meter.bytes() - before, 3_999_900);
}

#[tokio::test]
async fn the_cutoff_acts_before_the_read() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("buckets/b-1/f"), &[7; 3_000_000]);
    let (store, meter) = metered(storage(folder.path()), Some(1_500_000));
    let path = Location::parse("s3://b-1/f").unwrap().path;
    let error = store.get_ranges(&path, std::slice::from_ref(&(0..2_000_000))).await.unwrap_err();
    assert_eq!(ConnectorError::find_in(&error).unwrap().name, "EXCEEDED_SCAN_LIMIT");
    assert_eq!(meter.bytes(), 0);
    let error = store.get(&path).await.unwrap().bytes().await.unwrap_err();
    assert_eq!(ConnectorError::find_in(&error).unwrap().name, "EXCEEDED_SCAN_LIMIT");
    assert!(meter.bytes() <= 1_500_000);
}

#[test]
fn nothing_shows_credentials() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::new(StorageConfig {
        local_buckets: folder.path().to_path_buf(),
        s3: Some(S3Config {
            access_key_id: Some("AKIAEXAMPLE".to_string()),
            secret_access_key: Some("very-secret".to_string()),
            ..S3Config::default()
        }),
        ..StorageConfig::default()
    })
    .unwrap();
    let (store, _) = metered(storage.clone(), None);
    let shown = format!("{storage:?} {store:?} {store}");
    assert!(!shown.contains("very-secret") && !shown.contains("AKIAEXAMPLE"), "{shown}");
}

#[test]
fn contradictions_in_the_configuration_are_refused() {
    let config = StorageConfig {
        s3: Some(S3Config { endpoint: Some("http://localhost:9000".to_string()), ..S3Config::default() }),
        ..StorageConfig::default()
    };
    assert_eq!(Storage::new(config).unwrap_err().name, "CONFIGURATION_INVALID");
}
