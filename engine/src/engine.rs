//! The engine's inside: what all queries of a server share, from start to shutdown.

use std::sync::Arc;
use std::time::Duration;

use datafusion::execution::disk_manager::DiskManager;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use polias_catalog::Catalog;
use polias_connector::Connector;
use polias_connector::storage::{Meter, QueryStores, Storage};
use polias_hive::HiveConnector;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::cost::Price;
use crate::execute::{
    ExecutionBackend, LocalBackend, ProcessMemory, QueryMemory, QueryThreads, Sessions, open_spill,
};
use crate::metrics::Metrics;
use crate::query::{History, Progress, QueryRuntime, RunningQueries};
use crate::workgroup::Admission;
use crate::{EngineConfig, EngineError, Result};

/// What records of queries say that a killed server left unfinished.
const KILLED: (&str, &str) = ("SERVER_SHUTTING_DOWN", "The server stopped while the query ran");

/// How long cancelled queries get to end at shutdown.
const LAST_GRACE: Duration = Duration::from_secs(5);

/// What all queries of one server share.
#[derive(Debug)]
pub(crate) struct EngineShared {
    /// Settings.
    pub(crate) config: EngineConfig,
    /// The catalog. Names of users' statements go through [`crate::governance::Resolver`].
    pub(crate) catalog: Catalog,
    /// Buckets, unmetered: for metadata work only.
    pub(crate) storage: Storage,
    /// One for each kind of table, asked in order.
    pub(crate) connectors: Vec<Arc<dyn Connector>>,
    /// The writer of query records.
    pub(crate) history: History,
    /// Queries between submission and settlement.
    pub(crate) running: Arc<RunningQueries>,
    /// The workgroups' gates.
    pub(crate) admission: Admission,
    /// Makes DataFusion's session of a query.
    pub(crate) sessions: Sessions,
    /// Where plans run.
    pub(crate) backend: Arc<dyn ExecutionBackend>,
    /// The threads queries are planned and run on.
    pub(crate) threads: QueryThreads,
    memory: Arc<ProcessMemory>,
    disk: Arc<DiskManager>,
    price: Price,
}

impl EngineShared {
    /// Opens catalog, storage and spill space, and cleans what a killed server left. The caller holds the
    /// lock of the data directory.
    pub(crate) async fn start(config: EngineConfig) -> Result<Self> {
        let catalog = Catalog::open(&config.data_dir.join("catalog.sqlite")).await?;
        let left = catalog.fail_unfinished_queries(KILLED.0, KILLED.1).await?;
        if left > 0 {
            tracing::warn!(queries = left, "a former server left queries unfinished; they count as failed");
        }
        catalog.prune_queries(config.history_limit).await?;
        let storage = Storage::new(config.storage.clone())?;
        let connectors: Vec<Arc<dyn Connector>> =
            vec![Arc::new(HiveConnector::new(catalog.clone(), storage.clone()))];
        Ok(Self {
            history: History::start(catalog.clone()),
            running: Arc::default(),
            admission: Admission::new(config.max_concurrent_queries, config.max_queued_queries),
            sessions: Sessions::new(&config),
            backend: Arc::new(LocalBackend),
            threads: QueryThreads::start(config.target_partitions)?,
            memory: Arc::new(ProcessMemory::new(config.memory_limit_bytes)),
            disk: open_spill(&config.data_dir.join("spill"), config.spill_limit_bytes)?,
            price: Price::new(config.price_per_tb_usd, config.minimum_billed_bytes),
            config,
            catalog,
            storage,
            connectors,
        })
    }

    /// The runtime of a new query; it may scan `cutoff` bytes.
    pub(crate) fn new_query(&self, cutoff: Option<u64>) -> Result<Arc<QueryRuntime>> {
        let meter = Arc::new(Meter::new(cutoff));
        let memory = Arc::new(QueryMemory::new(&self.memory));
        let stores = QueryStores::new(self.storage.clone(), Arc::clone(&meter));
        let mut environment = RuntimeEnvBuilder::new()
            .with_memory_pool(memory.pool())
            .with_object_store_registry(Arc::new(stores));
        environment.disk_manager = Some(Arc::clone(&self.disk));
        let environment = environment
            .build_arc()
            .map_err(|error| EngineError::internal(format!("the query's runtime cannot be made: {error}")))?;
        Ok(Arc::new(QueryRuntime {
            id: uuid::Uuid::new_v4().to_string(),
            started_at: chrono::Utc::now(),
            progress: Arc::new(Progress::new(Arc::clone(&meter), self.price)),
            meter,
            memory,
            environment,
            cancel: CancellationToken::new(),
            deadline: Instant::now() + self.config.query_timeout,
            timeout: self.config.query_timeout,
        }))
    }

    /// Counts since the start and of this moment.
    pub(crate) fn metrics(&self) -> Metrics {
        let (running_queries, queued_queries) = self.admission.counts();
        let (memory_reserved_bytes, memory_limit_bytes) = self.memory.usage();
        Metrics {
            running_queries,
            queued_queries,
            memory_reserved_bytes,
            memory_limit_bytes,
            ..self.history.ended().metrics()
        }
    }

    /// Refuses new queries, waits for the running ones up to `grace`, cancels the rest, closes the catalog.
    pub(crate) async fn shutdown(&self, grace: Duration) {
        self.running.close();
        if tokio::time::timeout(grace, self.running.wait_idle()).await.is_err() {
            self.running.cancel_all();
            if tokio::time::timeout(LAST_GRACE, self.running.wait_idle()).await.is_err() {
                tracing::warn!("queries did not end; their records will say so at the next start");
            }
        }
        self.history.flush().await;
        self.catalog.close().await;
    }
}
