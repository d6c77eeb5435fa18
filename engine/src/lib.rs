//! The engine: every door hands it a session and a statement text; it answers rows, bytes and dollars.
//!
//! The way of a query: parse → authorize → plan → estimate → admit → execute → settle ([`Engine::submit`]).
//! It must never know a wire format or an HTTP type.

mod api;
mod config;
mod error;
mod session;

pub use api::{BatchStream, Description, Engine, Execution, OutputColumn, Progress, Request};
pub use config::EngineConfig;
pub use error::{EngineError, ErrorType, Result};
pub use session::{Flavor, Session};
