//! What the analyzer asks of the engine: tables and views by name.

use std::sync::Arc;

use polias_sql::ast;
use polias_types::Type;

use crate::AnalysisError;

/// A name with all its parts, lower-case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableName {
    /// Catalog.
    pub catalog: String,
    /// Schema.
    pub schema: String,
    /// Table or view; with `$partitions` and its like at the end where a metadata table is meant.
    pub table: String,
}

/// `catalog.schema.table`
impl std::fmt::Display for TableName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}.{}", self.catalog, self.schema, self.table)
    }
}

/// The state of a table that `FOR VERSION/TIMESTAMP AS OF` asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Snapshot {
    /// VERSION: a snapshot's number.
    Version(i64),
    /// VERSION: a tag or branch.
    Reference(String),
    /// TIMESTAMP: nanoseconds since 1970-01-01 UTC.
    Time(i128),
}

/// A relation the session may read.
#[derive(Debug, Clone)]
pub enum Relation {
    /// A table.
    Table(Arc<Vec<TableColumn>>),
    /// A view.
    View(Arc<View>),
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// Lower-case.
    pub name: String,
    /// Its type.
    pub data_type: Type,
    /// Only by its name, not by `*`.
    pub hidden: bool,
}

/// A view, parsed already.
#[derive(Debug)]
pub struct View {
    /// Its query.
    pub query: ast::Query,
    /// Its text.
    pub sql: String,
    /// Catalog of unqualified names in it.
    pub catalog: String,
    /// Schema of unqualified names in it.
    pub schema: String,
    /// Columns as they were when it was made.
    pub columns: Vec<(String, Type)>,
}

/// Tables and views. The engine resolves all names a statement (and its views) uses before analysis, through
/// the permission check; the analyzer can get at nothing else.
pub trait Relations {
    /// A table or view the session may read. Errors as Trino does: TABLE_NOT_FOUND, SCHEMA_NOT_FOUND,
    /// CATALOG_NOT_FOUND, ACCESS_DENIED; the offset is the name's.
    fn relation(
        &self,
        name: &TableName,
        snapshot: Option<&Snapshot>,
        offset: ast::Offset,
    ) -> Result<Relation, AnalysisError>;
}
