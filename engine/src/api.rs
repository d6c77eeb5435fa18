//! The engine's whole face towards the doors.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use arrow::datatypes::{DataType, SchemaRef};
use arrow::record_batch::RecordBatch;
use datafusion::common::ScalarValue;
use futures::Stream;
use polias_catalog::Catalog;
use polias_connector::storage::Storage;
use polias_types::Type;

use crate::engine::EngineShared;
use crate::{EngineConfig, Metrics, Progress, Result, Session, submit};

/// The engine. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Engine {
    pub(crate) shared: Arc<EngineShared>,
}

/// A statement to run.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// One statement.
    pub sql: String,
    /// Values of `$1`, `$2`, … (Postgres) or `?` (Trino), in order.
    pub parameters: Vec<ScalarValue>,
}

/// A result column.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputColumn {
    /// Name as the client sees it.
    pub name: String,
    /// Trino's type.
    pub trino_type: Type,
    /// Arrow carrier.
    pub data_type: DataType,
    /// PostgreSQL type OID where the column comes from `pg_catalog` (`oid`, `name`, `"char"`, …).
    pub pg_oid: Option<u32>,
}

/// What a statement would answer, without running it.
#[derive(Debug, Clone, Default)]
pub struct Description {
    /// Result columns; `None` for statements without rows.
    pub columns: Option<Vec<OutputColumn>>,
    /// Type of each parameter; `None` where the statement does not decide it.
    pub parameters: Vec<Option<DataType>>,
}

/// Rows of a result; ends after the first error. Dropping it cancels the query.
pub type BatchStream = Pin<Box<dyn Stream<Item = Result<RecordBatch>> + Send>>;

/// A running statement.
pub struct Execution {
    /// UUID.
    pub query_id: String,
    /// PostgreSQL-style command word: `SELECT`, `CREATE TABLE`, `SHOW`, `EXPLAIN`, …
    pub tag: &'static str,
    /// Result columns; `None` when the statement gives no rows.
    pub columns: Option<Arc<[OutputColumn]>>,
    /// Arrow schema of the batches.
    pub schema: SchemaRef,
    /// The rows.
    pub batches: BatchStream,
    /// Bytes, dollars, rows.
    pub progress: Arc<Progress>,
    /// Things to tell the client (NOTICE).
    pub notices: Vec<String>,
}

impl Engine {
    /// Opens catalog and storage, cleans what a killed server left.
    ///
    /// Must be called on a tokio runtime, which must outlive the engine, by the one process that uses the
    /// data directory. Errors when catalog, storage or spill directory cannot be opened.
    pub async fn start(config: EngineConfig) -> Result<Self> {
        Ok(Self { shared: Arc::new(EngineShared::start(config).await?) })
    }

    /// Plans without running.
    ///
    /// `parameter_types` are the types the client names for its parameters, `None` (or missing) where it
    /// leaves them open. Leaves no record. Errors as [`Self::submit`] does before the statement runs.
    pub async fn describe(
        &self,
        session: &Arc<Session>,
        sql: &str,
        parameter_types: &[Option<DataType>],
    ) -> Result<Description> {
        let (engine, session) = (Arc::clone(&self.shared), Arc::clone(session));
        let described = submit::describe(engine, session, sql.to_owned(), parameter_types.to_vec());
        self.shared.threads.run(described).await
    }

    /// Runs one statement.
    ///
    /// Returns when the statement is done or its first rows can be asked for; waits for the workgroup
    /// until then. Dropping the future, or the answer's stream, cancels the query. The query leaves
    /// exactly one record in the history, whatever way it ends.
    pub async fn submit(&self, session: &Arc<Session>, request: Request) -> Result<Execution> {
        let submitted = submit::submit(Arc::clone(&self.shared), Arc::clone(session), request);
        self.shared.threads.run(submitted).await
    }

    /// Stops a query, waiting or running. False when no such query runs.
    pub fn cancel(&self, query_id: &str) -> bool {
        self.shared.running.cancel(query_id)
    }

    /// Counts since the start and of this moment.
    pub fn metrics(&self) -> Metrics {
        self.shared.metrics()
    }

    /// Refuses new queries, waits up to `grace` for the running ones, cancels the rest, closes the catalog.
    pub async fn shutdown(&self, grace: Duration) {
        self.shared.shutdown(grace).await;
    }

    /// The catalog, for users and readiness.
    pub fn catalog(&self) -> &Catalog {
        &self.shared.catalog
    }

    /// Storage, for sample data.
    pub fn storage(&self) -> &Storage {
        &self.shared.storage
    }
}
