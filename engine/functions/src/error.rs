//! Errors of the data, as Trino names them.

use datafusion::error::DataFusionError;

/// An error that a value causes. It travels through DataFusion as an external error; the engine takes name
/// and message from it. TRY turns it into NULL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DataError {
    /// `DIVISION_BY_ZERO`, `NUMERIC_VALUE_OUT_OF_RANGE`, `INVALID_CAST_ARGUMENT`, `INVALID_FUNCTION_ARGUMENT`, …
    pub name: &'static str,
    /// Trino's message.
    pub message: String,
}

impl DataError {
    /// An error of this name.
    pub fn new(name: &'static str, message: impl Into<String>) -> Self {
        Self { name, message: message.into() }
    }
}

impl From<DataError> for DataFusionError {
    fn from(error: DataError) -> Self {
        Self::External(Box::new(error))
    }
}
