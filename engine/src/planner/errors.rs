//! DataFusion's errors → ours, with Trino's names.
//!
//! The one place that knows DataFusion's error texts. Errors of connectors and of the engine travel through
//! DataFusion as `External` and are taken out again; what DataFusion says itself is named by its kind, and
//! where that is not enough by its words.

use std::error::Error;

use arrow::error::ArrowError;
use datafusion::common::DataFusionError;
use datafusion::parquet::errors::ParquetError;
use polias_analyzer::AnalysisError;
use polias_connector::ConnectorError;
use polias_functions::DataError;
use polias_sql::Position;

use crate::EngineError;

/// How long a chain of causes is followed.
const MAX_CHAIN: usize = 64;

/// Maps an error; without a position, for it is not known in which text.
pub(crate) fn engine_error(error: &DataFusionError) -> EngineError {
    if let DataFusionError::Collection(errors) = error
        && let Some(first) = errors.first()
    {
        return engine_error(first);
    }
    carried(error).unwrap_or_else(|| named(error.find_root()))
}

/// The analyzer's error, without its place.
pub(super) fn analysis(error: &AnalysisError) -> EngineError {
    let mapped = EngineError::new(error.name, error.message.clone());
    match &error.hint {
        Some(hint) => mapped.with_hint(hint.clone()),
        None => mapped,
    }
}

/// The analyzer's error, placed in the text it analyzed.
pub(super) fn analysis_at(error: &AnalysisError, sql: &str) -> EngineError {
    let mapped = analysis(error);
    match error.offset {
        Some(offset) => mapped.at(Position::of(sql, offset.get())),
        None => mapped,
    }
}

/// The error of ours that lies in the chain of causes, or else the storage's.
fn carried(error: &DataFusionError) -> Option<EngineError> {
    if let Some(ours) = find::<EngineError>(error) {
        return Some(ours.clone());
    }
    if let Some(data) = find::<DataError>(error) {
        return Some(EngineError::new(data.name, data.message.clone()));
    }
    if let Some(connector) = ConnectorError::find_in(error) {
        return Some(connector.clone().into());
    }
    find::<object_store::Error>(error).map(storage)
}

fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    for _ in 0..MAX_CHAIN {
        let current = next?;
        if let Some(found) = current.downcast_ref::<E>() {
            return Some(found);
        }
        next = match current.downcast_ref::<std::io::Error>() {
            // `source` of an I/O error leaves out the error it wraps.
            Some(io) => io.get_ref().map(|inner| inner as &(dyn Error + 'static)),
            None => current.source(),
        };
    }
    None
}

fn storage(error: &object_store::Error) -> EngineError {
    use object_store::Error as Storage;
    match error {
        Storage::NotFound { path, .. } => {
            EngineError::new("HIVE_FILE_NOT_FOUND", format!("File {path} does not exist"))
                .with_hint("the file was removed while the query ran: run the query again")
        }
        Storage::PermissionDenied { path, .. } | Storage::Unauthenticated { path, .. } => {
            EngineError::new("HIVE_FILESYSTEM_ERROR", format!("Access to {path} is denied by the storage"))
                .with_hint("check the server's credentials for this bucket")
        }
        other => EngineError::new("HIVE_CANNOT_OPEN_SPLIT", format!("Storage cannot be read: {other}")),
    }
}

fn named(error: &DataFusionError) -> EngineError {
    match error {
        DataFusionError::ArrowError(error, _) => arrow(error),
        DataFusionError::ParquetError(error) => parquet(error),
        DataFusionError::Plan(text) => plan(text),
        DataFusionError::Execution(text) => execution(text),
        DataFusionError::NotImplemented(text) => not_supported(text),
        DataFusionError::ResourcesExhausted(text) => exhausted(text),
        DataFusionError::IoError(error) => io(&error.to_string()),
        DataFusionError::ExecutionJoin(error) if error.is_cancelled() => crate::query::canceled(),
        DataFusionError::ExecutionJoin(_) => crate::execute::panicked(),
        DataFusionError::Internal(text) => EngineError::internal(first_line(text)),
        DataFusionError::External(error) => EngineError::internal(error.to_string()),
        DataFusionError::Configuration(text) => EngineError::new("INVALID_ARGUMENTS", text.clone()),
        other => EngineError::internal(first_line(&other.to_string())),
    }
}

/// Errors of planning. The analyzer found the statement sound, so they are the engine's own, unless their
/// words are of a value.
fn plan(text: &str) -> EngineError {
    if is_overflow(text) {
        EngineError::new("NUMERIC_VALUE_OUT_OF_RANGE", first_line(text))
    } else if is_cast(text) {
        EngineError::new("INVALID_CAST_ARGUMENT", first_line(text))
    } else {
        EngineError::internal(first_line(text))
    }
}

fn is_overflow(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains("overflow") || text.contains("out of range") || text.contains("too large to store")
}

fn is_cast(text: &str) -> bool {
    text.contains("Cannot cast")
        || text.contains("Can't cast")
        || text.contains("parsing")
        || text.contains("Cast error")
}

fn execution(text: &str) -> EngineError {
    let lower = text.to_lowercase();
    if lower.contains("divide by zero") || lower.contains("division by zero") {
        return EngineError::new("DIVISION_BY_ZERO", "Division by zero");
    }
    if lower.contains("more than one row") {
        return EngineError::new("SUBQUERY_MULTIPLE_ROWS", "Scalar sub-query has returned multiple rows");
    }
    let name = if is_overflow(text) {
        "NUMERIC_VALUE_OUT_OF_RANGE"
    } else if is_cast(text) {
        "INVALID_CAST_ARGUMENT"
    } else {
        "GENERIC_USER_ERROR"
    };
    EngineError::new(name, first_line(text))
}

fn arrow(error: &ArrowError) -> EngineError {
    match error {
        ArrowError::DivideByZero => EngineError::new("DIVISION_BY_ZERO", "Division by zero"),
        ArrowError::ArithmeticOverflow(text) => EngineError::new("NUMERIC_VALUE_OUT_OF_RANGE", text.clone()),
        ArrowError::CastError(text) | ArrowError::ParseError(text) => {
            let name = if is_overflow(text) { "NUMERIC_VALUE_OUT_OF_RANGE" } else { "INVALID_CAST_ARGUMENT" };
            EngineError::new(name, text.clone())
        }
        ArrowError::ComputeError(text) | ArrowError::InvalidArgumentError(text) => execution(text),
        ArrowError::CsvError(text) | ArrowError::JsonError(text) | ArrowError::ParquetError(text) => {
            EngineError::new("HIVE_BAD_DATA", text.clone())
        }
        ArrowError::MemoryError(text) => exhausted(text),
        ArrowError::NotYetImplemented(text) => not_supported(text),
        ArrowError::IoError(text, _) => io(text),
        other => EngineError::internal(first_line(&other.to_string())),
    }
}

fn parquet(error: &ParquetError) -> EngineError {
    match error {
        ParquetError::NYI(text) => not_supported(text),
        other => EngineError::new("HIVE_BAD_DATA", format!("Malformed Parquet file: {other}")),
    }
}

fn not_supported(text: &str) -> EngineError {
    let text = first_line(text);
    // Syntax trees say nothing to a user.
    let text = text.split(" ast node ").next().unwrap_or(text).split(": Some(").next().unwrap_or(text);
    EngineError::not_supported(if text.is_empty() { "This statement is not supported" } else { text })
}

fn exhausted(text: &str) -> EngineError {
    if text.contains("disk space") || text.contains("spilling process") {
        return spill_limit();
    }
    EngineError::new("EXCEEDED_LOCAL_MEMORY_LIMIT", "Query exceeded the server's memory limit")
        .with_detail(text)
        .with_hint("read fewer columns or rows, join the smaller table second, or raise the memory limit")
}

fn io(text: &str) -> EngineError {
    if text.contains("used disk space during the spilling") {
        return spill_limit();
    }
    EngineError::internal(format!("input or output failed: {}", first_line(text)))
}

fn spill_limit() -> EngineError {
    EngineError::new("EXCEEDED_SPILL_LIMIT", "Query exceeded the server's spill limit")
        .with_hint("sort or group fewer rows, or raise the spill limit")
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default().trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn name(error: DataFusionError) -> &'static str {
        engine_error(&error).name
    }

    #[test]
    fn names_by_kind_and_words() {
        for (error, expected) in [
            (DataFusionError::NotImplemented("LATERAL VIEWS".into()), "NOT_SUPPORTED"),
            (DataFusionError::ArrowError(Box::new(ArrowError::DivideByZero), None), "DIVISION_BY_ZERO"),
            (
                DataFusionError::ArrowError(
                    Box::new(ArrowError::CastError("Cannot cast string 'x' to value of Int64 type".into())),
                    None,
                ),
                "INVALID_CAST_ARGUMENT",
            ),
            (
                DataFusionError::ArrowError(
                    Box::new(ArrowError::ArithmeticOverflow("Overflow happened on: 1 + 2".into())),
                    None,
                ),
                "NUMERIC_VALUE_OUT_OF_RANGE",
            ),
            (
                DataFusionError::ResourcesExhausted("sort wanted 10 bytes more".into()),
                "EXCEEDED_LOCAL_MEMORY_LIMIT",
            ),
            (
                DataFusionError::IoError(std::io::Error::other(
                    "The used disk space during the spilling process has exceeded the allowable limit",
                )),
                "EXCEEDED_SPILL_LIMIT",
            ),
            (DataFusionError::Internal("odd".into()), "GENERIC_INTERNAL_ERROR"),
            (DataFusionError::ParquetError(Box::new(ParquetError::General("bad".into()))), "HIVE_BAD_DATA"),
        ] {
            let text = error.to_string();
            assert_eq!(name(error), expected, "{text}");
        }
    }

    #[test]
    fn takes_our_errors_out_of_the_chain() {
        let connector = ConnectorError::new("HIVE_BAD_DATA", "bad line 3").with_hint("fix it");
        let wrapped = DataFusionError::Context(
            "scan".into(),
            Box::new(DataFusionError::ArrowError(
                Box::new(ArrowError::ExternalError(Box::new(DataFusionError::from(connector)))),
                None,
            )),
        );
        let error = engine_error(&wrapped);
        assert_eq!(
            (error.name, error.message.as_str(), error.hint.as_deref()),
            ("HIVE_BAD_DATA", "bad line 3", Some("fix it"))
        );

        let cutoff = ConnectorError::new("EXCEEDED_SCAN_LIMIT", "too much");
        let store = object_store::Error::Generic { store: "metered", source: Box::new(cutoff) };
        assert_eq!(name(DataFusionError::ObjectStore(Box::new(store))), "EXCEEDED_SCAN_LIMIT");

        let io = std::io::Error::other(ConnectorError::new("HIVE_CURSOR_ERROR", "gone"));
        assert_eq!(
            name(DataFusionError::Shared(Arc::new(DataFusionError::IoError(io)))),
            "HIVE_CURSOR_ERROR"
        );
    }

    #[test]
    fn storage_errors_are_named() {
        let gone = object_store::Error::NotFound { path: "a/b".into(), source: "no".into() };
        assert_eq!(name(DataFusionError::ObjectStore(Box::new(gone))), "HIVE_FILE_NOT_FOUND");
    }

    #[test]
    fn errors_of_values_are_named() {
        let error = DataError::new("DIVISION_BY_ZERO", "Division by zero");
        assert_eq!(name(error.into()), "DIVISION_BY_ZERO");
    }

    #[test]
    fn errors_of_the_analyzer_have_a_place() {
        let error = AnalysisError::new(
            "COLUMN_NOT_FOUND",
            polias_sql::ast::Offset(9),
            "Column 'x' cannot be resolved",
        );
        let mapped = analysis_at(&error, "SELECT\n  x");
        assert_eq!(mapped.to_string(), "COLUMN_NOT_FOUND: line 2:3: Column 'x' cannot be resolved");
    }
}
