//! `information_schema.columns`

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::logical_expr::Expr;

use super::{RelationColumn, SCHEMA, Scope, batch, check_rows, own_tables, relation_columns, texts};
use crate::Result;
use crate::governance::CATALOG;
use crate::planner::{VirtualRows, trino_type};

/// Columns of tables and views.
#[derive(Debug)]
pub(super) struct Columns {
    scope: Scope,
}

impl Columns {
    pub(super) fn new(scope: Scope) -> Self {
        Self { scope }
    }
}

/// Trino's columns, then the two Athena adds.
pub(super) fn schema() -> SchemaRef {
    let text = |name: &str| Field::new(name, DataType::Utf8View, true);
    Arc::new(Schema::new(vec![
        text("table_catalog"),
        text("table_schema"),
        text("table_name"),
        text("column_name"),
        Field::new("ordinal_position", DataType::Int64, true),
        text("column_default"),
        text("is_nullable"),
        text("data_type"),
        text("comment"),
        text("extra_info"),
    ]))
}

/// A row: where the column is, its place from 1, and what it is.
struct Row {
    database: Arc<str>,
    table: Arc<str>,
    position: i64,
    column: RelationColumn,
}

#[async_trait]
impl VirtualRows for Columns {
    fn schema(&self) -> SchemaRef {
        schema()
    }

    async fn rows(&self, filters: &[Expr]) -> Result<RecordBatch> {
        let mut rows = Vec::new();
        for table in self.scope.tables(filters).await? {
            add(&mut rows, &table.database_name, &table.input.name, relation_columns(&table));
            check_rows("columns", rows.len())?;
        }
        if Scope::wants_own(filters, "table_schema") {
            for (name, schema) in own_tables() {
                add(&mut rows, SCHEMA, name, schema.fields().iter().map(|field| own_column(field)));
            }
        }
        let extra = |key: bool| key.then_some("partition key");
        let arrays: Vec<ArrayRef> = vec![
            texts(rows.iter().map(|_| Some(CATALOG))),
            texts(rows.iter().map(|row| Some(&*row.database))),
            texts(rows.iter().map(|row| Some(&*row.table))),
            texts(rows.iter().map(|row| Some(row.column.name.as_str()))),
            Arc::new(rows.iter().map(|row| Some(row.position)).collect::<Int64Array>()),
            texts(rows.iter().map(|_| None)),
            texts(rows.iter().map(|_| Some("YES"))),
            texts(rows.iter().map(|row| Some(row.column.trino_type.as_str()))),
            texts(rows.iter().map(|row| row.column.comment.as_deref())),
            texts(rows.iter().map(|row| extra(row.column.partition_key))),
        ];
        batch(schema(), arrays)
    }
}

fn add(rows: &mut Vec<Row>, database: &str, table: &str, columns: impl IntoIterator<Item = RelationColumn>) {
    let (database, table): (Arc<str>, Arc<str>) = (database.into(), table.into());
    for (position, column) in (1..).zip(columns) {
        rows.push(Row { database: Arc::clone(&database), table: Arc::clone(&table), position, column });
    }
}

fn own_column(field: &Field) -> RelationColumn {
    RelationColumn {
        name: field.name().clone(),
        trino_type: trino_type(field.data_type()).to_string(),
        hive_type: None,
        comment: None,
        partition_key: false,
    }
}
