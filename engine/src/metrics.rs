//! Counts since the start, for whoever watches the server.

use std::sync::{Mutex, PoisonError};

use polias_catalog::model::{QueryRecord, QueryState};

/// What the engine did and does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metrics {
    /// Queries that ended, by Athena's name of the state.
    pub ended_queries: Vec<(String, u64)>,
    /// Queries that run now.
    pub running_queries: u64,
    /// Queries that wait for their workgroup now.
    pub queued_queries: u64,
    /// Bytes of table data ended queries read.
    pub scanned_bytes: u64,
    /// Bytes billed for ended queries.
    pub billed_bytes: u64,
    /// US dollars charged for ended queries.
    pub cost_usd: f64,
    /// Memory queries have reserved now, bytes.
    pub memory_reserved_bytes: u64,
    /// Memory queries may reserve together, bytes.
    pub memory_limit_bytes: u64,
}

/// Adds up the records of ended queries.
#[derive(Debug, Default)]
pub(crate) struct EndedQueries {
    totals: Mutex<Totals>,
}

#[derive(Debug, Default, Clone)]
struct Totals {
    succeeded: u64,
    failed: u64,
    cancelled: u64,
    scanned_bytes: u64,
    billed_bytes: u64,
    cost_usd: f64,
}

impl EndedQueries {
    /// Counts a settled query.
    pub(crate) fn add(&self, record: &QueryRecord) {
        let mut totals = self.totals.lock().unwrap_or_else(PoisonError::into_inner);
        match record.state {
            QueryState::Succeeded => totals.succeeded += 1,
            QueryState::Failed => totals.failed += 1,
            QueryState::Cancelled => totals.cancelled += 1,
            QueryState::Queued | QueryState::Running => {}
        }
        totals.scanned_bytes += record.data_scanned_bytes.unsigned_abs();
        totals.billed_bytes += record.billed_bytes.unsigned_abs();
        totals.cost_usd += record.cost_usd;
    }

    /// The counts so far; what runs now is for the caller to fill in.
    pub(crate) fn metrics(&self) -> Metrics {
        let totals = self.totals.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let ended = [
            (QueryState::Succeeded, totals.succeeded),
            (QueryState::Failed, totals.failed),
            (QueryState::Cancelled, totals.cancelled),
        ];
        Metrics {
            ended_queries: ended.map(|(state, count)| (state.as_str().to_owned(), count)).to_vec(),
            scanned_bytes: totals.scanned_bytes,
            billed_bytes: totals.billed_bytes,
            cost_usd: totals.cost_usd,
            ..Metrics::default()
        }
    }
}
