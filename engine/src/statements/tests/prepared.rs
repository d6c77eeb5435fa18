//! Prepared statements.

use std::sync::Arc;

use super::server;
use crate::{Flavor, Session};

#[tokio::test]
async fn statements_live_in_the_workgroup() {
    let mut server = server().await;
    let session = Session::new("tester", Flavor::Postgres);
    session.set_database(server.session.current_database());
    server.session = Arc::new(session);
    server.run("PREPARE By_Id FROM SELECT name FROM people WHERE id = ?").await.unwrap();
    let stored = server.engine.catalog().prepared_statement("primary", "by_id").await.unwrap();
    assert_eq!(stored.query, "SELECT name FROM people WHERE id = ?");
    assert_eq!(server.lines("EXECUTE by_id USING 2").await, ["Grace"]);
    assert_eq!(
        server.lines("EXECUTE IMMEDIATE 'SELECT name FROM people WHERE id = ?' USING 1").await,
        ["Ada"]
    );
    let described = server.engine.describe(&server.session, "EXECUTE by_id USING 1", &[]).await.unwrap();
    assert_eq!(described.columns.unwrap()[0].name, "name");
    server.run("DEALLOCATE PREPARE by_id").await.unwrap();
    assert_eq!(server.error("EXECUTE by_id USING 1").await, "NOT_FOUND: Prepared statement not found: by_id");
}

#[tokio::test]
async fn a_client_of_trinos_protocol_carries_its_own() {
    let server = server().await;
    server.run("PREPARE p FROM SELECT name FROM people WHERE id = ?").await.unwrap();
    assert!(server.engine.catalog().prepared_statement("primary", "p").await.is_err());
    assert_eq!(server.session.prepared_statements()["p"], "SELECT name FROM people WHERE id = ?");
    assert_eq!(server.lines("EXECUTE p USING 2").await, ["Grace"]);
    server.run("DEALLOCATE PREPARE p").await.unwrap();
    assert!(server.session.prepared_statements().is_empty());
}

#[tokio::test]
async fn arguments_are_values_not_text() {
    let server = server().await;
    server.run("PREPARE p FROM SELECT count(*) FROM people WHERE name = ?").await.unwrap();
    assert_eq!(server.lines("EXECUTE p USING 'x'' OR ''1''=''1'").await, ["0"]);
    assert_eq!(server.lines("EXECUTE p USING 'Ada'").await, ["1"]);
    for sql in ["EXECUTE p", "EXECUTE p USING 'a', 'b'"] {
        assert!(server.run(sql).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn only_queries_are_prepared() {
    let server = server().await;
    assert!(server.error("PREPARE p FROM DROP TABLE people").await.starts_with("NOT_SUPPORTED"));
    assert!(server.error("EXECUTE IMMEDIATE 'DROP TABLE people'").await.starts_with("NOT_SUPPORTED"));
    assert_eq!(server.lines("SHOW TABLES").await, ["people"]);
}
