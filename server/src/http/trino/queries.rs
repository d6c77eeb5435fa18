//! The queries clients are reading.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex as SyncMutex, PoisonError};
use std::time::{Duration, Instant};

use polias_engine::{Engine, EngineError, Execution, OutputColumn, Progress, Request, Session};
use tokio::sync::Mutex;
use tokio_util::task::AbortOnDropHandle;

use super::pages::Rows;

/// Most queries that are read at once.
const MAX_QUERIES: usize = 2_000;

/// A query that nobody reads is given up after this.
const ABANDONED_AFTER: Duration = Duration::from_secs(300);

/// The last page of a query that ended can be asked for again this long.
const ENDED_FOR: Duration = Duration::from_secs(10);

/// How often queries to forget are looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(5);

/// Queries by id.
#[derive(Clone, Default)]
pub(in crate::http) struct Queries {
    by_id: Arc<SyncMutex<HashMap<String, Arc<Query>>>>,
}

/// One query.
pub(super) struct Query {
    /// As clients show it: `20261125_101500_00042_polia`.
    pub(super) id: String,
    /// Only who submitted the query knows it.
    pub(super) slug: String,
    /// When it came.
    pub(super) started: Instant,
    /// The session it runs in, and what of it the client knew before.
    pub(super) session: Arc<Session>,
    /// Database, zone and prepared statements before the statement.
    pub(super) before: Known,
    /// Whether the client knows precisions of times.
    pub(super) knows_precision: bool,
    /// All of its answer was sent.
    pub(super) ended: AtomicBool,
    seen: SyncMutex<Instant>,
    /// Its answer so far; one request at a time.
    pub(super) reading: Mutex<Reading>,
}

/// What the client knows of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) database: String,
    pub(super) time_zone: String,
    pub(super) workgroup: String,
    pub(super) prepared: BTreeMap<String, String>,
}

impl Known {
    /// As the session stands.
    pub(super) fn of(session: &Session) -> Self {
        Self {
            database: session.current_database(),
            time_zone: session.current_time_zone(),
            workgroup: session.current_workgroup(),
            prepared: session.prepared_statements(),
        }
    }
}

/// How far the client has read.
pub(super) struct Reading {
    /// Number of the page that comes next.
    pub(super) token: u64,
    /// The last page, for a client that asks for it again.
    pub(super) last: Option<Arc<Sent>>,
    /// Where the next page comes from.
    pub(super) source: Source,
}

/// A page that was sent.
pub(super) struct Sent {
    pub(super) token: u64,
    pub(super) body: String,
    pub(super) headers: Vec<(&'static str, String)>,
}

/// Where pages come from.
pub(super) enum Source {
    /// The statement is being planned, or waits for its workgroup.
    Submitted(AbortOnDropHandle<Result<Execution, EngineError>>),
    /// Rows.
    Rows { rows: Box<Rows>, columns: Arc<[OutputColumn]>, progress: Arc<Progress>, tag: &'static str },
    /// All was sent.
    Ended,
}

impl Queries {
    /// Takes a statement on. Errors when too many are.
    pub(super) fn submit(
        &self,
        engine: &Engine,
        session: Arc<Session>,
        sql: String,
        knows_precision: bool,
    ) -> Result<Arc<Query>, EngineError> {
        let before = Known::of(&session);
        let work = {
            let (engine, session) = (engine.clone(), Arc::clone(&session));
            async move { engine.submit(&session, Request { sql, parameters: Vec::new() }).await }
        };
        let mut by_id = self.by_id.lock().unwrap_or_else(PoisonError::into_inner);
        if by_id.len() >= MAX_QUERIES {
            by_id.retain(|_, query| !query.ended.load(Ordering::Relaxed));
        }
        if by_id.len() >= MAX_QUERIES {
            return Err(EngineError::new("QUERY_QUEUE_FULL", "Too many queries are open on this server")
                .with_hint("read answers to their end, or cancel them"));
        }
        let query = Arc::new(Query {
            id: new_id(),
            slug: uuid::Uuid::new_v4().simple().to_string(),
            started: Instant::now(),
            session,
            before,
            knows_precision,
            ended: AtomicBool::new(false),
            seen: SyncMutex::new(Instant::now()),
            reading: Mutex::new(Reading {
                token: 1,
                last: None,
                source: Source::Submitted(AbortOnDropHandle::new(tokio::spawn(work))),
            }),
        });
        by_id.insert(query.id.clone(), Arc::clone(&query));
        Ok(query)
    }

    /// The query, for who knows its slug.
    pub(super) fn find(&self, id: &str, slug: &str) -> Option<Arc<Query>> {
        let by_id = self.by_id.lock().unwrap_or_else(PoisonError::into_inner);
        let query = by_id.get(id).filter(|query| query.slug == slug)?;
        query.touch();
        Some(Arc::clone(query))
    }

    /// Forgets a query; what runs of it is cancelled.
    pub(super) fn remove(&self, id: &str) {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    /// Gives up queries nobody reads, for as long as the server runs.
    pub(in crate::http) async fn sweep(self) {
        loop {
            tokio::time::sleep(SWEEP_EVERY).await;
            let mut by_id = self.by_id.lock().unwrap_or_else(PoisonError::into_inner);
            by_id.retain(|_, query| {
                let ended = query.ended.load(Ordering::Relaxed);
                query.last_seen().elapsed() < if ended { ENDED_FOR } else { ABANDONED_AFTER }
            });
        }
    }
}

impl Query {
    fn touch(&self) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn last_seen(&self) -> Instant {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Trino's form: date, time, a number, who made it.
fn new_id() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed) % 100_000;
    let server: String = uuid::Uuid::new_v4().simple().to_string().chars().take(5).collect();
    format!("{}_{number:05}_{server}", chrono::Utc::now().format("%Y%m%d_%H%M%S"))
}
