//! Tests of partitions; those of filters are with the filters.

use super::super::fixture::{self, partition};
use super::*;
use crate::error::ErrorKind;
use crate::model::{CompareOp, PartitionValue, SerDeInfo};

async fn logs() -> (tempfile::TempDir, Catalog) {
    let (dir, catalog) = fixture::catalog().await;
    let table = fixture::table("logs", &[("Year", "int"), ("region", "string")]);
    catalog.create_table("default", table).await.unwrap();
    (dir, catalog)
}

fn strings(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_string()).collect()
}

async fn listed(catalog: &Catalog) -> Vec<Vec<String>> {
    let partitions = catalog.partitions("default", "logs", None).await.unwrap();
    partitions.into_iter().map(|partition| partition.input.values).collect()
}

#[tokio::test]
async fn create_read_update_list() {
    let (_dir, catalog) = logs().await;
    let mut full = partition(&["2024", "eu"]);
    full.parameters = [("k".to_string(), "v".to_string())].into();
    full.storage_descriptor.columns = fixture::columns(&[("id", "int")]);
    full.storage_descriptor.serde_info =
        SerDeInfo { serialization_library: Some("lib".into()), ..SerDeInfo::default() };
    let bare = PartitionInput { values: strings(&["2023", "eu"]), ..PartitionInput::default() };
    let given = vec![full.clone(), bare.clone(), partition(&["2024", NULL_VALUE])];
    assert_eq!(catalog.create_partitions("Default", "LOGS", given, false).await.unwrap(), 3);
    assert_eq!(catalog.partition_count("default", "logs").await.unwrap(), 3);
    let read = catalog.partition("DEFAULT", "Logs", &full.values).await.unwrap();
    assert_eq!(read.input, full);
    assert_eq!(catalog.partition("default", "logs", &bare.values).await.unwrap().input, bare);
    let moved = PartitionInput { values: full.values.clone(), ..partition(&["elsewhere"]) };
    let updated = catalog
        .update_partition("default", "logs", PartitionInput { values: full.values.clone(), ..moved.clone() })
        .await
        .unwrap();
    assert_eq!(updated, Partition { input: moved, creation_time: read.creation_time });
    assert_eq!(catalog.partition("default", "logs", &full.values).await.unwrap(), updated);
    assert_eq!(listed(&catalog).await, [["2023", "eu"], ["2024", NULL_VALUE], ["2024", "eu"]]);
}

#[tokio::test]
async fn a_usual_partition_stores_no_json() {
    let (_dir, catalog) = logs().await;
    catalog.create_partitions("default", "logs", vec![partition(&["2024", "eu"])], false).await.unwrap();
    let sql = "SELECT descriptor IS NULL AND parameters IS NULL FROM partitions";
    assert!(sqlx::query_scalar::<_, bool>(sql).fetch_one(&catalog.pool).await.unwrap());
}

#[tokio::test]
async fn an_existing_partition_undoes_the_whole_call() {
    let (_dir, catalog) = logs().await;
    catalog.create_partitions("default", "logs", vec![partition(&["2500", "eu"])], false).await.unwrap();
    // More than one statement's worth, the existing one in the last of them.
    let many: Vec<_> = (1000..=2500).map(|year| partition(&[&year.to_string(), "eu"])).collect();
    assert!(many.len() > INSERT_PARAMETERS / 9);
    let error = catalog.create_partitions("default", "logs", many.clone(), false).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::AlreadyExists);
    assert_eq!(error.message, "partition year=2500/region=eu already exists");
    assert_eq!(catalog.partition_count("default", "logs").await.unwrap(), 1);
    assert_eq!(catalog.create_partitions("default", "logs", many, true).await.unwrap(), 1500);
    assert_eq!(catalog.partition_count("default", "logs").await.unwrap(), 1501);
}

#[tokio::test]
async fn if_not_exists_leaves_the_existing_as_it_is() {
    let (_dir, catalog) = logs().await;
    let first = partition(&["2024", "eu"]);
    catalog.create_partitions("default", "logs", vec![first.clone()], false).await.unwrap();
    let other = PartitionInput { values: first.values.clone(), ..PartitionInput::default() };
    assert_eq!(catalog.create_partitions("default", "logs", vec![other], true).await.unwrap(), 0);
    assert_eq!(catalog.partition("default", "logs", &first.values).await.unwrap().input, first);
}

#[tokio::test]
async fn one_given_twice() {
    let (_dir, catalog) = logs().await;
    let twice = vec![partition(&["2024", "eu"]), partition(&["2024", "eu"])];
    let error = catalog.create_partitions("default", "logs", twice.clone(), false).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::AlreadyExists);
    assert_eq!(catalog.partition_count("default", "logs").await.unwrap(), 0);
    assert_eq!(catalog.create_partitions("default", "logs", twice, true).await.unwrap(), 1);
}

#[tokio::test]
async fn values_are_unique_as_texts() {
    let (_dir, catalog) = logs().await;
    let given = vec![partition(&["8", "eu"]), partition(&["08", "eu"]), partition(&["8", "EU"])];
    assert_eq!(catalog.create_partitions("default", "logs", given, false).await.unwrap(), 3);
}

#[tokio::test]
async fn bad_input_is_refused_and_adds_nothing() {
    let (_dir, catalog) = logs().await;
    catalog.create_table("default", fixture::table("flat", &[])).await.unwrap();
    for (bad, reason) in [
        (partition(&["2024"]), "needs 2 values, 1 were given"),
        (partition(&["2024", "eu", "x"]), "needs 2 values, 3 were given"),
        (partition(&["this year", "eu"]), "is no int"),
        (partition(&["2024", ""]), "is empty"),
        (
            PartitionInput {
                parameters: [("k".into(), "x".repeat(5 << 20))].into(),
                ..partition(&["2024", "eu"])
            },
            "partition definition has",
        ),
    ] {
        let good = partition(&["2023", "eu"]);
        let error = catalog.create_partitions("default", "logs", vec![good, bad], true).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidInput);
        assert!(error.message.contains(reason), "{reason}: {error}");
    }
    let error =
        catalog.create_partitions("default", "flat", vec![partition(&["x"])], true).await.unwrap_err();
    assert_eq!(error.message, "the table is not partitioned");
    let many = vec![PartitionInput::default(); limits::PARTITIONS_PER_CALL + 1];
    let error = catalog.create_partitions("default", "logs", many, true).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidInput);
    assert!(error.message.contains("use several calls"), "{error}");
    assert_eq!(catalog.partition_count("default", "logs").await.unwrap(), 0);
    assert_eq!(catalog.partitions("default", "flat", None).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let (_dir, catalog) = logs().await;
    let values = strings(&["2024", "eu"]);
    for (error, message) in [
        (
            catalog.partition("default", "logs", &values).await.unwrap_err(),
            "partition year=2024/region=eu does not exist",
        ),
        (
            catalog.update_partition("default", "logs", partition(&["2024", NULL_VALUE])).await.unwrap_err(),
            "partition year=2024/region=NULL does not exist",
        ),
        (catalog.partitions("default", "no", None).await.unwrap_err(), "table default.no does not exist"),
        (catalog.partition_count("no", "t").await.unwrap_err(), "database no does not exist"),
        (
            catalog.create_partitions("default", "no", vec![], false).await.unwrap_err(),
            "table default.no does not exist",
        ),
        (
            catalog.delete_partitions("default", "no", &[]).await.unwrap_err(),
            "table default.no does not exist",
        ),
    ] {
        assert_eq!((error.kind, error.message.as_str()), (ErrorKind::EntityNotFound, message));
    }
}

#[tokio::test]
async fn specs_delete_whole_and_partial_matches() {
    let (_dir, catalog) = logs().await;
    let given: Vec<_> = ["2022", "2023", "2024"]
        .iter()
        .flat_map(|year| ["eu", "us", NULL_VALUE].map(|region| partition(&[year, region])))
        .collect();
    catalog.create_partitions("default", "logs", given, false).await.unwrap();
    let spec = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| ((*key).to_string(), (*value).to_string())).collect()
    };
    let specs = [spec(&[("YEAR", "2022")]), spec(&[("region", "us"), ("year", "2023")])];
    assert_eq!(catalog.delete_partitions("default", "logs", &specs).await.unwrap(), 4);
    assert_eq!(catalog.delete_partitions("default", "logs", &specs).await.unwrap(), 0);
    let null = [spec(&[("region", NULL_VALUE)])];
    assert_eq!(catalog.delete_partitions("default", "logs", &null).await.unwrap(), 2);
    assert_eq!(listed(&catalog).await, [["2023", "eu"], ["2024", "eu"], ["2024", "us"]]);
    for (bad, reason) in [
        (spec(&[]), "names no key"),
        (spec(&[("month", "1")]), "month is no partition key"),
        (spec(&[("year", "2023"), ("Year", "2024")]), "Year twice"),
    ] {
        let error = catalog
            .delete_partitions("default", "logs", &[spec(&[("year", "2023")]), bad])
            .await
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidInput);
        assert!(error.message.contains(reason), "{error}");
    }
    assert_eq!(catalog.partition_count("default", "logs").await.unwrap(), 3, "a bad spec undoes the call");
    let many = vec![spec(&[("year", "1")]); limits::SPECS_PER_CALL + 1];
    let error = catalog.delete_partitions("default", "logs", &many).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidInput);
}

#[tokio::test]
async fn partitions_of_one_table_do_not_show_in_another() {
    let (_dir, catalog) = logs().await;
    catalog.create_table("default", fixture::table("other", &[("year", "int")])).await.unwrap();
    catalog.create_partitions("default", "logs", vec![partition(&["1", "a"])], false).await.unwrap();
    catalog.create_partitions("default", "other", vec![partition(&["1"])], false).await.unwrap();
    let filter =
        PartitionFilter::Compare { key: "year".into(), op: CompareOp::Eq, value: PartitionValue::Integer(1) };
    for table in ["logs", "other"] {
        assert_eq!(catalog.partitions("default", table, Some(&filter)).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn sixteen_keys_work() {
    let (_dir, catalog) = fixture::catalog().await;
    let names: Vec<String> = (0..limits::PARTITION_KEYS).map(|n| format!("k{n}")).collect();
    let keys: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "int")).collect();
    catalog.create_table("default", fixture::table("wide", &keys)).await.unwrap();
    let values: Vec<String> = (0..limits::PARTITION_KEYS).map(|n| n.to_string()).collect();
    let input = PartitionInput { values: values.clone(), ..PartitionInput::default() };
    catalog.create_partitions("default", "wide", vec![input], false).await.unwrap();
    let filter = PartitionFilter::Compare {
        key: "k15".into(),
        op: CompareOp::GtEq,
        value: PartitionValue::Integer(15),
    };
    let found = catalog.partitions("default", "wide", Some(&filter)).await.unwrap();
    assert_eq!(found[0].input.values, values);
}

/// Looks at SQLite's plan, not at a clock: `polias-bench partitions` measures.
#[tokio::test]
async fn conditions_on_leading_keys_are_one_range_of_an_index() {
    let (_dir, catalog) = fixture::catalog().await;
    let keys = fixture::columns(&[("year", "int"), ("month", "int"), ("day", "int"), ("hour", "int")]);
    let day = |value: fn(i64) -> PartitionValue, last: CompareOp| {
        let compare =
            |(key, op): (&str, CompareOp)| PartitionFilter::Compare { key: key.into(), op, value: value(8) };
        let conditions = [("year", CompareOp::Eq), ("month", CompareOp::Eq), ("day", last)];
        PartitionFilter::And(conditions.into_iter().map(compare).collect())
    };
    let text = |n: i64| PartitionValue::Text(n.to_string());
    let months =
        PartitionFilter::In { key: "month".into(), values: [5, 6].map(PartitionValue::Integer).into() };
    let year = PartitionFilter::Compare {
        key: "year".into(),
        op: CompareOp::Eq,
        value: PartitionValue::Integer(2024),
    };
    let primary = "sqlite_autoindex_partitions_1";
    let by_integer = "partitions_by_integer";
    for (filter, index, range) in [
        (day(text, CompareOp::Eq), primary, "v0=? AND v1=? AND v2=?"),
        (day(text, CompareOp::Lt), primary, "v0=? AND v1=? AND v2<?"),
        (day(PartitionValue::Integer, CompareOp::Eq), by_integer, "i0=? AND i1=? AND i2=?"),
        (day(PartitionValue::Integer, CompareOp::GtEq), by_integer, "i0=? AND i1=? AND i2>?"),
        (PartitionFilter::And(vec![year, months]), by_integer, "i0=? AND i1=?"),
    ] {
        let sql = format!("EXPLAIN QUERY PLAN {}", listing(&keys, 1, Some(&filter)).unwrap().sql());
        let steps = sqlx::query(&sql).fetch_all(&catalog.pool).await.unwrap();
        let steps: Vec<&str> = steps.iter().map(|step| step.try_get("detail").unwrap()).collect();
        assert_eq!(steps, [format!("SEARCH partitions USING INDEX {index} (table_id=? AND {range})")]);
    }
}
