//! Names, types and errors of whole statements, word for word as Trino 440 gives them.
//!
//! `trino_answers.tsv` holds a statement a line with what Trino answered: `name type, …`, or `! ` and the
//! error. The statements need no tables.

use super::{error, output, try_analyzed};

const ANSWERS: &str = include_str!("trino_answers.tsv");

/// Where we differ on purpose.
const DIFFERENT: &[(&str, &str)] = &[];

#[test]
fn statements_are_answered_as_trino_does() {
    let mut wrong = Vec::new();
    for line in ANSWERS.lines() {
        let (sql, expected) = line.split_once('\t').unwrap();
        if DIFFERENT.iter().any(|(different, _)| *different == sql) {
            continue;
        }
        let found = match try_analyzed(sql) {
            Ok(_) => output(sql),
            Err(_) => format!("! {}", error(sql)),
        };
        // Trino's clients see a blank behind the comma in `decimal(11, 1)`.
        if found.replace(", ", ",") != expected.replace(", ", ",") {
            wrong.push(format!("{sql}\n   trino: {expected}\n  polias: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} statements:\n{}", wrong.len(), wrong.join("\n"));
}
