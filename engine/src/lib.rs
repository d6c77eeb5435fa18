//! The engine: every door hands it a session and a statement text; it answers rows, bytes and dollars.
//!
//! The way of a query: parse → authorize → plan → estimate → admit → execute → settle ([`Engine::submit`]).
//! It must never know a wire format or an HTTP type.

mod api;
mod config;
mod cost;
mod engine;
mod error;
mod error_codes;
mod execute;
mod governance;
mod information_schema;
mod metrics;
mod outcome;
mod planner;
mod postgres_catalog;
mod query;
mod session;
mod statement_context;
mod statements;
mod submit;
mod system;
#[cfg(test)]
mod tests;
mod views;
mod workgroup;

pub use api::{BatchStream, Description, Engine, Execution, OutputColumn, Request};
pub use config::EngineConfig;
pub use error::{EngineError, ErrorType, Result};
pub use metrics::Metrics;
pub use planner::trino_type;
pub use polias_catalog as catalog;
pub use polias_connector::storage;
pub use polias_sql::split_statements;
pub use polias_types as types;
pub use query::Progress;
pub use session::{Flavor, Session};
