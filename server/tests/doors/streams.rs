//! Long results: COPY, cancelling, timeouts, clients that vanish or do not read.

use std::time::{Duration, Instant};

use futures::TryStreamExt;
use tokio_postgres::NoTls;

use crate::harness::Server;
use crate::raw::{RawClient, message, query};
use crate::simple::rows;

#[tokio::test]
async fn copy_in_its_formats() {
    let server = Server::new().await;
    let client = server.connect().await;
    let copied = async |sql: &str| {
        let parts: Vec<bytes::Bytes> = client.copy_out(sql).await.unwrap().try_collect().await.unwrap();
        parts.concat()
    };
    let source = "SELECT CAST(1 AS bigint) AS n, 'a,\"b\"' AS s";
    assert_eq!(copied(&format!("COPY ({source}) TO STDOUT")).await, b"1\ta,\"b\"\n");
    let csv = format!("COPY ({source}) TO STDOUT WITH (FORMAT csv, HEADER)");
    assert_eq!(copied(&csv).await, b"n,s\n1,\"a,\"\"b\"\"\"\n");
    let binary = copied(&format!("COPY ({source}) TO STDOUT (FORMAT binary)")).await;
    assert!(binary.starts_with(b"PGCOPY\n\xff\r\n\0") && binary.ends_with(b"\xff\xff"));
    let many = copied(&format!("COPY ({}) TO STDOUT", rows(5))).await;
    assert_eq!(many.iter().filter(|byte| **byte == b'\n').count(), 100_000);
    let refused = client.copy_out("COPY t FROM STDIN").await.map(drop).unwrap_err();
    assert_eq!(refused.code().unwrap().code(), "0A000");
}

#[tokio::test]
async fn a_cancel_request_stops_a_stream() {
    let server = Server::new().await;
    let client = server.connect().await;
    let token = client.cancel_token();
    let started = Instant::now();
    let sql = format!("SELECT count(*) FROM ({}) AS t WHERE n % 7 = 3", rows(9));
    let query = client.query(&sql, &[]);
    let cancel = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        token.cancel_query(NoTls).await.unwrap();
    };
    let (result, ()) = tokio::join!(query, cancel);
    assert_eq!(result.unwrap_err().code().unwrap().code(), "57014");
    assert!(started.elapsed() < Duration::from_secs(20));
    assert_eq!(client.query("SELECT 1", &[]).await.unwrap().len(), 1);
    // Idle, the request meets nothing. It has no answer, so the next query waits for its arrival.
    token.cancel_query(NoTls).await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(client.query("SELECT 1", &[]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_statement_has_its_timeout() {
    let server = Server::new().await;
    let client = server.connect().await;
    client.batch_execute("SET statement_timeout = '200ms'").await.unwrap();
    let sql = format!("SELECT count(*) FROM ({}) AS t WHERE n % 7 = 3", rows(9));
    let error = client.simple_query(&sql).await.unwrap_err();
    assert_eq!(error.code().unwrap().code(), "57014");
    assert!(error.as_db_error().unwrap().message().contains("statement timeout"));
}

#[tokio::test]
async fn a_client_that_vanishes_leaves_the_server_well() {
    let server = Server::new().await;
    for _ in 0..3 {
        let mut client = RawClient::ready(server.port()).await;
        client.write(&query(&rows(7))).await;
        client.next().await.unwrap();
        drop(client);
    }
    let client = server.connect().await;
    assert_eq!(client.query("SELECT 1", &[]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn messages_sent_ahead_are_answered_in_order() {
    let server = Server::new().await;
    let mut client = RawClient::ready(server.port()).await;
    let many: Vec<u8> = (0..50).flat_map(|n| query(&format!("SELECT {n} AS n"))).collect();
    client.write(&[query(&rows(5)), many, message(b'X', b"")].concat()).await;
    let answer = client.rest().await;
    assert_eq!(answer.iter().filter(|message| message.kind == 'Z').count(), 51);
    assert_eq!(answer.iter().filter(|message| message.kind == 'D').count(), 100_050);
    let last = answer.iter().rfind(|message| message.kind == 'D').unwrap();
    assert!(last.body.ends_with(b"49"));
}
