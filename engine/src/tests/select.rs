//! Queries without tables: values, names, types, errors and their places.

use datafusion::common::ScalarValue;

use super::fixture::Server;

#[tokio::test]
async fn answers_with_athenas_names_and_types() {
    let server = Server::start().await;
    let answer =
        server.run("SELECT 1, 2 AS Two, 'x', 1.50, CAST(3 AS double) \"D\", count(*)").await.unwrap();
    assert_eq!(answer.lines(), ["1|2|x|1.50|3.0|1"]);
    assert_eq!(answer.names, ["_col0", "Two", "_col2", "_col3", "D", "_col5"]);
    assert_eq!(answer.types, ["integer", "integer", "varchar(1)", "decimal(3,2)", "double", "bigint"]);
    let sql = "SELECT row_number() OVER (ORDER BY x) AS n, * FROM (VALUES (3), (1)) AS t(x)";
    let answer = server.run(sql).await.unwrap();
    assert_eq!(
        (answer.names, answer.types),
        (vec!["n".to_owned(), "x".to_owned()], vec!["bigint".to_owned(), "integer".to_owned()])
    );
}

#[tokio::test]
async fn nulls_sort_last_in_both_directions() {
    let server = Server::start().await;
    for (order, rows) in [("ASC", ["1", "2", ""]), ("DESC", ["2", "1", ""])] {
        let sql = format!("SELECT x FROM (VALUES (2), (NULL), (1)) AS t(x) ORDER BY x {order}");
        assert_eq!(server.lines(&sql).await, rows);
    }
}

#[tokio::test]
async fn errors_have_trinos_names_and_places() {
    let server = Server::start().await;
    for (sql, expected) in [
        ("SELECT x", "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved"),
        (
            "SELECT 1\nFROM nope",
            "TABLE_NOT_FOUND: line 2:6: Table 'awsdatacatalog.default.nope' does not exist",
        ),
        ("SELECT * FROM no.nope", "SCHEMA_NOT_FOUND: line 1:15: Schema 'awsdatacatalog.no' does not exist"),
        ("SELECT * FROM a.b.c", "CATALOG_NOT_FOUND: line 1:15: Catalog 'a' not found"),
        ("SELECT nosuch(1)", "FUNCTION_NOT_FOUND: line 1:8: Function 'nosuch' not registered"),
        ("SELECT CAST('x' AS integer)", "INVALID_CAST_ARGUMENT"),
        ("SELECT 1 / 0", "DIVISION_BY_ZERO: Division by zero"),
        ("SELECT 1 +", "SYNTAX_ERROR: line 1:11: mismatched input '<EOF>'"),
        ("SELECT DATE '2024-01-01' + true", "TYPE_MISMATCH"),
        ("SELECT * FROM (VALUES (1)) t TABLESAMPLE BERNOULLI (101)", "NUMERIC_VALUE_OUT_OF_RANGE"),
        ("SELECT x FROM (VALUES (1)) a(x), (VALUES (2)) b(x)", "AMBIGUOUS_NAME"),
        ("SELECT x, count(*) FROM (VALUES (1)) a(x)", "EXPRESSION_NOT_AGGREGATE"),
        ("SELECT 1 FROM TABLE(nofunction(1))", "NOT_SUPPORTED"),
    ] {
        let error = server.error(sql).await;
        assert!(error.starts_with(expected), "{sql}: {error}");
    }
}

#[tokio::test]
async fn parameters_take_the_type_the_query_wants() {
    let server = Server::start().await;
    let text = |text: &str| ScalarValue::Utf8(Some(text.to_owned()));
    let rows = |sql: &'static str, parameters| {
        let server = &server;
        async move { server.run_with(sql, parameters).await.unwrap_or_else(|e| panic!("{sql}: {e}")).lines() }
    };
    assert_eq!(
        rows("SELECT x FROM (VALUES (1), (2), (3)) AS t(x) WHERE x > ? ORDER BY x", vec![text("1")]).await,
        ["2", "3"]
    );
    assert_eq!(
        rows("SELECT x FROM (VALUES (1), (2), (3)) AS t(x) ORDER BY x LIMIT ?", vec![text("2")]).await,
        ["1", "2"]
    );
    assert_eq!(rows("SELECT ? || ?", vec![text("a"), text("b")]).await, ["ab"]);
    assert_eq!(rows("SELECT CAST(? AS date)", vec![text("2024-02-29")]).await, ["2024-02-29"]);
    assert_eq!(rows("SELECT ?", vec![ScalarValue::Int64(Some(7))]).await, ["7"]);
    let missing = server.run_with("SELECT ? + ?", vec![ScalarValue::Int64(Some(1))]).await.unwrap_err();
    assert_eq!(missing.name, "INVALID_PARAMETER_USAGE");
}

#[tokio::test]
async fn deep_and_long_statements_answer_or_say_why() {
    let server = Server::start().await;
    let nested = format!("SELECT {}1{}", "(".repeat(300), ")".repeat(300));
    assert_eq!(server.lines(&nested).await, ["1"]);
    let functions = format!("SELECT {}1{}", "abs(".repeat(100), ")".repeat(100));
    assert_eq!(server.lines(&functions).await, ["1"]);
    let subqueries = format!("SELECT * FROM {}SELECT 1{}", "(SELECT * FROM (".repeat(50), "))".repeat(50));
    assert!(server.run(&subqueries).await.is_ok());
    let chain = format!("SELECT 1{}", " + 1".repeat(500));
    assert_eq!(server.lines(&chain).await, ["501"]);
    let unions = format!("SELECT count(*) FROM (SELECT 1 AS x{})", " UNION ALL SELECT 1".repeat(300));
    assert_eq!(server.lines(&unions).await, ["301"]);
    for too_deep in [
        format!("SELECT {}1{}", "(".repeat(100_000), ")".repeat(100_000)),
        format!("SELECT 1{}", " + 1".repeat(100_000)),
        format!("SELECT {}1", "NOT ".repeat(50_000)),
    ] {
        let error = server.error(&too_deep).await;
        assert!(error.contains("too deeply") || error.contains("too large"), "{error}");
    }
}

#[tokio::test]
async fn three_hundred_kilobytes_are_read() {
    let server = Server::start().await;
    let list: Vec<String> = (0..50_000).map(|number| number.to_string()).collect();
    let sql = format!("SELECT count(*) FROM (VALUES (7), (99999)) AS t(x) WHERE x IN ({})", list.join(", "));
    assert!(sql.len() > 300_000);
    assert_eq!(server.lines(&sql).await, ["1"]);
    let terms: Vec<String> = (0..20_000).map(|number| format!("x = {number}")).collect();
    let sql = format!("SELECT count(*) FROM (VALUES (7), (99999)) AS t(x) WHERE {}", terms.join(" OR "));
    assert_eq!(server.lines(&sql).await, ["1"]);
    let sql = format!("SELECT length('{}') AS n", "x".repeat(400_000));
    assert_eq!(server.lines(&sql).await, ["400000"]);
}

#[tokio::test]
async fn system_tables_are_read() {
    let server = Server::start().await;
    assert_eq!(server.lines("SELECT name, state FROM system.workgroups").await, ["primary|ENABLED"]);
    server.run("SELECT 40 + 2").await.unwrap();
    let rows = server
        .lines("SELECT user_name, workgroup, database, state, rows_returned, billed_bytes FROM system.query_history WHERE query = 'SELECT 40 + 2'")
        .await;
    assert_eq!(rows, ["tester|primary|default|SUCCEEDED|1|0"]);
    assert!(server.error("SELECT * FROM system.nope").await.starts_with("TABLE_NOT_FOUND"));
}
