//! The connector: which tables are Hive's, and what can be asked about them.

use std::collections::HashSet;
use std::sync::Arc;

use async_trait::async_trait;
use polias_catalog::Catalog;
use polias_catalog::model::{Table, TableInput, TableKind};
use polias_connector::storage::Storage;
use polias_connector::{Connector, ConnectorTable, Result};

use crate::definition::Definition;
use crate::discover::discover;
use crate::errors::catalog_error;
use crate::listing::Listings;
use crate::parquet::FooterCache;
use crate::table::HiveTable;

/// Reads Hive-style tables.
#[derive(Debug)]
pub struct HiveConnector {
    services: Arc<Services>,
}

/// What all tables share.
#[derive(Debug)]
pub(crate) struct Services {
    pub(crate) catalog: Catalog,
    pub(crate) storage: Storage,
    pub(crate) listings: Listings,
    pub(crate) footers: FooterCache,
}

impl HiveConnector {
    /// Over the server's catalog (for partitions) and storage (for MSCK and validation).
    pub fn new(catalog: Catalog, storage: Storage) -> Self {
        let services = Services { catalog, storage, listings: Listings::new(), footers: FooterCache::new() };
        Self { services: Arc::new(services) }
    }
}

#[async_trait]
impl Connector for HiveConnector {
    /// External tables of no other table format.
    fn serves(&self, table: &Table) -> bool {
        let input = &table.input;
        let other_format = ["table_type", "spark.sql.sources.provider"].iter().any(|property| {
            let value = input.parameters.get(*property).map(|value| value.to_ascii_lowercase());
            matches!(value.as_deref(), Some("iceberg" | "delta" | "hudi"))
        });
        input.table_type == TableKind::External && !other_format
    }

    async fn open(&self, table: Arc<Table>) -> Result<Arc<dyn ConnectorTable>> {
        Ok(Arc::new(HiveTable::open(table, Arc::clone(&self.services))?))
    }

    async fn discover_partitions(&self, table: &Table) -> Result<Vec<(Vec<String>, String)>> {
        let definition = Definition::of(&table.input)?;
        let store = self.services.storage.store(&definition.location)?;
        let known = self
            .services
            .catalog
            .partitions(&table.database_name, &table.input.name, None)
            .await
            .map_err(|error| catalog_error(&error))?;
        let known: HashSet<Vec<String>> = known.into_iter().map(|partition| partition.input.values).collect();
        discover(&store, &definition.location, &definition.columns.keys, &known).await
    }

    fn validate(&self, table: &TableInput) -> Result<()> {
        Definition::check(table, &self.services.storage).map(|_| ())
    }
}
