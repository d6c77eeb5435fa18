//! The connector.
use polias_catalog::Catalog;
use polias_connector::storage::Storage;
/// Reads Hive-style tables.
#[derive(Debug)]
pub struct HiveConnector {}
impl HiveConnector {
    /// Over the server's catalog (for partitions) and storage (for MSCK and validation).
    pub fn new(catalog: Catalog, storage: Storage) -> Self { let _ = (catalog, storage); todo!() }
}
