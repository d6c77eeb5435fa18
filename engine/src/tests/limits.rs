//! Queue, memory and text limits.

use std::time::Duration;

use polias_catalog::model::QueryState;

use super::fixture::Server;
use super::history::ENDLESS;

#[tokio::test]
async fn a_full_queue_refuses_and_a_waiting_query_can_be_cancelled() {
    let server = Server::with(|config| {
        config.max_concurrent_queries = 1;
        config.max_queued_queries = 1;
    })
    .await;
    let running = server.submit(ENDLESS).await.unwrap();
    let waiting = tokio::spawn({
        let (engine, session) = (server.engine.clone(), server.session.clone());
        async move {
            engine.submit(&session, crate::Request { sql: "SELECT 'waits'".into(), parameters: vec![] }).await
        }
    });
    let record = loop {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let queued = server.records().await.into_iter().find(|record| record.query == "SELECT 'waits'");
        if let Some(record) = queued {
            break record;
        }
    };
    assert_eq!(record.state, QueryState::Queued);
    // Planning must be over for it to stand in the queue.
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(server.error("SELECT 'refused'").await.starts_with("QUERY_QUEUE_FULL"));
    assert!(server.engine.cancel(&record.query_id));
    assert_eq!(waiting.await.unwrap().err().unwrap().name, "USER_CANCELED");
    let record = server.ended("SELECT 'waits'").await;
    assert_eq!((record.state, record.started_at), (QueryState::Cancelled, None));
    drop(running);
    server.ended(ENDLESS).await;
    assert_eq!(server.lines("SELECT 1").await, ["1"]);
}

#[tokio::test]
async fn a_query_beyond_the_memory_limit_fails_by_name() {
    let server = Server::with(|config| {
        config.memory_limit_bytes = 2 << 20;
        config.spill_limit_bytes = 1 << 10;
    })
    .await;
    let sql = "WITH n(x) AS (SELECT (b - 1) * 10000 + a FROM UNNEST(sequence(1, 10000)) s(a), UNNEST(sequence(1, 200)) t(b)) SELECT l.x, count(*) FROM n l JOIN n r ON l.x = r.x GROUP BY l.x ORDER BY 2";
    let error = server.run(sql).await.unwrap_err();
    assert!(matches!(error.name, "EXCEEDED_LOCAL_MEMORY_LIMIT" | "EXCEEDED_SPILL_LIMIT"), "{error:?}");
    let record = server.ended(sql).await;
    assert_eq!(record.state, QueryState::Failed);
    assert!(record.peak_memory_bytes > 0);
    assert_eq!(server.lines("SELECT 1").await, ["1"]);
}

#[tokio::test]
async fn a_sort_beyond_the_memory_limit_spills() {
    let server = Server::with(|config| {
        config.memory_limit_bytes = 64 << 20;
        config.target_partitions = 1;
    })
    .await;
    let sql = "SELECT x FROM (SELECT x, rpad(cast(x AS varchar), 100, 'x') AS t FROM (SELECT (b - 1) * 10000 + a AS x FROM UNNEST(sequence(1, 10000)) s(a), UNNEST(sequence(1, 100)) t(b))) ORDER BY t DESC";
    let answer = server.run(sql).await.unwrap();
    assert_eq!(answer.batches.iter().map(|batch| batch.num_rows()).sum::<usize>(), 1_000_000);
}

#[tokio::test]
async fn long_texts_are_refused() {
    let server = Server::with(|config| config.max_statement_bytes = 1000).await;
    let error = server.error(&format!("SELECT '{}'", "x".repeat(1000))).await;
    assert!(error.starts_with("QUERY_TEXT_TOO_LARGE: Query text length (1009) exceeds"), "{error}");
}

#[tokio::test]
async fn an_unknown_workgroup_is_refused() {
    let server = Server::start().await;
    *server.session.workgroup.lock().unwrap() = "nope".to_owned();
    let error = server.error("SELECT 1").await;
    assert!(error.contains("WorkGroup 'nope' is not found"), "{error}");
    assert_eq!(server.ended("SELECT 1").await.state, QueryState::Failed);
}
