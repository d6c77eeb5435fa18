//! `information_schema`: what is in the catalog, as tables.
//!
//! Columns are Trino's and Athena's (`comment`, `extra_info`). Rows are made from the catalog through the
//! permission check when a query reads them; no table is opened and no file is listed for it.
//! PostgreSQL clients' catalog queries have their own home in `polias-pg-catalog`.

mod columns;
mod relation_columns;
mod schemata;
mod scope;
mod tables;
mod views;

use std::sync::Arc;

use arrow::array::{ArrayRef, StringViewArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use polias_catalog::model::TableKind;

pub(crate) use relation_columns::{RelationColumn, relation_columns};

use self::scope::Scope;
use crate::engine::EngineShared;
use crate::planner::VirtualRows;
use crate::{EngineError, Result, Session};

/// The name of the schema.
pub(crate) const SCHEMA: &str = "information_schema";

/// Most rows one reading of a table may make. More is refused: an answer is never cut.
const MAX_ROWS: usize = 1_000_000;

/// A table of this schema; `None` when there is none of this name.
pub(crate) fn table(
    engine: &Arc<EngineShared>,
    session: &Arc<Session>,
    name: &str,
) -> Option<Arc<dyn VirtualRows>> {
    let scope = Scope::new(engine, session);
    Some(match name {
        "schemata" => Arc::new(schemata::Schemata::new(scope)),
        "tables" => Arc::new(tables::Tables::new(scope)),
        "columns" => Arc::new(columns::Columns::new(scope)),
        "views" => Arc::new(views::Views::new(scope)),
        _ => return None,
    })
}

/// Names and kinds of the tables of this schema, by name.
pub(crate) fn table_names() -> Vec<(String, TableKind)> {
    own_tables().into_iter().map(|(name, _)| (name.to_owned(), TableKind::Managed)).collect()
}

/// The tables of this schema and their columns, which are listed like others.
fn own_tables() -> [(&'static str, SchemaRef); 4] {
    [
        ("columns", columns::schema()),
        ("schemata", schemata::schema()),
        ("tables", tables::schema()),
        ("views", views::schema()),
    ]
}

/// A schema of texts.
fn text_schema(names: &[&str]) -> SchemaRef {
    let fields: Vec<Field> = names.iter().map(|name| Field::new(*name, DataType::Utf8View, true)).collect();
    Arc::new(Schema::new(fields))
}

/// A column of texts.
fn texts<'a>(values: impl IntoIterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<StringViewArray>())
}

fn batch(schema: SchemaRef, arrays: Vec<ArrayRef>) -> Result<RecordBatch> {
    RecordBatch::try_new(schema, arrays)
        .map_err(|error| EngineError::internal(format!("rows of {SCHEMA} do not fit: {error}")))
}

/// Refuses to grow beyond [`MAX_ROWS`].
fn check_rows(table: &str, rows: usize) -> Result<()> {
    if rows <= MAX_ROWS {
        return Ok(());
    }
    Err(EngineError::new(
        "GENERIC_INSUFFICIENT_RESOURCES",
        format!("{SCHEMA}.{table} has more than {MAX_ROWS} rows"),
    )
    .with_hint("ask for one database: WHERE table_schema = '…'"))
}
