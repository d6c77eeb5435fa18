//! The cursor's own tests, and what the tests of all families use.

use super::*;
use crate::ast::{ObjectName, Statement};

/// The statement, which must parse.
pub(super) fn parse(sql: &str) -> Statement {
    parse_statement(sql).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// The error's text, which there must be.
pub(super) fn error(sql: &str) -> String {
    match parse_statement(sql) {
        Ok(statement) => panic!("{sql}: {statement:?}"),
        Err(error) => error.to_string(),
    }
}

/// A name at `offset`.
pub(super) fn object(name: &str, offset: usize) -> ObjectName {
    ObjectName { parts: name.split('.').map(str::to_owned).collect(), offset }
}

/// What the statement, which is not supported, is called.
pub(super) fn not_supported(sql: &str) -> String {
    match parse(sql) {
        Statement::NotSupported { what, .. } => what,
        statement => panic!("{sql}: {statement:?}"),
    }
}

#[test]
fn the_error_is_at_the_furthest_token_with_all_that_was_tried_there() {
    assert_eq!(
        error("CREATE EXTERNAL TABLE t (a int) ROW FORMAT foo"),
        "line 1:44: mismatched input 'foo'. Expecting: 'DELIMITED', 'SERDE'"
    );
    assert_eq!(
        error("CREATE EXTERNAL TABLE t (a int) ROW STORED AS ORC"),
        "line 1:37: mismatched input 'STORED'. Expecting: 'FORMAT'"
    );
    assert_eq!(error("DROP TABLE"), "line 1:11: mismatched input '<EOF>'. Expecting: 'IF', <identifier>");
    assert_eq!(error("DROP TABLE t\n  u"), "line 2:3: mismatched input 'u'. Expecting: '.', <EOF>");
}

#[test]
fn a_semicolon_may_end_a_statement_but_not_begin_another() {
    assert_eq!(parse("DROP TABLE t;"), parse("DROP TABLE t"));
    assert_eq!(error("SELECT 1; SELECT 2"), "line 1:11: mismatched input 'SELECT'. Expecting: <EOF>");
    assert_eq!(error("DROP TABLE t;;"), "line 1:14: mismatched input ';'. Expecting: <EOF>");
}

#[test]
fn nonsense_is_no_statement() {
    for sql in
        ["", ";", "-- nothing", "SELEKT 1", "1", "'DROP TABLE t'", "EXTERNAL TABLE t", "\u{feff}SELECT 1"]
    {
        assert!(error(sql).contains("mismatched input"), "{sql}");
    }
    assert!(
        error("SELEKT 1").starts_with("line 1:1: mismatched input 'SELEKT'. Expecting: 'ALTER', 'CREATE',")
    );
}

#[test]
fn a_statement_has_a_length() {
    let sql = format!("SELECT '{}'", "x".repeat(MAX_STATEMENT_BYTES));
    assert_eq!(
        error(&sql),
        format!("line 1:1: statement of {} bytes is too long; at most 4194304 bytes are accepted", sql.len())
    );
    parse(&format!("SELECT '{}'", "x".repeat(MAX_STATEMENT_BYTES - 9)));
}

#[test]
fn depth_is_bounded() {
    let deep = |levels: usize, open: &str, close: &str| {
        format!("CREATE EXTERNAL TABLE t (a {}int{})", open.repeat(levels), close.repeat(levels))
    };
    parse(&deep(350, "array<", ">"));
    for (open, close) in [("array<", ">"), ("struct<a:", ">"), ("map<int,", ">")] {
        let message = error(&deep(100_000, open, close));
        assert!(
            message.ends_with("statement nests too deeply; at most 400 levels are accepted"),
            "{message}"
        );
    }
    parse(&format!("{} SELECT 1", "EXPLAIN ".repeat(350)));
    assert!(error(&format!("{} SELECT 1", "EXPLAIN ".repeat(2_000))).contains("nests too deeply"));
    assert!(error(&format!("{} SELECT 1", "PREPARE a FROM ".repeat(2_000))).contains("nests too deeply"));
    parse(&format!("SELECT {}1{}", "(".repeat(100_000), ")".repeat(100_000)));
    parse(&format!("EXECUTE a USING {}1{}", "(".repeat(100_000), ")".repeat(100_000)));
}
