//! What tests of the analyzer share: tables in memory, Trino's functions, a session; and tests of whole
//! statements.

mod answers;
mod functions;
mod generated;
mod relations;
mod tpcds;
mod tpch;

use polias_sql::Flavor;
use polias_sql::ast::Query;
use polias_types::Zone;

use crate::{Analysis, AnalysisError, Parameter, Session, analyze};

pub(crate) use functions::functions;
pub(crate) use relations::Fixture;

/// 2026-11-25 00:00:00 UTC
const NOW: i128 = 1_795_564_800_000_000_000;

/// A session in `memory.default`.
pub(crate) fn session() -> Session<'static> {
    Session {
        functions: functions(),
        catalog: "memory".to_owned(),
        schema: "default".to_owned(),
        user: "alice".to_owned(),
        zone: Zone::UTC,
        now: NOW,
        flavor: Flavor::Trino,
        max_recursion: 10,
    }
}

/// The syntax tree of a query.
pub(crate) fn parsed(sql: &str, flavor: Flavor) -> Query {
    polias_sql::parse_query(sql, flavor).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// Analyzes a query over the fixture's tables.
pub(crate) fn try_analyzed(sql: &str) -> Result<Analysis, AnalysisError> {
    analyze(&parsed(sql, Flavor::Trino), &session(), &Fixture::default(), &[])
}

/// Analyzes a query that has no errors.
pub(crate) fn analyzed(sql: &str) -> Analysis {
    try_analyzed(sql).unwrap_or_else(|error| panic!("{sql}: {error} at {:?}", error.offset))
}

/// Analyzes a query in PostgreSQL's words.
pub(crate) fn analyzed_postgres(sql: &str, parameters: &[Parameter]) -> Result<Analysis, AnalysisError> {
    let session = Session { flavor: Flavor::Postgres, ..session() };
    analyze(&parsed(sql, Flavor::Postgres), &session, &Fixture::default(), parameters)
}

/// Names and types of a query's output, as `name type, …`.
pub(crate) fn output(sql: &str) -> String {
    let columns: Vec<_> =
        analyzed(sql).output.iter().map(|column| format!("{} {}", column.name, column.data_type)).collect();
    columns.join(", ")
}

/// An error as a client reads it: `NAME: line 1:8: message`.
pub(crate) fn error(sql: &str) -> String {
    let Err(error) = try_analyzed(sql) else { panic!("{sql}: no error") };
    let place = error.offset.map_or_else(String::new, |offset| {
        let position = polias_sql::Position::of(sql, offset.get());
        format!("line {}:{}: ", position.line, position.column)
    });
    format!("{}: {place}{}", error.name, error.message)
}
