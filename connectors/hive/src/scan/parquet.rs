//! Scans of Parquet files.

use std::sync::Arc;

use datafusion::catalog::Session;
use datafusion::common::config::TableParquetOptions;
use datafusion::common::stats::Precision;
use datafusion::common::{ColumnStatistics, ScalarValue, Statistics};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_datasource::compute_all_files_statistics;
use futures::{StreamExt, TryStreamExt};
use polias_connector::Result;
use polias_connector::storage::Meter;

use super::{Group, Scan, file_groups, partitioned_file};
use crate::errors::planning_error;
use crate::parquet::{HiveAdapterFactory, HiveReaderFactory, ScanFooters, file_statistics};

/// Footers read at the same time.
const CONCURRENCY: usize = 32;
/// Scans of more files read the footers of [`SAMPLE`] files only, and guess the rest: statistics are worth
/// less than the wait.
const MAX_EXACT: usize = 2_000;
/// Files of a sample.
const SAMPLE: usize = 64;

/// A plan that reads `group`.
pub(super) async fn plan(
    scan: &Scan<'_>,
    session: &dyn Session,
    group: Group,
) -> Result<Arc<dyn ExecutionPlan>> {
    let store =
        session.runtime_env().object_store(&group.bucket.store).map_err(|error| planning_error(&error))?;
    let cache = scan.services.footers.clone();
    let footers = ScanFooters::new(cache, Meter::of(session)?, store, group.bucket.clone());
    let factory = Arc::new(HiveReaderFactory::new(Arc::new(footers), scan.used.clone()));

    let schema = scan.table.column_set().table_schema();
    let bucket = group.bucket.store.clone();
    let files: Vec<PartitionedFile> = group.files.into_iter().map(partitioned_file).collect();
    let (files, guess) = match (scan.limit, files.len() > MAX_EXACT) {
        (Some(limit), _) => (until(scan, &factory, files, limit).await?, None),
        (None, false) => (with_statistics(scan, &factory, files).await?, None),
        (None, true) => {
            let guess = guess(scan, &factory, &files).await?;
            (files, Some(guess))
        }
    };
    let groups = file_groups(files, session);
    let (groups, statistics) = match guess {
        Some(guess) => (groups, guess),
        None => compute_all_files_statistics(groups, Arc::clone(schema.table_schema()), true, false)
            .map_err(|error| planning_error(&error))?,
    };

    let mut options = TableParquetOptions {
        global: session.config_options().execution.parquet.clone(),
        ..Default::default()
    };
    // INT96 timestamps: nanoseconds in 64 bits would end in the year 2262.
    options.global.coerce_int96 = Some("us".to_string());
    let source = ParquetSource::new(schema)
        .with_table_parquet_options(options)
        .with_parquet_file_reader_factory(factory);
    let config = FileScanConfigBuilder::new(bucket, Arc::new(source))
        .with_file_groups(groups)
        .with_statistics(statistics)
        .with_limit(scan.limit)
        .with_expr_adapter(Some(Arc::new(HiveAdapterFactory)))
        .with_projection_indices(scan.projection.cloned())
        .map_err(|error| planning_error(&error))?
        .build();
    Ok(DataSourceExec::from_data_source(config))
}

/// Reads the footers of all files.
async fn with_statistics(
    scan: &Scan<'_>,
    factory: &HiveReaderFactory,
    files: Vec<PartitionedFile>,
) -> Result<Vec<PartitionedFile>> {
    futures::stream::iter(files)
        .map(|file| described(scan, factory, file))
        .buffered(CONCURRENCY)
        .try_collect()
        .await
}

/// Reads footers until the files hold `limit` rows; the other files are not needed.
async fn until(
    scan: &Scan<'_>,
    factory: &HiveReaderFactory,
    files: Vec<PartitionedFile>,
    limit: usize,
) -> Result<Vec<PartitionedFile>> {
    let mut enough = Vec::new();
    let mut rows = 0_usize;
    let mut described = futures::stream::iter(files).map(|file| described(scan, factory, file)).buffered(2);
    // At least one, so that the plan has a file to say its partitions by.
    while (enough.is_empty() || rows < limit)
        && let Some(file) = described.try_next().await?
    {
        let known = file.statistics.as_ref().and_then(|statistics| statistics.num_rows.get_value().copied());
        rows = rows.saturating_add(known.unwrap_or(0));
        enough.push(file);
    }
    Ok(enough)
}

async fn described(
    scan: &Scan<'_>,
    factory: &HiveReaderFactory,
    mut file: PartitionedFile,
) -> Result<PartitionedFile> {
    let footer = factory.footer(&file.object_meta).await?;
    let mut statistics = file_statistics(&footer, &scan.table.column_set().file_schema, &scan.used);
    let rows = statistics.num_rows;
    statistics
        .column_statistics
        .extend(file.partition_values.iter().map(|value| constant_statistics(value, rows)));
    file.statistics = Some(Arc::new(statistics));
    Ok(file)
}

/// Statistics of a column that has the same value in all rows of a file.
fn constant_statistics(value: &ScalarValue, rows: Precision<usize>) -> ColumnStatistics {
    match value.is_null() {
        true => ColumnStatistics { null_count: rows, ..ColumnStatistics::new_unknown() },
        false => ColumnStatistics {
            null_count: Precision::Exact(0),
            min_value: Precision::Exact(value.clone()),
            max_value: Precision::Exact(value.clone()),
            distinct_count: Precision::Exact(1),
            ..ColumnStatistics::new_unknown()
        },
    }
}

/// Rows and bytes of all files, from those of some.
async fn guess(
    scan: &Scan<'_>,
    factory: &HiveReaderFactory,
    files: &[PartitionedFile],
) -> Result<Statistics> {
    let sample = files.iter().step_by(files.len().div_ceil(SAMPLE)).cloned().collect();
    let sample = with_statistics(scan, factory, sample).await?;
    let size = |files: &[PartitionedFile]| files.iter().map(|file| file.object_meta.size as f64).sum::<f64>();
    let factor = size(files) / size(&sample).max(1.0);
    let total = |of: fn(&Statistics) -> &Precision<usize>| {
        let known =
            sample.iter().filter_map(|file| file.statistics.as_ref()?.num_rows.get_value().map(|_| file));
        let sum: usize = known.filter_map(|file| of(file.statistics.as_ref()?).get_value().copied()).sum();
        // Precise enough for a guess, and never negative.
        Precision::Inexact((sum as f64 * factor) as usize)
    };
    let mut statistics = Statistics::new_unknown(&scan.table.column_set().schema);
    statistics.num_rows = total(|statistics| &statistics.num_rows);
    statistics.total_byte_size = total(|statistics| &statistics.total_byte_size);
    Ok(statistics)
}
