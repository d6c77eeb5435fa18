//! What belongs to one query alone: meter, memory account, object stores, cancellation, deadline.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use datafusion::execution::runtime_env::RuntimeEnv;
use polias_connector::storage::Meter;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Progress;
use crate::EngineError;
use crate::execute::QueryMemory;

/// A query's own runtime. Dropping it gives back what it held.
#[derive(Debug)]
pub(crate) struct QueryRuntime {
    /// UUID.
    pub(crate) id: String,
    /// What CURRENT_TIMESTAMP is.
    pub(crate) started_at: DateTime<Utc>,
    /// Counts the bytes of table data read, and stops at the workgroup's cutoff.
    pub(crate) meter: Arc<Meter>,
    /// Memory reserved, now and at most.
    pub(crate) memory: Arc<QueryMemory>,
    /// Metered object stores, memory pool and spill space, as DataFusion wants them.
    pub(crate) environment: Arc<RuntimeEnv>,
    /// Cancelled when the query is to stop.
    pub(crate) cancel: CancellationToken,
    /// When the query has run too long.
    pub(crate) deadline: Instant,
    /// The time it may take, for the message.
    pub(crate) timeout: Duration,
    /// Bytes, dollars, rows.
    pub(crate) progress: Arc<Progress>,
}

impl QueryRuntime {
    /// Runs `work` until it is done, the query is cancelled, or its time is over.
    pub(crate) async fn guard<T>(
        &self,
        work: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, EngineError> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(canceled()),
            () = tokio::time::sleep_until(self.deadline) => Err(EngineError::new(
                "EXCEEDED_TIME_LIMIT",
                format!("Query exceeded the maximum run time limit of {}", minutes(self.timeout)),
            )),
            result = work => result,
        }
    }
}

/// The error of a query that was stopped.
pub(crate) fn canceled() -> EngineError {
    EngineError::new("USER_CANCELED", "Query was canceled")
}

fn minutes(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 60.0 { format!("{seconds:.2}s") } else { format!("{:.2}m", seconds / 60.0) }
}
