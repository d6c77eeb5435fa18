//! Errors and notices as PostgreSQL clients read them, and the one place that gives engine errors a SQLSTATE.
//!
//! Codes: <https://www.postgresql.org/docs/15/errcodes-appendix.html>. It must never word an engine error anew:
//! the message is the text Athena shows.

use pgwire::error::ErrorInfo;
use pgwire::messages::response::{ErrorResponse, NoticeResponse};
use polias_engine::{EngineError, ErrorType};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The statement failed.
    Error,
    /// The connection ends.
    Fatal,
    /// Something that looks like a mistake.
    Warning,
    /// Something to know.
    Notice,
}

impl Severity {
    fn word(self) -> &'static str {
        match self {
            Self::Error => "ERROR",
            Self::Fatal => "FATAL",
            Self::Warning => "WARNING",
            Self::Notice => "NOTICE",
        }
    }
}

/// An error or notice of the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PgError {
    /// How bad it is.
    pub severity: Severity,
    /// SQLSTATE, five characters.
    pub code: &'static str,
    /// What happened.
    pub message: String,
    /// More about it.
    pub detail: Option<Box<str>>,
    /// What to do next.
    pub hint: Option<Box<str>>,
    /// Byte offset into the text of the statement.
    pub offset: Option<usize>,
    /// Place in the text the client sent, in characters from 1; see [`PgError::placed_in`].
    pub position: Option<usize>,
}

impl PgError {
    fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { severity, code, message, detail: None, hint: None, offset: None, position: None }
    }

    /// A failed statement.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// The end of the connection.
    pub fn fatal(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Fatal, code, message)
    }

    /// A warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A notice.
    pub fn notice(message: impl Into<String>) -> Self {
        Self::new(Severity::Notice, "00000", message)
    }

    /// A syntax error at a byte offset of the statement.
    pub fn syntax(message: impl Into<String>, offset: usize) -> Self {
        Self { offset: Some(offset), ..Self::error("42601", message) }
    }

    /// Something this server does not do.
    pub fn unsupported(message: impl Into<String>) -> Self {
        Self::error("0A000", message)
    }

    /// A statement in a block that an error has ended.
    pub fn aborted_block() -> Self {
        Self::error(
            "25P02",
            "current transaction is aborted, commands ignored until end of transaction block",
        )
    }

    /// Adds a detail.
    pub fn with_detail(mut self, detail: impl Into<Box<str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds what to do next.
    pub fn with_hint(mut self, hint: impl Into<Box<str>>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same, ending the connection: errors of startup parameters are fatal.
    pub fn into_fatal(mut self) -> Self {
        self.severity = Severity::Fatal;
        self
    }

    /// True when the connection ends with it.
    pub fn is_fatal(&self) -> bool {
        self.severity == Severity::Fatal
    }

    /// Turns the byte offset within a statement, which begins at byte `start` of `text`, into the character
    /// position within `text` that the protocol wants.
    pub fn placed_in(mut self, text: &str, start: usize) -> Self {
        if let Some(offset) = self.offset {
            self.position = text.get(..start + offset).map(|before| before.chars().count() + 1);
        }
        self
    }

    fn info(&self) -> ErrorInfo {
        let word = self.severity.word();
        let mut info = ErrorInfo::new(word.to_owned(), self.code.to_owned(), c_string(&self.message));
        info.severity_nonlocalized = Some(word.to_owned());
        info.detail = self.detail.as_deref().map(c_string);
        info.hint = self.hint.as_deref().map(c_string);
        info.position = self.position.map(|position| position.to_string());
        info
    }

    /// The ErrorResponse message.
    pub fn to_response(&self) -> ErrorResponse {
        self.info().into()
    }

    /// The NoticeResponse message.
    pub fn to_notice(&self) -> NoticeResponse {
        self.info().into()
    }
}

/// Texts of the protocol end at NUL; one within would break the message apart.
fn c_string(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

impl From<EngineError> for PgError {
    fn from(error: EngineError) -> Self {
        // Errors of catalog queries are PostgreSQL's own: named by a SQLSTATE, worded without it.
        let message = if is_sqlstate(error.name) { error.message.clone() } else { error.to_string() };
        let offset = error.position.map(|position| position.offset);
        Self {
            detail: error.detail.map(String::into_boxed_str),
            hint: error.hint.map(String::into_boxed_str),
            offset,
            ..Self::error(sqlstate(error.name, error.error_type), message)
        }
    }
}

/// The SQLSTATE of a Trino error name.
///
/// Names: <https://github.com/trinodb/trino/blob/440/core/trino-spi/src/main/java/io/trino/spi/StandardErrorCode.java>.
fn sqlstate(name: &'static str, error_type: ErrorType) -> &'static str {
    match name {
        "SYNTAX_ERROR" | "MISSING_SCHEMA_NAME" | "MISSING_CATALOG_NAME" | "MISMATCHED_COLUMN_ALIASES" => {
            "42601"
        }
        "TABLE_NOT_FOUND" | "VIEW_NOT_FOUND" => "42P01",
        "COLUMN_NOT_FOUND" => "42703",
        "SCHEMA_NOT_FOUND" => "3F000",
        "CATALOG_NOT_FOUND" => "3D000",
        "FUNCTION_NOT_FOUND" => "42883",
        "TYPE_NOT_FOUND" | "NOT_FOUND" | "ROLE_NOT_FOUND" => "42704",
        "PREPARED_STATEMENT_NOT_FOUND" => "26000",
        "TABLE_ALREADY_EXISTS" | "VIEW_ALREADY_EXISTS" => "42P07",
        "SCHEMA_ALREADY_EXISTS" => "42P06",
        "COLUMN_ALREADY_EXISTS" | "DUPLICATE_COLUMN_NAME" | "DUPLICATE_NAMED_QUERY" => "42701",
        "ALREADY_EXISTS" | "PARTITION_ALREADY_EXISTS" => "42710",
        "SCHEMA_NOT_EMPTY" => "2BP01",
        "AMBIGUOUS_NAME" => "42702",
        "TYPE_MISMATCH" => "42804",
        "EXPRESSION_NOT_AGGREGATE" | "EXPRESSION_NOT_SCALAR" => "42803",
        "EXPRESSION_NOT_CONSTANT" | "INVALID_COLUMN_REFERENCE" => "42P10",
        "NESTED_WINDOW" | "NESTED_AGGREGATION" => "42803",
        "DIVISION_BY_ZERO" => "22012",
        "NUMERIC_VALUE_OUT_OF_RANGE" => "22003",
        "INVALID_CAST_ARGUMENT" => "22018",
        "INVALID_LITERAL" => "22P02",
        "INVALID_FUNCTION_ARGUMENT" | "INVALID_PARAMETER_USAGE" | "INVALID_ARGUMENTS" => "22023",
        "INVALID_SESSION_PROPERTY" | "INVALID_PROPERTY" | "INVALID_TABLE_PROPERTY" => "22023",
        "SUBQUERY_MULTIPLE_ROWS" => "21000",
        "NOT_SUPPORTED" => "0A000",
        "USER_CANCELED" | "EXCEEDED_TIME_LIMIT" | "ABANDONED_QUERY" => "57014",
        "SERVER_SHUTTING_DOWN" => "57P01",
        "EXCEEDED_LOCAL_MEMORY_LIMIT" | "EXCEEDED_GLOBAL_MEMORY_LIMIT" | "EXCEEDED_MEMORY_LIMIT" => "53200",
        "EXCEEDED_SPILL_LIMIT" => "53100",
        "EXCEEDED_SCAN_LIMIT" => "54000",
        "QUERY_TEXT_TOO_LARGE" => "54000",
        "QUERY_TOO_LARGE" | "STACK_OVERFLOW" | "NESTING_TOO_DEEP" => "54001",
        "QUERY_QUEUE_FULL" | "TOO_MANY_REQUESTS_FAILED" => "53300",
        "PERMISSION_DENIED" => "42501",
        "CONSTRAINT_VIOLATION" => "23000",
        "TRANSACTION_CONFLICT" => "40001",
        "INVALID_VIEW" | "VIEW_IS_STALE" | "VIEW_IS_RECURSIVE" => "42P17",
        // What the catalog queries of PostgreSQL clients fail with is already a SQLSTATE.
        state if is_sqlstate(state) => state,
        _ => match error_type {
            ErrorType::User => "42000",
            ErrorType::Internal => "XX000",
            ErrorType::InsufficientResources => "53000",
            ErrorType::External => "58030",
        },
    }
}

fn is_sqlstate(name: &str) -> bool {
    name.len() == 5 && name.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine_error(name: &'static str, error_type: ErrorType) -> EngineError {
        EngineError { name, error_type, message: "m".to_owned(), detail: None, hint: None, position: None }
    }

    #[test]
    fn names_have_their_state_and_others_their_class() {
        assert_eq!(PgError::from(engine_error("TABLE_NOT_FOUND", ErrorType::User)).code, "42P01");
        assert_eq!(PgError::from(engine_error("HIVE_BAD_DATA", ErrorType::External)).code, "58030");
        assert_eq!(PgError::from(engine_error("GENERIC_INTERNAL_ERROR", ErrorType::Internal)).code, "XX000");
        let native = PgError::from(engine_error("42883", ErrorType::User));
        assert_eq!((native.code, native.message.as_str()), ("42883", "m"));
    }

    #[test]
    fn positions_count_characters_of_the_whole_text() {
        let text = "select 'ä'; select nope";
        let start = text.find("; ").unwrap() + 2;
        let error = PgError::syntax("m", 7).placed_in(text, start);
        assert_eq!(error.position, Some(20));
        assert_eq!(PgError::syntax("m", 1).placed_in("", 0).position, None);
    }

    #[test]
    fn fields_hold_no_nul() {
        let response = PgError::error("42601", "a\0b").with_hint("h").to_response();
        assert!(response.fields.iter().all(|(_, value)| !value.contains('\0')));
        assert!(response.fields.contains(&(b'C', "42601".to_owned())));
        assert!(response.fields.contains(&(b'V', "ERROR".to_owned())));
    }
}
