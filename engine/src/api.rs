//! The engine's whole face towards the doors.

use std::pin::Pin;
use std::sync::Arc;

use arrow::datatypes::{DataType, SchemaRef};
use arrow::record_batch::RecordBatch;
use datafusion::common::ScalarValue;
use futures::Stream;
use polias_catalog::Catalog;

use crate::{EngineConfig, Result, Session};

/// The engine. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Engine {}

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
    /// Trino's type name.
    pub trino_type: String,
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

/// How far a query is; read at any time, final when the stream has ended.
#[derive(Debug)]
pub struct Progress {}

impl Progress {
    /// Bytes read from files so far.
    pub fn scanned_bytes(&self) -> u64 { todo!() }
    /// Bytes paid for, by Athena's rounding.
    pub fn billed_bytes(&self) -> u64 { todo!() }
    /// Price in US dollars.
    pub fn cost_usd(&self) -> f64 { todo!() }
    /// Rows handed out.
    pub fn rows(&self) -> u64 { todo!() }
}

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
    pub async fn start(config: EngineConfig) -> Result<Self> { let _ = config; todo!() }
    /// Plans without running.
    pub async fn describe(&self, session: &Arc<Session>, sql: &str, parameter_types: &[Option<DataType>]) -> Result<Description> { let _ = (session, sql, parameter_types); todo!() }
    /// Runs one statement.
    pub async fn submit(&self, session: &Arc<Session>, request: Request) -> Result<Execution> { let _ = (session, request); todo!() }
    /// Stops a query. False when no such query runs.
    pub fn cancel(&self, query_id: &str) -> bool { let _ = query_id; todo!() }
    /// Refuses new queries, waits up to `grace` for the running ones, cancels the rest, closes the catalog.
    pub async fn shutdown(&self, grace: std::time::Duration) { let _ = grace; todo!() }
    /// The catalog, for users and readiness.
    pub fn catalog(&self) -> &Catalog { todo!() }
    /// Storage, for sample data.
    pub fn storage(&self) -> &polias_connector::storage::Storage { todo!() }
}
