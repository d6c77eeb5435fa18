//! Statements, end to end: through [`crate::Engine::submit`] to the catalog and back.
//!
//! The suites of `sqllogictest/` say what each statement answers; here is what a client cannot see.

mod definitions;
mod explain;
mod information_schema;
mod partitions;
mod prepared;
mod views;

use crate::tests::fixture::Server;

/// A server with database `db` as the session's, and people in `people.csv`: id, name, city.
async fn server() -> Server {
    let server = Server::start().await;
    let folder = server.directory.path().join("buckets/lake/people");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("people.csv"), "1,Ada,London\n2,Grace,New York\n").unwrap();
    for sql in [
        "CREATE DATABASE db",
        "USE db",
        "CREATE EXTERNAL TABLE people (id int COMMENT 'key', name string, city string)
         ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://lake/people/'",
    ] {
        server.run(sql).await.unwrap();
    }
    server
}
