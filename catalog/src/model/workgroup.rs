//! Workgroups and what lives in them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Whether a workgroup takes queries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum WorkgroupState {
    /// Takes queries.
    #[default]
    Enabled,
    /// Refuses queries.
    Disabled,
}

/// A workgroup. Source: Athena API `WorkGroup`, `WorkGroupConfiguration`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Workgroup {
    /// `[a-zA-Z0-9._-]{1,128}`
    pub name: String,
    /// Free text.
    pub description: Option<String>,
    /// Whether it takes queries.
    pub state: WorkgroupState,
    /// Most bytes one query may scan.
    pub bytes_scanned_cutoff_per_query: Option<i64>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

/// A statement kept under a name in a workgroup (Athena `PreparedStatement`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparedStatement {
    /// Lower-case name, 1 to 256 characters.
    pub name: String,
    /// The statement text with `?` parameters.
    pub query: String,
    /// When it was stored last.
    pub last_modified: DateTime<Utc>,
}
