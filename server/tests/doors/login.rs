//! Users, SCRAM, TLS, and the number of connections.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio_postgres::NoTls;
use tokio_postgres::config::{ChannelBinding, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::harness::{Options, Server, certificate};
use crate::raw::{RawClient, error, kinds, message, query, startup};

const ADA: Options = Options { users: &[("ada", "correct horse")], tls: false, max_connections: None };

#[tokio::test]
async fn only_the_right_password_opens() {
    let server = Server::start(ADA).await;
    let mut config = server.config();
    let (client, connection) = config.user("ada").password("correct horse").connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    assert_eq!(client.query("SELECT 1", &[]).await.unwrap().len(), 1);
    for (user, password) in [("ada", "wrong"), ("nobody", "correct horse"), ("Ada", "correct horse")] {
        let refused = config.user(user).password(password).connect(NoTls).await.map(drop).unwrap_err();
        let error = refused.as_db_error().unwrap();
        assert_eq!((error.code().code(), error.severity()), ("28P01", "FATAL"));
        assert_eq!(error.message(), format!("password authentication failed for user \"{user}\""));
    }
}

#[tokio::test]
async fn nothing_runs_before_authentication() {
    let server = Server::start(ADA).await;
    let create = query("CREATE DATABASE intruder");
    let mut impatient = RawClient::open(server.port()).await;
    impatient.write(&[startup(&[("user", "ada")]), create.clone()].concat()).await;
    let answer = impatient.rest().await;
    assert_eq!((kinds(&answer).as_str(), error(&answer).code().as_str()), ("RE", "08P01"));

    let mut guessing = RawClient::open(server.port()).await;
    let first = b"n,,n=ada,r=clientnonce";
    let initial = [&b"SCRAM-SHA-256\0\0\0\0\x16"[..], first].concat();
    guessing.write(&[startup(&[("user", "ada")]), message(b'p', &initial)].concat()).await;
    let challenge = guessing.until('R').await;
    assert_eq!(challenge[0].kind, 'R');
    let challenge = guessing.next().await.unwrap();
    let text = String::from_utf8(challenge.body[4..].to_vec()).unwrap();
    let nonce = text.split(',').next().unwrap();
    let proof = format!("c=biws,{nonce},p={}", "A".repeat(43) + "=");
    guessing.write(&[message(b'p', proof.as_bytes()), create].concat()).await;
    let answer = guessing.rest().await;
    assert_eq!((kinds(&answer).as_str(), error(&answer).code().as_str()), ("E", "28P01"));

    let mut config = server.config();
    let (client, connection) = config.user("ada").password("correct horse").connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    let databases = client.simple_query("SHOW DATABASES").await;
    assert!(!format!("{databases:?}").contains("intruder"));
}

#[tokio::test]
async fn unknown_users_are_asked_as_known_ones_are() {
    let server = Server::start(ADA).await;
    let challenge = async |user: &str| {
        let mut client = RawClient::open(server.port()).await;
        let initial = b"SCRAM-SHA-256\0\0\0\0\x0en,,n=x,r=abcde";
        client.write(&[startup(&[("user", user)]), message(b'p', initial)].concat()).await;
        client.next().await.unwrap();
        let body = client.next().await.unwrap().body;
        String::from_utf8(body[4..].to_vec()).unwrap().split_once(',').unwrap().1.to_owned()
    };
    let (ada, eve) = (challenge("ada").await, challenge("eve").await);
    assert_eq!(ada.len(), eve.len());
    assert_eq!(eve, challenge("eve").await);
    assert!(ada.ends_with(",i=4096") && eve.ends_with(",i=4096"));
}

fn connector() -> MakeRustlsConnect {
    let mut roots = rustls::RootCertStore::empty();
    for found in CertificateDer::pem_file_iter(certificate()).unwrap() {
        roots.add(found.unwrap()).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    MakeRustlsConnect::new(config.with_root_certificates(roots).with_no_client_auth())
}

#[tokio::test]
async fn tls_with_channel_binding() {
    let server = Server::start(Options { tls: true, ..ADA }).await;
    let mut config = tokio_postgres::Config::new();
    config.host("localhost").port(server.port()).user("ada").password("correct horse").dbname("default");
    config.ssl_mode(SslMode::Require).channel_binding(ChannelBinding::Require);
    let (client, connection) = config.connect(connector()).await.unwrap();
    tokio::spawn(connection);
    let row = client.query_one("SHOW ssl", &[]).await.unwrap();
    assert_eq!(row.get::<_, String>(0), "on");
    let refused = config.password("wrong").connect(connector()).await.map(drop).unwrap_err();
    assert_eq!(refused.code().unwrap().code(), "28P01");
}

#[tokio::test]
async fn plain_bytes_behind_a_request_for_tls_are_refused() {
    let server = Server::start(Options { tls: true, ..Options::default() }).await;
    let mut client = RawClient::open(server.port()).await;
    let request = b"\0\0\0\x08\x04\xd2\x16\x2f";
    let injected = [&request[..], &startup(&[("user", "tester")]), &query("SELECT 1")].concat();
    client.write(&injected).await;
    let answer = client.rest().await;
    assert_eq!((kinds(&answer).as_str(), error(&answer).code().as_str()), ("E", "08P01"));
}

#[tokio::test]
async fn one_connection_too_many_is_told_so() {
    let server = Server::start(Options { max_connections: Some(2), ..Options::default() }).await;
    let (_first, second) = (server.connect().await, server.connect().await);
    let refused = server.config().connect(NoTls).await.map(drop).unwrap_err();
    assert_eq!(refused.code().unwrap().code(), "53300");
    drop(second);
    for _ in 0..100 {
        if server.config().connect(NoTls).await.is_ok() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the place of a closed connection was not given away");
}
