//! How fast the catalog finds partitions of a table that has very many.
//!
//! Two tables of 100,000 hourly partitions, one with string keys and one with int keys, and lookups
//! as the planner makes them. The goal is one day in under 20 ms.

use std::error::Error;
use std::time::{Duration, Instant};

use polias_catalog::Catalog;
use polias_catalog::model::{
    Column, CompareOp, PartitionFilter, PartitionInput, PartitionValue, StorageDescriptor, TableInput,
};

const PARTITIONS: u32 = 100_000;
const LOOKUPS: usize = 50;
const DATABASE: &str = "default";
const KEYS: [&str; 4] = ["year", "month", "day", "hour"];

/// Builds the tables in a temporary catalog and prints the median and the maximum time of each kind
/// of lookup.
///
/// # Errors
/// What the catalog or the file system reports, and a lookup that finds the wrong number of
/// partitions.
pub async fn run() -> Result<(), Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let catalog = Catalog::open(&dir.path().join("catalog.sqlite")).await?;
    for (table, key_type) in [("texts", "string"), ("integers", "int")] {
        catalog.create_table(DATABASE, definition(table, key_type)).await?;
        let partitions = (0..PARTITIONS).map(|hour| partition(table, hour)).collect();
        let start = Instant::now();
        catalog.create_partitions(DATABASE, table, partitions, false).await?;
        println!("{table}: {PARTITIONS} partitions added in {:.2?}", start.elapsed());
    }
    println!("{:<42} {:>8} {:>12} {:>12}", "lookup", "found", "median", "max");
    let text = |text: &str| PartitionValue::Text(text.into());
    let integer = PartitionValue::Integer;
    let day = |values: [PartitionValue; 3]| {
        PartitionFilter::And(KEYS.into_iter().zip(values).map(|(key, value)| equal(key, value)).collect())
    };
    let months = PartitionFilter::And(vec![
        equal("year", integer(2020)),
        PartitionFilter::In { key: "month".into(), values: vec![integer(5), integer(6)] },
    ]);
    let from_year = PartitionFilter::And(vec![
        PartitionFilter::Compare { key: "year".into(), op: CompareOp::GtEq, value: integer(2021) },
        equal("month", integer(5)),
        equal("day", integer(17)),
    ]);
    for (name, table, filter, found) in [
        ("one day, string keys", "texts", Some(day([text("2020"), text("05"), text("17")])), 24),
        ("one day, int keys", "integers", Some(day([integer(2020), integer(5), integer(17)])), 24),
        ("one year and two months, int keys", "integers", Some(months), 2 * 28 * 24),
        ("a day of each year since, int keys", "integers", Some(from_year), 2 * 24),
        ("a day of every month, string keys", "texts", Some(equal("day", text("17"))), 3576),
        ("a day of every month, int keys", "integers", Some(equal("day", integer(17))), 3576),
        ("all partitions", "texts", None, PARTITIONS as usize),
    ] {
        let mut times = Vec::with_capacity(LOOKUPS);
        for _ in 0..LOOKUPS {
            let start = Instant::now();
            let partitions = catalog.partitions(DATABASE, table, filter.as_ref()).await?;
            times.push(start.elapsed());
            if partitions.len() != found {
                return Err(format!("{name}: {} partitions found, not {found}", partitions.len()).into());
            }
        }
        let (median, max) = median_and_max(&mut times);
        println!("{name:<42} {found:>8} {median:>12.2?} {max:>12.2?}");
    }
    catalog.close().await;
    Ok(())
}

fn definition(name: &str, key_type: &str) -> TableInput {
    let column = |name: &str, column_type: &str| Column {
        name: name.into(),
        column_type: column_type.into(),
        comment: None,
    };
    TableInput {
        name: name.into(),
        storage_descriptor: StorageDescriptor {
            columns: vec![column("message", "string")],
            location: Some(format!("s3://bucket/{name}/")),
            ..StorageDescriptor::default()
        },
        partition_keys: KEYS.iter().map(|key| column(key, key_type)).collect(),
        ..TableInput::default()
    }
}

/// The partition of the n-th hour since 2010, in years of 12 months of 28 days.
fn partition(table: &str, n: u32) -> PartitionInput {
    let parts = [2010 + n / (12 * 28 * 24), 1 + n / (28 * 24) % 12, 1 + n / 24 % 28, n % 24];
    let values = parts.map(|part| format!("{part:02}"));
    let path: Vec<String> = KEYS.iter().zip(&values).map(|(key, value)| format!("{key}={value}")).collect();
    PartitionInput {
        values: values.into(),
        storage_descriptor: StorageDescriptor {
            location: Some(format!("s3://bucket/{table}/{}/", path.join("/"))),
            ..StorageDescriptor::default()
        },
        ..PartitionInput::default()
    }
}

fn equal(key: &str, value: PartitionValue) -> PartitionFilter {
    PartitionFilter::Compare { key: key.into(), op: CompareOp::Eq, value }
}

fn median_and_max(times: &mut [Duration]) -> (Duration, Duration) {
    times.sort();
    let at = |index: usize| times.get(index).copied().unwrap_or_default();
    (at(times.len() / 2), at(times.len().saturating_sub(1)))
}
