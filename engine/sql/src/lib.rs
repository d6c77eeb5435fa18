//! Statement text → tokens → syntax tree.
//!
//! Two grammars in one parser: Athena's Hive DDL (back-ticks quote, `struct<a:int>`) and Trino's for the
//! rest. It must never need Arrow, DataFusion or the catalog, and never recurse without a bound.

pub mod ast;
mod error;
mod lexer;
mod literal;
mod parser;
mod print;
mod split;

pub use error::{Position, SyntaxError};
pub use lexer::Flavor;
pub use parser::{MAX_NESTING, parse_expression, parse_query, parse_statement};
pub use split::split_statements;

/// Longest statement accepted, in bytes (Athena takes 262,144; psql users paste more).
pub const MAX_STATEMENT_BYTES: usize = 4 * 1024 * 1024;
