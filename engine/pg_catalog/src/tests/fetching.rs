//! Only what a query needs is asked of the lake.

use std::sync::{Arc, Mutex};

use arrow::datatypes::DataType;
use async_trait::async_trait;

use super::lake::{rows, session};
use crate::{Names, PgCatalogError, RelationColumn, RelationName, answer};

/// A lake of many tables that notes what it is asked.
#[derive(Debug)]
struct Counted {
    tables: usize,
    asked: Mutex<Vec<String>>,
}

impl Counted {
    fn new(tables: usize) -> Arc<Self> {
        Arc::new(Self { tables, asked: Mutex::default() })
    }

    fn note(&self, what: impl Into<String>) {
        self.asked.lock().unwrap().push(what.into());
    }

    async fn run(self: &Arc<Self>, sql: &str) -> (Vec<Vec<String>>, Vec<String>) {
        let names: Arc<dyn Names> = Arc::clone(self) as Arc<dyn Names>;
        let result = answer(sql, &[], &session(), names).await.unwrap();
        let asked = std::mem::take(&mut *self.asked.lock().unwrap());
        (rows(&result), asked)
    }
}

#[async_trait]
impl Names for Counted {
    async fn schemas(&self) -> Result<Vec<String>, PgCatalogError> {
        self.note("schemas");
        Ok(vec!["tpch".into()])
    }

    async fn relations(&self) -> Result<Vec<RelationName>, PgCatalogError> {
        self.note("relations");
        let name = |index| RelationName {
            schema: "tpch".into(),
            name: format!("t{index}"),
            is_view: index % 10 == 9,
        };
        Ok((0..self.tables).map(name).collect())
    }

    async fn columns(&self, relation: &RelationName) -> Result<Vec<RelationColumn>, PgCatalogError> {
        self.note(format!("columns {}", relation.name));
        let column = |index| RelationColumn {
            name: format!("c{index}"),
            data_type: DataType::Int64,
            trino_type: "bigint".into(),
            comment: Some(format!("column {index}")),
            nullable: true,
        };
        Ok((0..20).map(column).collect())
    }

    async fn view_definition(&self, relation: &RelationName) -> Result<Option<String>, PgCatalogError> {
        assert!(relation.is_view);
        self.note(format!("view {}", relation.name));
        Ok(Some("SELECT 1".into()))
    }

    async fn users(&self) -> Result<Vec<String>, PgCatalogError> {
        self.note("users");
        Ok(Vec::new())
    }
}

#[tokio::test]
async fn static_catalogs_and_functions_ask_nothing() {
    let lake = Counted::new(5);
    for sql in
        ["SELECT version()", "SELECT typname FROM pg_type WHERE oid = 25", "SELECT 'pg_class'::regclass::oid"]
    {
        let (rows, asked) = lake.run(sql).await;
        assert_eq!(rows.len(), 1);
        assert!(asked.is_empty(), "{sql}: {asked:?}");
    }
}

#[tokio::test]
async fn tables_are_listed_without_being_opened() {
    let (rows, asked) =
        Counted::new(50).run("SELECT relname FROM pg_class WHERE relkind = 'r' AND oid > 20000").await;
    assert_eq!(rows.len(), 45);
    assert_eq!(asked, ["relations"]);
}

#[tokio::test]
async fn columns_are_read_of_the_named_table_only() {
    for sql in [
        "SELECT attname FROM pg_attribute WHERE attrelid = 'tpch.t3'::regclass AND attnum > 0",
        "SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relname = 't3'",
        "SELECT a.attname FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relname = 't3'",
        "SELECT column_name FROM information_schema.columns WHERE table_name = 't3'",
        "SELECT (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = n) FROM pg_class c, \
         generate_series(1, 20) n WHERE c.relname = 't3'",
        "SELECT d.description FROM pg_class c JOIN pg_description d ON d.objoid = c.oid WHERE c.relname = 't3'",
        "SELECT attname FROM pg_attribute WHERE attrelid IN (SELECT oid FROM pg_class WHERE relname = 't3')",
    ] {
        let (rows, asked) = Counted::new(50).run(sql).await;
        assert_eq!(rows.len(), 20, "{sql}");
        let opened: Vec<&String> = asked.iter().filter(|what| what.starts_with("columns")).collect();
        assert_eq!(opened, ["columns t3"], "{sql}");
    }
}

#[tokio::test]
async fn views_are_read_in_bulk() {
    let sql = "SELECT pg_get_viewdef(oid) FROM pg_class WHERE relkind = 'v' AND relnamespace > 20000";
    let (rows, asked) = Counted::new(50).run(sql).await;
    assert_eq!(rows, vec![vec!["SELECT 1".to_owned()]; 5]);
    assert_eq!(asked.iter().filter(|what| what.starts_with("view")).count(), 5);
    assert_eq!(asked.iter().filter(|what| *what == "relations").count(), 1);
}

#[tokio::test]
async fn a_large_lake_is_answered_soon() {
    let lake = Counted::new(3_000);
    let started = std::time::Instant::now();
    let sql = "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), d.description FROM pg_class c \
        JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid \
        LEFT JOIN pg_description d ON d.objoid = c.oid AND d.objsubid = a.attnum \
        LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum \
        WHERE n.nspname = 'tpch' ORDER BY 1, a.attnum";
    let (rows, _) = lake.run(sql).await;
    assert_eq!(rows.len(), 60_000);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
