//! Tests of tables, views and their versions.

use super::super::fixture;
use super::*;
use crate::model::{Column, SerDeInfo, SortOrder, StorageDescriptor};

fn full_table() -> TableInput {
    TableInput {
        description: Some("all fields".into()),
        owner: Some("ada".into()),
        storage_descriptor: StorageDescriptor {
            columns: vec![Column {
                name: "id".into(),
                column_type: "struct<a:array<int>>".into(),
                comment: Some("ünique".into()),
            }],
            input_format: Some("in".into()),
            output_format: Some("out".into()),
            serde_info: SerDeInfo {
                name: Some("s".into()),
                serialization_library: Some("lib".into()),
                parameters: [("field.delim".to_string(), "\u{1}".to_string())].into(),
            },
            bucket_columns: vec!["id".into()],
            number_of_buckets: 4,
            sort_columns: vec![SortOrder { column: "id".into(), ascending: false }],
            parameters: [("p".to_string(), "q".to_string())].into(),
            ..fixture::table("t", &[]).storage_descriptor
        },
        view_original_text: Some("/* Presto View: e30= */".into()),
        view_expanded_text: Some("/* Presto View */".into()),
        table_type: TableKind::Managed,
        parameters: [("k".to_string(), "v".to_string())].into(),
        ..fixture::table("Full", &[("Day", "string")])
    }
}

#[tokio::test]
async fn every_field_survives_the_store() {
    let (_dir, catalog) = fixture::catalog().await;
    let created = catalog.create_table("Default", full_table()).await.unwrap();
    assert_eq!(created.database_name, "default");
    assert_eq!(created.version_id, 0);
    assert_eq!(
        TableInput {
            name: "Full".into(),
            partition_keys: fixture::columns(&[("Day", "string")]),
            ..created.input.clone()
        },
        full_table(),
        "nothing but the case of names changes"
    );
    assert_eq!(catalog.table("DEFAULT", "FULL").await.unwrap(), created);
    assert_eq!(catalog.tables("default").await.unwrap(), [created]);
}

#[tokio::test]
async fn listings_are_by_name_and_per_database() {
    let (_dir, catalog) = fixture::catalog().await;
    catalog.create_database(fixture::database("other")).await.unwrap();
    catalog.create_table("other", fixture::table("z", &[])).await.unwrap();
    catalog.create_table("default", fixture::table("b", &[])).await.unwrap();
    let view = TableInput { table_type: TableKind::View, ..fixture::table("A", &[]) };
    catalog.create_table("default", view).await.unwrap();
    let names = catalog.table_names("Default").await.unwrap();
    assert_eq!(names, [("a".to_string(), TableKind::View), ("b".to_string(), TableKind::External)]);
    let tables = catalog.tables("default").await.unwrap();
    assert_eq!(tables.iter().map(|table| table.input.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
}

#[tokio::test]
async fn errors_say_what_is_missing() {
    let (_dir, catalog) = fixture::catalog().await;
    for (error, message) in [
        (catalog.table("no", "t").await.unwrap_err(), "database no does not exist"),
        (catalog.table("default", "no").await.unwrap_err(), "table default.no does not exist"),
        (catalog.create_table("no", full_table()).await.unwrap_err(), "database no does not exist"),
        (
            catalog.update_table("default", full_table(), None).await.unwrap_err(),
            "table default.full does not exist",
        ),
        (catalog.delete_table("default", "no").await.unwrap_err(), "table default.no does not exist"),
        (catalog.table_versions("default", "no").await.unwrap_err(), "table default.no does not exist"),
        (catalog.table_names("no").await.unwrap_err(), "database no does not exist"),
    ] {
        assert_eq!((error.kind, error.message.as_str()), (ErrorKind::EntityNotFound, message));
    }
}

#[tokio::test]
async fn a_second_of_the_same_name_is_refused() {
    let (_dir, catalog) = fixture::catalog().await;
    catalog.create_table("default", full_table()).await.unwrap();
    let error = catalog.create_table("DEFAULT", fixture::table("FULL", &[])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::AlreadyExists);
    assert_eq!(error.message, "table default.full already exists");
}

#[tokio::test]
async fn the_number_of_tables_is_bounded() {
    let (_dir, catalog) = fixture::catalog().await;
    sqlx::query(
        "INSERT INTO tables (table_id, database_name, name, table_type, definition, create_time,
                             update_time, version_id)
         WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 200000)
         SELECT -n, 'default', 't' || n, 'EXTERNAL_TABLE', '', 0, 0, 0 FROM n",
    )
    .execute(&catalog.pool)
    .await
    .unwrap();
    let error = catalog.create_table("default", full_table()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ResourceNumberLimitExceeded);
}

#[tokio::test]
async fn updates_count_versions_and_keep_the_old_ones() {
    let (_dir, catalog) = fixture::catalog().await;
    let first = catalog.create_table("default", fixture::table("t", &[])).await.unwrap();
    let changed = TableInput { description: Some("new".into()), ..first.input.clone() };
    let second = catalog.update_table("default", changed, Some(0)).await.unwrap();
    assert_eq!(second.version_id, 1);
    assert_eq!(second.create_time, first.create_time);
    assert!(second.update_time >= first.update_time);
    assert_eq!(catalog.table("default", "t").await.unwrap(), second);
    let third = catalog.update_table("default", first.input.clone(), None).await.unwrap();
    assert_eq!(catalog.table_versions("default", "T").await.unwrap(), [third, second, first]);
}

#[tokio::test]
async fn only_the_newest_versions_are_kept() {
    let (_dir, catalog) = fixture::catalog().await;
    let table = catalog.create_table("default", fixture::table("t", &[])).await.unwrap();
    for _ in 0..limits::OLD_TABLE_VERSIONS + 5 {
        catalog.update_table("default", table.input.clone(), None).await.unwrap();
    }
    let versions = catalog.table_versions("default", "t").await.unwrap();
    let ids: Vec<i64> = versions.iter().map(|table| table.version_id).collect();
    assert_eq!(ids, (5..=105).rev().collect::<Vec<i64>>());
}

#[tokio::test]
async fn a_stale_version_is_a_mismatch_and_changes_nothing() {
    let (_dir, catalog) = fixture::catalog().await;
    let table = catalog.create_table("default", fixture::table("t", &[])).await.unwrap();
    let updated = catalog.update_table("default", table.input.clone(), Some(0)).await.unwrap();
    for stale in [0, 2, -1] {
        let input = TableInput { description: Some("lost".into()), ..table.input.clone() };
        let error = catalog.update_table("default", input, Some(stale)).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::VersionMismatch);
    }
    assert_eq!(catalog.table("default", "t").await.unwrap(), updated);
}

/// Two handles on one file stand for two processes.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_concurrent_updates_of_one_version_exactly_one_wins() {
    let (dir, first) = fixture::catalog().await;
    let second = Catalog::open(&fixture::path(&dir)).await.unwrap();
    first.create_table("default", fixture::table("t", &[])).await.unwrap();
    for version in 0..20 {
        let mut writers = tokio::task::JoinSet::new();
        for (writer, catalog) in [first.clone(), second.clone(), first.clone()].into_iter().enumerate() {
            writers.spawn(async move {
                let input = TableInput { owner: Some(format!("{writer}")), ..fixture::table("t", &[]) };
                catalog.update_table("default", input, Some(version)).await
            });
        }
        let results = writers.join_all().await;
        let winners: Vec<&Table> = results.iter().filter_map(|result| result.as_ref().ok()).collect();
        assert_eq!(winners.len(), 1, "{results:?}");
        assert_eq!(&first.table("default", "t").await.unwrap(), winners[0]);
        for loser in results.iter().filter_map(|result| result.as_ref().err()) {
            assert_eq!(loser.kind, ErrorKind::VersionMismatch);
        }
    }
}

#[tokio::test]
async fn deleting_takes_partitions_and_versions_along() {
    let (_dir, catalog) = fixture::catalog().await;
    let table = fixture::table("t", &[("day", "string")]);
    catalog.create_table("default", table.clone()).await.unwrap();
    catalog.update_table("default", table.clone(), None).await.unwrap();
    catalog.create_partitions("default", "t", vec![fixture::partition(&["1"])], false).await.unwrap();
    catalog.delete_table("DEFAULT", "T").await.unwrap();
    catalog.create_table("default", table).await.unwrap();
    assert_eq!(catalog.partition_count("default", "t").await.unwrap(), 0);
    assert_eq!(catalog.table_versions("default", "t").await.unwrap().len(), 1);
}

#[tokio::test]
async fn partition_keys_must_keep_fitting_the_partitions() {
    let (_dir, catalog) = fixture::catalog().await;
    let with_keys = |keys: &[(&str, &str)]| fixture::table("t", keys);
    catalog.create_table("default", with_keys(&[("a", "string")])).await.unwrap();
    // Without partitions everything goes.
    catalog.update_table("default", with_keys(&[("a", "string"), ("b", "string")]), None).await.unwrap();
    let partitions = [["x", "08"], ["y", super::input::NULL_VALUE]].map(|values| fixture::partition(&values));
    catalog.create_partitions("default", "t", partitions.into(), false).await.unwrap();
    for (keys, reason) in [
        (&[("a", "string")][..], "cannot change from 2 to 1"),
        (&[("a", "string"), ("b", "string"), ("c", "string")][..], "cannot change from 2 to 3"),
        (&[("a", "bigint"), ("b", "string")][..], "partition key a cannot become bigint"),
    ] {
        let error = catalog.update_table("default", with_keys(keys), None).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidInput);
        assert!(error.message.contains(reason), "{error}");
    }
    catalog.update_table("default", with_keys(&[("renamed", "string"), ("b", "int")]), None).await.unwrap();
}

#[tokio::test]
async fn a_damaged_record_names_its_object() {
    let (_dir, catalog) = fixture::catalog().await;
    catalog.create_table("default", full_table()).await.unwrap();
    sqlx::query("UPDATE tables SET definition = '{}', table_type = 'x'")
        .execute(&catalog.pool)
        .await
        .unwrap();
    for error in [
        catalog.table("default", "full").await.unwrap_err(),
        catalog.table_names("default").await.unwrap_err(),
    ] {
        assert_eq!(error.kind, ErrorKind::Internal);
        assert_eq!(error.message, "the catalog's record of table default.full is damaged");
    }
}
