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

    /// The connector's error inside another one: on its way up it is wrapped by object stores, Arrow,
    /// Parquet and DataFusion.
    pub fn find_in<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a Self> {
        let mut next = Some(error);
        // Chains are short; the bound is for sources that point at themselves.
        for _ in 0..32 {
            let error = next?;
            if let Some(found) = error.downcast_ref::<Self>() {
                return Some(found);
            }
            next = match error.downcast_ref::<std::io::Error>() {
                // `source()` of an I/O error skips the error it wraps.
                Some(io) => io.get_ref().map(|inner| inner as &(dyn std::error::Error + 'static)),
                None => error.source(),
            };
        }
        None
    }
}

/// Travels through DataFusion as `External`; the engine takes it out again by downcast.
impl From<ConnectorError> for datafusion::error::DataFusionError {
    fn from(error: ConnectorError) -> Self {
        Self::External(Box::new(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::error::ArrowError;
    use datafusion::error::DataFusionError;

    #[test]
    fn is_found_below_wrappers() {
        let error = ConnectorError::new("HIVE_BAD_DATA", "bad file");
        let store: object_store::Error = error.clone().into();
        let io = std::io::Error::other(store);
        let arrow = ArrowError::ExternalError(Box::new(io));
        let outer = DataFusionError::ArrowError(Box::new(arrow), None).context("while reading");
        assert_eq!(ConnectorError::find_in(&outer).map(|found| found.name), Some("HIVE_BAD_DATA"));
        assert!(ConnectorError::find_in(&DataFusionError::Plan("x".into())).is_none());
    }
}
