//! The engine's inside: what all queries share.
use std::sync::Arc;

use polias_catalog::Catalog;
use polias_connector::Connector;
use polias_connector::storage::Storage;

use crate::EngineConfig;

/// What all queries of one server share.
#[derive(Debug)]
pub(crate) struct EngineShared {
    /// Settings.
    pub(crate) config: EngineConfig,
    /// The catalog. Names of users' statements go through [`crate::governance::Resolver`].
    pub(crate) catalog: Catalog,
    /// Buckets, unmetered: for metadata work only.
    pub(crate) storage: Storage,
    /// One for each kind of table, asked in order.
    pub(crate) connectors: Vec<Arc<dyn Connector>>,
}
