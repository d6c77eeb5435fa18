//! Where nodes are: what Trino reports in its errors.

use super::*;

/// The text from where the expression is.
fn place(sql: &str) -> &str {
    &sql[expression(sql).offset.get()..]
}

#[test]
fn operators_are_where_their_token_is() {
    assert_eq!(place("a = b"), "= b");
    assert_eq!(place("a + b"), "+ b");
    assert_eq!(place("a + b - c"), "- c");
    assert_eq!(place("a || b"), "|| b");
    assert_eq!(place("a AT TIME ZONE 'x'"), "AT TIME ZONE 'x'");
    assert_eq!(place("a IS NOT NULL"), "IS NOT NULL");
    assert_eq!(place("a NOT BETWEEN b AND c"), "NOT BETWEEN b AND c");
    assert_eq!(place("a IN (b)"), "IN (b)");
    assert_eq!(place("a LIKE b"), "LIKE b");
    assert_eq!(place("a = ALL (SELECT 1)"), "= ALL (SELECT 1)");
}

#[test]
fn other_expressions_are_where_they_begin() {
    for sql in [
        "a AND b",
        "(a = b) OR c = d",
        "NOT a = b",
        "-a",
        "-1",
        "a.b.c",
        "(a + b).c",
        "a[1]",
        "f(x) OVER ()",
        "(SELECT 1)",
        "CASE WHEN a THEN b END",
        "x -> x",
        "DATE '2024-01-01'",
        "(a, b)",
    ] {
        assert_eq!(place(sql), sql);
    }
    assert_eq!(place("(a + b)"), "+ b)");
}

#[test]
fn terms_of_a_chain_have_their_own_place() {
    let sql = "a = 1 AND b = 2 OR c";
    let ExpressionKind::Or(terms) = expression(sql).kind else { panic!("no OR") };
    assert_eq!(&sql[terms[0].offset.get()..], sql);
    let ExpressionKind::And(terms) = &terms[0].kind else { panic!("no AND") };
    assert_eq!(&sql[terms[1].offset.get()..], "= 2 OR c");
    let sql = "a - b * c + d";
    let ExpressionKind::Arithmetic(sum) = expression(sql).kind else { panic!("no sum") };
    assert_eq!(&sql[sum.rest[0].offset.get()..], "- b * c + d");
    assert_eq!(&sql[sum.rest[0].operand.offset.get()..], "* c + d");
}

#[test]
fn places_do_not_make_trees_different() {
    assert_eq!(expression("a   +   1"), expression("a + 1"));
    assert_ne!(expression("a + 1"), expression("a + 2"));
}
