//! `information_schema.views`

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::logical_expr::Expr;
use polias_catalog::model::{Table, TableKind};

use super::{Scope, batch, text_schema, texts};
use crate::governance::CATALOG;
use crate::planner::VirtualRows;
use crate::{Result, views};

/// Views and their text; NULL for the text of a view that another engine wrote.
#[derive(Debug)]
pub(super) struct Views {
    scope: Scope,
}

impl Views {
    pub(super) fn new(scope: Scope) -> Self {
        Self { scope }
    }
}

pub(super) fn schema() -> SchemaRef {
    text_schema(&["table_catalog", "table_schema", "table_name", "view_definition"])
}

#[async_trait]
impl VirtualRows for Views {
    fn schema(&self) -> SchemaRef {
        schema()
    }

    async fn rows(&self, filters: &[Expr]) -> Result<RecordBatch> {
        let tables = self.scope.tables(filters).await?;
        let shown: Vec<(&Table, Option<String>)> = tables
            .iter()
            .filter(|table| table.input.table_type == TableKind::View)
            .map(|table| (table, views::definition(table).ok().map(|view| view.sql)))
            .collect();
        let arrays = vec![
            texts(shown.iter().map(|_| Some(CATALOG))),
            texts(shown.iter().map(|(table, _)| Some(table.database_name.as_str()))),
            texts(shown.iter().map(|(table, _)| Some(table.input.name.as_str()))),
            texts(shown.iter().map(|(_, sql)| sql.as_deref())),
        ];
        batch(schema(), arrays)
    }
}
