//! Errors in the words of Trino's Hive connector.
//!
//! One place, so that the same failure has the same name and text wherever it happens.

use polias_catalog::{CatalogError, ErrorKind};
use polias_connector::ConnectorError;
use polias_connector::storage::Location;

/// An error of the bucket while `file` was read or a folder listed. A connector's error inside (the
/// cutoff) comes out as it is.
pub(crate) fn store_error(location: &Location, error: &object_store::Error) -> ConnectorError {
    if let Some(inner) = ConnectorError::find_in(error) {
        return inner.clone();
    }
    match error {
        object_store::Error::NotFound { .. } => ConnectorError::new(
            "HIVE_CANNOT_OPEN_SPLIT",
            format!("file '{location}' does not exist (it may have been deleted while the query ran)"),
        ),
        object_store::Error::Precondition { .. } => ConnectorError::new(
            "HIVE_CANNOT_OPEN_SPLIT",
            format!("file '{location}' was changed while the query ran"),
        )
        .with_hint("run the query again"),
        object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
            ConnectorError::new(
                "PERMISSION_DENIED",
                format!("access to '{location}' was denied by the storage"),
            )
            .with_hint("check the credentials and the policy of the bucket")
        }
        // The texts of the other kinds hold addresses and status codes of the store, no credentials.
        other => {
            ConnectorError::new("HIVE_FILESYSTEM_ERROR", format!("'{location}' cannot be read: {other}"))
        }
    }
}

/// An error of the catalog.
pub(crate) fn catalog_error(error: &CatalogError) -> ConnectorError {
    let name = match error.kind {
        ErrorKind::EntityNotFound => "TABLE_NOT_FOUND",
        _ => "HIVE_METASTORE_ERROR",
    };
    ConnectorError::new(name, error.message.clone())
}

/// A file whose content cannot be read as the table's format.
pub(crate) fn bad_data(location: &Location, reason: impl std::fmt::Display) -> ConnectorError {
    ConnectorError::new("HIVE_BAD_DATA", format!("file '{location}' {reason}"))
}

/// An error of DataFusion while a scan is planned: a connector's error inside comes out as it is.
pub(crate) fn planning_error(error: &datafusion::error::DataFusionError) -> ConnectorError {
    ConnectorError::find_in(error)
        .cloned()
        .unwrap_or_else(|| ConnectorError::new("GENERIC_INTERNAL_ERROR", error.strip_backtrace()))
}
