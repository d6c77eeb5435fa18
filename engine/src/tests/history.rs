//! Each query leaves exactly one record, whatever way it ends.

use futures::StreamExt;
use polias_catalog::model::QueryState;

use super::fixture::Server;

/// Endless enough: nothing below waits for its end.
pub(super) const ENDLESS: &str = "SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x), (SELECT y * z AS w FROM UNNEST(sequence(1, 10000)) b(y), UNNEST(sequence(1, 10000)) c(z)) d WHERE x * w % 1000003 = 5";

#[tokio::test]
async fn success_is_recorded_before_the_stream_ends() {
    let server = Server::start().await;
    let sql = "SELECT x FROM (VALUES (1), (2)) AS t(x)";
    let answer = server.run(sql).await.unwrap();
    let record = server.record(sql).await;
    assert_eq!(record.query_id, answer.id);
    assert_eq!((record.state, record.rows_returned, record.error_name), (QueryState::Succeeded, 2, None));
    assert_eq!((record.user_name.as_str(), record.billed_bytes), ("tester", 0));
    assert!(record.started_at >= Some(record.submitted_at) && record.finished_at >= record.started_at);
}

#[tokio::test]
async fn failure_is_recorded_with_its_name() {
    let server = Server::start().await;
    for (sql, name) in [
        ("SELECT nothing", "COLUMN_NOT_FOUND"),
        ("SELECT", "SYNTAX_ERROR"),
        ("SELECT 1 / (x - 1) FROM (VALUES (1)) AS t(x)", "DIVISION_BY_ZERO"),
    ] {
        assert!(server.run(sql).await.is_err());
        let record = server.ended(sql).await;
        assert_eq!((record.state, record.error_name.as_deref()), (QueryState::Failed, Some(name)), "{sql}");
        assert_eq!(record.billed_bytes, 0);
    }
}

#[tokio::test]
async fn a_dropped_stream_is_a_cancelled_query() {
    let server = Server::start().await;
    let sql = "SELECT x FROM UNNEST(sequence(1, 10000)) t(x), UNNEST(sequence(1, 10000)) u(y)";
    let mut execution = server.submit(sql).await.unwrap();
    let rows = execution.batches.next().await.unwrap().unwrap().num_rows();
    assert_eq!(execution.progress.rows(), rows as u64);
    drop(execution);
    let record = server.ended(sql).await;
    assert_eq!((record.state, record.error_name.as_deref()), (QueryState::Cancelled, Some("USER_CANCELED")));
    assert_eq!(record.rows_returned, rows as i64);
}

#[tokio::test]
async fn a_result_not_read_to_its_end_did_not_succeed() {
    let server = Server::start().await;
    let sql = "SELECT 1 AS unread";
    drop(server.submit(sql).await.unwrap());
    let record = server.ended(sql).await;
    assert_eq!((record.state, record.rows_returned), (QueryState::Cancelled, 0));
}

#[tokio::test]
async fn statements_without_a_plan_are_recorded_too() {
    let server = Server::start().await;
    let sql = "SHOW DATABASES";
    let answer = server.run(sql).await.unwrap();
    let record = server.record(sql).await;
    assert_eq!((record.state, record.billed_bytes), (QueryState::Succeeded, 0));
    assert_eq!(record.rows_returned as usize, answer.lines().len());
}

#[tokio::test]
async fn secrets_are_not_recorded() {
    let server = Server::start().await;
    server.run("SELECT 'PASSWORD' || 'x', 1 AS password, 'hunter2'").await.unwrap();
    server.run("SELECT concat('my password ', 'hunter2')").await.unwrap();
    let _ = server.run("CREATE USER a PASSWORD 'hunter3'").await;
    let texts: Vec<String> = server.records().await.into_iter().map(|record| record.query).collect();
    assert!(texts.iter().all(|text| !text.contains("hunter3")), "{texts:?}");
}

#[tokio::test]
async fn a_killed_server_leaves_failed_records() {
    let server = Server::start().await;
    let execution = server.submit(ENDLESS).await.unwrap();
    server.engine.shared.history.flush().await;
    let record = server.record(ENDLESS).await;
    assert_eq!(record.state, QueryState::Running);
    let again = crate::Engine::start(super::fixture::config(server.directory.path())).await.unwrap();
    let records = again.catalog().queries(10).await.unwrap();
    assert_eq!(records[0].state, QueryState::Failed);
    assert_eq!(records[0].error_name.as_deref(), Some("SERVER_SHUTTING_DOWN"));
    drop(execution);
}

#[tokio::test]
async fn shutdown_cancels_what_does_not_end() {
    let server = Server::start().await;
    let mut execution = server.submit(ENDLESS).await.unwrap();
    server.engine.shutdown(std::time::Duration::from_millis(50)).await;
    let error = execution.batches.next().await.unwrap().unwrap_err();
    assert_eq!(error.name, "USER_CANCELED");
    assert_eq!(server.submit("SELECT 1").await.err().unwrap().name, "SERVER_SHUTTING_DOWN");
}
