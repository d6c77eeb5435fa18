//! EXPLAIN and EXPLAIN ANALYZE, and what they cost.

use super::server;

#[tokio::test]
async fn explain_is_free() {
    let server = server().await;
    let sql = "EXPLAIN SELECT name FROM people WHERE id = 1";
    let answer = server.run(sql).await.unwrap();
    assert_eq!(answer.names, ["Query Plan"]);
    assert!(answer.lines().len() > 1, "{:?}", answer.lines());
    assert_eq!(server.record(sql).await.billed_bytes, 0);
    let logical = server.lines("EXPLAIN (TYPE LOGICAL) SELECT name FROM people").await.join("\n");
    assert!(logical.contains("TableScan"), "{logical}");
    let json = server.lines("EXPLAIN (TYPE LOGICAL, FORMAT JSON) SELECT name FROM people").await.join("");
    assert!(json.contains("\"Plan\""), "{json}");
}

#[tokio::test]
async fn validate_answers_or_fails() {
    let server = server().await;
    let answer = server.run("EXPLAIN (TYPE VALIDATE) SELECT name FROM people").await.unwrap();
    assert_eq!((answer.names, answer.types), (vec!["Valid".to_owned()], vec!["boolean".to_owned()]));
    assert!(
        server.error("EXPLAIN (TYPE VALIDATE) SELECT x FROM people").await.starts_with("COLUMN_NOT_FOUND")
    );
}

#[tokio::test]
async fn analyze_runs_and_is_billed() {
    let server = server().await;
    let sql = "EXPLAIN ANALYZE SELECT count(*) FROM people WHERE city = 'London'";
    let answer = server.run(sql).await.unwrap();
    assert_eq!(
        (answer.names.as_slice(), answer.types.as_slice()),
        (&["Query Plan".to_owned()][..], &["varchar".to_owned()][..])
    );
    let text = answer.lines().join("\n");
    assert!(text.contains("output_rows"), "{text}");
    let record = server.ended(sql).await;
    assert!(record.data_scanned_bytes > 0 && record.billed_bytes > 0, "{record:?}");
}
