//! Scans of text files: delimited, CSV, JSON.

use std::sync::Arc;

use datafusion::catalog::Session;
use datafusion::common::Statistics;
use datafusion::common::stats::Precision;
use datafusion::datasource::physical_plan::FileScanConfigBuilder;
use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_plan::ExecutionPlan;
use polias_connector::Result;

use super::{Group, Scan, file_groups, partitioned_file};
use crate::errors::planning_error;
use crate::text::TextSource;

/// A plan that reads `group`.
pub(super) fn plan(scan: &Scan<'_>, session: &dyn Session, group: Group) -> Result<Arc<dyn ExecutionPlan>> {
    let schema = scan.table.column_set().table_schema();
    let mut statistics = Statistics::new_unknown(schema.table_schema());
    let bytes: u64 = group.files.iter().map(|file| file.meta.size).sum();
    // Text says nothing about its rows; its size (compressed or not) is a hint for the order of joins.
    statistics.total_byte_size = Precision::Inexact(usize::try_from(bytes).unwrap_or(usize::MAX));
    let source = TextSource::try_new(&group.descriptor, scan.table.parameters(), schema)?;
    let files = group.files.into_iter().map(partitioned_file).collect();
    let config = FileScanConfigBuilder::new(group.bucket.store, Arc::new(source))
        .with_file_groups(file_groups(files, session))
        .with_statistics(statistics)
        .with_limit(scan.limit)
        .with_projection_indices(scan.projection.cloned())
        .map_err(|error| planning_error(&error))?
        .build();
    Ok(DataSourceExec::from_data_source(config))
}
