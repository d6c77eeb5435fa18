//! The object stores of one query.
use std::sync::Arc;
use super::{Meter, Storage};
/// DataFusion's `ObjectStoreRegistry` for one query: resolves through [`Storage`], counts in [`Meter`].
#[derive(Debug)]
pub struct QueryStores {}
impl QueryStores {
    /// Stores for a new query.
    pub fn new(storage: Storage, meter: Arc<Meter>) -> Self { let _ = (storage, meter); todo!() }
    /// The meter of the query that runs in this runtime (downcast from the runtime's registry); for readers that serve bytes from a cache and must charge them.
    pub fn meter(&self) -> &Arc<Meter> { todo!() }
}
