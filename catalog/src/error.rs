//! Errors of the catalog, with the kinds of the Glue API.

/// What went wrong, in the words of the Glue API.
///
/// Source: <https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-exceptions.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// `EntityNotFoundException`
    EntityNotFound,
    /// `AlreadyExistsException`
    AlreadyExists,
    /// `InvalidInputException`
    InvalidInput,
    /// `ConcurrentModificationException`
    ConcurrentModification,
    /// `VersionMismatchException`
    VersionMismatch,
    /// `ResourceNumberLimitExceededException`
    ResourceNumberLimitExceeded,
    /// `InternalServiceException`: the store itself failed.
    Internal,
}

/// An error of the catalog: a kind and a short message that names the object.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct CatalogError {
    /// The kind callers decide on.
    pub kind: ErrorKind,
    /// Lower-case, one sentence, without a final stop.
    pub message: String,
    /// What the store said, for the log; never shown to a client.
    #[source]
    pub source: Option<sqlx::Error>,
}

/// Result of a catalog call.
pub type Result<T> = std::result::Result<T, CatalogError>;

impl CatalogError {
    /// An error of the given kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// An object that is not there: `table sales.orders does not exist`.
    pub(crate) fn not_found(object: impl std::fmt::Display) -> Self {
        Self::new(ErrorKind::EntityNotFound, format!("{object} does not exist"))
    }

    /// An object that is there already.
    pub(crate) fn already_exists(object: impl std::fmt::Display) -> Self {
        Self::new(ErrorKind::AlreadyExists, format!("{object} already exists"))
    }

    /// A request that can never be right.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidInput, message)
    }

    /// A full catalog: `what` in plural, with the bound and what to do.
    pub(crate) fn limit(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::ResourceNumberLimitExceeded, message)
    }

    /// A row of the store that does not say what this program wrote there.
    pub(crate) fn damaged(
        what: impl std::fmt::Display,
        cause: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self {
            kind: ErrorKind::Internal,
            message: format!("the catalog's record of {what} is damaged"),
            source: Some(sqlx::Error::Decode(Box::new(cause))),
        }
    }
}

/// SQLite's primary result codes, the low byte of the extended ones.
/// Source: <https://www.sqlite.org/rescode.html>.
mod sqlite_code {
    /// Another connection writes.
    pub(super) const BUSY: i32 = 5;
    /// A page is malformed.
    pub(super) const CORRUPT: i32 = 11;
    /// The disk is full.
    pub(super) const FULL: i32 = 13;
    /// The file is no database.
    pub(super) const NOT_A_DATABASE: i32 = 26;
}

impl From<sqlx::Error> for CatalogError {
    /// Keeps what the store said as the source. The message names the cause only as far as it helps
    /// the caller, never a statement or a value.
    fn from(source: sqlx::Error) -> Self {
        let database_error = source.as_database_error();
        let code = database_error.and_then(|e| e.code()).and_then(|code| code.parse::<i32>().ok());
        let (kind, message) = match code.map(|code| code & 0xff) {
            _ if database_error.is_some_and(|e| e.is_unique_violation()) => {
                (ErrorKind::AlreadyExists, "an object with this name already exists")
            }
            Some(sqlite_code::BUSY) => (
                ErrorKind::ConcurrentModification,
                "the catalog is busy with a change of another program, try again",
            ),
            Some(sqlite_code::CORRUPT | sqlite_code::NOT_A_DATABASE) => {
                (ErrorKind::Internal, "the catalog's file is damaged, restore it from a backup")
            }
            Some(sqlite_code::FULL) => (ErrorKind::Internal, "the disk of the catalog is full"),
            _ => match source {
                sqlx::Error::PoolTimedOut => {
                    (ErrorKind::Internal, "the catalog is overloaded, all its connections are in use")
                }
                sqlx::Error::PoolClosed => (ErrorKind::Internal, "the catalog is closed"),
                _ => (ErrorKind::Internal, "the catalog's store failed, see the server's log"),
            },
        };
        Self { kind, message: message.into(), source: Some(source) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error;

    #[test]
    fn the_source_is_kept_but_not_shown() {
        let error = CatalogError::from(sqlx::Error::Protocol("SELECT secret".into()));
        assert_eq!(error.kind, ErrorKind::Internal);
        assert!(!error.to_string().contains("secret"));
        assert!(error.source().is_some_and(|source| source.to_string().contains("secret")));
    }

    #[test]
    fn a_closed_pool_says_so() {
        assert_eq!(CatalogError::from(sqlx::Error::PoolClosed).to_string(), "the catalog is closed");
    }
}
