//! What the engine needs to know at start; the server fills it from its configuration registry.

use std::path::PathBuf;
use std::time::Duration;

use polias_connector::storage::StorageConfig;

/// Engine settings; every number bounded by the server's registry.
#[derive(Debug, Clone)]
pub struct EngineConfig {
    /// `<data-dir>`; the SQLite catalog is `<data-dir>/catalog.sqlite`, spill files go to `<data-dir>/spill`.
    pub data_dir: PathBuf,
    /// Buckets.
    pub storage: StorageConfig,
    /// Memory all queries share, bytes.
    pub memory_limit_bytes: u64,
    /// Most bytes of spill files.
    pub spill_limit_bytes: u64,
    /// Threads (partitions) of a query.
    pub target_partitions: usize,
    /// Rows per batch.
    pub batch_rows: usize,
    /// Most queries running at once in a workgroup; more wait.
    pub max_concurrent_queries: usize,
    /// Most queries waiting; more are refused.
    pub max_queued_queries: usize,
    /// Longest run of a query.
    pub query_timeout: Duration,
    /// US dollars for each 10^12 bytes scanned.
    pub price_per_tb_usd: f64,
    /// Smallest billed amount of a query that scanned anything, bytes.
    pub minimum_billed_bytes: u64,
    /// Longest statement, bytes.
    pub max_statement_bytes: usize,
    /// Query records kept in the history.
    pub history_limit: u32,
}
