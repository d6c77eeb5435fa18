//! Errors of connectors, named as Trino names them.

/// An error while finding, scanning or writing a table.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct ConnectorError {
    /// Trino's error name: `HIVE_BAD_DATA`, `HIVE_CURSOR_ERROR`, `HIVE_CANNOT_OPEN_SPLIT`,
    /// `HIVE_INVALID_METADATA`, `HIVE_UNSUPPORTED_FORMAT`, `NOT_SUPPORTED`, …
    pub name: &'static str,
    /// What went wrong, naming the file or object. Never a credential.
    pub message: String,
    /// What to do instead, where there is something.
    pub hint: Option<String>,
}

/// Result of a connector call.
pub type Result<T> = std::result::Result<T, ConnectorError>;

impl ConnectorError {
    /// An error without a hint.
    pub fn new(name: &'static str, message: impl Into<String>) -> Self {
        Self { name, message: message.into(), hint: None }
    }

    /// Adds what to do instead.
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Travels through DataFusion as `External`; the engine takes it out again by downcast.
impl From<ConnectorError> for datafusion::error::DataFusionError {
    fn from(error: ConnectorError) -> Self {
        Self::External(Box::new(error))
    }
}
