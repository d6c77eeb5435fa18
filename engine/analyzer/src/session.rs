//! What of the client's session a query's meaning depends on.

use polias_sql::Flavor;
use polias_types::{FunctionSet, Zone};

/// The session as the analyzer sees it.
#[derive(Debug, Clone)]
pub struct Session<'a> {
    /// The functions there are.
    pub functions: &'a FunctionSet,
    /// Catalog of unqualified names.
    pub catalog: String,
    /// Schema of unqualified names.
    pub schema: String,
    /// CURRENT_USER.
    pub user: String,
    /// Zone of the session.
    pub zone: Zone,
    /// Start of the query: nanoseconds since 1970-01-01 UTC. CURRENT_TIMESTAMP and its like.
    pub now: i128,
    /// Postgres adds productions and leniency.
    pub flavor: Flavor,
    /// Steps of WITH RECURSIVE, at most.
    pub max_recursion: u32,
}
