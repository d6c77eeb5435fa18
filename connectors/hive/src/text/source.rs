//! Text tables as DataFusion plans them.

use std::fmt;
use std::sync::Arc;

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::physical_plan::{FileOpener, FileScanConfig, FileScanConfigBuilder, FileSource};
use datafusion::datasource::projection::{ProjectionOpener, SplitProjection};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_expr::{LexOrdering, PhysicalExpr};
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::{DisplayFormatType, apply_expression_roots};
use object_store::ObjectStore;
use polias_catalog::model::{Parameters, StorageDescriptor};
use polias_connector::{ConnectorError, Result};

use super::opener::TextOpener;
use super::ranges::spread;
use crate::serde::SerDe;

/// Rows of a batch until DataFusion says how many it wants.
const DEFAULT_BATCH: usize = 8192;

/// Reads text files with a SerDe. Projections are pushed down: only wanted columns are built.
#[derive(Debug, Clone)]
pub(crate) struct TextSource {
    serde: Arc<SerDe>,
    table_schema: TableSchema,
    projection: SplitProjection,
    batch_size: usize,
    metrics: ExecutionPlanMetricsSet,
}

impl TextSource {
    /// From a table's (or partition's) definition and the table's properties. The file columns of `schema`
    /// must be those of the definition, in its order and with the carriers of their types.
    ///
    /// Errors: what the SerDe refuses (see [`SerDe::try_new`]), or a schema of other columns.
    pub fn try_new(
        table: &StorageDescriptor,
        parameters: &Parameters,
        schema: impl Into<TableSchema>,
    ) -> Result<Self> {
        let serde = SerDe::try_new(table, parameters)?;
        let table_schema = schema.into();
        let fields = table_schema.file_schema().fields();
        let same = fields.len() == serde.columns().len()
            && fields
                .iter()
                .zip(serde.columns())
                .all(|(field, column)| *field.data_type() == column.hive_type.arrow());
        if !same {
            let message = "the schema of a text table does not have the columns of its definition";
            return Err(ConnectorError::new("GENERIC_INTERNAL_ERROR", message));
        }
        Ok(Self {
            serde: Arc::new(serde),
            projection: SplitProjection::unprojected(&table_schema),
            table_schema,
            batch_size: DEFAULT_BATCH,
            metrics: ExecutionPlanMetricsSet::new(),
        })
    }

    /// Whether files may be read in ranges: each range must know on its own which records it owns.
    fn is_splittable(&self) -> bool {
        let framing = self.serde.framing();
        framing.header <= 1 && framing.footer == 0
    }
}

impl FileSource for TextSource {
    fn create_file_opener(
        &self,
        store: Arc<dyn ObjectStore>,
        config: &FileScanConfig,
        _partition: usize,
    ) -> datafusion::error::Result<Arc<dyn FileOpener>> {
        let file_schema = self.table_schema.file_schema();
        let opener = TextOpener {
            serde: Arc::clone(&self.serde),
            schema: Arc::new(file_schema.project(&self.projection.file_indices)?),
            projection: self.projection.file_indices.clone(),
            batch_size: self.batch_size,
            store,
            bucket: config.object_store_url.clone(),
        };
        ProjectionOpener::try_new(self.projection.clone(), Arc::new(opener), file_schema)
    }

    fn table_schema(&self) -> &TableSchema {
        &self.table_schema
    }

    fn with_batch_size(&self, batch_size: usize) -> Arc<dyn FileSource> {
        Arc::new(Self { batch_size: batch_size.max(1), ..self.clone() })
    }

    fn try_pushdown_projection(
        &self,
        projection: &ProjectionExprs,
    ) -> datafusion::error::Result<Option<Arc<dyn FileSource>>> {
        let merged = self.projection.source.try_merge(projection)?;
        let projection = SplitProjection::new(self.table_schema.file_schema(), &merged);
        Ok(Some(Arc::new(Self { projection, ..self.clone() })))
    }

    fn projection(&self) -> Option<&ProjectionExprs> {
        Some(&self.projection.source)
    }

    fn metrics(&self) -> &ExecutionPlanMetricsSet {
        &self.metrics
    }

    fn file_type(&self) -> &str {
        self.serde.name()
    }

    fn supports_repartitioning(&self) -> bool {
        self.is_splittable()
    }

    fn repartitioned(
        &self,
        target_partitions: usize,
        repartition_file_min_size: usize,
        output_ordering: Option<LexOrdering>,
        config: &FileScanConfig,
    ) -> datafusion::error::Result<Option<FileScanConfig>> {
        if output_ordering.is_some() {
            return Ok(None);
        }
        let groups =
            spread(&config.file_groups, target_partitions, repartition_file_min_size, self.is_splittable());
        let regroup = |groups| FileScanConfigBuilder::from(config.clone()).with_file_groups(groups).build();
        Ok(groups.map(regroup))
    }

    fn fmt_extra(&self, _: DisplayFormatType, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> datafusion::error::Result<TreeNodeRecursion>,
    ) -> datafusion::error::Result<TreeNodeRecursion> {
        apply_expression_roots(self.projection.source.iter(), f)
    }
}
