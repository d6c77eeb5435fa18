//! Hive-style tables: files below a location, one SerDe for all of them, partitions in the catalog.
//!
//! Must never list or read through anything but the query's own object stores.

mod connector;
pub mod types;

pub use connector::HiveConnector;
