//! Messages of Trino 440, with its expectations where ours are the same.

use super::*;

fn error(sql: &str) -> String {
    match parse_query(sql, Flavor::Trino) {
        Ok(query) => panic!("{sql}: {query:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn expectations() {
    let cases = [
        ("SELECT ", "line 1:8: mismatched input '<EOF>'. Expecting: '*', 'ALL', 'DISTINCT', <expression>"),
        ("SELECT * FROM foo WHERE @what", "line 1:25: mismatched input '@'. Expecting: <expression>"),
        ("SELECT *\nFROM x\nWHERE from", "line 3:7: mismatched input 'from'. Expecting: <expression>"),
        ("SELECT a FROM t LIMIT 10 ORDER BY a", "line 1:26: mismatched input 'ORDER'. Expecting: <EOF>"),
        ("SELECT foo(DISTINCT ,1)", "line 1:21: mismatched input ','. Expecting: <expression>"),
        (
            "SELECT x() OVER (ROWS UNBOUNDED) FROM t",
            "line 1:32: mismatched input ')'. Expecting: '%', '(', '*', '+', '-', '->', '.', '/', 'AND', 'AT', 'FOLLOWING', 'OR', \
             'OVER', 'PRECEDING', '[', '||', <predicate>, <string>",
        ),
        (
            "SELECT a FROM x ORDER BY (SELECT b FROM t WHERE ",
            "line 1:49: mismatched input '<EOF>'. Expecting: <expression>",
        ),
        (
            "SELECT a FROM a AS x TABLESAMPLE x ",
            "line 1:34: mismatched input 'x'. Expecting: 'BERNOULLI', 'SYSTEM'",
        ),
        (
            "SELECT a FROM t GROUP BY CUBE (a), ",
            "line 1:36: mismatched input '<EOF>'. Expecting: '(', 'CUBE', 'GROUPING', 'ROLLUP', <expression>",
        ),
        ("SELECT a FROM t WHERE x = 1 + ", "line 1:31: mismatched input '<EOF>'. Expecting: <expression>"),
        ("SELECT CAST(a AS )", "line 1:18: mismatched input ')'. Expecting: <type>"),
        ("SELECT CAST(a AS decimal()", "line 1:26: mismatched input ')'. Expecting: <integer>, <type>"),
        (
            "SELECT f(x) y z",
            "line 1:15: mismatched input 'z'. Expecting: ',', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', \
             'LIMIT', 'OFFSET', 'ORDER', 'UNION', 'WHERE', 'WINDOW', <EOF>",
        ),
        (
            "SELECT f(x) 1",
            "line 1:13: mismatched input '1'. Expecting: '%', '*', '+', ',', '-', '.', '/', 'AND', 'AS', 'AT', 'EXCEPT', \
             'FETCH', 'FILTER', 'FROM', 'GROUP', 'HAVING', 'IGNORE', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'OVER', \
             'RESPECT', 'UNION', 'WHERE', 'WINDOW', '[', '||', <EOF>, <identifier>, <predicate>",
        ),
        ("SELECT foo(*) FILTER (", "line 1:23: mismatched input '<EOF>'. Expecting: 'WHERE'"),
        ("SELECT * FROM t WHERE EXISTS (", "line 1:31: mismatched input '<EOF>'. Expecting: <query>"),
        (
            "SELECT * FROM t FOR SYSTEM_TIME AS OF x",
            "line 1:21: mismatched input 'SYSTEM_TIME'. Expecting: 'TIMESTAMP', 'VERSION'",
        ),
    ];
    for (sql, expected) in cases {
        assert_eq!(error(sql), expected);
    }
}

#[test]
fn messages_without_expectation() {
    let cases = [
        (
            "SELECT * FROM `foo`",
            "line 1:15: backquoted identifiers are not supported; use double quotes to quote identifiers",
        ),
        (
            "SELECT * FROM foo `bar`",
            "line 1:19: backquoted identifiers are not supported; use double quotes to quote identifiers",
        ),
        (
            "SELECT 1x FROM dual",
            "line 1:8: identifiers must not start with a digit; surround the identifier with double quotes",
        ),
        ("SELECT \"\" FROM t", "line 1:8: Zero-length delimited identifier not allowed"),
        ("SELECT a FROM \"\".s.t", "line 1:15: Zero-length delimited identifier not allowed"),
        ("SELECT -9223372036854775809", "line 1:1: Invalid numeric literal: -9223372036854775809"),
        ("SELECT 9223372036854775808", "line 1:1: Invalid numeric literal: 9223372036854775808"),
        (
            "SELECT 9223372036854775808, IF(a",
            "line 1:33: mismatched input '<EOF>'. Expecting: '%', '(', ')', '*', '+', ',', '-', '->', '.', '/', 'AND', 'AT', 'OR', 'ORDER', 'OVER', '[', '||', <predicate>, <string>",
        ),
        ("SELECT IF(a), 9223372036854775808", "line 1:8: Invalid number of arguments for 'if' function"),
        (
            "SELECT X '00'",
            "line 1:8: Spaces are not allowed between 'X' and the starting quote of a binary literal",
        ),
        ("SELECT X'0'", "line 1:8: Binary literal must contain an even number of digits"),
        ("SELECT X'0g'", "line 1:8: Binary literal can only contain hexadecimal digits"),
        ("SELECT U&'\\000'", "line 1:8: Incomplete escape sequence: 000"),
        ("SELECT EXTRACT(foo FROM a)", "line 1:8: Invalid EXTRACT field: foo"),
        (
            "SELECT TRIM(FROM a)",
            "line 1:8: The 'trim' function must have specification, char or both arguments when it takes FROM",
        ),
        ("SELECT IF(a)", "line 1:8: Invalid number of arguments for 'if' function"),
        ("SELECT NULLIF(a)", "line 1:8: Invalid number of arguments for 'nullif' function"),
        ("SELECT COALESCE(a)", "line 1:8: The 'coalesce' function must have at least two arguments"),
        ("SELECT TRY(a, b)", "line 1:8: The 'try' function must have exactly one argument"),
        ("SELECT FORMAT('a')", "line 1:8: The 'format' function must have at least two arguments"),
        ("SELECT COALESCE(DISTINCT a, b)", "line 1:8: DISTINCT not valid for 'coalesce' function"),
        ("SELECT COALESCE(a, b) OVER ()", "line 1:8: OVER clause not valid for 'coalesce' function"),
        ("SELECT TRY(a) FILTER (WHERE b)", "line 1:8: FILTER not valid for 'try' function"),
        (
            "WITH FUNCTION f() RETURNS bigint SET a = 1 SELECT 1",
            "line 1:34: Function body must start with RETURN or BEGIN",
        ),
    ];
    for (sql, expected) in cases {
        assert_eq!(error(sql), expected);
    }
}

#[test]
fn refused() {
    for sql in [
        "",
        "SELECT",
        "SELECT FROM t",
        "SELECT 1,",
        "SELECT (1",
        "SELECT 1)",
        "SELECT 1; SELECT 2",
        "SELECT 'a",
        "SELECT \"a",
        "SELECT /* a",
        "SELECT a b c",
        "SELECT *.a",
        "SELECT (a, b).*.c",
        "SELECT a + b.* FROM t",
        "SELECT NOT a.* FROM t",
        "SELECT a < b < c",
        "SELECT a IS NULL IS NULL",
        "SELECT a BETWEEN 1 OR 2",
        "SELECT a IN ()",
        "SELECT a NOT b",
        "SELECT ()",
        "SELECT CASE END",
        "SELECT CASE a ELSE b END",
        "SELECT f(a,)",
        "SELECT f(DISTINCT)",
        "SELECT f(x) IGNORE NULLS",
        "SELECT LISTAGG(a)",
        "SELECT (x, y + 1) -> x",
        "SELECT CAST(a AS bigint[])",
        "SELECT CAST(a AS bigint ARRAY[2])",
        "SELECT CAST(a bigint)",
        "SELECT INTERVAL '1' WEEK + 1",
        "SELECT 1 FROM t t2 t3",
        "SELECT 1 FROM a JOIN b",
        "SELECT 1 FROM a CROSS JOIN b ON true",
        "SELECT 1 FROM a NATURAL JOIN b ON true",
        "SELECT 1 FROM t (a, b)",
        "SELECT 1 FROM f(x)",
        "SELECT 1 FROM UNNEST()",
        "SELECT 1 FROM ((WITH a AS (SELECT 1) SELECT 1) UNION SELECT 2)",
        "SELECT 1 FROM TABLE(t)",
        "SELECT 1 FROM t MATCH_RECOGNIZE (PATTERN (A{}) DEFINE A AS true)",
        "SELECT 1 FROM t MATCH_RECOGNIZE (DEFINE A AS true)",
        "SELECT 1 LIMIT 1 + 1",
        "SELECT 1 LIMIT 1 OFFSET 2",
        "SELECT 1 FETCH FIRST 1 ROWS",
        "SELECT 1 GROUP a",
        "SELECT 1 GROUP BY GROUPING SETS ()",
        "SELECT 1 WHERE",
        "SELECT 1 ORDER BY",
        "SELECT 1 UNION",
        "WITH a SELECT 1",
        "WITH a AS SELECT 1 SELECT 2",
        "(WITH a AS (SELECT 1) SELECT 1) UNION SELECT 2",
        "VALUES",
        "TABLE 1",
        "JSON_TABLE(1)",
        "SELECT JSON_VALUE(a)",
        "SELECT JSON_OBJECT('a')",
        "SELECT JSON_QUERY(a, '$' NULL ON ERROR NULL ON EMPTY)",
        "INSERT INTO t SELECT 1",
        "SELECT é",
    ] {
        assert!(parse_query(sql, Flavor::Trino).is_err(), "{sql}");
    }
}

#[test]
fn an_expression_is_nothing_but_an_expression() {
    for sql in ["", "a b", "a;", "a AS b", "*", "SELECT 1"] {
        assert!(parse_expression(sql, Flavor::Trino).is_err(), "{sql}");
    }
}
