//! Bytes a plan will scan, told before it runs.

use datafusion::logical_expr::LogicalPlan;

/// An upper bound of the bytes a plan will scan; `None` when it is not known without listing files.
///
/// Only a plan without tables is known today (zero): a connector lists files when it is scanned, not
/// when it is opened, and a guess would be worse than no answer. The bound for tables comes with the cost
/// issue, through the connector, from manifests and listings.
pub(crate) fn estimate_bytes(plan: &LogicalPlan) -> Option<u64> {
    let mut tables = false;
    // A plan that cannot be walked is not known either.
    let walked = plan.apply_with_subqueries(|node| {
        use datafusion::common::tree_node::TreeNodeRecursion;
        if let LogicalPlan::TableScan(scan) = node {
            tables |= crate::governance::is_governed(&scan.source);
        }
        Ok(if tables { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    });
    (walked.is_ok() && !tables).then_some(0)
}
