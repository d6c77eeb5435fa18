//! Cancelling stops queries that wait and queries that compute.

use std::time::{Duration, Instant};

use futures::StreamExt;
use polias_catalog::model::QueryState;

use super::fixture::Server;
use super::history::ENDLESS;

#[tokio::test]
async fn a_computing_query_stops_within_a_second() {
    let server = Server::start().await;
    let mut execution = server.submit(ENDLESS).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let asked = Instant::now();
    assert!(server.engine.cancel(&execution.query_id));
    let error = execution.batches.next().await.unwrap().unwrap_err();
    assert_eq!(error.name, "USER_CANCELED");
    assert!(execution.batches.next().await.is_none());
    let record = server.ended(ENDLESS).await;
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    assert_eq!(record.state, QueryState::Cancelled);
    assert!(!server.engine.cancel(&execution.query_id));
}

#[tokio::test]
async fn an_aggregating_query_stops_too() {
    let server = Server::start().await;
    let sql = "SELECT x % 10, count(DISTINCT x * w) FROM UNNEST(sequence(1, 10000)) a(x), (SELECT y * z AS w FROM UNNEST(sequence(1, 10000)) b(y), UNNEST(sequence(1, 10000)) c(z)) d GROUP BY 1";
    let execution = server.submit(sql).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let asked = Instant::now();
    drop(execution);
    let record = server.ended(sql).await;
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    assert_eq!(record.state, QueryState::Cancelled);
}

#[tokio::test]
async fn doors_stay_responsive_while_queries_compute() {
    let server = Server::start().await;
    let _computing = [server.submit(ENDLESS).await.unwrap(), server.submit(ENDLESS).await.unwrap()];
    for _ in 0..20 {
        let asked = Instant::now();
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert!(asked.elapsed() < Duration::from_millis(500), "{:?}", asked.elapsed());
    }
}

#[tokio::test]
async fn a_query_ends_at_its_time_limit() {
    let server = Server::with(|config| config.query_timeout = Duration::from_millis(400)).await;
    let error = server.error(ENDLESS).await;
    assert!(
        error.starts_with("EXCEEDED_TIME_LIMIT: Query exceeded the maximum run time limit of 0.40s"),
        "{error}"
    );
    assert_eq!(server.ended(ENDLESS).await.state, QueryState::Failed);
}
