//! All buckets of the server.
use std::sync::Arc;
use object_store::ObjectStore;
use super::{Location, StorageConfig};
use crate::Result;
/// The server's buckets. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Storage {}
impl Storage {
    /// From configuration.
    pub fn new(config: StorageConfig) -> Result<Self> { let _ = config; todo!() }
    /// The unmetered store of a location (metadata work: MSCK, sample data). Checks file roots; creates the folder of a local bucket lazily on write only.
    pub fn store(&self, location: &Location) -> Result<Arc<dyn ObjectStore>> { let _ = location; todo!() }
}
