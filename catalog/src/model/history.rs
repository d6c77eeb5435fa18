//! The record each query leaves behind.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Athena's states of a query execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum QueryState {
    /// Waits for its workgroup.
    Queued,
    /// Runs.
    Running,
    /// Ended well.
    Succeeded,
    /// Ended with an error.
    Failed,
    /// Was stopped.
    Cancelled,
}

impl QueryState {
    /// The name as Athena writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// One query execution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueryRecord {
    /// UUID.
    pub query_id: String,
    /// Who ran it.
    pub user_name: String,
    /// In which workgroup.
    pub workgroup: String,
    /// The session's database.
    pub database: String,
    /// The statement text, passwords and secrets removed.
    pub query: String,
    /// Where it stands.
    pub state: QueryState,
    /// When it came in.
    pub submitted_at: DateTime<Utc>,
    /// When it began to run.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// Bytes read from files.
    pub data_scanned_bytes: i64,
    /// Bytes paid for (rounded by Athena's rules).
    pub billed_bytes: i64,
    /// Price in US dollars.
    pub cost_usd: f64,
    /// Rows sent to the client.
    pub rows_returned: i64,
    /// Most memory reserved at once, in bytes.
    pub peak_memory_bytes: i64,
    /// Trino's error name, such as `COLUMN_NOT_FOUND`.
    pub error_name: Option<String>,
    /// The message the client saw.
    pub error_message: Option<String>,
}
