//! Errors as clients read them.

use polias_catalog::{CatalogError, ErrorKind};
use polias_connector::ConnectorError;
use polias_sql::{Position, SyntaxError};

/// Trino's error types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorType {
    /// The statement is at fault.
    User,
    /// The engine is at fault.
    Internal,
    /// A limit was reached.
    InsufficientResources,
    /// Storage or data outside of the engine is at fault.
    External,
}

impl ErrorType {
    /// The type of an error name. Source: Trino's `StandardErrorCode` and `HiveErrorCode`; a name that is
    /// not listed is the user's.
    pub fn of(name: &str) -> Self {
        match name {
            "GENERIC_INTERNAL_ERROR" | "SERVER_STARTING_UP" | "SERVER_SHUTTING_DOWN" => Self::Internal,
            "GENERIC_INSUFFICIENT_RESOURCES"
            | "EXCEEDED_GLOBAL_MEMORY_LIMIT"
            | "EXCEEDED_LOCAL_MEMORY_LIMIT"
            | "EXCEEDED_SPILL_LIMIT"
            | "EXCEEDED_TIME_LIMIT"
            | "EXCEEDED_SCAN_LIMIT"
            | "QUERY_QUEUE_FULL" => Self::InsufficientResources,
            "HIVE_METASTORE_ERROR"
            | "HIVE_CURSOR_ERROR"
            | "HIVE_FILE_NOT_FOUND"
            | "HIVE_BAD_DATA"
            | "HIVE_CANNOT_OPEN_SPLIT"
            | "HIVE_INVALID_METADATA"
            | "HIVE_FILESYSTEM_ERROR"
            | "HIVE_UNKNOWN_ERROR"
            | "HIVE_WRITER_OPEN_ERROR"
            | "HIVE_UNSUPPORTED_FORMAT"
            | "HIVE_INVALID_PARTITION_VALUE"
            | "HIVE_PARTITION_SCHEMA_MISMATCH"
            | "GENERIC_EXTERNAL" => Self::External,
            _ => Self::User,
        }
    }
}

/// An error of a statement. Displays as Athena shows it: `COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineError {
    /// Trino's error name, such as `TABLE_NOT_FOUND`.
    pub name: &'static str,
    /// Who is at fault.
    pub error_type: ErrorType,
    /// The message, without name and position.
    pub message: String,
    /// More about it.
    pub detail: Option<String>,
    /// What to do next.
    pub hint: Option<String>,
    /// Where in the statement.
    pub position: Option<Position>,
}

impl std::fmt::Display for EngineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: ", self.name)?;
        if let Some(position) = self.position {
            write!(f, "line {}:{}: ", position.line, position.column)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for EngineError {}

/// Result of the engine.
pub type Result<T> = std::result::Result<T, EngineError>;

impl EngineError {
    /// Trino's number of the name.
    pub fn code(&self) -> u32 {
        crate::error_codes::code(self.name)
    }

    /// An error of the given name; its type follows from the name.
    pub fn new(name: &'static str, message: impl Into<String>) -> Self {
        let error_type = ErrorType::of(name);
        Self { name, error_type, message: message.into(), detail: None, hint: None, position: None }
    }

    /// A statement or part of it that is understood but not available: says what, hint says what to do.
    pub fn not_supported(message: impl Into<String>) -> Self {
        Self::new("NOT_SUPPORTED", message)
    }

    /// A defect of ours. The message must not hold data of a table.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new("GENERIC_INTERNAL_ERROR", message)
    }

    /// Adds more about it.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds what to do next.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds where in the statement.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }
}

impl From<SyntaxError> for EngineError {
    fn from(error: SyntaxError) -> Self {
        Self::new("SYNTAX_ERROR", error.message).at(error.position)
    }
}

impl From<ConnectorError> for EngineError {
    fn from(error: ConnectorError) -> Self {
        Self { hint: error.hint, ..Self::new(error.name, error.message) }
    }
}

/// Where the caller knows which entity was asked for, it says `TABLE_NOT_FOUND` and the like itself.
impl From<CatalogError> for EngineError {
    fn from(error: CatalogError) -> Self {
        let name = match error.kind {
            ErrorKind::EntityNotFound => "NOT_FOUND",
            ErrorKind::AlreadyExists => "ALREADY_EXISTS",
            ErrorKind::InvalidInput => "INVALID_ARGUMENTS",
            ErrorKind::ConcurrentModification | ErrorKind::VersionMismatch => "TRANSACTION_CONFLICT",
            ErrorKind::ResourceNumberLimitExceeded => "GENERIC_INSUFFICIENT_RESOURCES",
            ErrorKind::Internal => {
                // The store's own words may hold paths and values; they belong to the log only.
                tracing::error!(error = %error.message, source = ?error.source, "catalog store failed");
                "HIVE_METASTORE_ERROR"
            }
        };
        Self::new(name, error.message)
    }
}
