//! Which files a scan reads: partitions that survive the filters, and the files below them.

use std::sync::Arc;

use arrow::datatypes::Schema;
use datafusion::catalog::Session;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Expr;
use futures::{StreamExt, TryStreamExt};
use object_store::ObjectMeta;
use polias_catalog::model::{Partition, StorageDescriptor};
use polias_connector::storage::Location;
use polias_connector::{ConnectorError, Result};

use super::constant_filter::ConstantFilter;
use crate::connector::Services;
use crate::errors::{catalog_error, planning_error};
use crate::format::FileFormat;
use crate::listing::{MAX_FILES, too_many_files};
use crate::partition_path::partition_path;
use crate::pushdown::{Decides, catalog_filter};
use crate::table::HiveTable;

/// Most partitions of one scan.
/// Source: <https://docs.aws.amazon.com/athena/latest/ug/other-notable-limitations.html>.
const MAX_PARTITIONS: usize = 1_000_000;
/// Locations listed at the same time.
const CONCURRENCY: usize = 16;

/// A folder to read and what is constant in it.
#[derive(Debug, Clone)]
struct Folder {
    location: Location,
    /// Partition values, in key order.
    values: Vec<ScalarValue>,
    descriptor: Arc<StorageDescriptor>,
}

/// A file to read.
#[derive(Debug, Clone)]
pub(super) struct ScanFile {
    pub(super) location: Location,
    pub(super) meta: ObjectMeta,
    /// Values of the constant columns: partition keys, then hidden columns.
    pub(super) constants: Vec<ScalarValue>,
    /// How the file is read.
    pub(super) descriptor: Arc<StorageDescriptor>,
}

/// The files `filters` leave, in the order of partitions and keys.
pub(super) async fn files(
    table: &HiveTable,
    services: &Services,
    session: &dyn Session,
    filters: &[Expr],
) -> Result<Vec<ScanFile>> {
    let of = |wanted: Decides| -> Vec<&Expr> {
        filters.iter().filter(|filter| Decides::of(filter, table.column_set()) == wanted).collect()
    };
    let folders = folders(table, services, session, &of(Decides::Partition)).await?;
    let lists: Vec<Vec<ScanFile>> = futures::stream::iter(folders)
        .map(|folder| list(services, session, folder))
        .buffered(CONCURRENCY)
        .try_collect()
        .await?;
    let files: Vec<ScanFile> = lists.into_iter().flatten().collect();
    if files.len() > MAX_FILES {
        return Err(too_many_files(&format!("table {}", table.name())));
    }
    let fields: Vec<_> = table.column_set().constant_fields();
    let filter = ConstantFilter::new(session, &of(Decides::File), Schema::new(fields))?;
    if filter.is_empty() {
        return Ok(files);
    }
    let rows: Vec<&[ScalarValue]> = files.iter().map(|file| file.constants.as_slice()).collect();
    let kept = filter.keep(&rows)?;
    Ok(kept.into_iter().filter_map(|index| files.get(index).cloned()).collect())
}

async fn folders(
    table: &HiveTable,
    services: &Services,
    session: &dyn Session,
    filters: &[&Expr],
) -> Result<Vec<Folder>> {
    let columns = table.column_set();
    let fields: Vec<_> = columns.constant_fields().into_iter().take(columns.keys.len()).collect();
    let filter = ConstantFilter::new(session, filters, Schema::new(fields))?;
    let folders = match columns.keys.is_empty() {
        true => vec![table_folder(table)],
        false => partition_folders(table, services, filters).await?,
    };
    if filter.is_empty() {
        return Ok(folders);
    }
    let rows: Vec<&[ScalarValue]> = folders.iter().map(|folder| folder.values.as_slice()).collect();
    let kept = filter.keep(&rows)?;
    Ok(kept.into_iter().filter_map(|index| folders.get(index).cloned()).collect())
}

fn table_folder(table: &HiveTable) -> Folder {
    Folder {
        location: table.location().clone(),
        values: Vec::new(),
        descriptor: Arc::clone(table.descriptor()),
    }
}

async fn partition_folders(table: &HiveTable, services: &Services, filters: &[&Expr]) -> Result<Vec<Folder>> {
    let filter = catalog_filter(filters, &table.column_set().keys);
    let (database, name) = table.database_and_name();
    let partitions = services
        .catalog
        .partitions(database, name, filter.as_ref())
        .await
        .map_err(|error| catalog_error(&error))?;
    if partitions.len() > MAX_PARTITIONS {
        let message =
            format!("a query on table {} would read more than {MAX_PARTITIONS} partitions", table.name());
        return Err(ConnectorError::new("HIVE_EXCEEDED_PARTITION_LIMIT", message)
            .with_hint("filter on partition keys"));
    }
    partitions.into_iter().map(|partition| partition_folder(table, partition)).collect()
}

fn partition_folder(table: &HiveTable, partition: Partition) -> Result<Folder> {
    let keys = &table.column_set().keys;
    let texts = &partition.input.values;
    if texts.len() != keys.len() {
        let message = format!(
            "a partition of table {} has {} values for {} keys",
            table.name(),
            texts.len(),
            keys.len()
        );
        return Err(ConnectorError::new("HIVE_INVALID_METADATA", message));
    }
    let values = keys.iter().zip(texts).map(|(key, text)| key.parse(text)).collect::<Result<_>>()?;
    let own = partition.input.storage_descriptor;
    let location = match &own.location {
        Some(location) => Location::parse(location)?,
        None => {
            let names = keys.iter().zip(texts).map(|(key, text)| (key.name.as_str(), text.as_str()));
            partition_path(names).split('/').try_fold(table.location().clone(), |at, name| at.join(name))?
        }
    };
    Ok(Folder { location, values, descriptor: partition_descriptor(table, own)? })
}

/// A partition's own SerDe, where it has one. Its columns are the table's: Trino reads old partitions with
/// the columns the table has now.
fn partition_descriptor(table: &HiveTable, own: StorageDescriptor) -> Result<Arc<StorageDescriptor>> {
    let of_table = table.descriptor();
    if own.serde_info.serialization_library.is_none()
        || (own.serde_info == of_table.serde_info && own.input_format == of_table.input_format)
    {
        return Ok(Arc::clone(of_table));
    }
    if FileFormat::of(&own)? != table.format() {
        let message = format!("table {} has partitions of another file format than its own", table.name());
        return Err(ConnectorError::new("NOT_SUPPORTED", message).with_hint("keep one format per table"));
    }
    let serde_info = own.serde_info;
    Ok(Arc::new(StorageDescriptor {
        serde_info,
        input_format: own.input_format,
        ..of_table.as_ref().clone()
    }))
}

async fn list(services: &Services, session: &dyn Session, folder: Folder) -> Result<Vec<ScanFile>> {
    let store =
        session.runtime_env().object_store(&folder.location.store).map_err(|error| planning_error(&error))?;
    let remote = services.storage.is_remote(&folder.location);
    let listed = services.listings.files(&store, &folder.location, remote).await?;
    let files = listed.iter().map(|meta| {
        let location = folder.location.with_path(meta.location.clone());
        let mut constants = folder.values.clone();
        constants.push(ScalarValue::Utf8View(Some(location.to_string())));
        constants.push(ScalarValue::Int64(i64::try_from(meta.size).ok()));
        let modified = Some(meta.last_modified.timestamp_millis());
        constants.push(ScalarValue::TimestampMillisecond(modified, Some(Arc::from("UTC"))));
        ScanFile { location, meta: meta.clone(), constants, descriptor: Arc::clone(&folder.descriptor) }
    });
    Ok(files.collect())
}
