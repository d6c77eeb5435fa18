//! What the fuzz targets do with their bytes.
//!
//! Generator and checks are those of the analyzer's own tests; here they get a fuzzer's bytes instead of
//! random ones. `cargo +nightly fuzz run grammar` (in the folder `engine/analyzer`) runs one; libFuzzer's
//! `-timeout=5` bounds the time of an input.

#![allow(dead_code, reason = "the tests use more of the modules they share with the targets")]

#[path = "../../src/tests/generated/check.rs"]
mod check;
#[path = "../../src/tests/generated/choices.rs"]
mod choices;
#[path = "../../src/tests/functions.rs"]
mod functions;
#[path = "../../src/tests/relations.rs"]
mod relations;
#[path = "../../src/tests/generated/statements.rs"]
mod statements;
#[path = "../../src/tests/generated/templates.rs"]
mod templates;

use std::sync::LazyLock;

use polias_analyzer::{
    AnalysisError, Relation, Relations, Session, Snapshot, TableColumn, TableName, View, analyze,
};
use polias_sql::ast::Query;
use polias_sql::{Flavor, parse_expression, parse_query};
use polias_types::Zone;

/// Stack of a query's thread, four times: the sanitizer makes frames larger.
const STACK: usize = 64 << 20;

static FIXTURE: LazyLock<relations::Fixture> = LazyLock::new(relations::Fixture::default);

fn parsed(sql: &str, flavor: Flavor) -> Query {
    parse_query(sql, flavor).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

fn on_a_query_stack(check: impl FnOnce() -> Result<(), String> + Send) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, check);
        match thread.map(|thread| thread.join()) {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(difference))) => panic!("{difference}"),
            Ok(Err(payload)) => std::panic::resume_unwind(payload),
            Err(error) => panic!("no thread: {error}"),
        }
    });
}

/// Any bytes as a query and as an expression, of every flavor.
pub fn lexer_parser(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    on_a_query_stack(|| {
        for flavor in [Flavor::Trino, Flavor::Hive, Flavor::Postgres] {
            let _ = parse_query(&text, flavor);
            let _ = parse_expression(&text, flavor);
        }
        Ok(())
    });
}

/// Any bytes as a batch of statements, of which queries are printed and read again.
pub fn batch(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    on_a_query_stack(|| check::statements(&text));
}

/// A statement of the grammar, which these bytes choose: parsed, printed, parsed again, analyzed.
pub fn grammar(bytes: &[u8]) {
    let sql = statements::statement(bytes);
    let session = Session {
        functions: functions::functions(),
        catalog: "memory".to_owned(),
        schema: "default".to_owned(),
        user: "alice".to_owned(),
        zone: Zone::UTC,
        now: 1_795_564_800_000_000_000,
        flavor: Flavor::Trino,
        max_recursion: 10,
    };
    on_a_query_stack(|| check::analysis(&sql, &session, &*FIXTURE).map(|_| ()));
}
