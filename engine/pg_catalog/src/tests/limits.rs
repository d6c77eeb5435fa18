//! Statements that ask for too much get an error, not the process.

use std::sync::Arc;
use std::time::Duration;

use super::lake::{Lake, ask, session, sqlstate, value};
use crate::{answer, is_catalog_query};

#[tokio::test]
async fn endless_joins_and_recursion_end() {
    assert_eq!(sqlstate("SELECT count(*) FROM pg_proc a, pg_proc b, pg_proc c, pg_proc d").await, "54000");
    assert_eq!(
        sqlstate("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n FROM t) SELECT * FROM t").await,
        "54000"
    );
    assert_eq!(sqlstate("SELECT * FROM generate_series(1, 100000000)").await, "54000");
    assert_eq!(sqlstate("SELECT repeat('x', 2000000000)").await, "54000");
}

#[tokio::test]
async fn deep_and_long_statements_are_answered_or_refused() {
    let long = format!("SELECT oid FROM pg_class WHERE false {}", "OR oid = 1 ".repeat(1_900));
    assert!(is_catalog_query(&long));
    assert!(ask(&long, &[]).await.is_ok());
    let chain = format!("SELECT 'a' {} FROM pg_am LIMIT 1", "|| 'b' ".repeat(3_900));
    assert_eq!(value(&chain).await.len(), 3_901);
    let nots = format!("SELECT {} true FROM pg_am", "NOT ".repeat(3_900));
    assert!(!is_catalog_query(&nots) || ask(&nots, &[]).await.is_err());
    let casts = format!("SELECT 1{} FROM pg_am", "::int8::int4".repeat(1_900));
    assert!(ask(&casts, &[]).await.is_err());
    let nested = format!("SELECT * FROM {}pg_am{}", "(SELECT * FROM ".repeat(300), ") x".repeat(300));
    assert!(!is_catalog_query(&nested));
    let list = (0..20_000).map(|oid| oid.to_string()).collect::<Vec<_>>().join(",");
    let list = format!("SELECT count(*) FROM pg_type WHERE oid IN ({list})");
    assert!(value(&list).await.parse::<usize>().unwrap() > 100);
}

#[tokio::test]
async fn a_caller_that_goes_away_stops_the_work() {
    let sql = "SELECT count(*) FROM pg_proc a, pg_proc b, pg_type c";
    let session = session();
    let running = answer(sql, &[], &session, Arc::new(Lake));
    assert!(tokio::time::timeout(Duration::from_millis(20), running).await.is_err());
    // All slots are free again soon: the abandoned evaluator has noticed.
    assert_eq!(value("SELECT 1::oid").await, "1");
}
