//! The progress of a query, as the protocol tells it.

use std::time::Instant;

use polias_engine::Progress;
use serde_json::{Value, json};

/// Where a query stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It waits for its workgroup.
    Queued,
    /// It runs.
    Running,
    /// All rows were taken.
    Finished,
    /// It ended with an error.
    Failed,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Running => "RUNNING",
            Self::Finished => "FINISHED",
            Self::Failed => "FAILED",
        }
    }
}

/// `stats` of an answer. One node, one stage; splits are not counted apart.
pub(super) fn stats(state: State, started: Instant, progress: Option<&Progress>) -> Value {
    let elapsed = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (bytes, rows) = progress.map_or((0, 0), |progress| (progress.scanned_bytes(), progress.rows()));
    let done = matches!(state, State::Finished | State::Failed);
    let percentage = if done { 100.0 } else { 0.0 };
    let splits = u32::from(state != State::Queued);
    let mut stats = json!({
        "state": state.name(),
        "queued": state == State::Queued,
        "scheduled": state != State::Queued,
        "progressPercentage": percentage,
        "runningPercentage": if state == State::Running { 100.0 } else { 0.0 },
        "nodes": 1,
        "totalSplits": splits,
        "queuedSplits": 0,
        "runningSplits": u32::from(state == State::Running),
        "completedSplits": u32::from(done),
        "planningTimeMillis": 0,
        "analysisTimeMillis": 0,
        "cpuTimeMillis": elapsed,
        "wallTimeMillis": elapsed,
        "queuedTimeMillis": 0,
        "elapsedTimeMillis": elapsed,
        "finishingTimeMillis": 0,
        "physicalInputTimeMillis": 0,
        "processedRows": rows,
        "processedBytes": bytes,
        "physicalInputBytes": bytes,
        "physicalWrittenBytes": 0,
        "internalNetworkInputBytes": 0,
        "peakMemoryBytes": 0,
        "spilledBytes": 0,
    });
    if let (State::Running | State::Finished, Some(object)) = (state, stats.as_object_mut()) {
        object.insert("rootStage".to_owned(), root_stage(state, elapsed, rows, bytes));
    }
    stats
}

fn root_stage(state: State, elapsed: u64, rows: u64, bytes: u64) -> Value {
    json!({
        "stageId": "0",
        "state": state.name(),
        "done": state == State::Finished,
        "nodes": 1,
        "totalSplits": 1,
        "queuedSplits": 0,
        "runningSplits": u32::from(state == State::Running),
        "completedSplits": u32::from(state == State::Finished),
        "cpuTimeMillis": elapsed,
        "wallTimeMillis": elapsed,
        "processedRows": rows,
        "processedBytes": bytes,
        "physicalInputBytes": bytes,
        "failedTasks": 0,
        "coordinatorOnly": false,
        "subStages": [],
    })
}
