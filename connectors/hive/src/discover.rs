//! Partitions that lie in the bucket: what MSCK REPAIR TABLE adds.

use std::collections::HashSet;
use std::sync::Arc;

use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStore;
use polias_connector::storage::Location;
use polias_connector::{ConnectorError, Result};

use crate::errors::store_error;
use crate::partition_path::parse_folder;
use crate::partition_value::PartitionKey;

/// Most partitions one call finds.
const MAX_FOUND: usize = 100_000;
/// Folders listed at the same time.
const CONCURRENCY: usize = 16;

/// A partition's values, in key order, and its location.
pub(crate) type Found = (Vec<String>, String);

/// Walks `key=value` folders below `location`, one level per key. Folders whose key is not the table's at
/// that level, and hidden ones, are ignored; keys are compared without regard to case. `known` are left out.
pub(crate) async fn discover(
    store: &Arc<dyn ObjectStore>,
    location: &Location,
    keys: &[PartitionKey],
    known: &HashSet<Vec<String>>,
) -> Result<Vec<Found>> {
    let mut level: Vec<(Vec<String>, Location)> = vec![(Vec::new(), location.clone())];
    for key in keys {
        let next: Vec<Vec<(Vec<String>, Location)>> = futures::stream::iter(level)
            .map(|(values, folder)| sub_folders(store, key, values, folder))
            .buffered(CONCURRENCY)
            .try_collect()
            .await?;
        level = next.into_iter().flatten().collect();
        if level.len() > MAX_FOUND {
            let message = format!("more than {MAX_FOUND} partition folders below '{location}'");
            return Err(ConnectorError::new("HIVE_EXCEEDED_PARTITION_LIMIT", message)
                .with_hint("add partitions with ALTER TABLE ADD PARTITION"));
        }
    }
    let mut found: Vec<Found> = Vec::new();
    let mut seen = known.clone();
    for (values, folder) in level {
        // `A=1` and `a=1` are one partition for the catalog: the first in key order is taken.
        if !values.is_empty() && seen.insert(values.clone()) {
            found.push((values, format!("{folder}/")));
        }
    }
    Ok(found)
}

async fn sub_folders(
    store: &Arc<dyn ObjectStore>,
    key: &PartitionKey,
    values: Vec<String>,
    folder: Location,
) -> Result<Vec<(Vec<String>, Location)>> {
    let listing =
        store.list_with_delimiter(Some(&folder.path)).await.map_err(|error| store_error(&folder, &error))?;
    let mut folders: Vec<_> = listing
        .common_prefixes
        .into_iter()
        .filter_map(|path| {
            let (name, value) = parse_folder(path.filename()?)?;
            // `key=` names no value, not even NULL.
            if name != key.name || value.is_empty() {
                return None;
            }
            let values = values.iter().cloned().chain([value]).collect();
            Some((values, folder.with_path(path)))
        })
        .collect();
    folders.sort_unstable_by(|a, b| a.1.path.cmp(&b.1.path));
    Ok(folders)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::HiveType;
    use object_store::memory::InMemory;
    use object_store::{ObjectStoreExt, path::Path};

    fn keys(names: &[&str]) -> Vec<PartitionKey> {
        let key = |name: &&str| PartitionKey {
            name: name.to_string(),
            hive_type: HiveType::String,
            data_type: HiveType::String.arrow(),
        };
        names.iter().map(key).collect()
    }

    async fn find(objects: &[&str], names: &[&str], known: &[&[&str]]) -> Vec<Found> {
        let store = InMemory::new();
        for object in objects {
            store.put(&Path::parse(object).unwrap(), "x".into()).await.unwrap();
        }
        let store: Arc<dyn ObjectStore> = Arc::new(store);
        let known = known.iter().map(|values| values.iter().map(|v| v.to_string()).collect()).collect();
        discover(&store, &Location::parse("s3://b-1/t/").unwrap(), &keys(names), &known).await.unwrap()
    }

    #[tokio::test]
    async fn finds_key_value_folders_only() {
        let found = find(
            &[
                "t/dt=a%3Ab/H=1/f",
                "t/dt=a b/h=2/deep/er/f",
                "t/dt=c/f",
                "t/dt=d/x=1/f",
                "t/other/h=1/f",
                "t/f",
                "t/_dt=1/h=1/f",
            ],
            &["dt", "h"],
            &[],
        )
        .await;
        let row =
            |values: [&str; 2], location: &str| (values.map(str::to_string).to_vec(), location.to_string());
        assert_eq!(
            found,
            [row(["a b", "2"], "s3://b-1/t/dt=a b/h=2/"), row(["a:b", "1"], "s3://b-1/t/dt=a%3Ab/H=1/")]
        );
    }

    #[tokio::test]
    async fn known_ones_and_case_variants_are_left_out() {
        let found = find(
            &["t/k=1/f", "t/k=2/f", "t/K=2/f", "t/k=/f", "t/k=__HIVE_DEFAULT_PARTITION__/f"],
            &["k"],
            &[&["1"]],
        )
        .await;
        let values: Vec<&str> = found.iter().map(|(values, _)| values[0].as_str()).collect();
        assert_eq!(values, ["2", "__HIVE_DEFAULT_PARTITION__"]);
        assert_eq!(found[0].1, "s3://b-1/t/K=2/");
        assert!(find(&["t/f"], &[], &[]).await.is_empty());
    }
}
