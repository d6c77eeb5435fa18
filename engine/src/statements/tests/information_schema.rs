//! `information_schema` as Trino's clients read it.

use super::server;

#[tokio::test]
async fn tables_and_columns_are_listed() {
    let server = server().await;
    server.run("CREATE VIEW v AS SELECT id AS key FROM people").await.unwrap();
    server
        .run("CREATE EXTERNAL TABLE p (a array<int>) PARTITIONED BY (d date) LOCATION 's3://lake/p/'")
        .await
        .unwrap();
    assert_eq!(
        server
            .lines("SELECT table_catalog, table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema = 'db' ORDER BY table_name")
            .await,
        [
            "awsdatacatalog|db|p|BASE TABLE",
            "awsdatacatalog|db|people|BASE TABLE",
            "awsdatacatalog|db|v|VIEW"
        ]
    );
    assert_eq!(
        server
            .lines("SELECT table_name, column_name, ordinal_position, data_type, comment, extra_info FROM information_schema.columns WHERE table_schema = 'db' ORDER BY 1, 3")
            .await,
        [
            "p|a|1|array(integer)||",
            "p|d|2|date||partition key",
            "people|id|1|integer|key|",
            "people|name|2|varchar||",
            "people|city|3|varchar||",
            "v|key|1|integer||"
        ]
    );
    assert_eq!(
        server.lines("SELECT view_definition FROM information_schema.views WHERE table_name = 'v'").await,
        ["SELECT id AS key FROM people"]
    );
}

#[tokio::test]
async fn filters_do_not_change_the_answer() {
    let server = server().await;
    for (filter, count) in [
        ("table_schema = 'db' AND table_name = 'people'", "3"),
        ("table_schema = 'db' AND table_name IN ('people', 'nothing')", "3"),
        ("table_name = 'people' AND column_name = 'id'", "1"),
        ("table_schema = 'nowhere'", "0"),
        ("table_schema = 'db' OR table_schema = 'nowhere'", "3"),
        ("table_schema = 'DB'", "0"),
        ("table_schema = 'db' AND table_name = 'PEOPLE'", "0"),
        ("table_schema LIKE 'd%' AND table_name <> 'x'", "3"),
        ("table_schema = 'information_schema' AND table_name = 'schemata'", "2"),
    ] {
        let sql = format!("SELECT count(*) FROM information_schema.columns WHERE {filter}");
        assert_eq!(server.lines(&sql).await, [count], "{filter}");
    }
    assert_eq!(
        server.lines("SELECT schema_name FROM information_schema.schemata ORDER BY 1").await,
        ["db", "default", "information_schema"]
    );
    assert!(server.error("SELECT * FROM information_schema.nothing").await.starts_with("TABLE_NOT_FOUND"));
}

#[tokio::test]
async fn the_schema_is_listed_by_show() {
    let server = server().await;
    let own = ["columns", "schemata", "tables", "views"];
    assert_eq!(server.lines("SHOW TABLES FROM information_schema").await, own);
    assert_eq!(
        server.lines("SHOW TABLES FROM awsdatacatalog.Information_Schema LIKE 'table.*'").await,
        ["tables"]
    );
    assert!(server.lines("SHOW VIEWS FROM information_schema").await.is_empty());
    assert_eq!(server.lines("SHOW SCHEMAS FROM AwsDataCatalog LIKE 'd.*'").await, ["db", "default"]);
    assert!(server.error("SHOW SCHEMAS FROM hive").await.starts_with("CATALOG_NOT_FOUND"));
}
