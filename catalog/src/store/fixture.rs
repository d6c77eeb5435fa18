//! What the tests of the store share.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::Catalog;
use crate::model::{Column, DatabaseInput, PartitionInput, StorageDescriptor, TableInput};

/// A well-formed verifier, as `pgwire` and PostgreSQL write it.
pub(super) const VERIFIER: &str = "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$\
    MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=:YWJjZGVmZ2hpamFiY2RlZmdoaWphYmNkZWZnaGlqYWI=";

/// The path of the catalog in a test's folder.
pub(super) fn path(dir: &TempDir) -> PathBuf {
    dir.path().join("catalog.sqlite")
}

/// A new catalog; it lives as long as its folder.
pub(super) async fn catalog() -> (TempDir, Catalog) {
    let dir = tempfile::tempdir().unwrap();
    let catalog = Catalog::open(&path(&dir)).await.unwrap();
    (dir, catalog)
}

/// A database with every field set.
pub(super) fn database(name: &str) -> DatabaseInput {
    DatabaseInput {
        name: name.into(),
        description: Some("of tests".into()),
        location_uri: Some(format!("s3://bucket/{name}/")),
        parameters: [("Owner".to_string(), "ada".to_string())].into(),
    }
}

/// Columns of (name, type).
pub(super) fn columns(columns: &[(&str, &str)]) -> Vec<Column> {
    columns
        .iter()
        .map(|(name, column_type)| Column {
            name: (*name).into(),
            column_type: (*column_type).into(),
            comment: None,
        })
        .collect()
}

/// A table of one column `id`, partitioned by `keys` of (name, type).
pub(super) fn table(name: &str, keys: &[(&str, &str)]) -> TableInput {
    TableInput {
        name: name.into(),
        storage_descriptor: StorageDescriptor {
            columns: columns(&[("id", "bigint")]),
            location: Some(format!("s3://bucket/{name}/")),
            ..StorageDescriptor::default()
        },
        partition_keys: columns(keys),
        ..TableInput::default()
    }
}

/// A partition of these values with a location.
pub(super) fn partition(values: &[&str]) -> PartitionInput {
    PartitionInput {
        values: values.iter().map(|value| (*value).to_string()).collect(),
        storage_descriptor: StorageDescriptor {
            location: Some(format!("s3://bucket/{}/", values.join("/"))),
            ..StorageDescriptor::default()
        },
        ..PartitionInput::default()
    }
}
