//! Coverage of recorded client queries, when a folder of them is given in `POLIAS_PG_CORPUS`.
//!
//! A file holds statements introduced by `-- @@ N …`, with an optional line `-- params: ["…"]`; OIDs in them are
//! placeholders such as `{{oid:schema.relation}}`. `POLIAS_PG_CORPUS_REPORT` names a file for the outcome of each.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use datafusion::common::ScalarValue;

use super::lake::{Lake, ask, session};
use crate::{describe, is_catalog_query, stable_oid};

/// Share of catalog queries that must run; it may only rise.
const MIN_PERCENT: usize = 99;

struct Recorded {
    number: String,
    sql: String,
    parameters: Vec<ScalarValue>,
}

fn read(path: &Path) -> Vec<Recorded> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut statements = Vec::new();
    for part in text.split("-- @@ ").skip(1) {
        let (head, mut body) = part.split_once('\n').unwrap();
        let mut parameters = Vec::new();
        if let Some(rest) = body.strip_prefix("-- params: ") {
            let (list, rest) = rest.split_once('\n').unwrap();
            parameters = strings(&resolve(list));
            body = rest;
        }
        let number = head.split(' ').next().unwrap();
        let body = resolve(body);
        // A batch of several statements arrives as one; the protocol layer splits it.
        for (index, sql) in body.trim().trim_end_matches(';').split(";\n").enumerate() {
            let number = if index == 0 { number.to_owned() } else { format!("{number}.{index}") };
            statements.push(Recorded { number, sql: sql.trim().to_owned(), parameters: parameters.clone() });
        }
    }
    statements
}

/// Strings and nulls of a JSON array of them.
fn strings(list: &str) -> Vec<ScalarValue> {
    let mut out = Vec::new();
    let mut chars = list.trim().trim_start_matches('[').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                let mut text = String::new();
                while let Some(c) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => match chars.next() {
                            Some('n') => text.push('\n'),
                            Some(c) => text.push(c),
                            None => break,
                        },
                        c => text.push(c),
                    }
                }
                out.push(ScalarValue::Utf8(Some(text)));
            }
            'n' => out.push(ScalarValue::Utf8(None)),
            _ => {}
        }
    }
    out
}

fn resolve(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        // `{{{oid:…}},…}` is an array literal around placeholders.
        let start = if rest[start..].starts_with("{{{") { start + 1 } else { start };
        let Some(length) = rest[start..].find("}}") else { break };
        out.push_str(&rest[..start]);
        let inside = &rest[start + 2..start + length];
        let (kind, name) = inside.split_once(':').unwrap_or((inside, ""));
        let oid = match (kind, name.split_once('.')) {
            ("oid", Some((schema, name))) => stable_oid::of("relation", &[schema, name]),
            ("nsoid", _) => stable_oid::of("schema", &[name]),
            ("dboid", _) => stable_oid::of("database", &["lake"]),
            _ => 0,
        };
        out.push_str(&oid.to_string());
        rest = &rest[start + length + 2..];
    }
    out.push_str(rest);
    out
}

fn is_query(sql: &str) -> bool {
    let start = sql
        .lines()
        .find(|line| !line.trim().is_empty() && !line.trim_start().starts_with("--"))
        .unwrap_or("");
    let word: String = start.trim_start().chars().take_while(|c| c.is_alphabetic() || *c == '(').collect();
    matches!(word.to_lowercase().as_str(), "select" | "with" | "values" | "(select" | "(with" | "(")
        || start.starts_with("/*")
}

#[tokio::test]
async fn recorded_client_queries_run() {
    let Ok(folder) = std::env::var("POLIAS_PG_CORPUS") else { return };
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    paths.sort();
    let mut report = String::new();
    let mut clients: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for path in paths {
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        let client = file.split("__").next().unwrap().to_owned();
        for Recorded { number, sql, parameters } in read(&path) {
            if !is_query(&sql) {
                continue;
            }
            if !is_catalog_query(&sql) {
                if ["pg_catalog", "pg_class", "information_schema"]
                    .iter()
                    .any(|word| sql.to_lowercase().contains(word))
                {
                    let reason =
                        crate::parse::query(&sql).map_or_else(|error| error.message, |_| "mixed".to_owned());
                    writeln!(report, "NOT\t{file}\t{number}\t{reason}").unwrap();
                    clients.entry(client.clone()).or_default().1 += 1;
                }
                continue;
            }
            let outcome = clients.entry(client.clone()).or_default();
            outcome.1 += 1;
            let started = std::time::Instant::now();
            let result = ask(&sql, &parameters).await;
            let millis = started.elapsed().as_millis();
            match result {
                Ok(answer) => {
                    let described = describe(&sql, &[], &session(), Arc::new(Lake)).await;
                    let columns: Vec<String> =
                        answer.columns.iter().map(|c| format!("{}:{}", c.name, c.pg_oid)).collect();
                    let same = described.is_ok_and(|d| {
                        d.columns.iter().map(|c| c.pg_oid).eq(answer.columns.iter().map(|c| c.pg_oid))
                    });
                    let rows: usize = answer.batches.iter().map(|batch| batch.num_rows()).sum();
                    if same {
                        outcome.0 += 1;
                    }
                    let word = if same { "OK" } else { "DESCRIBE" };
                    writeln!(
                        report,
                        "{word}\t{file}\t{number}\t{millis}ms {rows} rows\t{}",
                        columns.join("\t")
                    )
                    .unwrap();
                }
                Err(error) => {
                    writeln!(report, "ERR\t{file}\t{number}\t{} {}", error.sqlstate, error.message).unwrap();
                }
            }
        }
    }
    let (ok, all) = clients.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    for (client, (ok, all)) in &clients {
        println!("{client}: {ok} of {all}");
    }
    println!("all clients: {ok} of {all}");
    if let Ok(path) = std::env::var("POLIAS_PG_CORPUS_REPORT") {
        std::fs::write(path, report).unwrap();
    }
    assert!(ok * 100 >= all * MIN_PERCENT, "{ok} of {all}");
}
