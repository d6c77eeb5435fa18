//! Which definitions are accepted and served.

use polias_catalog::model::{TableInput, TableKind};
use polias_connector::Connector;

use super::fixture::{Lake, table_input};

async fn refused(change: impl FnOnce(&mut TableInput)) -> String {
    let mut input = table_input(&[("a", "int")], &[("k", "string")]);
    change(&mut input);
    Lake::new().await.connector.validate(&input).unwrap_err().message
}

#[tokio::test]
async fn definitions_are_checked() {
    assert!(
        refused(|input| input.storage_descriptor.location = None).await.contains("No location was specified")
    );
    let location = "s3a://b-1/t/".to_string();
    assert!(refused(|input| input.storage_descriptor.location = Some(location)).await.contains("s3a"));
    let outside = "file:///etc/".to_string();
    assert!(refused(|input| input.storage_descriptor.location = Some(outside)).await.contains("outside"));
    assert!(
        refused(|input| input.storage_descriptor.columns[0].column_type = "itn".into()).await.contains("itn")
    );
    assert!(refused(|input| input.storage_descriptor.columns.clear()).await.contains("at least one column"));
    assert!(
        refused(|input| input.partition_keys[0].name = "A".into()).await.contains("partitioning columns")
    );
    let orc = "org.apache.hadoop.hive.ql.io.orc.OrcSerde".to_string();
    let message =
        refused(|input| input.storage_descriptor.serde_info.serialization_library = Some(orc)).await;
    assert_eq!(message, "ORC tables are not supported yet");
    let message =
        refused(|input| drop(input.parameters.insert("projection.enabled".into(), "true".into()))).await;
    assert!(message.contains("projection"));
    let by_index = |input: &mut TableInput| {
        let parameters = &mut input.storage_descriptor.serde_info.parameters;
        parameters.insert("parquet.column.index.access".into(), "true".into());
    };
    assert!(refused(by_index).await.contains("index.access"));
}

#[tokio::test]
async fn other_table_formats_are_not_served() {
    let lake = Lake::new().await;
    lake.create(&[("a", "int")], &[]).await;
    let mut table = lake.catalog.table("db", "t").await.unwrap();
    assert!(lake.connector.serves(&table));
    table.input.parameters.insert("table_type".into(), "ICEBERG".into());
    assert!(!lake.connector.serves(&table));
    table.input.parameters.clear();
    table.input.table_type = TableKind::View;
    assert!(!lake.connector.serves(&table));
}
