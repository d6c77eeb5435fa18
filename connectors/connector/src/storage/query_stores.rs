//! The object stores of one query.

use std::sync::Arc;

use datafusion::error::{DataFusionError, Result};
use datafusion::execution::object_store::{ObjectStoreRegistry, ObjectStoreUrl};
use object_store::ObjectStore;
use url::{Position, Url};

use super::metered_store::MeteredStore;
use super::{Meter, Storage};

/// DataFusion's `ObjectStoreRegistry` for one query: resolves through [`Storage`], counts in [`Meter`].
///
/// The engine builds one `RuntimeEnv` per query with it, and puts the same meter into the session's
/// configuration (`SessionConfig::with_extension(meter)`), where [`Meter::of`] finds it.
#[derive(Debug)]
pub struct QueryStores {
    storage: Storage,
    meter: Arc<Meter>,
}

impl QueryStores {
    /// Stores for a new query.
    pub fn new(storage: Storage, meter: Arc<Meter>) -> Self {
        Self { storage, meter }
    }

    /// The meter of the query.
    pub fn meter(&self) -> &Arc<Meter> {
        &self.meter
    }
}

impl ObjectStoreRegistry for QueryStores {
    /// Nothing can be registered: a store that is not of [`Storage`] would not be metered.
    fn register_store(&self, _url: &Url, store: Arc<dyn ObjectStore>) -> Option<Arc<dyn ObjectStore>> {
        drop(store);
        None
    }

    fn get_store(&self, url: &Url) -> Result<Arc<dyn ObjectStore>> {
        let root = ObjectStoreUrl::parse(&url[..Position::BeforePath])?;
        let store = self.storage.store_at(&root).map_err(DataFusionError::from)?;
        Ok(Arc::new(MeteredStore::new(store, Arc::clone(&self.meter))))
    }
}
