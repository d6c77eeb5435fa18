//! Drives a running query: pulls its batches, hands them to the reader, settles its token.
//!
//! The driver is a task of its own on the query threads. Cancelling or timing out drops the plan's stream
//! there, which aborts the plan's tasks at their next await (DataFusion's operators yield while they
//! compute); the reader is told at once, whether or not an operator is still busy.

use std::sync::{Arc, Mutex, PoisonError};

use arrow::record_batch::RecordBatch;
use datafusion::execution::SessionState;
use datafusion::physical_plan::ExecutionPlan;
use futures::StreamExt;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::result_stream::ResultStream;
use super::stoppable::stoppable;
use crate::engine::EngineShared;
use crate::outcome::Reshape;
use crate::planner::engine_error;
use crate::query::{QueryRuntime, QueryToken, Running};
use crate::{BatchStream, Result};

/// Batches the driver may be ahead of the reader.
const AHEAD: usize = 2;

/// How a query ended; set by the driver before its channel closes.
pub(super) type Ending = Arc<Mutex<Option<Result<()>>>>;

/// Starts a plan; the token is settled when it ends, in whatever way.
pub(crate) fn start(
    engine: &Arc<EngineShared>,
    query: &Arc<QueryRuntime>,
    state: Arc<SessionState>,
    plan: Arc<dyn ExecutionPlan>,
    reshape: Option<Reshape>,
    token: QueryToken<Running>,
) -> BatchStream {
    let (sender, receiver) = mpsc::channel(AHEAD);
    let ending = Ending::default();
    let stream = ResultStream::new(receiver, Arc::clone(&ending), Arc::clone(query));
    let driver = {
        let (engine, query) = (Arc::clone(engine), Arc::clone(query));
        async move {
            let stop = CancellationToken::new();
            // However the driver ends, operators that do not yield are told.
            let _stopped = stop.clone().drop_guard();
            let pumped = query.guard(pump(&engine, &state, plan, &stop, reshape, &sender)).await;
            match &pumped {
                Ok(()) => token.succeed(),
                Err(error) => token.fail(error),
            }
            // Settled first: whoever sees the end of the stream finds the record in the history.
            *ending.lock().unwrap_or_else(PoisonError::into_inner) = Some(pumped);
            drop(sender);
        }
    };
    engine.threads.spawn(driver);
    Box::pin(stream)
}

/// Moves all batches to the reader, and returns when the reader has taken them.
async fn pump(
    engine: &EngineShared,
    state: &SessionState,
    plan: Arc<dyn ExecutionPlan>,
    stop: &CancellationToken,
    mut reshape: Option<Reshape>,
    sender: &mpsc::Sender<RecordBatch>,
) -> Result<()> {
    let plan = stoppable(plan, stop).map_err(|error| engine_error(&error))?;
    let mut batches = engine.backend.run(state, plan).map_err(|error| engine_error(&error))?;
    while let Some(batch) = batches.next().await {
        let mut batch = batch.map_err(|error| engine_error(&error))?;
        if batch.num_rows() == 0 {
            continue;
        }
        if let Some(reshape) = &mut reshape {
            batch = reshape(batch)?;
        }
        sender.send(batch).await.map_err(|_| crate::query::canceled())?;
    }
    drop(batches);
    sender.reserve_many(AHEAD).await.map_err(|_| crate::query::canceled())?;
    Ok(())
}
