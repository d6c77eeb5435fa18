//! Parameters: the types the query gives them, and their values.

use std::sync::Arc;

use datafusion::common::ScalarValue;

use super::lake::{Lake, ask, rows, session};
use crate::{describe, stable_oid};

async fn types(sql: &str, declared: &[u32]) -> Vec<u32> {
    describe(sql, declared, &session(), Arc::new(Lake)).await.unwrap().parameter_oids
}

#[tokio::test]
async fn the_compared_column_gives_the_type() {
    assert_eq!(
        types("SELECT 1 FROM pg_class WHERE oid = $1 AND relname = $2 AND relnatts > $3", &[]).await,
        [26, 19, 21]
    );
    assert_eq!(
        types("SELECT 1 FROM pg_class WHERE $1 = relnamespace AND relkind = ANY($2)", &[]).await,
        [26, 1002]
    );
    assert_eq!(
        types("SELECT 1 FROM pg_type WHERE oid = any($1::oid[]) AND typname LIKE $2", &[]).await,
        [1028, 25]
    );
    assert_eq!(types("SELECT pg_get_viewdef($1, true), format_type($2, $3)", &[]).await[1..], [26, 23]);
    assert_eq!(types("SELECT $1, $2::regclass", &[]).await, [25, 2205]);
    assert_eq!(
        types("SELECT 1 FROM pg_class WHERE relname = $1", &[1043]).await,
        [1043],
        "declared types stay"
    );
    assert_eq!(types("SELECT 1 LIMIT $1", &[]).await, [20]);
    assert_eq!(types("SELECT 1 FROM pg_class WHERE oid IN ($1, $2)", &[0, 0]).await, [26, 26]);
}

#[tokio::test]
async fn values_arrive_as_text_or_typed() {
    let oid = stable_oid::of("relation", &["tpch", "nation"]);
    let sql = "SELECT relname FROM pg_class WHERE oid = $1 AND relkind = ANY($2)";
    let kinds = ScalarValue::Utf8(Some("{r,v}".into()));
    for value in [
        ScalarValue::Utf8(Some(oid.to_string())),
        ScalarValue::UInt32(Some(oid)),
        ScalarValue::Int64(Some(i64::from(oid))),
        ScalarValue::Int32(Some(i32::try_from(oid).unwrap())),
    ] {
        let answer = ask(sql, &[value.clone(), kinds.clone()]).await.unwrap();
        assert_eq!(rows(&answer), [["nation"]], "{value:?}");
    }
    let list = ScalarValue::List(ScalarValue::new_list_nullable(
        &[ScalarValue::Utf8(Some("r".into()))],
        &arrow::datatypes::DataType::Utf8,
    ));
    let answer = ask(sql, &[ScalarValue::UInt32(Some(oid)), list]).await.unwrap();
    assert_eq!(rows(&answer), [["nation"]]);
    let answer = ask("SELECT 1 FROM pg_class WHERE oid = $1", &[ScalarValue::Utf8(None)]).await.unwrap();
    assert!(rows(&answer).is_empty());
}

#[tokio::test]
async fn wrong_values_and_missing_ones_are_refused() {
    let text = ScalarValue::Utf8(Some("x".into()));
    assert_eq!(ask("SELECT 1 FROM pg_class WHERE oid = $1", &[text]).await.unwrap_err().sqlstate, "22P02");
    assert_eq!(ask("SELECT 1 FROM pg_class WHERE oid = $2", &[]).await.unwrap_err().sqlstate, "42P02");
    assert_eq!(ask("SELECT $0", &[]).await.unwrap_err().sqlstate, "42601");
}
