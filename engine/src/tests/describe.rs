//! Describing statements without running them.

use arrow::datatypes::DataType;

use super::fixture::Server;

#[tokio::test]
async fn columns_and_parameters_are_told() {
    let server = Server::start().await;
    let described = server
        .engine
        .describe(
            &server.session,
            "SELECT x AS a, x + 1 FROM (VALUES (1)) AS t(x) WHERE x = ? AND ? < 'a' LIMIT ?",
            &[],
        )
        .await
        .unwrap();
    let columns = described.columns.unwrap();
    let names: Vec<_> =
        columns.iter().map(|column| (column.name.as_str(), column.trino_type.to_string())).collect();
    assert_eq!(names, [("a", "integer".to_owned()), ("_col1", "integer".to_owned())]);
    assert_eq!(described.parameters[0], Some(DataType::Int32));
    assert!(matches!(described.parameters[1], Some(DataType::Utf8 | DataType::Utf8View)));
    assert_eq!(described.parameters[2], Some(DataType::Int64));
    assert!(server.records().await.is_empty());
}

#[tokio::test]
async fn types_the_client_names_are_taken() {
    let server = Server::start().await;
    let types = [Some(DataType::Int32), None];
    let described = server.engine.describe(&server.session, "SELECT ?, ?", &types).await.unwrap();
    assert_eq!(described.parameters, [Some(DataType::Int32), None]);
    assert_eq!(described.columns.unwrap()[0].trino_type.to_string(), "integer");
}

#[tokio::test]
async fn errors_are_those_of_running() {
    let server = Server::start().await;
    let error =
        server.engine.describe(&server.session, "SELECT y FROM (VALUES (1)) t(x)", &[]).await.unwrap_err();
    assert_eq!(error.to_string(), "COLUMN_NOT_FOUND: line 1:8: Column 'y' cannot be resolved");
}
