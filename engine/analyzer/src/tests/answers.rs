//! Names, types and errors of whole statements, word for word as Trino 440 gives them.
//!
//! `trino_answers.tsv` holds a statement a line with what Trino answered: `name type, …` and its rows where
//! they are simple and always the same, or `! ` and the error. The statements need no tables.

use std::collections::HashMap;

use super::{analyzed, error, output, try_analyzed};
use crate::unnest::tests::evaluate::{Cell, Evaluation};

const ANSWERS: &str = include_str!("trino_answers.tsv");

/// Where we differ on purpose.
const DIFFERENT: &[(&str, &str)] = &[
    ("select a, count(*) from (values (1,2)) t(a,b) group by auto", "Trino 440 does not know AUTO yet"),
    ("select a+b, count(*)+1 from (values (1,2)) t(a,b) group by auto", "likewise"),
    ("select a+b x, count(*)+a from (values (1,2)) t(a,b) group by auto", "likewise"),
    ("select a from (values approx_set(1)) t(a) group by a", "Trino fails on aggregates in VALUES elsewhere"),
    (
        "with recursive t(n) as (select 1 union all select n from t order by n) select * from t",
        "told at the first sort key, not at ORDER",
    ),
    (
        "select (r).* from (values row(cast(row(1,2) as row(f bigint, g integer)))) t(r)",
        "told at the name, not at the parenthesis before",
    ),
    ("select a in (select 1) from (values (1,2)) t(a,b) group by b", "Trino breaks lines in subqueries"),
    ("select a > all (select 1) from (values (1,2)) t(a,b) group by b", "likewise"),
];

#[test]
fn statements_are_answered_as_trino_does() {
    let mut wrong = Vec::new();
    for line in ANSWERS.lines() {
        let (sql, expected, _) = parts(line);
        let found = match try_analyzed(sql) {
            Ok(_) => output(sql),
            Err(_) => format!("! {}", error(sql)),
        };
        // Trino's clients see a blank behind the comma in `decimal(11, 1)`.
        let same = found.replace(", ", ",") == expected.replace(", ", ",");
        let different = DIFFERENT.iter().any(|(different, _)| *different == sql);
        if same == different {
            wrong.push(format!("{sql}\n   trino: {expected}\n  polias: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} statements:\n{}", wrong.len(), wrong.join("\n"));
}

/// Fewest statements whose rows can be compared: an evaluation by definition does not know everything.
const COMPARED: usize = 160;

#[test]
fn plans_mean_trinos_rows() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for line in ANSWERS.lines() {
        let (sql, _, expected) = parts(line);
        if expected.is_empty() || try_analyzed(sql).is_err() {
            continue;
        }
        // It panics at what it does not know.
        let found = std::panic::catch_unwind(|| rows(sql));
        if let Ok(found) = found {
            compared += 1;
            if found != expected {
                wrong.push(format!("{sql}\n   trino: {expected}\n  polias: {found}\n{}", analyzed(sql).plan));
            }
        }
    }
    println!("{compared} compared");
    assert!(wrong.is_empty(), "{} statements:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared >= COMPARED, "{compared}");
}

/// Rows as Trino gives them for tables with these rows.
#[test]
fn rows_are_matched_and_distinguished_by_what_is_named() {
    let tables = "WITH u(k) AS (VALUES 1, 2, 2, 3, NULL, 5), v(k) AS (VALUES 1, 2, 2, 4, NULL, 5), \
                  g(g1, g2, n) AS (VALUES ('a', 'x', 1), ('a', 'y', 2), ('a', 'y', 3), ('b', 'x', 5), \
                  (NULL, NULL, 5), (NULL, 'x', 7))";
    for (query, expected) in [
        (
            "SELECT u.k, v.k FROM u JOIN v ON u.k = (SELECT max(g.n) FROM g WHERE g.n <= v.k)",
            "[1, 1; 2, 2; 2, 2; 2, 2; 2, 2; 3, 4; 5, 5]",
        ),
        ("SELECT DISTINCT g1 FROM g GROUP BY g1, g2", "['a'; 'b'; NULL]"),
        ("SELECT DISTINCT g1 FROM g WHERE n > 1", "['a'; 'b'; NULL]"),
        ("SELECT count(*) FROM (SELECT DISTINCT g1 FROM g WHERE g2 IS NOT NULL)", "[3]"),
        ("SELECT g1 FROM g WHERE n > 1 EXCEPT SELECT g1 FROM g WHERE n = 5", "['a']"),
    ] {
        assert_eq!(rows(&format!("{tables} {query}")), expected, "{query}");
    }
}

fn parts(line: &str) -> (&str, &str, &str) {
    let (sql, rest) = line.split_once('\t').unwrap();
    let (expected, rows) = rest.split_once('\t').unwrap_or((rest, ""));
    (sql, expected, rows)
}

/// The rows of a query, as text, sorted.
fn rows(sql: &str) -> String {
    let analysis = analyzed(sql);
    let columns = analysis.plan.columns();
    let places: Vec<_> = analysis
        .output
        .iter()
        .map(|output| columns.iter().position(|column| column.id == output.column).unwrap())
        .collect();
    let mut evaluation = Evaluation { tables: &[], budget: 100_000 };
    let rows = evaluation.rows(&analysis.plan, &HashMap::new()).unwrap();
    let mut texts: Vec<_> = rows
        .iter()
        .map(|row| places.iter().map(|place| text(&row[*place])).collect::<Vec<_>>().join(", "))
        .collect();
    texts.sort();
    format!("[{}]", texts.join("; "))
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Null => "NULL".to_owned(),
        Cell::Boolean(value) => value.to_string(),
        Cell::Integer(value) => value.to_string(),
        Cell::Text(value) => format!("'{value}'"),
        Cell::Array(_) => panic!("an array"),
    }
}
