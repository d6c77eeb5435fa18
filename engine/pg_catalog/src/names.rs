//! What this crate is told about the lake: names, columns, comments; never data.

use std::collections::HashMap;

use arrow::datatypes::DataType;
use async_trait::async_trait;

use crate::error::PgCatalogError;

/// A table or view by name.
#[derive(Debug, Clone)]
pub struct RelationName {
    /// Schema (database of the lake).
    pub schema: String,
    /// Table or view name.
    pub name: String,
    /// True for views.
    pub is_view: bool,
}

/// A column of a relation.
#[derive(Debug, Clone)]
pub struct RelationColumn {
    /// Column name.
    pub name: String,
    /// Arrow type of its values.
    pub data_type: DataType,
    /// Trino type name, such as `decimal(15,2)`.
    pub trino_type: String,
    /// Comment, if any.
    pub comment: Option<String>,
    /// False when the column can hold no NULL.
    pub nullable: bool,
}

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
pub struct PgSession {
    /// Login user.
    pub user: String,
    /// PostgreSQL database: the constant catalog name.
    pub database: String,
    /// Current schema: the first of `search_path`.
    pub schema: String,
    /// What `pg_backend_pid()` answers.
    pub backend_pid: i32,
    /// Session settings by name in any case; they win over the defaults of this crate.
    pub settings: HashMap<String, String>,
}
