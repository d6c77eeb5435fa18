//! The `pg_catalog` and `information_schema` that PostgreSQL clients ask about.
//!
//! A closed world of virtual tables built from names the caller may see; read with sqlparser's PostgreSQL
//! dialect and DataFusion. It must never touch table data.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::DataType;
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::common::ScalarValue;

/// Errors of catalog queries.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct PgCatalogError {
    /// SQLSTATE, such as `42P01`.
    pub sqlstate: &'static str,
    /// Lower-case message as PostgreSQL words it.
    pub message: String,
}

/// A table or view by name.
#[derive(Debug, Clone)]
pub struct RelationName { pub schema: String, pub name: String, pub is_view: bool }

/// A column of a relation.
#[derive(Debug, Clone)]
pub struct RelationColumn { pub name: String, pub data_type: DataType, pub trino_type: String, pub comment: Option<String>, pub nullable: bool }

/// The names of the lake, already filtered by what the session may see.
#[async_trait]
pub trait Names: Send + Sync + std::fmt::Debug {
    /// Schemas (databases of the lake).
    async fn schemas(&self) -> Result<Vec<String>, PgCatalogError>;
    /// All relations of all schemas.
    async fn relations(&self) -> Result<Vec<RelationName>, PgCatalogError>;
    /// Columns of one relation.
    async fn columns(&self, relation: &RelationName) -> Result<Vec<RelationColumn>, PgCatalogError>;
    /// Definition text of a view.
    async fn view_definition(&self, relation: &RelationName) -> Result<Option<String>, PgCatalogError>;
    /// Login users.
    async fn users(&self) -> Result<Vec<String>, PgCatalogError>;
}

/// What the session is, for `current_user`, `current_schema()`, `current_setting()`.
#[derive(Debug, Clone)]
pub struct PgSession { pub user: String, pub database: String, pub schema: String, pub backend_pid: i32, pub settings: HashMap<String, String> }

/// A result column with its exact PostgreSQL type.
#[derive(Debug, Clone, PartialEq)]
pub struct PgColumn { pub name: String, pub pg_oid: u32, pub data_type: DataType }

/// An answer.
#[derive(Debug)]
pub struct Answer { pub columns: Vec<PgColumn>, pub batches: Vec<RecordBatch> }

/// What a query would answer, and its parameters' type OIDs.
#[derive(Debug)]
pub struct PgDescription { pub columns: Vec<PgColumn>, pub parameter_oids: Vec<u32> }

/// True when the statement reads only `pg_catalog`/`information_schema` relations, or has no FROM and
/// calls functions only PostgreSQL has (`version()`, `pg_backend_pid()`, …).
pub fn is_catalog_query(sql: &str) -> bool { let _ = sql; todo!() }

/// Runs a catalog query.
pub async fn answer(sql: &str, parameters: &[ScalarValue], session: &PgSession, names: Arc<dyn Names>) -> Result<Answer, PgCatalogError> { let _ = (sql, parameters, session, names); todo!() }

/// Describes a catalog query without running it.
pub async fn describe(sql: &str, parameter_oids: &[u32], session: &PgSession, names: Arc<dyn Names>) -> Result<PgDescription, PgCatalogError> { let _ = (sql, parameter_oids, session, names); todo!() }
