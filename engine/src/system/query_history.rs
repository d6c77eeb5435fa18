//! `system.query_history`: the records of queries, newest first, the running ones with what they scanned
//! so far.

use std::sync::{Arc, LazyLock, Weak};

use arrow::array::{Float64Array, Int64Array, StringViewArray, TimestampMillisecondArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use datafusion::logical_expr::Expr;
use polias_catalog::model::QueryRecord;

use crate::engine::EngineShared;
use crate::planner::VirtualRows;
use crate::{EngineError, Result};

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let text = |name: &str, nullable| Field::new(name, DataType::Utf8View, nullable);
    let time =
        |name: &str, nullable| Field::new(name, DataType::Timestamp(TimeUnit::Millisecond, None), nullable);
    let number = |name: &str| Field::new(name, DataType::Int64, false);
    Arc::new(Schema::new(vec![
        text("query_id", false),
        text("user_name", false),
        text("workgroup", false),
        text("database", false),
        text("query", false),
        text("state", false),
        time("submitted_at", false),
        time("started_at", true),
        time("finished_at", true),
        number("data_scanned_bytes"),
        number("billed_bytes"),
        Field::new("cost_usd", DataType::Float64, false),
        number("rows_returned"),
        number("peak_memory_bytes"),
        text("error_name", true),
        text("error_message", true),
    ]))
});

/// Makes the rows.
#[derive(Debug)]
pub(super) struct QueryHistory {
    /// Plans must not keep the engine alive.
    engine: Weak<EngineShared>,
}

impl QueryHistory {
    pub(super) fn new(engine: &Arc<EngineShared>) -> Self {
        Self { engine: Arc::downgrade(engine) }
    }
}

#[async_trait]
impl VirtualRows for QueryHistory {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&SCHEMA)
    }

    async fn rows(&self, _filters: &[Expr]) -> Result<RecordBatch> {
        let Some(engine) = self.engine.upgrade() else {
            return Err(EngineError::new("SERVER_SHUTTING_DOWN", "Server is shutting down"));
        };
        engine.history.flush().await;
        let mut records = engine.catalog.queries(engine.config.history_limit).await?;
        for record in records.iter_mut().filter(|record| record.finished_at.is_none()) {
            if let Some(query) = engine.running.get(&record.query_id) {
                let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
                record.data_scanned_bytes = signed(query.progress.scanned_bytes());
                record.billed_bytes = signed(query.progress.billed_bytes());
                record.cost_usd = query.progress.cost_usd();
                record.rows_returned = signed(query.progress.rows());
                record.peak_memory_bytes = signed(query.memory.peak() as u64);
            }
        }
        batch(&records)
    }
}

fn batch(records: &[QueryRecord]) -> Result<RecordBatch> {
    let text = |get: fn(&QueryRecord) -> Option<&str>| -> Arc<StringViewArray> {
        Arc::new(records.iter().map(get).collect())
    };
    let time = |get: fn(&QueryRecord) -> Option<DateTime<Utc>>| -> Arc<TimestampMillisecondArray> {
        Arc::new(records.iter().map(|record| get(record).map(|time| time.timestamp_millis())).collect())
    };
    let number = |get: fn(&QueryRecord) -> i64| -> Arc<Int64Array> {
        Arc::new(records.iter().map(|record| Some(get(record))).collect())
    };
    let costs: Float64Array = records.iter().map(|record| Some(record.cost_usd)).collect();
    RecordBatch::try_new(
        Arc::clone(&SCHEMA),
        vec![
            text(|record| Some(&record.query_id)),
            text(|record| Some(&record.user_name)),
            text(|record| Some(&record.workgroup)),
            text(|record| Some(&record.database)),
            text(|record| Some(&record.query)),
            text(|record| Some(record.state.as_str())),
            time(|record| Some(record.submitted_at)),
            time(|record| record.started_at),
            time(|record| record.finished_at),
            number(|record| record.data_scanned_bytes),
            number(|record| record.billed_bytes),
            Arc::new(costs),
            number(|record| record.rows_returned),
            number(|record| record.peak_memory_bytes),
            text(|record| record.error_name.as_deref()),
            text(|record| record.error_message.as_deref()),
        ],
    )
    .map_err(|error| EngineError::internal(format!("query_history cannot be built: {error}")))
}
