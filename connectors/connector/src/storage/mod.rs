//! Buckets: from `s3://bucket/key` and `file:///…` to object stores, and the counting of bytes.
//!
//! [`Storage`] lives as long as the server and knows every bucket. [`QueryStores`] lives as long as one
//! query: it is that query's `ObjectStoreRegistry`, and wraps each store so that bytes are counted in the
//! query's [`Meter`]. No store of this module may show a credential in `Debug` or in an error.

mod buckets;
mod config;
mod local_store;
mod location;
mod meter;
mod metered_store;
mod query_stores;
mod s3;

#[cfg(test)]
mod tests;

pub use buckets::Storage;
pub use config::{BucketConfig, S3Config, StorageConfig};
pub use location::Location;
pub use meter::Meter;
pub use query_stores::QueryStores;
