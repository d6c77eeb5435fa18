mod errors;
mod limits;
mod positions;
pub(crate) mod queries;

use super::*;
use crate::ast::*;
use queries::{POSTGRES_QUERIES, QUERIES};

/// The query, which must parse.
fn query(sql: &str) -> Query {
    parse_query(sql, Flavor::Trino).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// The expression, which must parse.
fn expression(sql: &str) -> Expression {
    parse_expression(sql, Flavor::Trino).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

fn select(sql: &str) -> Select {
    match query(sql).body {
        QueryBody::Select(select) => *select,
        body => panic!("{sql}: {body:?}"),
    }
}

#[test]
fn every_construct_parses() {
    for sql in QUERIES {
        query(sql);
        query(&format!("{sql};"));
    }
    for sql in POSTGRES_QUERIES {
        parse_query(sql, Flavor::Postgres).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

#[test]
fn trinos_queries_mean_the_same_to_postgres_clients() {
    // Two differ: a frame's offset by a type called `interval` and AT TIME ZONE need their fields in both.
    for sql in QUERIES {
        let postgres = parse_query(sql, Flavor::Postgres).unwrap_or_else(|error| panic!("{sql}: {error}"));
        assert_eq!(query(sql), postgres, "{sql}");
    }
}

#[test]
fn what_postgres_clients_write_is_not_trinos() {
    for sql in
        ["SELECT a::int", "SELECT $1", "SELECT a ~ b", "SELECT a ILIKE b", "SELECT E'a'", "SELECT a IS TRUE"]
    {
        assert!(parse_query(sql, Flavor::Trino).is_err() || sql.contains("E'"), "{sql}");
    }
}

#[test]
fn precedence() {
    for (sql, same) in [
        ("a OR b AND NOT c = d + e * -f", "a OR (b AND (NOT (c = (d + (e * (-f))))))"),
        ("a || b + c * d", "a || (b + (c * d))"),
        ("NOT a AND b", "(NOT a) AND b"),
        ("NOT a IS NULL", "NOT (a IS NULL)"),
        ("-a AT TIME ZONE 'x'", "-(a AT TIME ZONE 'x')"),
        ("-a.b[1]", "-((a.b)[1])"),
        ("a BETWEEN b + 1 AND c AND d", "(a BETWEEN (b + 1) AND c) AND d"),
        ("a IS DISTINCT FROM b AND c", "(a IS DISTINCT FROM b) AND c"),
        ("a LIKE b || c ESCAPE d", "a LIKE (b || c) ESCAPE d"),
        ("x -> x + 1", "(x) -> (x + 1)"),
    ] {
        assert_eq!(expression(sql), expression(same), "{sql}");
    }
    assert_ne!(expression("a - (b - c)"), expression("a - b - c"));
    assert_ne!(expression("(a OR b) AND c"), expression("a OR b AND c"));
}

#[test]
fn chains_are_flat() {
    assert!(matches!(expression("a AND b AND c").kind, ExpressionKind::And(terms) if terms.len() == 3));
    assert!(matches!(expression("a OR b OR c").kind, ExpressionKind::Or(terms) if terms.len() == 3));
    assert!(
        matches!(expression("a || b || c").kind, ExpressionKind::Concatenation(chain) if chain.rest.len() == 2)
    );
    let ExpressionKind::Arithmetic(sum) = expression("a + b * c * d - e").kind else { panic!("no sum") };
    let operators: Vec<_> = sum.rest.iter().map(|term| term.operator).collect();
    assert_eq!(operators, [ArithmeticOperator::Add, ArithmeticOperator::Subtract]);
    assert!(
        matches!(&sum.rest[0].operand.kind, ExpressionKind::Arithmetic(product) if product.rest.len() == 2)
    );
    assert!(matches!(expression("a.b[1].c").kind, ExpressionKind::Access(access) if access.steps.len() == 3));
    let QueryBody::SetOperation(union) =
        query("SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 EXCEPT SELECT 4").body
    else {
        panic!("no union")
    };
    assert_eq!(union.rest.len(), 2);
    assert!(matches!(&union.rest[0].term, QueryBody::SetOperation(intersect) if intersect.rest.len() == 1));
}

#[test]
fn literals_are_decoded() {
    let literal = |sql: &str| expression(sql).kind;
    assert_eq!(literal("-1"), ExpressionKind::Integer(-1));
    assert_eq!(literal("0x_fF"), ExpressionKind::Integer(255));
    assert_eq!(literal("-9223372036854775808"), ExpressionKind::Integer(i64::MIN));
    assert_eq!(literal("-1_0.5_0"), ExpressionKind::Decimal("-10.50".to_owned()));
    assert_eq!(literal("1.5E-3"), ExpressionKind::Double("1.5E-3".to_owned()));
    assert_eq!(literal("U&'!0041' UESCAPE '!'"), ExpressionKind::String("A".to_owned()));
    assert_eq!(literal("X'0a fF'"), ExpressionKind::Binary(vec![10, 255]));
    assert!(matches!(literal("- 1"), ExpressionKind::Integer(-1)));
    assert!(matches!(literal("-(1)"), ExpressionKind::Minus(_)));
}

#[test]
fn parameters_are_counted_in_the_order_of_the_text() {
    let select = select("SELECT ?, ? FROM t WHERE ? = a");
    let SelectItem::Expression { expression, .. } = &select.items[1] else { panic!("no expression") };
    assert_eq!(expression.kind, ExpressionKind::Parameter(1));
    let Some(ExpressionKind::Comparison(comparison)) = select.filter.map(|filter| filter.kind) else {
        panic!("no comparison")
    };
    assert_eq!(comparison.left.kind, ExpressionKind::Parameter(2));
}

#[test]
fn special_forms_become_the_calls_trino_makes_of_them() {
    for (sql, same) in [
        ("SUBSTRING(a FROM 1 FOR 2)", "substr(a, 1, 2)"),
        ("POSITION('a' IN b)", "strpos(b, 'a')"),
        ("TRIM(a, b)", "TRIM(BOTH b FROM a)"),
        ("NORMALIZE(a)", "NORMALIZE(a, NFC)"),
        ("EXTRACT(DOW FROM a)", "EXTRACT(DAY_OF_WEEK FROM a)"),
        ("CAST(a AS bigint ARRAY)", "CAST(a AS ARRAY(bigint))"),
    ] {
        assert_eq!(expression(sql), expression(same), "{sql}");
    }
}

#[test]
fn words_that_are_not_reserved_are_names_where_no_clause_begins() {
    let alias = |sql: &str| match &select(sql).items[0] {
        SelectItem::Expression { alias, .. } => alias.as_ref().map(|alias| alias.value.clone()),
        item => panic!("{item:?}"),
    };
    assert_eq!(alias("SELECT 1 limit"), Some("limit".to_owned()));
    assert_eq!(alias("SELECT 1 LIMIT 1"), None);
    assert_eq!(alias("SELECT f(x) over"), Some("over".to_owned()));
    assert_eq!(alias("SELECT f(x) OVER w"), None);
    assert_eq!(alias("SELECT a at"), Some("at".to_owned()));
    let table_alias = |sql: &str| match &select(sql).from[0].kind {
        RelationKind::Aliased(aliased) => Some(aliased.alias.value.clone()),
        _ => None,
    };
    assert_eq!(table_alias("SELECT 1 FROM t offset"), Some("offset".to_owned()));
    assert_eq!(table_alias("SELECT 1 FROM t OFFSET 1"), None);
    assert_eq!(table_alias("SELECT 1 FROM t WINDOW w AS ()"), None);
    assert_eq!(table_alias("SELECT 1 FROM t fetch"), Some("fetch".to_owned()));
    assert_eq!(table_alias("SELECT 1 FROM t FETCH FIRST ROW ONLY"), None);
}

#[test]
fn parentheses_in_from_hold_queries_or_relations() {
    let relation = |sql: &str| select(sql).from.remove(0).kind;
    assert!(matches!(relation("SELECT 1 FROM ((SELECT 1))"), RelationKind::Subquery(_)));
    assert!(matches!(relation("SELECT 1 FROM ((SELECT 1) UNION SELECT 2)"), RelationKind::Subquery(_)));
    assert!(matches!(relation("SELECT 1 FROM ((SELECT 1) t)"), RelationKind::Aliased(_)));
    assert!(matches!(relation("SELECT 1 FROM ((SELECT 1) CROSS JOIN t)"), RelationKind::Joined(_)));
    assert!(matches!(relation("SELECT 1 FROM ((t))"), RelationKind::Table { .. }));
    let RelationKind::Joined(joined) = relation("SELECT 1 FROM a JOIN b JOIN c ON x ON y CROSS JOIN d")
    else {
        panic!("no join")
    };
    assert_eq!(joined.joins.len(), 2);
    assert!(matches!(joined.joins[0].right.kind, RelationKind::Joined(_)));
}

#[test]
fn grouping_sets() {
    let elements = |sql: &str| match select(sql).group_by {
        Some(group_by) => group_by.elements,
        None => panic!("{sql}"),
    };
    let set = |names: &[&str]| GroupingElement::Set(names.iter().map(|name| expression(name)).collect());
    assert_eq!(
        elements("SELECT 1 GROUP BY a, (b, c), (), ROW(d, e), ((f, g))"),
        [set(&["a"]), set(&["b", "c"]), set(&[]), set(&["ROW(d, e)"]), set(&["(f, g)"])]
    );
    let auto = select("SELECT 1 GROUP BY DISTINCT auto").group_by;
    assert!(
        matches!(auto, Some(GroupBy { auto: true, distinct: true, ref elements, .. }) if elements.is_empty())
    );
}

#[test]
fn words_of_the_grammar_that_are_names_after_all() {
    let names = |sql: &str| match expression(sql).kind {
        ExpressionKind::Function(call) => call.name.to_string(),
        ExpressionKind::Typed(literal) => literal.type_name.value,
        ExpressionKind::Name(name) => name.value,
        kind => panic!("{sql}: {kind:?}"),
    };
    assert_eq!(names("all(1, 2)"), "all");
    assert_eq!(names("ROW()"), "ROW");
    assert_eq!(names("DESCRIPTOR()"), "DESCRIPTOR");
    assert_eq!(names("INTERVAL '1'"), "INTERVAL");
    assert_eq!(names("interval"), "interval");
    assert!(matches!(expression("a < ALL (19, 20)").kind, ExpressionKind::Comparison(_)));
    assert!(matches!(expression("a < ALL (SELECT 19)").kind, ExpressionKind::Quantified(_)));
    let SelectItem::Expression { alias, .. } = &select("SELECT INTERVAL '1' DAY TO").items[0] else {
        panic!("no expression")
    };
    assert_eq!(alias.as_ref().map(|alias| alias.value.as_str()), Some("TO"));
}
