//! How large a plan may be.
//!
//! Each use of a WITH query or a view is a copy of its plan: twenty that each name the one before twice make
//! a million. Optimising such a plan cannot be interrupted, so it is refused before.

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::Result;
use datafusion::logical_expr::LogicalPlan;

use super::errors::engine_error;
use crate::EngineError;

/// Most nodes, WITH queries and views counted at each use.
const MAX_NODES: usize = 20_000;

/// Errors with `NOT_SUPPORTED` when the plan has more than [`MAX_NODES`] nodes.
pub(super) fn check_size(plan: &LogicalPlan) -> std::result::Result<(), EngineError> {
    let mut nodes = 0;
    count(plan, &mut nodes).map_err(|error| engine_error(&error))?;
    if nodes <= MAX_NODES {
        return Ok(());
    }
    let message =
        format!("The query has more than {MAX_NODES} steps once its WITH queries and views are filled in");
    Err(EngineError::not_supported(message).with_hint("name each WITH query and view fewer times"))
}

/// Stops soon after the limit.
fn count(plan: &LogicalPlan, nodes: &mut usize) -> Result<TreeNodeRecursion> {
    plan.apply_with_subqueries(|_| {
        *nodes += 1;
        Ok(if *nodes > MAX_NODES { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })
}
