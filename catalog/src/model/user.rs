//! Users of the doors.

use chrono::{DateTime, Utc};

/// A user and what is needed to check the password; never the password itself.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Login name, case-sensitive, 1 to 63 bytes.
    pub name: String,
    /// `SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>`, as PostgreSQL keeps it.
    pub scram_verifier: String,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User").field("name", &self.name).finish_non_exhaustive()
    }
}
