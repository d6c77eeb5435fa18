//! Checks an optimised plan again: nothing may be scanned but what governance let through.

use std::sync::Arc;

use datafusion::catalog::cte_worktable::CteWorkTable;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::source_as_provider;
use datafusion::error::{DataFusionError, Result};

use datafusion::logical_expr::{LogicalPlan, TableSource};

use super::GovernedTable;
use crate::EngineError;
use crate::planner::VirtualTable;

/// Errors when the plan scans anything else than governed tables, the engine's own virtual tables, and
/// rows a query makes itself; or when it changes anything.
pub(crate) fn recheck(plan: &LogicalPlan) -> Result<()> {
    plan.apply_with_subqueries(|node| {
        let refused = match node {
            LogicalPlan::TableScan(scan) if !allowed(&scan.source) => {
                "scans a table past the permission check"
            }
            LogicalPlan::Ddl(_) | LogicalPlan::Dml(_) | LogicalPlan::Copy(_) | LogicalPlan::Statement(_) => {
                "is not a query"
            }
            _ => return Ok(TreeNodeRecursion::Continue),
        };
        let error = EngineError::internal(format!("the plan {refused}"));
        Err(DataFusionError::External(Box::new(error)))
    })?;
    Ok(())
}

fn allowed(source: &Arc<dyn TableSource>) -> bool {
    source_as_provider(source).is_ok_and(|provider| {
        provider.is::<GovernedTable>() || provider.is::<VirtualTable>() || provider.is::<CteWorkTable>()
    })
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::Schema;
    use datafusion::datasource::empty::EmptyTable;
    use datafusion::datasource::provider_as_source;
    use datafusion::logical_expr::LogicalPlanBuilder;

    use super::*;

    #[test]
    fn refuses_unknown_providers() {
        let table = Arc::new(EmptyTable::new(Arc::new(Schema::empty())));
        let plan = LogicalPlanBuilder::scan("t", provider_as_source(table), None).unwrap().build().unwrap();
        let error = recheck(&plan).unwrap_err().to_string();
        assert!(error.contains("past the permission check"), "{error}");
        assert!(recheck(&LogicalPlanBuilder::empty(true).build().unwrap()).is_ok());
    }
}
