//! Which operators come of typical queries.

use crate::plan::{JoinKind, Node};
use crate::tests::{analyzed, try_analyzed};

/// Names of all operators but projections, from the top, and joins of the outer values marked `domain`.
fn operators(node: &Node) -> Vec<String> {
    let mut names = Vec::new();
    let name = match node {
        Node::Project { .. } => None,
        Node::Join { kind: JoinKind::Mark(_), .. } => Some("Mark".to_owned()),
        Node::Join { kind, .. } => Some(kind.to_string()),
        node => {
            let text = node.to_string();
            Some(text.split([' ', ':', '\n']).next().unwrap_or_default().to_owned())
        }
    };
    names.extend(name);
    node.for_each_input(&mut |input| names.extend(operators(input)));
    names
}

fn shape(sql: &str) -> String {
    operators(&analyzed(sql).plan).join(" ")
}

fn tpch(number: u32) -> String {
    let path = format!("{}/../../bench/tpch/queries/q{number:02}.sql", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn tpch_needs_no_domain() {
    for number in [2, 4, 11, 15, 16, 17, 18, 20, 21, 22] {
        let sql = tpch(number);
        let sql = sql.trim().trim_end_matches(';');
        let plan = analyzed(sql).plan;
        let operators = operators(&plan);
        assert!(!operators.iter().any(|name| name == "Distinct"), "query {number}:\n{plan}");
        super::assert_plain(&plan);
    }
}

#[test]
fn filters_by_existence_are_semi_and_anti_joins() {
    assert_eq!(shape("SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = t.a)"), "Semi Scan Scan");
    assert_eq!(
        shape("SELECT a FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.a > t.a AND u.b = 'x')"),
        "Anti Scan Filter Scan"
    );
    assert_eq!(shape("SELECT a FROM t WHERE a IN (SELECT a FROM u)"), "Semi Scan Scan");
    assert_eq!(
        shape("SELECT a FROM t WHERE a NOT IN (SELECT a FROM u)"),
        "Filter Anti Inner Scan Aggregate Scan Scan"
    );
    assert_eq!(shape("SELECT a FROM t WHERE NOT (EXISTS (TABLE u) OR c > 1)"), "Anti Filter Scan Limit Scan");
}

#[test]
fn aggregates_are_grouped_once_by_the_correlated_key() {
    assert_eq!(
        shape("SELECT a FROM t WHERE c > (SELECT avg(u.a) FROM u WHERE u.a = t.a)"),
        "Filter Left Scan Aggregate Scan"
    );
    assert_eq!(shape("SELECT (SELECT max(a) FROM u) FROM t"), "Inner Scan Aggregate Scan");
}

#[test]
fn lateral_over_outer_lists_needs_no_join() {
    assert_eq!(shape("SELECT x FROM t CROSS JOIN LATERAL (SELECT x FROM UNNEST(t.xs) s(x))"), "Unnest Scan");
    assert_eq!(shape("SELECT y FROM t CROSS JOIN LATERAL (SELECT t.a + 1 AS y)"), "Scan");
}

#[test]
fn subqueries_in_lambdas_are_refused() {
    let error = try_analyzed("SELECT transform(xs, x -> (SELECT 1)) FROM t").unwrap_err();
    assert_eq!(
        (error.name, error.message.as_str()),
        ("NOT_SUPPORTED", "Lambda expression cannot contain subqueries")
    );
}

#[test]
fn many_subqueries_make_a_plan_of_their_size() {
    let subquery = |number: usize| format!("(SELECT count(*) FROM u WHERE u.a > t.a + {number})");
    let length = |count: usize| {
        let items: Vec<_> = (0..count).map(subquery).collect();
        operators(&analyzed(&format!("SELECT {} FROM t", items.join(", "))).plan).len()
    };
    assert!(length(40) < 5 * length(10), "{} {}", length(40), length(10));
}

#[test]
fn outer_rows_chosen_by_chance_are_computed_once() {
    let sql = "SELECT (SELECT count(*) FROM u WHERE u.a > s.a) FROM (SELECT a FROM t LIMIT 3) s";
    assert_eq!(shape(sql), "Aggregate Left Number Limit Scan Scan");
    let error = try_analyzed(
        "SELECT (SELECT max(x) FROM (SELECT DISTINCT u.a AS x FROM u WHERE u.a > s.a)) FROM (SELECT a FROM t LIMIT 3) s",
    );
    let error = error.unwrap_err();
    assert_eq!(
        (error.name, error.message.as_str()),
        ("NOT_SUPPORTED", "Given correlated subquery is not supported")
    );
}

#[test]
fn aggregates_over_outer_lists_need_no_join() {
    assert_eq!(
        shape("SELECT (SELECT sum(x) FROM UNNEST(t.xs) s(x) WHERE x > 1) FROM t"),
        "Aggregate Outer Number Scan"
    );
    assert_eq!(
        shape("SELECT a FROM t WHERE EXISTS (SELECT 1 FROM UNNEST(t.m) s(k, v) WHERE v > 1)"),
        "Filter Aggregate Outer Number Scan"
    );
}
