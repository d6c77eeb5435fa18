//! Reads the bytes DataFusion's Parquet decoder asks for.
//!
//! Every request names the version of the file that
//! was listed: a file replaced while the query runs is an error, never a mixture of two versions.

use std::ops::Range;
use std::sync::Arc;

use arrow::datatypes::FieldRef;
use bytes::Bytes;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::ParquetFileReaderFactory;
use datafusion::physical_plan::metrics::{Count, ExecutionPlanMetricsSet, MetricBuilder};
use futures::FutureExt;
use futures::future::BoxFuture;
use object_store::{GetOptions, GetRange, ObjectMeta};
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use polias_connector::Result;

use super::conform::check;
use super::footer::{Footer, ScanFooters};
use super::requests::fetch;
use super::resolve::find_field;
use crate::errors::{bad_data, store_error};

/// Makes the readers of one scan.
#[derive(Debug)]
pub(crate) struct HiveReaderFactory {
    footers: Arc<ScanFooters>,
    /// Columns of the table the scan uses.
    columns: Arc<Vec<FieldRef>>,
}

impl HiveReaderFactory {
    pub(crate) fn new(footers: Arc<ScanFooters>, columns: Vec<FieldRef>) -> Self {
        Self { footers, columns: Arc::new(columns) }
    }

    /// The footer of a file whose columns fit the table's.
    pub(crate) async fn footer(&self, file: &ObjectMeta) -> Result<Arc<Footer>> {
        checked_footer(&self.footers, &self.columns, file).await
    }
}

impl ParquetFileReaderFactory for HiveReaderFactory {
    fn create_reader(
        &self,
        partition_index: usize,
        file: PartitionedFile,
        _metadata_size_hint: Option<usize>,
        metrics: &ExecutionPlanMetricsSet,
    ) -> datafusion::error::Result<Box<dyn AsyncFileReader + Send>> {
        Ok(Box::new(HiveReader {
            footers: Arc::clone(&self.footers),
            columns: Arc::clone(&self.columns),
            file: file.object_meta,
            bytes_scanned: MetricBuilder::new(metrics).counter("bytes_scanned", partition_index),
        }))
    }
}

struct HiveReader {
    footers: Arc<ScanFooters>,
    columns: Arc<Vec<FieldRef>>,
    file: ObjectMeta,
    bytes_scanned: Count,
}

/// Fails with `HIVE_BAD_DATA` when a column of the file cannot be read as the table's.
async fn checked_footer(
    footers: &ScanFooters,
    columns: &[FieldRef],
    file: &ObjectMeta,
) -> Result<Arc<Footer>> {
    let footer = footers.get(file).await?;
    for column in columns {
        let fits = match find_field(footer.schema.fields(), column.name()) {
            Ok(Some((_, found))) => check(found.data_type(), column.data_type())
                .map(|_| ())
                .map_err(|reason| format!("does not fit the table: its column '{}' {reason}", found.name())),
            Ok(None) => Ok(()),
            Err(reason) => Err(reason),
        };
        fits.map_err(|reason| bad_data(&footers.location(file), reason))?;
    }
    Ok(footer)
}

impl HiveReader {
    async fn read(&self, ranges: &[Range<u64>]) -> parquet::errors::Result<Vec<Bytes>> {
        let location = self.footers.location(&self.file);
        if let Some(range) = ranges.iter().find(|range| range.end > self.file.size || range.start > range.end)
        {
            let reason = format!(
                "is corrupt: it points to bytes {}..{} of {}",
                range.start, range.end, self.file.size
            );
            return Err(external(bad_data(&location, reason)));
        }
        let get = |range: Range<u64>| async move {
            self.bytes_scanned.add(usize::try_from(range.end - range.start).unwrap_or(usize::MAX));
            let options = GetOptions {
                range: Some(GetRange::Bounded(range)),
                if_match: self.file.e_tag.clone(),
                ..GetOptions::default()
            };
            self.footers.store().get_opts(&self.file.location, options).await?.bytes().await
        };
        fetch(ranges, get).await.map_err(|error| external(store_error(&location, &error)))
    }
}

fn external(error: polias_connector::ConnectorError) -> ParquetError {
    ParquetError::External(Box::new(error))
}

impl AsyncFileReader for HiveReader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, parquet::errors::Result<Bytes>> {
        async move {
            let bytes = self.read(std::slice::from_ref(&range)).await?;
            Ok(bytes.into_iter().next().unwrap_or_default())
        }
        .boxed()
    }

    fn get_byte_ranges(
        &mut self,
        ranges: Vec<Range<u64>>,
    ) -> BoxFuture<'_, parquet::errors::Result<Vec<Bytes>>> {
        async move { self.read(&ranges).await }.boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        _options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, parquet::errors::Result<Arc<ParquetMetaData>>> {
        async move {
            let footer = checked_footer(&self.footers, &self.columns, &self.file).await.map_err(external)?;
            Ok(Arc::clone(&footer.metadata))
        }
        .boxed()
    }
}
