//! What functions need of the session.

use polias_types::Zone;

/// The session as functions see it; fixed for a query.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Context {
    /// Zone of the session.
    pub zone: Zone,
    /// Start of the query: nanoseconds since 1970-01-01 UTC.
    pub now: i128,
    /// CURRENT_USER.
    pub user: String,
    /// Version shown by `version()`.
    pub version: &'static str,
}
