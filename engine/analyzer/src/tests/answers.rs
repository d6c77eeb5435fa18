//! Names, types and errors of whole statements, word for word as Trino 440 gives them.
//!
//! `trino_answers.tsv` holds a statement a line with what Trino answered: `name type, …`, or `! ` and the
//! error. The statements need no tables.

use super::{error, output, try_analyzed};

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
        let (sql, expected) = line.split_once('\t').unwrap();
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
