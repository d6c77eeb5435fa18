//! SELECT DISTINCT: a group for each row.

use datafusion::logical_expr::LogicalPlan;
use polias_analyzer::plan::Node;

use super::Lowering;
use crate::Result;

impl Lowering<'_> {
    /// Each row once.
    pub(super) fn distinct(&mut self, input: &Node) -> Result<LogicalPlan> {
        let keys = input.columns();
        let all = (0..keys.len()).collect();
        self.aggregate(input, &keys, &[all], None, &[])
    }
}
