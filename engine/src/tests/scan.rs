//! Tables of files: bytes, dollars, hidden columns, views, cutoffs.

use futures::StreamExt;
use polias_catalog::model::QueryState;

use super::fixture::Server;

/// A server with table `logs` (two CSV files) and a view on it.
async fn server() -> Server {
    let server = Server::start().await;
    let folder = server.directory.path().join("buckets/lake/logs");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("a.csv"), "1,one\n2,two\n").unwrap();
    std::fs::write(folder.join("b.csv"), "3,three\n").unwrap();
    server
        .run("CREATE EXTERNAL TABLE logs (id int, name string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://lake/logs/'")
        .await
        .unwrap();
    server
}

#[tokio::test]
async fn bytes_are_counted_and_priced() {
    let server = server().await;
    let sql = "SELECT id, name FROM logs ORDER BY id";
    assert_eq!(server.lines(sql).await, ["1|one", "2|two", "3|three"]);
    let record = server.record(sql).await;
    assert_eq!((record.data_scanned_bytes, record.billed_bytes), (20, 10_000_000));
    assert!((record.cost_usd - 0.00005).abs() < 1e-12);
}

#[tokio::test]
async fn failed_queries_are_free_and_cancelled_ones_pay() {
    let server = server().await;
    let failing = "SELECT 1 / (id - id) FROM logs";
    assert!(server.run(failing).await.is_err());
    let record = server.ended(failing).await;
    assert_eq!((record.state, record.billed_bytes, record.cost_usd), (QueryState::Failed, 0, 0.0));
    assert!(record.data_scanned_bytes > 0);
    let dropped = "SELECT id, x FROM logs, UNNEST(sequence(1, 10000)) t(x), UNNEST(sequence(1, 1000)) u(y)";
    let mut execution = server.submit(dropped).await.unwrap();
    execution.batches.next().await.unwrap().unwrap();
    drop(execution);
    let record = server.ended(dropped).await;
    assert_eq!((record.state, record.billed_bytes), (QueryState::Cancelled, 10_000_000));
}

#[tokio::test]
async fn hidden_columns_are_named_not_starred() {
    let server = server().await;
    assert_eq!(server.run("SELECT * FROM logs").await.unwrap().names, ["id", "name"]);
    let answer = server.run("SELECT *, \"$path\" AS p FROM logs WHERE id = 3").await.unwrap();
    assert_eq!(answer.names, ["id", "name", "p"]);
    assert_eq!(answer.lines(), ["3|three|s3://lake/logs/b.csv"]);
    let answer = server
        .run("SELECT l.* FROM logs l JOIN (SELECT DISTINCT \"$path\" AS path FROM logs WHERE id = 1) p ON l.\"$path\" = p.path ORDER BY id")
        .await
        .unwrap();
    assert_eq!(answer.names, ["id", "name"]);
    assert_eq!(answer.lines(), ["1|one", "2|two"]);
    let rows =
        server.lines("SELECT \"$path\", \"$file_size\", count(*) FROM logs GROUP BY 1, 2 ORDER BY 1").await;
    assert_eq!(rows, ["s3://lake/logs/a.csv|12|2", "s3://lake/logs/b.csv|8|1"]);
    assert_eq!(server.lines("SELECT count(*) FROM (SELECT * FROM logs) x").await, ["3"]);
}

#[tokio::test]
async fn views_are_planned_in_their_own_context() {
    let server = server().await;
    server.run("CREATE VIEW names AS SELECT id AS k, upper(name) AS n FROM logs").await.unwrap();
    server.run("CREATE VIEW outer_names AS SELECT n FROM names WHERE k > 1").await.unwrap();
    server.run("CREATE DATABASE other").await.unwrap();
    *server.session.database.lock().unwrap() = "other".to_owned();
    assert_eq!(server.lines("SELECT * FROM default.outer_names ORDER BY n").await, ["THREE", "TWO"]);
    let sql = "SELECT v.n FROM awsdatacatalog.default.outer_names v WHERE v.n LIKE 'TH%'";
    assert_eq!(server.lines(sql).await, ["THREE"]);
    *server.session.database.lock().unwrap() = "default".to_owned();
    server.run("CREATE OR REPLACE VIEW names AS SELECT k, n FROM outer_names").await.err();
    server.run("DROP TABLE logs").await.unwrap();
    assert!(server.error("SELECT * FROM outer_names").await.starts_with("INVALID_VIEW"));
}
