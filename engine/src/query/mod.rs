//! The life of a query: its identity, its token, its record in the history.
//!
//! A [`QueryToken`] moves received → planned → admitted → running → settled; whatever way a query ends,
//! exactly one record of it stays, with bytes and dollars. It must never depend on how a query is planned
//! or run.

mod history;
mod progress;
mod redact;
mod running;
mod runtime;
mod token;

pub(crate) use history::History;
pub use progress::Progress;
pub(crate) use running::RunningQueries;
pub(crate) use runtime::{QueryRuntime, canceled};
pub(crate) use token::{Identity, QueryToken, Received, Running};
