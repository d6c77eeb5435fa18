//! Parquet: names, types, bytes, errors.

use std::sync::Arc;

use arrow::array::*;
use arrow::datatypes::{DataType, Field};
use arrow::record_batch::RecordBatch;
use datafusion::prelude::{col, lit};

use super::fixture::{Lake, error, rows};

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
        .unwrap()
}

fn numbers(range: std::ops::Range<i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(range))
}

#[tokio::test]
async fn columns_by_name_without_case_and_widened() {
    let lake = Lake::new().await;
    let columns = [
        ("userid", "bigint"),
        ("score", "double"),
        ("name", "string"),
        ("price", "decimal(10,2)"),
        ("seen", "timestamp"),
        ("gone", "string"),
        ("info", "struct<city:string,zip:bigint,gone:int>"),
        ("tags", "array<string>"),
    ];
    lake.create(&columns, &[]).await;
    let info = StructArray::from(vec![
        (
            Arc::new(Field::new("ZIP", DataType::Int32, true)),
            Arc::new(Int32Array::from(vec![99])) as ArrayRef,
        ),
        (Arc::new(Field::new("City", DataType::Utf8, true)), Arc::new(StringArray::from(vec!["Bonn"]))),
    ]);
    let mut tags = ListBuilder::new(StringBuilder::new());
    tags.append_value([Some("x"), None]);
    let price = Decimal128Array::from(vec![15]).with_precision_and_scale(5, 1).unwrap();
    lake.write_parquet(
        "t/1",
        &batch(vec![
            ("Name", Arc::new(BinaryArray::from(vec![b"Ann".as_slice()]))),
            ("UserId", Arc::new(Int32Array::from(vec![7]))),
            ("score", Arc::new(Float32Array::from(vec![1.5]))),
            ("price", Arc::new(price)),
            ("seen", Arc::new(TimestampMicrosecondArray::from(vec![1_500]))),
            ("info", Arc::new(info)),
            ("Tags", Arc::new(tags.finish())),
            ("unknown", Arc::new(Int32Array::from(vec![1]))),
        ]),
    );
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let all = lake.query().await.table.select_columns(&names).unwrap();
    assert_eq!(
        rows(all).await,
        ["7|1.5|Ann|1.50|1970-01-01T00:00:00.002||{city: Bonn, zip: 99, gone: }|[x, ]"]
    );
    for (filter, found) in [
        (col("userid").eq(lit(7_i64)), 1),
        (col("userid").gt(lit(7_i64)), 0),
        (col("name").eq(lit("Ann")), 1),
        (col("gone").is_null(), 1),
        (col("price").lt(lit(1.0)), 0),
        (col("seen").gt_eq(lit(datafusion::common::ScalarValue::TimestampMillisecond(Some(2), None))), 1),
    ] {
        let frame =
            lake.query().await.table.filter(filter.clone()).unwrap().select_columns(&["userid"]).unwrap();
        assert_eq!(rows(frame).await.len(), found, "{filter}");
    }
}

#[tokio::test]
async fn nested_columns_that_fit_as_they_are() {
    let lake = Lake::new().await;
    lake.create(&[("info", "struct<city:string,zip:int>"), ("m", "map<string,int>")], &[]).await;
    let info = StructArray::from(vec![
        (
            Arc::new(Field::new("city", DataType::Utf8, true)),
            Arc::new(StringArray::from(vec!["Bonn"])) as ArrayRef,
        ),
        (Arc::new(Field::new("more", DataType::Int32, true)), Arc::new(Int32Array::from(vec![1]))),
        (Arc::new(Field::new("zip", DataType::Int32, true)), Arc::new(Int32Array::from(vec![5]))),
    ]);
    let mut map = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    map.keys().append_value("k");
    map.values().append_value(1);
    map.append(true).unwrap();
    lake.write_parquet("t/1", &batch(vec![("info", Arc::new(info)), ("m", Arc::new(map.finish()))]));
    let frame = lake.query().await.table.select_columns(&["info", "m"]).unwrap();
    assert_eq!(rows(frame).await, ["{city: Bonn, zip: 5}|{k: 1}"]);
}

#[tokio::test]
async fn columns_that_do_not_fit_name_file_and_column() {
    let lake = Lake::new().await;
    lake.create(&[("a", "int"), ("b", "string")], &[]).await;
    let text: ArrayRef = Arc::new(StringArray::from(vec!["x"]));
    lake.write_parquet("t/1", &batch(vec![("A", Arc::clone(&text)), ("b", text)]));
    let wrong = error(lake.query().await.table).await;
    assert_eq!(wrong.name, "HIVE_BAD_DATA");
    assert!(wrong.message.contains("s3://b-1/t/1") && wrong.message.contains("'A'"), "{}", wrong.message);
    let other = lake.query().await.table.select_columns(&["b"]).unwrap();
    assert_eq!(rows(other).await, ["x"], "a column that is not used does no harm");
}

#[tokio::test]
async fn row_groups_are_pruned_and_bytes_counted() {
    let lake = Lake::new().await;
    lake.create(&[("a", "bigint"), ("b", "bigint")], &[]).await;
    lake.write_row_groups(
        "t/1",
        &batch(vec![("a", numbers(0..100_000)), ("b", numbers(0..100_000))]),
        10_000,
    );
    let size = std::fs::metadata(lake.file("t/1")).unwrap().len();
    let whole = lake.query().await;
    assert_eq!(rows(whole.table.select_columns(&["a", "b"]).unwrap()).await.len(), 100_000);
    assert!(whole.meter.bytes() >= size && whole.meter.bytes() <= size + 33_000);

    let half = lake.query().await;
    rows(half.table.select_columns(&["b"]).unwrap()).await;
    assert!(half.meter.bytes() < size / 2 + 64_000, "{} of {size}", half.meter.bytes());

    let pruned = lake.query().await;
    let frame = pruned.table.filter(col("a").gt_eq(lit(95_000_i64))).unwrap().select_columns(&["a"]).unwrap();
    assert_eq!(rows(frame).await.len(), 5_000);
    assert!(pruned.meter.bytes() < size / 4, "{} of {size}", pruned.meter.bytes());
}

#[tokio::test]
async fn cached_footers_cost_the_same() {
    let lake = Lake::new().await;
    lake.create(&[("a", "bigint")], &[]).await;
    for file in 0..5 {
        lake.write_parquet(&format!("t/{file}"), &batch(vec![("a", numbers(0..1_000))]));
    }
    let cost = async || {
        let query = lake.query().await;
        rows(query.table.select_columns(&["a"]).unwrap()).await;
        query.meter.bytes()
    };
    let first = cost().await;
    assert_eq!(cost().await, first);
    assert_eq!(cost().await, first);
}

#[tokio::test]
async fn limits_open_no_more_files_than_needed() {
    let lake = Lake::new().await;
    lake.create(&[("a", "bigint")], &[]).await;
    let size = (0..20)
        .map(|file| lake.write_parquet(&format!("t/{file:02}"), &batch(vec![("a", numbers(0..1_000))])))
        .max()
        .unwrap();
    let query = lake.query().await;
    let frame = query.table.select_columns(&["a"]).unwrap().limit(0, Some(10)).unwrap();
    assert_eq!(rows(frame).await.len(), 10);
    assert!(query.meter.bytes() <= 6 * size, "{} of 20 files of {size}", query.meter.bytes());
    let filtered =
        lake.query().await.table.filter(col("a").eq(lit(999_i64))).unwrap().limit(0, Some(15)).unwrap();
    assert_eq!(rows(filtered).await.len(), 15);
}

#[tokio::test]
async fn the_cutoff_ends_the_query() {
    let lake = Lake::new().await;
    lake.create(&[("a", "bigint")], &[]).await;
    lake.write_parquet("t/1", &batch(vec![("a", numbers(0..100_000))]));
    let query = lake.query_with_cutoff(Some(50_000)).await;
    let error = error(query.table).await;
    assert_eq!(error.name, "EXCEEDED_SCAN_LIMIT");
    assert_eq!(error.message, "Query exceeded the bytes scanned cutoff of 50000 bytes");
    assert!(query.meter.bytes() <= 50_000);
}

#[tokio::test]
async fn broken_files_are_named() {
    let lake = Lake::new().await;
    lake.create(&[("a", "bigint")], &[]).await;
    for (content, part) in [
        (b"not parquet, but long enough for a footer".to_vec(), "not a valid Parquet file"),
        (b"PAR1".to_vec(), "not a valid Parquet file"),
        ([b"PAR1".as_slice(), &[0xff, 0xff, 0xff, 0x7f], b"PAR1"].concat(), "not a valid Parquet file"),
    ] {
        std::fs::write(lake.file("t/1"), content).unwrap();
        let error = error(lake.query().await.table).await;
        assert_eq!(error.name, "HIVE_BAD_DATA");
        assert!(error.message.contains("s3://b-1/t/1") && error.message.contains(part), "{}", error.message);
    }
    // Cut in the middle of a download.
    lake.write_parquet("t/1", &batch(vec![("a", numbers(0..1_000))]));
    let whole = std::fs::read(lake.file("t/1")).unwrap();
    std::fs::write(lake.file("t/1"), &whole[..whole.len() / 2]).unwrap();
    assert_eq!(error(lake.query().await.table).await.name, "HIVE_BAD_DATA");
}

#[tokio::test]
async fn files_that_go_or_change_during_a_query() {
    let lake = Lake::new().await;
    lake.create(&[("a", "bigint")], &[]).await;
    lake.write_parquet("t/1", &batch(vec![("a", numbers(0..1_000))]));
    for gone in [true, false] {
        let query = lake.query().await;
        let context = query.table.clone().task_ctx();
        let plan = query.table.create_physical_plan().await.unwrap();
        match gone {
            true => std::fs::remove_file(lake.file("t/1")).unwrap(),
            false => drop(lake.write_parquet("t/1", &batch(vec![("a", numbers(5..1_005))]))),
        }
        let error = datafusion::physical_plan::collect(plan, Arc::new(context)).await.unwrap_err();
        let error = polias_connector::ConnectorError::find_in(&error).unwrap_or_else(|| panic!("{error}"));
        assert_eq!(error.name, "HIVE_CANNOT_OPEN_SPLIT");
        let part = if gone { "does not exist" } else { "was changed" };
        assert!(error.message.contains("s3://b-1/t/1") && error.message.contains(part), "{}", error.message);
        lake.write_parquet("t/1", &batch(vec![("a", numbers(0..1_000))]));
    }
}
