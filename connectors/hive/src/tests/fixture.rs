//! A catalog, a bucket and a query's session in a temporary folder.

use std::path::PathBuf;
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::file::properties::WriterProperties;
use arrow::record_batch::RecordBatch;
use arrow::util::display::array_value_to_string;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::{DataFrame, SessionConfig, SessionContext};
use polias_catalog::Catalog;
use polias_catalog::model::{Column, DatabaseInput, PartitionInput, StorageDescriptor, TableInput};
use polias_connector::storage::{Meter, QueryStores, Storage, StorageConfig};
use polias_connector::{Connector, ConnectorError, ConnectorTable, ScanRequest};
use tempfile::TempDir;

use crate::HiveConnector;

pub(super) const PARQUET: &str = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";

pub(super) struct Lake {
    pub(super) folder: TempDir,
    pub(super) catalog: Catalog,
    pub(super) connector: HiveConnector,
    storage: Storage,
}

/// A query: its context and its meter.
pub(super) struct Query {
    pub(super) table: DataFrame,
    pub(super) meter: Arc<Meter>,
}

impl Lake {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let catalog = Catalog::open(&folder.path().join("catalog.db")).await.unwrap();
        catalog.create_database(DatabaseInput { name: "db".into(), ..Default::default() }).await.unwrap();
        let storage = Storage::new(StorageConfig {
            local_buckets: folder.path().join("buckets"),
            ..StorageConfig::default()
        })
        .unwrap();
        let connector = HiveConnector::new(catalog.clone(), storage.clone());
        Self { folder, catalog, connector, storage }
    }

    /// Where the object `key` of bucket `b-1` lies.
    pub(super) fn file(&self, key: &str) -> PathBuf {
        let path = self.folder.path().join("buckets/b-1").join(key);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    pub(super) fn write_parquet(&self, key: &str, batch: &RecordBatch) -> u64 {
        self.write_row_groups(key, batch, 1_000_000)
    }

    pub(super) fn write_row_groups(&self, key: &str, batch: &RecordBatch, rows: usize) -> u64 {
        let path = self.file(key);
        let properties = WriterProperties::builder().set_max_row_group_row_count(Some(rows)).build();
        let file = std::fs::File::create(&path).unwrap();
        let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
        writer.write(batch).unwrap();
        writer.close().unwrap();
        std::fs::metadata(path).unwrap().len()
    }

    /// Table `db.t` over `s3://b-1/t/`.
    pub(super) async fn create(&self, columns: &[(&str, &str)], keys: &[(&str, &str)]) {
        let input = table_input(columns, keys);
        self.connector.validate(&input).unwrap();
        self.catalog.create_table("db", input).await.unwrap();
    }

    pub(super) async fn add_partition(&self, values: &[&str], location: Option<&str>) {
        let mut input =
            PartitionInput { values: values.iter().map(|v| v.to_string()).collect(), ..Default::default() };
        input.storage_descriptor.location = location.map(str::to_string);
        self.catalog.create_partitions("db", "t", vec![input], false).await.unwrap();
    }

    /// MSCK REPAIR TABLE t.
    pub(super) async fn repair(&self) -> usize {
        let table = self.catalog.table("db", "t").await.unwrap();
        let found = self.connector.discover_partitions(&table).await.unwrap();
        for (values, location) in &found {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            self.add_partition(&values, Some(location)).await;
        }
        found.len()
    }

    pub(super) async fn query(&self) -> Query {
        self.query_with_cutoff(None).await
    }

    pub(super) async fn query_with_cutoff(&self, cutoff: Option<u64>) -> Query {
        let table = Arc::new(self.catalog.table("db", "t").await.unwrap());
        assert!(self.connector.serves(&table));
        let table = self.connector.open(table).await.unwrap();
        let meter = Arc::new(Meter::new(cutoff));
        let stores = QueryStores::new(self.storage.clone(), Arc::clone(&meter));
        let runtime =
            RuntimeEnvBuilder::new().with_object_store_registry(Arc::new(stores)).build_arc().unwrap();
        let config = SessionConfig::new().with_target_partitions(2).with_extension(Arc::clone(&meter));
        let state = SessionStateBuilder::new()
            .with_config(config)
            .with_runtime_env(runtime)
            .with_default_features()
            .build();
        let context = SessionContext::new_with_state(state);
        Query { table: context.read_table(Arc::new(Provider { table })).unwrap(), meter }
    }
}

pub(super) fn table_input(columns: &[(&str, &str)], keys: &[(&str, &str)]) -> TableInput {
    let column = |(name, kind): &(&str, &str)| Column {
        name: name.to_string(),
        column_type: kind.to_string(),
        comment: None,
    };
    let mut descriptor = StorageDescriptor {
        columns: columns.iter().map(column).collect(),
        location: Some("s3://b-1/t/".to_string()),
        ..Default::default()
    };
    descriptor.serde_info.serialization_library = Some(PARQUET.to_string());
    TableInput {
        name: "t".to_string(),
        storage_descriptor: descriptor,
        partition_keys: keys.iter().map(column).collect(),
        ..Default::default()
    }
}

/// As the engine's provider, without permissions.
#[derive(Debug)]
struct Provider {
    table: Arc<dyn ConnectorTable>,
}

#[async_trait]
impl TableProvider for Provider {
    fn schema(&self) -> arrow::datatypes::SchemaRef {
        self.table.schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> datafusion::error::Result<Vec<TableProviderFilterPushDown>> {
        Ok(self.table.pushdown(filters))
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> datafusion::error::Result<Arc<dyn ExecutionPlan>> {
        Ok(self.table.scan(session, ScanRequest { projection, filters, limit }).await?)
    }
}

/// The rows as `a|b`, sorted; NULL is empty.
pub(super) async fn rows(frame: DataFrame) -> Vec<String> {
    let batches = frame.collect().await.unwrap();
    let mut rows = Vec::new();
    for batch in &batches {
        for row in 0..batch.num_rows() {
            let values: Vec<String> =
                batch.columns().iter().map(|column| array_value_to_string(column, row).unwrap()).collect();
            rows.push(values.join("|"));
        }
    }
    rows.sort();
    rows
}

/// The connector's error a query ends with.
pub(super) async fn error(frame: DataFrame) -> ConnectorError {
    let error: DataFusionError = frame.collect().await.unwrap_err();
    ConnectorError::find_in(&error).unwrap_or_else(|| panic!("no connector error in {error}")).clone()
}
