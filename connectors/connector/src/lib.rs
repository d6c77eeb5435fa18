//! What a source of tables must offer to the engine, and the storage all of them read through.
//!
//! A connector knows how one kind of table is found, scanned and written. It must never know sessions,
//! users or other connectors. It reads table bytes only through the object stores of the query's own
//! runtime ([`storage::QueryStores`]), so that every byte is counted.

mod connector;
mod error;
pub mod storage;

pub use connector::{Connector, ConnectorTable, ScanRequest, TableColumn};
pub use error::{ConnectorError, Result};
