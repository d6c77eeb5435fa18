//! Generated and broken statements through lexer, parser, printer and analyzer: no panic, no deep stack, no
//! long time. The fuzz targets (`engine/analyzer/fuzz`) do the same with a fuzzer's bytes.

mod check;
mod choices;
mod statements;
mod templates;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use check::Outcome;
use choices::Random;

use super::{Fixture, session};

/// Stack of a query's thread.
const STACK: usize = 16 << 20;
/// What one statement may take, on a busy machine.
const MOST: Duration = Duration::from_secs(5);
/// Generated statements.
const STATEMENTS: usize = 5_000;
/// Texts made of them by changing bytes.
const BROKEN: usize = 15_000;

/// Random numbers that are the same each time, unless `GENERATED_SEED` asks for others.
fn random() -> Random {
    Random(std::env::var("GENERATED_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(4))
}

/// Runs `test` on a stack of the size of a query's thread.
fn on_a_query_stack(test: fn()) {
    std::thread::Builder::new().stack_size(STACK).spawn(test).unwrap().join().unwrap();
}

/// Runs `check` of one text, which must not take long.
fn timed<T>(text: &str, check: impl FnOnce(&str) -> Result<T, String>) -> T {
    let start = Instant::now();
    let checked = check(text).unwrap_or_else(|difference| panic!("{difference}"));
    assert!(start.elapsed() < MOST, "{:?}: {:.200}", start.elapsed(), text);
    checked
}

#[test]
fn generated_statements_print_and_analyze() {
    on_a_query_stack(|| {
        let (session, relations) = (session(), Fixture::default());
        let mut random = random();
        let mut outcomes = BTreeMap::new();
        for _ in 0..STATEMENTS {
            let length = random.below(400);
            let sql = statements::statement(&random.bytes(length));
            let outcome = timed(&sql, |sql| check::analysis(sql, &session, &relations));
            *outcomes.entry(format!("{outcome:?}")).or_insert(0) += 1;
        }
        let planned = outcomes.get(&format!("{:?}", Outcome::Planned)).copied().unwrap_or(0);
        assert!(
            planned * 2 > STATEMENTS,
            "a generator whose statements are refused tries little: {outcomes:?}"
        );
    });
}

#[test]
fn broken_statements_do_no_harm() {
    on_a_query_stack(|| {
        let (session, relations) = (session(), Fixture::default());
        let mut random = random();
        let mut other = Vec::new();
        for _ in 0..BROKEN {
            let length = random.below(100);
            let sql = statements::statement(&random.bytes(length));
            let mut bytes = sql.into_bytes();
            bytes.truncate(4_000);
            for _ in 0..=random.below(4) {
                change(&mut bytes, &other, &mut random);
            }
            let text = String::from_utf8_lossy(&bytes).into_owned();
            timed(&text, check::statements);
            timed(&text, |text| check::analysis(text, &session, &relations));
            other = bytes;
        }
    });
}

/// Changes a text: a byte, a part left out, doubled, moved, or taken from another text.
fn change(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    const PIECES: &[&str] = &[
        "'",
        "\"",
        "`",
        "(",
        ")",
        "[",
        "]",
        "{-",
        "-}",
        "--",
        "/*",
        "*/",
        ";",
        "$$",
        "$1",
        "?",
        "::",
        "->",
        "=>",
        ".",
        "é",
        "\u{0}",
        "\u{1F600}",
        "U&'",
        "X'",
        "E'\\",
        "1e",
        "0x",
        "..",
        "9223372036854775808",
        " NOT ",
        " AS ",
        " FROM ",
        " SELECT ",
        " OVER ",
        " WITH ",
        " ROW ",
        " NULL ",
        " CREATE TABLE ",
        " INTERVAL ",
        " UNESCAPE ",
    ];
    let at = random.below(bytes.len() + 1);
    let end = (at + random.below(20)).min(bytes.len());
    match random.below(6) {
        0 if at < bytes.len() => bytes[at] = random.next() as u8,
        1 => drop(bytes.drain(at..end)),
        2 => {
            let part = bytes[at..end].to_vec();
            bytes.splice(at..at, part);
        }
        3 => {
            let part: Vec<_> = bytes.drain(at..end).collect();
            let to = random.below(bytes.len() + 1);
            bytes.splice(to..to, part);
        }
        4 if !other.is_empty() => {
            let from = random.below(other.len());
            let part = other[from..(from + 40).min(other.len())].to_vec();
            bytes.splice(at..at, part);
        }
        _ => {
            let piece = PIECES[random.below(PIECES.len())].bytes();
            bytes.splice(at..at, piece);
        }
    }
}
