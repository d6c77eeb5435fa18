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
}
