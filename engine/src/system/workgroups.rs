//! `system.workgroups`: the workgroups and their limits.

use std::sync::{Arc, LazyLock, Weak};

use arrow::array::{Int64Array, StringViewArray, TimestampMillisecondArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::logical_expr::Expr;
use polias_catalog::model::WorkgroupState;

use crate::engine::EngineShared;
use crate::planner::VirtualRows;
use crate::{EngineError, Result};

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    Arc::new(Schema::new(vec![
        Field::new("name", DataType::Utf8View, false),
        Field::new("description", DataType::Utf8View, true),
        Field::new("state", DataType::Utf8View, false),
        Field::new("bytes_scanned_cutoff_per_query", DataType::Int64, true),
        Field::new("created_at", DataType::Timestamp(TimeUnit::Millisecond, None), false),
    ]))
});

/// Makes the rows.
#[derive(Debug)]
pub(super) struct Workgroups {
    /// Plans must not keep the engine alive.
    engine: Weak<EngineShared>,
}

impl Workgroups {
    pub(super) fn new(engine: &Arc<EngineShared>) -> Self {
        Self { engine: Arc::downgrade(engine) }
    }
}

#[async_trait]
impl VirtualRows for Workgroups {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&SCHEMA)
    }

    async fn rows(&self, _filters: &[Expr]) -> Result<RecordBatch> {
        let Some(engine) = self.engine.upgrade() else {
            return Err(EngineError::new("SERVER_SHUTTING_DOWN", "Server is shutting down"));
        };
        let workgroups = engine.catalog.workgroups().await?;
        let names: StringViewArray = workgroups.iter().map(|group| Some(group.name.as_str())).collect();
        let descriptions: StringViewArray =
            workgroups.iter().map(|group| group.description.as_deref()).collect();
        let state = |state| match state {
            WorkgroupState::Enabled => "ENABLED",
            WorkgroupState::Disabled => "DISABLED",
        };
        let states: StringViewArray = workgroups.iter().map(|group| Some(state(group.state))).collect();
        let cutoffs: Int64Array =
            workgroups.iter().map(|group| group.bytes_scanned_cutoff_per_query).collect();
        let created: TimestampMillisecondArray =
            workgroups.iter().map(|group| Some(group.created_at.timestamp_millis())).collect();
        RecordBatch::try_new(
            Arc::clone(&SCHEMA),
            vec![
                Arc::new(names),
                Arc::new(descriptions),
                Arc::new(states),
                Arc::new(cutoffs),
                Arc::new(created),
            ],
        )
        .map_err(|error| EngineError::internal(format!("workgroups cannot be built: {error}")))
    }
}
