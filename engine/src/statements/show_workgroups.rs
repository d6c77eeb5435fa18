//! `SHOW WORKGROUPS`, of Polias: the shell's view of what Athena shows in its console.

use polias_catalog::model::WorkgroupState;

use super::rows::TextRows;
use crate::Result;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;

/// Result columns.
pub(super) const COLUMNS: &[&str] = &NAMES;
const NAMES: [&str; 4] = ["name", "state", "description", "bytes_scanned_cutoff_per_query"];

/// All workgroups, by name.
pub(super) async fn run(context: &StatementContext<'_>) -> Result<Outcome> {
    let mut rows = TextRows::new(NAMES);
    for workgroup in context.catalog().workgroups().await? {
        let state = match workgroup.state {
            WorkgroupState::Enabled => "ENABLED",
            WorkgroupState::Disabled => "DISABLED",
        };
        let cutoff = workgroup.bytes_scanned_cutoff_per_query.map(|bytes| bytes.to_string());
        rows.push_nullable([
            Some(&workgroup.name),
            Some(state),
            workgroup.description.as_deref(),
            cutoff.as_deref(),
        ]);
    }
    rows.finish("SHOW")
}
