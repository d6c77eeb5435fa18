//! Views.

use polias_catalog::model::TableKind;

use super::server;
use crate::views::definition;

#[tokio::test]
async fn a_view_is_stored_as_athena_stores_it() {
    let server = server().await;
    server
        .run("CREATE VIEW Londoners AS SELECT id, upper(name) AS n FROM people WHERE city = 'London'")
        .await
        .unwrap();
    let stored = server.engine.catalog().table("db", "londoners").await.unwrap();
    assert_eq!(stored.input.table_type, TableKind::View);
    assert!(stored.input.view_original_text.as_deref().unwrap().starts_with("/* Presto View: "));
    let view = definition(&stored).unwrap();
    assert_eq!(view.sql, "SELECT id, upper(name) AS n FROM people WHERE city = 'London'");
    assert_eq!((view.catalog.as_str(), view.schema.as_str()), ("awsdatacatalog", "db"));
    let columns: Vec<_> =
        view.columns.iter().map(|column| (column.name.as_str(), column.column_type.as_str())).collect();
    assert_eq!(columns, [("id", "integer"), ("n", "varchar")]);
    server.run("USE default").await.unwrap();
    assert_eq!(server.lines("SELECT * FROM db.londoners").await, ["1|ADA"]);
}

#[tokio::test]
async fn a_replaced_view_is_a_new_version() {
    let server = server().await;
    server.run("CREATE VIEW v AS SELECT 1 AS a").await.unwrap();
    let first = server.engine.catalog().table("db", "v").await.unwrap();
    server.run("CREATE OR REPLACE VIEW v AS SELECT 2 AS b").await.unwrap();
    let second = server.engine.catalog().table("db", "v").await.unwrap();
    assert_eq!(second.version_id, first.version_id + 1);
    assert_eq!(server.lines("SELECT b FROM v").await, ["2"]);
}

#[tokio::test]
async fn views_of_other_engines_are_refused_by_name() {
    let server = server().await;
    let mut input = server.engine.catalog().table("db", "people").await.unwrap().input;
    input.name = "hive_view".to_owned();
    input.table_type = TableKind::View;
    input.view_original_text = Some("select `id` from `people`".to_owned());
    server.engine.catalog().create_table("db", input).await.unwrap();
    assert!(server.error("SELECT * FROM hive_view").await.starts_with("NOT_SUPPORTED"));
    assert!(server.error("SHOW CREATE VIEW hive_view").await.starts_with("NOT_SUPPORTED"));
    assert_eq!(server.lines("SHOW COLUMNS FROM hive_view").await, ["id", "name", "city"]);
}
