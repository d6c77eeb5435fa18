//! Hive-style tables: files below a location, one SerDe for all of them, partitions in the catalog.
//!
//! A table is opened from its definition alone ([`HiveConnector`]). A scan asks the catalog for the
//! partitions a query needs (`scan`, `pushdown`), lists their files (`listing`), and plans DataFusion file
//! scans over Parquet (`parquet`) or text (`text`, `serde`).
//!
//! Must never list or read through anything but the query's own object stores.

mod columns;
mod connector;
mod definition;
mod discover;
mod errors;
mod format;
mod listing;
mod parquet;
mod partition_path;
mod partition_value;
mod pushdown;
mod scan;
mod serde;
mod table;
#[cfg(test)]
mod tests;
mod text;
pub mod types;

pub use connector::HiveConnector;
pub use partition_path::{NULL_PARTITION, partition_path};
