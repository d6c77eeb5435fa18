//! First queries.
use super::lake::{lines, value};

#[tokio::test]
async fn lists_tables() {
    let tables = lines(
        "SELECT n.nspname, c.relname, c.relkind FROM pg_catalog.pg_class c \
         LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind IN ('r','v') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1, 2",
    )
    .await;
    assert_eq!(tables.len(), 7);
    assert_eq!(value("SELECT current_database()").await, "lake");
}
