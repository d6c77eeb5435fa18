//! The simple protocol: batches, errors and their places, settings, transaction blocks, cursors, notices.

use crate::harness::Server;
use crate::raw::{RawClient, error, kinds, query};

/// A query of `10^digits` rows.
pub fn rows(digits: usize) -> String {
    let ten = "(VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9))";
    let tables: Vec<String> = (0..digits).map(|n| format!("{ten} AS t{n}(x{n})")).collect();
    let sum: Vec<String> = (0..digits).map(|n| format!("x{n} * {}", 10i64.pow(n as u32))).collect();
    format!("SELECT {} AS n FROM {}", sum.join(" + "), tables.join(" CROSS JOIN "))
}

#[tokio::test]
async fn a_batch_ends_at_its_first_error() {
    let server = Server::new().await;
    let mut client = RawClient::ready(server.port()).await;
    let answer = client.ask(&[query("SELECT 1; ;SELECT 'ä', nope; SELECT 3")]).await;
    assert_eq!(kinds(&answer), "TDCEZ");
    let error = error(&answer);
    assert!(error.field(b'M').unwrap().contains("nope") || error.code() == "42601");
    assert_eq!(kinds(&client.ask(&[query("SELECT 1")]).await), "TDCZ");
    assert_eq!(kinds(&client.ask(&[query(" -- nothing\n ;; ")]).await), "IZ");
}

#[tokio::test]
async fn a_place_counts_characters_of_the_whole_text() {
    let server = Server::new().await;
    let mut client = RawClient::ready(server.port()).await;
    let answer = client.ask(&[query("SELECT 'ä'; CLOSE ä b")]).await;
    assert_eq!(error(&answer).code(), "42601");
    assert_eq!(error(&answer).field(b'P').as_deref(), Some("21"));
}

#[tokio::test]
async fn a_failed_block_takes_nothing_until_its_end() {
    let server = Server::new().await;
    let mut client = RawClient::ready(server.port()).await;
    let status = |answer: &[crate::raw::Message]| answer.last().unwrap().body[0] as char;
    assert_eq!(status(&client.ask(&[query("BEGIN")]).await), 'T');
    assert_eq!(status(&client.ask(&[query("SAVEPOINT a")]).await), 'T');
    assert_eq!(status(&client.ask(&[query("SHOW no_such_setting")]).await), 'E');
    let refused = client.ask(&[query("SELECT 1")]).await;
    assert_eq!((error(&refused).code().as_str(), status(&refused)), ("25P02", 'E'));
    assert_eq!(status(&client.ask(&[query("ROLLBACK TO a")]).await), 'T');
    assert_eq!(status(&client.ask(&[query("SELECT 1")]).await), 'T');
    client.ask(&[query("SHOW no_such_setting")]).await;
    let committed = client.ask(&[query("COMMIT")]).await;
    assert_eq!((committed[0].body.as_slice(), status(&committed)), (&b"ROLLBACK\0"[..], 'I'));
    assert_eq!(kinds(&client.ask(&[query("COMMIT")]).await), "NCZ");
}

#[tokio::test]
async fn settings_are_set_shown_and_taken_back() {
    let server = Server::new().await;
    let client = server.connect().await;
    let show = async |name: &str| {
        let rows = client.query(&format!("SHOW {name}"), &[]).await.unwrap();
        rows[0].get::<_, String>(0)
    };
    assert_eq!(show("server_version").await, "15.8");
    client.batch_execute("SET application_name = 'x'; SET TIME ZONE 'europe/berlin'").await.unwrap();
    assert_eq!(
        (show("application_name").await.as_str(), show("timezone").await.as_str()),
        ("x", "Europe/Berlin")
    );
    client
        .batch_execute("BEGIN; SET LOCAL statement_timeout = '5s'; SET application_name = 'y'")
        .await
        .unwrap();
    assert_eq!(show("statement_timeout").await, "5s");
    client.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(
        (show("statement_timeout").await.as_str(), show("application_name").await.as_str()),
        ("0", "x")
    );
    client.batch_execute("DISCARD ALL").await.unwrap();
    assert_eq!(show("application_name").await, "");
    let refused = client.batch_execute("SET nope = 1").await.unwrap_err();
    assert_eq!(refused.code().unwrap().code(), "42704");
}

#[tokio::test]
async fn cursors_read_forward_and_end_with_their_block() {
    let server = Server::new().await;
    let client = server.connect().await;
    let refused = client.batch_execute("DECLARE c CURSOR FOR SELECT 1").await.unwrap_err();
    assert_eq!(refused.code().unwrap().code(), "25P01");
    let text = format!(
        "BEGIN; DECLARE c NO SCROLL CURSOR FOR {}; DECLARE h CURSOR WITH HOLD FOR SELECT 7 AS n",
        rows(3)
    );
    client.batch_execute(&text).await.unwrap();
    let count = async |sql: &str| client.simple_query(sql).await.map(|messages| messages.len() as i64 - 2);
    assert_eq!(count("FETCH FORWARD 400 FROM c").await.unwrap(), 400);
    assert_eq!(count("MOVE 100 FROM c").await.unwrap(), -1);
    assert_eq!(client.query("FETCH 5 FROM c", &[]).await.unwrap().len(), 5);
    assert_eq!(count("FETCH ALL FROM c").await.unwrap(), 495);
    assert_eq!(count("FETCH c").await.unwrap(), 0);
    assert_eq!(count("DECLARE c CURSOR FOR SELECT 1").await.unwrap_err().code().unwrap().code(), "42P03");
    client
        .batch_execute("ROLLBACK; BEGIN; DECLARE h CURSOR WITH HOLD FOR SELECT 7 AS n; COMMIT")
        .await
        .unwrap();
    assert_eq!(count("FETCH ALL FROM h").await.unwrap(), 1);
    assert_eq!(count("FETCH 1 FROM c").await.unwrap_err().code().unwrap().code(), "34000");
    client.batch_execute("CLOSE ALL").await.unwrap();
}

#[tokio::test]
async fn the_cost_is_told_when_asked_for() {
    let server = Server::new().await;
    let mut client = RawClient::ready(server.port()).await;
    client.ask(&[query("SET polias.show_cost = on")]).await;
    let answer = client.ask(&[query("SELECT 1")]).await;
    assert_eq!(kinds(&answer), "TDNCZ");
    let detail = answer[2].field(b'D').unwrap();
    assert!(detail.contains("\"scanned_bytes\":") && detail.contains("\"cost_usd\":"), "{detail}");
}

#[tokio::test]
async fn long_and_deep_statements_leave_the_session_alive() {
    let server = Server::new().await;
    let client = server.connect().await;
    let values: Vec<String> = (0..12_000).map(|n| format!("({n}, 'value number {n}')")).collect();
    let text = format!("SELECT count(*) FROM (VALUES {}) AS t(n, s)", values.join(", "));
    assert!(text.len() > 300_000);
    assert_eq!(client.query(&text, &[]).await.unwrap()[0].get::<_, i64>(0), 12_000);
    let deep = format!("SELECT {}1{}", "(".repeat(1_000), ")".repeat(1_000));
    if let Err(error) = client.simple_query(&deep).await {
        assert!(error.as_db_error().is_some(), "{error}");
    }
    let long = client.simple_query(&format!("SELECT '{}'", "x".repeat(5 << 20))).await.unwrap_err();
    assert_eq!(long.code().unwrap().code(), "54000");
    assert_eq!(client.query("SELECT 1", &[]).await.unwrap().len(), 1);
}
