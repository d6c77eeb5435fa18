//! The Postgres door: psql, JDBC, ODBC and BI tools ask the engine in PostgreSQL's protocol, version 3.0.
//!
//! Messages and the SCRAM exchange come from the `pgwire` crate; the socket loop, handlers and row encoders are
//! our own, because rows must stream, cancelling must reach running queries and nothing may run before
//! authentication. It must never plan a query or touch a table.
//!
//! The way of a connection: [`listener`] → `handshake` (TLS, cancel requests) → `startup` (who is it) →
//! `connection` (message loop) → `simple_query` or `extended` → `backend` → engine → `running` → `encode`.

mod authenticate;
mod backend;
mod connection;
mod control;
mod copy_out;
mod cursors;
mod encode;
mod errors;
mod extended;
mod handshake;
mod limits;
mod listener;
mod parameters;
mod portal;
mod prepared;
mod running;
mod search_path;
mod session;
mod session_statements;
mod simple_query;
mod startup;
mod statements;
mod types;
mod wire;
mod words;

pub use listener::serve;

use crate::tls::TlsIdentity;

/// What an operator decides about the door.
#[derive(Debug, Clone)]
pub struct PgwireOptions {
    /// Certificate and key; without them clients that ask for TLS are told there is none.
    pub tls: Option<TlsIdentity>,
    /// Most sessions at once; one more is refused with 53300.
    pub max_connections: usize,
    /// Longest statement text, bytes; a longer one is refused, the session goes on.
    pub max_statement_bytes: usize,
}
