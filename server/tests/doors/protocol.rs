//! Bytes that are not what they should be, and the smaller questions of startup.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::Server;
use crate::raw::{RawClient, error, kinds, message, parse, query, startup, sync};

#[tokio::test]
async fn garbage_instead_of_a_startup() {
    let server = Server::new().await;
    for garbage in
        [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0; 64], &[0xff; 2_000], b"\0\0\0\x08\x04\xd2\x16\x2f\0\0\0\x04"]
    {
        let mut client = RawClient::open(server.port()).await;
        client.write(garbage).await;
        client.stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let read =
            tokio::time::timeout(Duration::from_secs(10), client.stream.read_to_end(&mut answer)).await;
        assert!(read.unwrap().is_ok());
    }
    assert_eq!(server.connect().await.query("SELECT 1", &[]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn encryption_that_is_not_there_is_declined() {
    let server = Server::new().await;
    let mut client = RawClient::open(server.port()).await;
    for request in [b"\0\0\0\x08\x04\xd2\x16\x30", b"\0\0\0\x08\x04\xd2\x16\x2f"] {
        client.write(request).await;
        assert_eq!(client.stream.read_u8().await.unwrap(), b'N');
    }
    client.write(&startup(&[("user", "tester")])).await;
    assert_eq!(client.until('Z').await.last().unwrap().body, b"I");
}

#[tokio::test]
async fn newer_protocols_are_negotiated_down() {
    let server = Server::new().await;
    let mut client = RawClient::open(server.port()).await;
    let mut packet = startup(&[("user", "tester"), ("_pq_.option", "1")]);
    packet[7] = 2;
    client.write(&packet).await;
    let answer = client.until('Z').await;
    assert_eq!(answer[0].kind, 'v');
    assert_eq!(answer[0].body, b"\0\x03\0\0\0\0\0\x01_pq_.option\0");
}

#[tokio::test]
async fn the_session_begins_as_postgresql_15_does() {
    let server = Server::new().await;
    let mut client = RawClient::open(server.port()).await;
    let parameters =
        [("user", "tester"), ("application_name", "probe"), ("options", "-c statement_timeout=7s")];
    client.write(&startup(&parameters)).await;
    let answer = client.until('Z').await;
    let reported: Vec<String> = answer
        .iter()
        .filter(|message| message.kind == 'S')
        .map(|message| String::from_utf8_lossy(&message.body).replace('\0', "="))
        .collect();
    for expected in
        ["server_version=15.8=", "client_encoding=UTF8=", "integer_datetimes=on=", "application_name=probe="]
    {
        assert!(reported.iter().any(|found| found == expected), "{expected} is missing in {reported:?}");
    }
    let shown = client.ask(&[query("SHOW statement_timeout")]).await;
    assert!(shown[1].body.ends_with(b"7s"));
    let mut wrong = RawClient::open(server.port()).await;
    wrong.write(&startup(&[("user", "tester"), ("DateStyle", "German")])).await;
    let refused = wrong.rest().await;
    assert_eq!(
        (error(&refused).code().as_str(), error(&refused).field(b'S').unwrap().as_str()),
        ("22023", "FATAL")
    );
}

#[tokio::test]
async fn malformed_messages() {
    let server = Server::new().await;
    let mut client = RawClient::ready(server.port()).await;
    let short = message(b'P', b"name\0select 1\0");
    let answer = client.ask(&[short, sync()]).await;
    assert_eq!((kinds(&answer).as_str(), error(&answer).code().as_str()), ("EZ", "08P01"));
    let invalid = message(b'Q', b"SELECT '\xff'\0");
    assert_eq!(error(&client.ask(&[invalid]).await).code(), "22021");
    assert_eq!(error(&client.ask(&[message(b'F', b"")]).await).code(), "0A000");
    assert_eq!(kinds(&client.ask(&[parse("", "SELECT 1"), sync()]).await), "1Z");
    client.write(&message(b'?', b"")).await;
    assert_eq!(kinds(&client.rest().await), "E");
    let mut huge = RawClient::ready(server.port()).await;
    huge.write(b"Q\x7f\xff\xff\xff").await;
    assert_eq!(error(&huge.rest().await).code(), "08P01");
}

#[tokio::test]
async fn a_server_that_stops_says_goodbye() {
    let server = Server::new().await;
    let mut idle = RawClient::ready(server.port()).await;
    server.terminate();
    let farewell = idle.rest().await;
    assert_eq!(error(&farewell).code(), "57P01");
}
