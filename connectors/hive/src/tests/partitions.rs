//! Partitions: values, pruning, hidden columns, odd characters.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array};
use arrow::record_batch::RecordBatch;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::prelude::{col, lit};

use super::fixture::{Lake, error, rows};

fn numbers(values: &[i32]) -> RecordBatch {
    RecordBatch::try_from_iter([("a", Arc::new(Int32Array::from(values.to_vec())) as ArrayRef)]).unwrap()
}

async fn days() -> Lake {
    let lake = Lake::new().await;
    lake.create(&[("a", "int")], &[("dt", "date"), ("h", "int")]).await;
    lake.write_parquet("t/dt=2024-01-01/h=08/f.parquet", &numbers(&[1, 2]));
    lake.write_parquet("t/dt=2024-01-01/h=9/f.parquet", &numbers(&[3]));
    lake.write_parquet("t/dt=2024-01-02/h=__HIVE_DEFAULT_PARTITION__/f.parquet", &numbers(&[4]));
    std::fs::write(lake.file("t/dt=2024-01-01/h=9/_SUCCESS"), "x").unwrap();
    assert_eq!(lake.repair().await, 3);
    assert_eq!(lake.repair().await, 0);
    lake
}

#[tokio::test]
async fn values_have_their_types() {
    let lake = days().await;
    let all = lake.query().await.table.select_columns(&["a", "dt", "h"]).unwrap();
    assert_eq!(rows(all).await, ["1|2024-01-01|8", "2|2024-01-01|8", "3|2024-01-01|9", "4|2024-01-02|"]);
}

#[tokio::test]
async fn filters_on_keys_read_only_what_they_leave() {
    let lake = days().await;
    let whole = lake.query().await;
    rows(whole.table.select_columns(&["a"]).unwrap()).await;
    let query = lake.query().await;
    let one = query.table.filter(col("h").eq(lit(9))).unwrap().select_columns(&["a"]).unwrap();
    assert_eq!(rows(one).await, ["3"]);
    assert!(query.meter.bytes() > 0 && query.meter.bytes() * 2 < whole.meter.bytes());

    let none = lake.query().await;
    let frame = none.table.filter(col("dt").gt(lit("2025-01-01"))).unwrap();
    assert!(rows(frame).await.is_empty());
    assert_eq!(none.meter.bytes(), 0);

    let null = lake.query().await.table.filter(col("h").is_null()).unwrap().select_columns(&["a"]).unwrap();
    assert_eq!(rows(null).await, ["4"]);
    // Not decided by the catalog: a filter on values.
    let odd = lake.query().await.table.filter((col("h") % lit(2)).eq(lit(0))).unwrap();
    assert_eq!(rows(odd.select_columns(&["a"]).unwrap()).await, ["1", "2"]);
}

#[tokio::test]
async fn hidden_columns_and_pruning_by_path() {
    let lake = days().await;
    let path = "s3://b-1/t/dt=2024-01-01/h=9/f.parquet";
    let size = std::fs::metadata(lake.file("t/dt=2024-01-01/h=9/f.parquet")).unwrap().len();
    let query = lake.query().await;
    let frame = query.table.filter(col("\"$path\"").eq(lit(path))).unwrap();
    let frame = frame.select(vec![col("a"), col("\"$path\""), col("\"$file_size\"")]).unwrap();
    assert_eq!(rows(frame).await, [format!("3|{path}|{size}")]);
    assert!(query.meter.bytes() <= 2 * size, "other files were not opened");

    let frame = lake.query().await.table.select(vec![col("\"$file_modified_time\"")]).unwrap();
    assert!(rows(frame).await.iter().all(|time| time.starts_with("20") && time.ends_with('Z')));
}

#[tokio::test]
async fn counts_come_from_footers() {
    let lake = days().await;
    let query = lake.query().await;
    let counted =
        query.table.aggregate(vec![], vec![count(lit(1)), count(col("h")), count(col("a"))]).unwrap();
    assert_eq!(rows(counted).await, ["4|3|4"]);
    let by_day = lake.query().await.table.aggregate(vec![col("dt")], vec![count(lit(1))]).unwrap();
    assert_eq!(rows(by_day).await, ["2024-01-01|3", "2024-01-02|1"]);
}

#[tokio::test]
async fn odd_values_and_locations() {
    let lake = Lake::new().await;
    lake.create(&[("a", "int")], &[("k", "string")]).await;
    let folders = ["k=a b", "k=a%20b", "k=a%2520b", "k=a%3Ab", "k=größe", "k=x=y"];
    for (number, folder) in folders.iter().enumerate() {
        lake.write_parquet(&format!("t/{folder}/f ü=%41.parquet"), &numbers(&[number as i32]));
    }
    // `a b` and `a%20b` are the same value: the first folder is taken.
    assert_eq!(lake.repair().await, 5);
    let all = lake.query().await.table.select_columns(&["a", "k"]).unwrap();
    assert_eq!(rows(all).await, ["0|a b", "2|a%20b", "3|a:b", "4|größe", "5|x=y"]);

    // Elsewhere, and named byte for byte.
    lake.write_parquet("other/k=a%20b/f.parquet", &numbers(&[7]));
    lake.add_partition(&["elsewhere"], Some("s3://b-1/other/k=a%20b")).await;
    let filtered = lake.query().await.table.filter(col("k").eq(lit("elsewhere"))).unwrap();
    assert_eq!(
        rows(filtered.select(vec![col("a"), col("\"$path\"")]).unwrap()).await,
        ["7|s3://b-1/other/k=a%20b/f.parquet"]
    );

    // Without a location: where Hive would put it.
    lake.write_parquet("t/k=c%2Fd/f.parquet", &numbers(&[8]));
    lake.add_partition(&["c/d"], None).await;
    let filtered = lake.query().await.table.filter(col("k").eq(lit("c/d"))).unwrap();
    assert_eq!(rows(filtered.select_columns(&["a"]).unwrap()).await, ["8"]);
}

#[tokio::test]
async fn a_bad_value_is_an_error_unless_excluded() {
    let lake = Lake::new().await;
    lake.create(&[("a", "int")], &[("k", "tinyint")]).await;
    lake.write_parquet("t/k=1/f", &numbers(&[1]));
    lake.write_parquet("t/k=300/f", &numbers(&[2]));
    assert_eq!(lake.repair().await, 2);
    let error = error(lake.query().await.table).await;
    assert_eq!(error.name, "HIVE_INVALID_PARTITION_VALUE");
    assert_eq!(error.message, "Invalid partition value '300' for tinyint partition key: k");
    let one = lake.query().await.table.filter(col("k").eq(lit(1_i8))).unwrap();
    assert_eq!(rows(one.select_columns(&["a"]).unwrap()).await, ["1"]);
}

#[tokio::test]
async fn no_folder_no_rows() {
    let lake = Lake::new().await;
    lake.create(&[("a", "int")], &[]).await;
    let counted = lake.query().await.table.aggregate(vec![], vec![count(lit(1))]).unwrap();
    assert_eq!(rows(counted).await, ["0"]);
    assert!(rows(lake.query().await.table).await.is_empty());
}
