//! The schema `system`: what the server knows about itself, as tables.

mod query_history;
mod workgroups;

use std::sync::Arc;

use crate::engine::EngineShared;
use crate::planner::VirtualRows;

/// The schema's name.
pub(crate) const SCHEMA: &str = "system";

/// A table by its lower-case name.
pub(crate) fn table(engine: &Arc<EngineShared>, name: &str) -> Option<Arc<dyn VirtualRows>> {
    match name {
        "query_history" => Some(Arc::new(query_history::QueryHistory::new(engine))),
        "workgroups" => Some(Arc::new(workgroups::Workgroups::new(engine))),
        _ => None,
    }
}
