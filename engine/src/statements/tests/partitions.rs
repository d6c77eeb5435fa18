//! Partitions.

use super::server;

#[tokio::test]
async fn a_partition_keeps_only_its_own() {
    let server = server().await;
    server
        .run("CREATE EXTERNAL TABLE p (a int) PARTITIONED BY (k string, n int) LOCATION 's3://lake/p'")
        .await
        .unwrap();
    server.run("ALTER TABLE p ADD PARTITION (n=7, k='a/b:c')").await.unwrap();
    let values = ["a/b:c", "7"].map(str::to_owned);
    let stored = server.engine.catalog().partition("db", "p", &values).await.unwrap().input;
    assert_eq!(stored.storage_descriptor.location.as_deref(), Some("s3://lake/p/k=a%2Fb%3Ac/n=7/"));
    assert!(stored.storage_descriptor.columns.is_empty());
    assert_eq!(server.lines("SHOW PARTITIONS p").await, ["k=a%2Fb%3Ac/n=7"]);
}

#[tokio::test]
async fn repair_finds_what_was_added_by_name() {
    let server = server().await;
    for day in ["2024-01-01", "2024-01-02"] {
        let folder = server.directory.path().join(format!("buckets/lake/days/day={day}"));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("f.csv"), "1\n").unwrap();
    }
    server
        .run("CREATE EXTERNAL TABLE days (a int) PARTITIONED BY (day date) LOCATION 's3://lake/days/'")
        .await
        .unwrap();
    server.run("ALTER TABLE days ADD PARTITION (day='2024-01-02')").await.unwrap();
    assert_eq!(
        server.lines("MSCK REPAIR TABLE days").await,
        [
            "Partitions not in metastore:\tdays:day=2024-01-01",
            "Repair: Added partition to metastore days:day=2024-01-01"
        ]
    );
    assert!(server.lines("MSCK REPAIR TABLE days").await.is_empty());
    assert_eq!(server.lines("SELECT count(*) FROM days").await, ["2"]);
}
