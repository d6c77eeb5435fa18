//! The `pg_catalog` and `information_schema` that PostgreSQL clients ask about.
//!
//! A closed world of virtual tables built from names the caller may see. Queries are read with sqlparser's
//! PostgreSQL dialect, bound with PostgreSQL's type rules and evaluated here; it must never touch table data, and
//! nothing but names, columns and view texts is ever asked of the lake.
//!
//! `classify` says which statements are meant; `parse` → `bind` → `execute` → `encode` answers them; `relations`
//! and `functions` are what the world is made of; `world` fetches what a query turns out to need.

mod bind;
mod classify;
mod context;
mod encode;
mod error;
mod execute;
mod functions;
mod identifier;
mod lake_index;
mod names;
mod parameter;
mod parse;
mod plan;
mod relations;
mod run;
mod settings;
mod stable_oid;
#[cfg(test)]
mod tests;
mod types;
mod value;
mod world;

use arrow::datatypes::DataType;
use arrow::record_batch::RecordBatch;

pub use classify::is_catalog_query;
pub use error::PgCatalogError;
pub use names::{Names, PgSession, RelationColumn, RelationName};
pub use run::{answer, describe};
pub use types::{PgType, pg_type_of};

/// A result column with its exact PostgreSQL type.
#[derive(Debug, Clone, PartialEq)]
pub struct PgColumn {
    /// Name as PostgreSQL would give it; names may repeat.
    pub name: String,
    /// PostgreSQL type OID.
    pub pg_oid: u32,
    /// Arrow type that carries the values: `oid` is `UInt32`; `reg…`, `name`, `"char"` and types without an Arrow
    /// counterpart are `Utf8` with PostgreSQL's text; `int2vector` and `oidvector` are lists.
    pub data_type: DataType,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Columns.
    pub columns: Vec<PgColumn>,
    /// Rows; may be empty. Each field carries `pg_oid` in its metadata.
    pub batches: Vec<RecordBatch>,
    /// Settings the query changed with `set_config`, in order, names in lower case: the session applies them.
    pub changed_settings: Vec<(String, String)>,
}

/// What a query would answer, and its parameters' type OIDs.
#[derive(Debug)]
pub struct PgDescription {
    /// Columns.
    pub columns: Vec<PgColumn>,
    /// Type OIDs of `$1`, `$2`, …
    pub parameter_oids: Vec<u32>,
}
