//! `information_schema.tables`

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::logical_expr::Expr;
use polias_catalog::model::TableKind;

use super::{SCHEMA, Scope, batch, table_names, text_schema, texts};
use crate::Result;
use crate::governance::CATALOG;
use crate::planner::VirtualRows;

/// Tables and views.
#[derive(Debug)]
pub(super) struct Tables {
    scope: Scope,
}

impl Tables {
    pub(super) fn new(scope: Scope) -> Self {
        Self { scope }
    }
}

pub(super) fn schema() -> SchemaRef {
    text_schema(&["table_catalog", "table_schema", "table_name", "table_type"])
}

#[async_trait]
impl VirtualRows for Tables {
    fn schema(&self) -> SchemaRef {
        schema()
    }

    async fn rows(&self, filters: &[Expr]) -> Result<RecordBatch> {
        let mut names = self.scope.names(filters).await?;
        if Scope::wants_own(filters, "table_schema") {
            names.extend(table_names().into_iter().map(|(name, kind)| (SCHEMA.to_owned(), name, kind)));
        }
        let kind = |kind: &TableKind| match kind {
            TableKind::External | TableKind::Managed => "BASE TABLE",
            TableKind::View => "VIEW",
        };
        let arrays = vec![
            texts(names.iter().map(|_| Some(CATALOG))),
            texts(names.iter().map(|(database, ..)| Some(database.as_str()))),
            texts(names.iter().map(|(_, name, _)| Some(name.as_str()))),
            texts(names.iter().map(|(.., table_kind)| Some(kind(table_kind)))),
        ];
        batch(schema(), arrays)
    }
}
