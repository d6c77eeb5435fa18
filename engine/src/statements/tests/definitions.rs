//! Databases and tables.

use super::server;
use crate::Session;

#[tokio::test]
async fn a_database_keeps_what_the_statement_says() {
    let server = server().await;
    server
        .run("CREATE DATABASE Other COMMENT 'c' LOCATION 's3://lake/o/' WITH DBPROPERTIES ('a'='1','b'='2')")
        .await
        .unwrap();
    server.run("ALTER DATABASE other SET DBPROPERTIES ('b'='3')").await.unwrap();
    let stored = server.engine.catalog().database("other").await.unwrap().input;
    assert_eq!(
        (stored.description.as_deref(), stored.location_uri.as_deref()),
        (Some("c"), Some("s3://lake/o/"))
    );
    assert_eq!((stored.parameters["a"].as_str(), stored.parameters["b"].as_str()), ("1", "3"));
}

#[tokio::test]
async fn a_table_belongs_to_its_maker() {
    let server = server().await;
    let table = server.engine.catalog().table("db", "people").await.unwrap();
    assert_eq!(table.input.owner.as_deref(), Some("tester"));
    assert_eq!(table.input.parameters["EXTERNAL"], "TRUE");
}

#[tokio::test]
async fn what_exists_is_left_and_said() {
    let server = server().await;
    let execution = server.submit("CREATE DATABASE IF NOT EXISTS db").await.unwrap();
    assert_eq!((execution.tag, execution.columns.is_none()), ("CREATE DATABASE", true));
    assert_eq!(execution.notices, ["schema 'db' already exists, skipping"]);
    let execution = server.submit("CREATE EXTERNAL TABLE IF NOT EXISTS people (x int)").await.unwrap();
    assert_eq!(execution.notices, ["table 'awsdatacatalog.db.people' already exists, skipping"]);
    let execution = server.submit("DROP TABLE IF EXISTS nothing").await.unwrap();
    assert_eq!(execution.notices, ["table 'awsdatacatalog.db.nothing' does not exist, skipping"]);
}

#[tokio::test]
async fn errors_have_a_place() {
    let server = server().await;
    assert_eq!(
        server.error("DROP TABLE\n  nothing").await,
        "TABLE_NOT_FOUND: line 2:3: Table 'awsdatacatalog.db.nothing' does not exist"
    );
    assert_eq!(
        server.error("INSERT INTO people VALUES (1)").await,
        "NOT_SUPPORTED: line 1:1: INSERT is not supported yet"
    );
}

#[tokio::test]
async fn changes_at_the_same_time_all_arrive() {
    let server = server().await;
    let changes: Vec<String> =
        (0..8).map(|n| format!("ALTER TABLE people SET TBLPROPERTIES ('k{n}'='{n}')")).collect();
    let done = futures::future::join_all(changes.iter().map(|sql| server.run(sql))).await;
    let table = server.engine.catalog().table("db", "people").await.unwrap();
    for (n, done) in done.iter().enumerate() {
        // Losing against many others at once is allowed; losing a change that was reported is not.
        match done {
            Ok(_) => assert_eq!(table.input.parameters[&format!("k{n}")], n.to_string()),
            Err(error) => assert_eq!(error.name, "TRANSACTION_CONFLICT"),
        }
    }
    assert!(done.iter().filter(|done| done.is_ok()).count() >= 5);
}

#[tokio::test]
async fn show_create_table_makes_the_table_again() {
    let server = server().await;
    let text = server.lines("SHOW CREATE TABLE people").await.join("\n");
    let before = server.engine.catalog().table("db", "people").await.unwrap().input;
    server.run("DROP TABLE people").await.unwrap();
    server.run(&text).await.unwrap_or_else(|error| panic!("{text}: {error}"));
    let mut after = server.engine.catalog().table("db", "people").await.unwrap().input;
    let time = super::super::create_table::DDL_TIME;
    after.parameters.insert(time.to_owned(), before.parameters[time].clone());
    assert_eq!(after, before);
    assert_eq!(server.lines("SELECT count(*) FROM people").await, ["2"]);
}

#[tokio::test]
async fn settings_belong_to_the_session() {
    let server = server().await;
    let value = |read: fn(&Session) -> String| read(&server.session);
    server.run("SET SESSION time_zone = '+02:00'").await.unwrap();
    assert_eq!(value(Session::current_time_zone), "+02:00");
    server.run("RESET SESSION time_zone").await.unwrap();
    assert_eq!(value(Session::current_time_zone), "UTC");
    assert!(server.error("SET SESSION workgroup = 'none'").await.starts_with("INVALID_SESSION_PROPERTY"));
    assert_eq!(value(Session::current_workgroup), "primary");
    server.run("USE default").await.unwrap();
    assert_eq!(value(Session::current_database), "default");
}

#[tokio::test]
async fn statements_tell_their_columns_unrun() {
    let server = server().await;
    for (sql, columns) in [
        ("SHOW TABLES", &["tab_name"][..]),
        ("DESCRIBE people", &["col_name", "data_type", "comment"]),
        ("SHOW TBLPROPERTIES people", &["prpt_name", "prpt_value"]),
        ("MSCK REPAIR TABLE people", &["repair"]),
        ("EXPLAIN SELECT 1", &["Query Plan"]),
        ("EXPLAIN (TYPE VALIDATE) SELECT 1", &["Valid"]),
    ] {
        let described = server.engine.describe(&server.session, sql, &[]).await.unwrap().columns.unwrap();
        let names: Vec<_> = described.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, columns, "{sql}");
    }
    let described = server.engine.describe(&server.session, "DROP TABLE people", &[]).await.unwrap();
    assert!(described.columns.is_none());
    assert_eq!(server.lines("SHOW TABLES").await, ["people"]);
}

#[tokio::test]
async fn functions_are_listed() {
    let server = server().await;
    let functions = server.lines("SHOW FUNCTIONS LIKE 'count'").await;
    assert_eq!(functions, ["count|bigint||aggregate|true|", "count|bigint|t|aggregate|true|"]);
}
