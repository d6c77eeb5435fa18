//! The query token: a query cannot be forgotten, run twice, or settled twice.
//!
//! received → planned → admitted → running → settled. Each step consumes the token of the step before;
//! a token that is dropped settles itself as cancelled, or as failed when its thread panics. After
//! InfluxDB 3's `query_log`, with bytes and dollars added.

use std::marker::PhantomData;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use polias_catalog::model::{QueryRecord, QueryState};

use super::history::{History, LastPlace};
use super::redact::redact;
use super::running::{Registration, RunningQueries};
use super::runtime::{QueryRuntime, canceled};
use crate::workgroup::Slot;
use crate::{EngineError, Result};

/// Longest text kept of a statement, bytes (the longest Athena takes).
const MAX_RECORDED_TEXT: usize = 262_144;

/// The query came in.
pub(crate) struct Received;
/// It is known what it is.
pub(crate) struct Planned;
/// Its workgroup let it in.
pub(crate) struct Admitted;
/// It runs.
pub(crate) struct Running;

/// Who asks what, as the record keeps it.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    /// User.
    pub(crate) user: String,
    /// Workgroup.
    pub(crate) workgroup: String,
    /// The session's database.
    pub(crate) database: String,
    /// When it came in.
    pub(crate) submitted_at: DateTime<Utc>,
}

/// A query on its way; see the module.
pub(crate) struct QueryToken<Step> {
    open: Option<Box<Open>>,
    step: PhantomData<Step>,
}

/// What an unsettled token holds.
struct Open {
    record: QueryRecord,
    history: History,
    last: LastPlace,
    query: Arc<QueryRuntime>,
    /// Taken out of the running queries after the record is written.
    _registration: Registration,
    /// Given back to the workgroup at the end.
    _slot: Option<Slot>,
    /// Whether what it scans is paid for.
    billable: bool,
}

impl QueryToken<Received> {
    /// Takes a query in. Errors when the server shuts down.
    pub(crate) async fn receive(
        history: &History,
        running: &Arc<RunningQueries>,
        query: &Arc<QueryRuntime>,
        identity: Identity,
        sql: &str,
    ) -> Result<Self> {
        let last = history.reserve().await?;
        let registration = running.enter(query)?;
        let record = QueryRecord {
            query_id: query.id.clone(),
            user_name: identity.user,
            workgroup: identity.workgroup,
            database: identity.database,
            query: redact(sql, MAX_RECORDED_TEXT),
            state: QueryState::Queued,
            submitted_at: identity.submitted_at,
            started_at: None,
            finished_at: None,
            data_scanned_bytes: 0,
            billed_bytes: 0,
            cost_usd: 0.0,
            rows_returned: 0,
            peak_memory_bytes: 0,
            error_name: None,
            error_message: None,
        };
        history.write(record.clone());
        let open = Open {
            record,
            history: history.clone(),
            last,
            query: Arc::clone(query),
            _registration: registration,
            _slot: None,
            billable: false,
        };
        Ok(Self { open: Some(Box::new(open)), step: PhantomData })
    }

    /// It is known what the statement comes to.
    pub(crate) fn planned(self) -> QueryToken<Planned> {
        self.next()
    }
}

impl QueryToken<Planned> {
    /// The statement was done without running a plan: free of charge.
    pub(crate) fn done(mut self) {
        if let Some(open) = self.open.take() {
            open.settle(QueryState::Succeeded, None);
        }
    }

    /// The workgroup gave it a slot, which it keeps to its end.
    pub(crate) fn admitted(mut self, slot: Slot) -> QueryToken<Admitted> {
        if let Some(open) = &mut self.open {
            open._slot = Some(slot);
        }
        self.next()
    }
}

impl QueryToken<Admitted> {
    /// It begins to run; from now on it pays for what it scans.
    pub(crate) fn running(mut self) -> QueryToken<Running> {
        if let Some(open) = &mut self.open {
            open.billable = true;
            open.record.state = QueryState::Running;
            open.record.started_at = Some(Utc::now());
            open.history.write(open.record.clone());
        }
        self.next()
    }
}

impl QueryToken<Running> {
    /// All its rows were handed out.
    pub(crate) fn succeed(mut self) {
        if let Some(open) = self.open.take() {
            open.settle(QueryState::Succeeded, None);
        }
    }
}

impl<Step> QueryToken<Step> {
    /// It ended with an error: failed, or cancelled when that is what the error says.
    pub(crate) fn fail(mut self, error: &EngineError) {
        if let Some(open) = self.open.take() {
            open.settle(state_of(error), Some(error));
        }
    }

    fn next<Next>(mut self) -> QueryToken<Next> {
        QueryToken { open: self.open.take(), step: PhantomData }
    }
}

impl<Step> Drop for QueryToken<Step> {
    fn drop(&mut self) {
        let Some(open) = self.open.take() else { return };
        let error = if std::thread::panicking() {
            EngineError::internal("the query's task failed; the log has the reason")
        } else {
            canceled()
        };
        open.settle(state_of(&error), Some(&error));
    }
}

/// Athena counts a query stopped by its scan limit as cancelled, and bills it.
fn state_of(error: &EngineError) -> QueryState {
    match error.name {
        "USER_CANCELED" | "EXCEEDED_SCAN_LIMIT" => QueryState::Cancelled,
        _ => QueryState::Failed,
    }
}

impl Open {
    fn settle(self: Box<Self>, state: QueryState, error: Option<&EngineError>) {
        let Self { mut record, history, last, query, billable, .. } = *self;
        let progress = &query.progress;
        if !billable || state == QueryState::Failed {
            progress.make_free();
        }
        record.state = state;
        record.finished_at = Some(Utc::now());
        record.data_scanned_bytes = signed(progress.scanned_bytes());
        record.billed_bytes = signed(progress.billed_bytes());
        record.cost_usd = progress.cost_usd();
        record.rows_returned = signed(progress.rows());
        record.peak_memory_bytes = signed(query.memory.peak() as u64);
        record.error_name = error.map(|error| error.name.to_owned());
        record.error_message = error.map(|error| error.message.clone());
        tracing::info!(
            query_id = record.query_id,
            user = record.user_name,
            workgroup = record.workgroup,
            state = state.as_str(),
            scanned_bytes = record.data_scanned_bytes,
            rows = record.rows_returned,
            error = record.error_name,
            "query settled"
        );
        history.ended().add(&record);
        last.write(record);
    }
}

/// Records keep signed numbers.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
