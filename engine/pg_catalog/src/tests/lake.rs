//! A fixed lake: two schemas, tables with all types, a view; and short forms to ask it.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::DataType;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use async_trait::async_trait;
use datafusion::common::ScalarValue;

use crate::{Answer, Names, PgCatalogError, PgSession, RelationColumn, RelationName, answer};

#[derive(Debug)]
pub(crate) struct Lake;

/// Schema, relation, is view, columns as name, Trino type, comment, nullable.
type Entry =
    (&'static str, &'static str, bool, &'static [(&'static str, &'static str, Option<&'static str>, bool)]);

const RELATIONS: &[Entry] = &[
    (
        "tpch",
        "region",
        false,
        &[
            ("r_regionkey", "bigint", None, true),
            ("r_name", "varchar(25)", None, true),
            ("r_comment", "varchar", None, true),
        ],
    ),
    (
        "tpch",
        "nation",
        false,
        &[
            ("n_nationkey", "bigint", Some("primary number"), false),
            ("n_name", "varchar(25)", None, true),
            ("n_regionkey", "bigint", None, true),
            ("n_comment", "varchar", None, true),
        ],
    ),
    (
        "tpch",
        "customer",
        false,
        &[("c_custkey", "bigint", None, true), ("c_acctbal", "decimal(15,2)", None, true)],
    ),
    ("tpch", "orders", false, &[("o_orderkey", "bigint", None, true), ("o_orderdate", "date", None, true)]),
    (
        "tpch",
        "lineitem",
        false,
        &[("l_orderkey", "bigint", None, true), ("l_quantity", "decimal(15,2)", None, true)],
    ),
    (
        "tpch",
        "nation_v",
        true,
        &[("n_nationkey", "bigint", None, true), ("n_name", "varchar(25)", None, true)],
    ),
    (
        "web",
        "Everything",
        false,
        &[
            ("b", "boolean", None, true),
            ("t", "tinyint", None, true),
            ("s", "smallint", None, true),
            ("i", "integer", None, true),
            ("r", "real", None, true),
            ("d", "double", None, true),
            ("c", "char(3)", None, true),
            ("vb", "varbinary", None, true),
            ("dt", "date", None, true),
            ("tm", "time(3)", None, true),
            ("ts", "timestamp(3)", None, true),
            ("tz", "timestamp(3) with time zone", None, true),
            ("j", "json", None, true),
            ("u", "uuid", None, true),
            ("a", "array(varchar)", None, true),
            ("rw", "row(x integer)", None, true),
            ("m", "map(varchar,integer)", None, true),
        ],
    ),
];

#[async_trait]
impl Names for Lake {
    async fn schemas(&self) -> Result<Vec<String>, PgCatalogError> {
        Ok(vec!["tpch".into(), "web".into()])
    }

    async fn relations(&self) -> Result<Vec<RelationName>, PgCatalogError> {
        let name = |(schema, name, is_view, _): &Entry| RelationName {
            schema: (*schema).into(),
            name: (*name).into(),
            is_view: *is_view,
        };
        Ok(RELATIONS.iter().map(name).collect())
    }

    async fn columns(&self, relation: &RelationName) -> Result<Vec<RelationColumn>, PgCatalogError> {
        let found =
            RELATIONS.iter().find(|(schema, name, ..)| *schema == relation.schema && *name == relation.name);
        let columns = found.map_or(&[][..], |(.., columns)| columns);
        Ok(columns
            .iter()
            .map(|(name, ty, comment, nullable)| RelationColumn {
                name: (*name).into(),
                data_type: DataType::Utf8,
                trino_type: (*ty).into(),
                comment: comment.map(str::to_owned),
                nullable: *nullable,
            })
            .collect())
    }

    async fn view_definition(&self, relation: &RelationName) -> Result<Option<String>, PgCatalogError> {
        Ok((relation.name == "nation_v").then(|| "SELECT n_nationkey, n_name FROM nation".to_owned()))
    }

    async fn users(&self) -> Result<Vec<String>, PgCatalogError> {
        Ok(vec!["tester".into(), "analyst".into()])
    }
}

/// The session of the tests.
pub(crate) fn session() -> PgSession {
    PgSession {
        user: "tester".into(),
        database: "lake".into(),
        schema: "tpch".into(),
        backend_pid: 4711,
        settings: HashMap::new(),
    }
}

/// Answers a query.
pub(crate) async fn ask(sql: &str, parameters: &[ScalarValue]) -> Result<Answer, PgCatalogError> {
    answer(sql, parameters, &session(), Arc::new(Lake)).await
}

/// Rows of an answer as text, NULL as `∅`.
pub(crate) fn rows(answer: &Answer) -> Vec<Vec<String>> {
    let options = FormatOptions::default().with_null("∅");
    let mut rows = Vec::new();
    for batch in &answer.batches {
        let columns: Vec<ArrayFormatter<'_>> =
            batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &options).unwrap()).collect();
        for row in 0..batch.num_rows() {
            rows.push(columns.iter().map(|column| column.value(row).to_string()).collect());
        }
    }
    rows
}

/// Rows of a query as `a|b` lines.
pub(crate) async fn lines(sql: &str) -> Vec<String> {
    match ask(sql, &[]).await {
        Ok(answer) => rows(&answer).into_iter().map(|row| row.join("|")).collect(),
        Err(error) => panic!("{}: {}\n{sql}", error.sqlstate, error.message),
    }
}

/// The one value of a query.
pub(crate) async fn value(sql: &str) -> String {
    let lines = lines(sql).await;
    assert_eq!(lines.len(), 1, "{sql}");
    lines[0].clone()
}

/// The SQLSTATE a query fails with.
pub(crate) async fn sqlstate(sql: &str) -> &'static str {
    ask(sql, &[]).await.map(|answer| rows(&answer)).expect_err(sql).sqlstate
}
