//! `information_schema.schemata`

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::logical_expr::Expr;

use super::{SCHEMA, Scope, batch, text_schema, texts};
use crate::Result;
use crate::governance::CATALOG;
use crate::planner::VirtualRows;

/// Databases.
#[derive(Debug)]
pub(super) struct Schemata {
    scope: Scope,
}

impl Schemata {
    pub(super) fn new(scope: Scope) -> Self {
        Self { scope }
    }
}

pub(super) fn schema() -> SchemaRef {
    text_schema(&["catalog_name", "schema_name"])
}

#[async_trait]
impl VirtualRows for Schemata {
    fn schema(&self) -> SchemaRef {
        schema()
    }

    async fn rows(&self, filters: &[Expr]) -> Result<RecordBatch> {
        let mut names = self.scope.databases(filters, "schema_name").await?;
        if Scope::wants_own(filters, "schema_name") {
            names.push(SCHEMA.to_owned());
        }
        let catalogs = texts(names.iter().map(|_| Some(CATALOG)));
        batch(schema(), vec![catalogs, texts(names.iter().map(|name| Some(name.as_str())))])
    }
}
