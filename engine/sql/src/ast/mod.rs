//! The syntax tree of statements.
//!
//! It knows nothing of what names mean, nor of what the engine supports. Two halves: statements, in which a
//! query is kept as its text ([`QueryText`]) for the planner behind the engine's seam to read; and queries
//! ([`Query`]), as [`parse_query`](crate::parse_query) gives them.

mod alter_table;
mod create_table;
mod explain;
mod expression;
mod function_call;
mod identifier;
mod json;
mod json_table;
mod name;
mod offset;
mod partition_spec;
mod query;
mod relation;
mod routine;
mod row_pattern;
mod statement;
mod table_function;
mod types;

pub use alter_table::AlterTableAction;
pub use create_table::{ColumnDef, CreateTable, RowFormat, StoredAs};
pub use explain::{ExplainFormat, ExplainType};
pub use expression::*;
pub use function_call::*;
pub use identifier::{Identifier, QualifiedName};
pub use json::*;
pub use json_table::*;
pub use name::{ObjectName, QueryText};
pub use offset::Offset;
pub use partition_spec::PartitionSpec;
pub use query::*;
pub use relation::*;
pub use routine::*;
pub use row_pattern::*;
pub use statement::Statement;
pub use table_function::*;
pub use types::*;

/// `'key'='value'` pairs in the order written.
pub type Properties = Vec<(String, String)>;
