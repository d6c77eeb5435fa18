//! From a request to a plan: which files, grouped by bucket and reader, as DataFusion file scans.
//!
//! Must list and read through the object stores of the query's runtime only: they count.

mod constant_filter;
mod files;
mod parquet;
mod text;

use std::sync::Arc;

use arrow::datatypes::FieldRef;
use datafusion::catalog::Session;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::FileGroup;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::union::UnionExec;
use polias_catalog::model::StorageDescriptor;
use polias_connector::storage::Location;
use polias_connector::{ConnectorError, Result, ScanRequest};

use crate::connector::Services;
use crate::errors::planning_error;
use crate::format::FileFormat;
use crate::pushdown::Decides;
use crate::table::HiveTable;
use files::ScanFile;

/// Files of one bucket that are read the same way.
#[derive(Debug)]
struct Group {
    /// Root of the bucket.
    bucket: Location,
    descriptor: Arc<StorageDescriptor>,
    files: Vec<ScanFile>,
}

/// What all groups of a scan share.
#[derive(Debug)]
struct Scan<'a> {
    table: &'a HiveTable,
    services: &'a Services,
    projection: Option<&'a Vec<usize>>,
    /// File columns that the projection or a filter uses.
    used: Vec<FieldRef>,
    /// Most rows wanted, when no filter on rows stands between them and the result.
    limit: Option<usize>,
}

/// Plans a scan.
pub(crate) async fn plan(
    table: &HiveTable,
    services: &Services,
    session: &dyn Session,
    request: ScanRequest<'_>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let columns = table.column_set();
    let rows_filtered = request.filters.iter().any(|filter| Decides::of(filter, columns) == Decides::Row);
    let scan = Scan {
        table,
        services,
        projection: request.projection,
        used: used_columns(table, &request),
        limit: request.limit.filter(|_| !rows_filtered),
    };
    let files = files::files(table, services, session, request.filters).await?;
    let mut plans: Vec<Arc<dyn ExecutionPlan>> = Vec::new();
    for group in group(files, table.format()) {
        plans.push(match table.format() {
            FileFormat::Parquet => parquet::plan(&scan, session, group).await?,
            FileFormat::Text => text::plan(&scan, session, group)?,
        });
    }
    match plans.len() {
        0 => empty(&scan),
        _ => UnionExec::try_new(plans).map_err(|error| planning_error(&error)),
    }
}

fn used_columns(table: &HiveTable, request: &ScanRequest<'_>) -> Vec<FieldRef> {
    let fields = table.column_set().file_schema.fields();
    let filtered: std::collections::HashSet<&str> = request
        .filters
        .iter()
        .flat_map(|filter| filter.column_refs())
        .map(|column| column.name.as_str())
        .collect();
    let projected = |index: &usize| request.projection.is_none_or(|projection| projection.contains(index));
    fields
        .iter()
        .enumerate()
        .filter(|(index, field)| projected(index) || filtered.contains(field.name().as_str()))
        .map(|(_, field)| Arc::clone(field))
        .collect()
}

/// Parquet files are read the same way whatever their SerDe's properties are.
fn group(files: Vec<ScanFile>, format: FileFormat) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for file in files {
        let same = |group: &&mut Group| {
            group.bucket.store == file.location.store
                && (format == FileFormat::Parquet
                    || Arc::ptr_eq(&group.descriptor, &file.descriptor)
                    || group.descriptor == file.descriptor)
        };
        match groups.iter_mut().rev().find(same) {
            Some(group) => group.files.push(file),
            None => groups.push(Group {
                bucket: file.location.with_path(object_store::path::Path::ROOT),
                descriptor: Arc::clone(&file.descriptor),
                files: vec![file],
            }),
        }
    }
    groups
}

fn empty(scan: &Scan<'_>) -> Result<Arc<dyn ExecutionPlan>> {
    let schema = &scan.table.column_set().schema;
    let schema = match scan.projection {
        Some(projection) => Arc::new(
            schema
                .project(projection)
                .map_err(|error| ConnectorError::new("GENERIC_INTERNAL_ERROR", error.to_string()))?,
        ),
        None => Arc::clone(schema),
    };
    Ok(Arc::new(EmptyExec::new(schema)))
}

fn partitioned_file(file: ScanFile) -> PartitionedFile {
    // Not `PartitionedFile::new`, which would percent-encode the path.
    PartitionedFile::new_from_meta(file.meta).with_partition_values(file.constants)
}

/// One group per core; the optimizer splits large files further by byte ranges.
fn file_groups(files: Vec<PartitionedFile>, session: &dyn Session) -> Vec<FileGroup> {
    FileGroup::new(files).split_files(session.config().target_partitions().max(1))
}
