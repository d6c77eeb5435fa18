//! An engine over a temporary data directory.

use std::sync::Arc;
use std::time::Duration;

use arrow::array::RecordBatch;
use arrow::util::pretty::pretty_format_batches;
use datafusion::common::ScalarValue;
use futures::TryStreamExt;
use polias_catalog::model::QueryRecord;
use polias_connector::storage::StorageConfig;

use crate::{Engine, EngineConfig, EngineError, Execution, Flavor, Request, Session};

/// An engine and its data directory, which goes when this goes.
pub(crate) struct Server {
    pub(crate) engine: Engine,
    pub(crate) session: Arc<Session>,
    pub(crate) directory: tempfile::TempDir,
}

/// Rows of a result and what it cost.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) id: String,
    pub(crate) names: Vec<String>,
    pub(crate) types: Vec<String>,
    pub(crate) batches: Vec<RecordBatch>,
}

impl Answer {
    /// The rows as text, one line for each, values divided by `|`, without borders and names.
    pub(crate) fn lines(&self) -> Vec<String> {
        if self.batches.is_empty() {
            return Vec::new();
        }
        let table = pretty_format_batches(&self.batches).unwrap().to_string();
        let rows = table.lines().skip(3).filter(|line| line.starts_with('|'));
        let cells = |line: &str| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            cells.join("|")
        };
        rows.map(cells).collect()
    }
}

pub(crate) fn config(directory: &std::path::Path) -> EngineConfig {
    EngineConfig {
        data_dir: directory.to_owned(),
        storage: StorageConfig {
            local_buckets: directory.join("buckets"),
            file_roots: vec![directory.to_owned()],
            ..StorageConfig::default()
        },
        memory_limit_bytes: 256 << 20,
        spill_limit_bytes: 1 << 30,
        target_partitions: 2,
        batch_rows: 8192,
        max_concurrent_queries: 4,
        max_queued_queries: 4,
        query_timeout: Duration::from_secs(60),
        price_per_tb_usd: 5.0,
        minimum_billed_bytes: 10_000_000,
        max_statement_bytes: 4 << 20,
        history_limit: 1000,
    }
}

pub(crate) fn session() -> Arc<Session> {
    Arc::new(Session::new("tester", Flavor::Trino))
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut EngineConfig)) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut config = config(directory.path());
        change(&mut config);
        let engine = Engine::start(config).await.unwrap();
        Self { engine, session: session(), directory }
    }

    pub(crate) async fn submit(&self, sql: &str) -> Result<Execution, EngineError> {
        self.submit_with(sql, Vec::new()).await
    }

    pub(crate) async fn submit_with(
        &self,
        sql: &str,
        parameters: Vec<ScalarValue>,
    ) -> Result<Execution, EngineError> {
        self.engine.submit(&self.session, Request { sql: sql.to_owned(), parameters }).await
    }

    pub(crate) async fn run(&self, sql: &str) -> Result<Answer, EngineError> {
        self.run_with(sql, Vec::new()).await
    }

    pub(crate) async fn run_with(
        &self,
        sql: &str,
        parameters: Vec<ScalarValue>,
    ) -> Result<Answer, EngineError> {
        let execution = self.submit_with(sql, parameters).await?;
        let columns = execution.columns.as_deref().unwrap_or_default();
        let names = columns.iter().map(|column| column.name.clone()).collect();
        let types = columns.iter().map(|column| column.trino_type.to_string()).collect();
        let batches = execution.batches.try_collect().await?;
        Ok(Answer { id: execution.query_id, names, types, batches })
    }

    /// The rows of a query that must succeed.
    pub(crate) async fn lines(&self, sql: &str) -> Vec<String> {
        self.run(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}")).lines()
    }

    /// The error of a statement that must fail, as displayed.
    pub(crate) async fn error(&self, sql: &str) -> String {
        match self.run(sql).await {
            Ok(answer) => panic!("{sql}: answered {:?}", answer.lines()),
            Err(error) => error.to_string(),
        }
    }

    /// All records, newest first.
    pub(crate) async fn records(&self) -> Vec<QueryRecord> {
        self.engine.shared.history.flush().await;
        self.engine.catalog().queries(1000).await.unwrap()
    }

    /// The only record whose text is `sql`.
    pub(crate) async fn record(&self, sql: &str) -> QueryRecord {
        let mut records = self.records().await;
        records.retain(|record| record.query == sql);
        assert_eq!(records.len(), 1, "{sql}");
        records.remove(0)
    }

    /// The only record of `sql`, once its query has ended.
    pub(crate) async fn ended(&self, sql: &str) -> QueryRecord {
        for _ in 0..500 {
            let record = self.record(sql).await;
            if record.finished_at.is_some() {
                return record;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{sql}: did not end");
    }
}
