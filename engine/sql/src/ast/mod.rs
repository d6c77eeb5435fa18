//! The syntax tree of statements.
//!
//! A query is kept as its text for now ([`QueryText`]): the planner behind the engine's seam reads it. The
//! tree knows nothing of what names mean, nor of what the engine supports.

mod alter_table;
mod create_table;
mod explain;
mod name;
mod partition_spec;
mod statement;

pub use alter_table::AlterTableAction;
pub use create_table::{ColumnDef, CreateTable, RowFormat, StoredAs};
pub use explain::{ExplainFormat, ExplainType};
pub use name::{ObjectName, QueryText};
pub use partition_spec::PartitionSpec;
pub use statement::Statement;

/// `'key'='value'` pairs in the order written.
pub type Properties = Vec<(String, String)>;
