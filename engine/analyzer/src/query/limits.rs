//! How large and how deep a query's plan may get.
//!
//! The parser bounds one text; views and WITH queries multiply texts, and a row of joins is as deep a plan
//! as it is long. Everything that walks plans relies on these bounds.

use polias_sql::ast::Offset;

use crate::plan::Node;
use crate::{AnalysisError, Result};

/// Queries within queries, through views too.
const MAX_DEPTH: u32 = 400;

/// Joins, set operations of one kind, and set operators behind one another that make a plan deeper.
const MAX_STEPS: u32 = 2_000;

/// Nodes that copies of WITH queries add.
const MAX_COPIED_NODES: usize = 50_000;

/// What has been planned so far.
#[derive(Debug, Default)]
pub(crate) struct Size {
    depth: u32,
    steps: u32,
    copied: usize,
}

impl Size {
    /// A query within the current one.
    pub(super) fn enter(&mut self, offset: Offset) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_large(
                offset,
                &format!("more than {MAX_DEPTH} queries stand within one another"),
            ));
        }
        Ok(())
    }

    /// Its end.
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// A node that makes the plan deeper.
    pub(super) fn step(&mut self, offset: Offset) -> Result<()> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(too_large(offset, &format!("more than {MAX_STEPS} joins and set operations")));
        }
        Ok(())
    }

    /// A subquery that is joined to the plan around it.
    pub(crate) fn subquery(&mut self) -> Result<()> {
        self.step(Offset::default()).map_err(|error| AnalysisError { offset: None, ..error })
    }

    /// A copy of a plan, where unnesting subqueries needs its rows twice.
    pub(crate) fn copy_rows(&mut self, plan: &Node) -> Result<()> {
        self.copied += nodes(plan);
        if self.copied > MAX_COPIED_NODES {
            let what = format!("its correlated subqueries make a plan of more than {MAX_COPIED_NODES} nodes");
            return Err(AnalysisError { offset: None, ..too_large(Offset::default(), &what) });
        }
        Ok(())
    }

    /// A copy of a WITH query's plan.
    pub(super) fn copy(&mut self, plan: &Node, offset: Offset) -> Result<()> {
        self.copied += nodes(plan);
        if self.copied > MAX_COPIED_NODES {
            let what = format!(
                "WITH queries are named so often that the plan has more than {MAX_COPIED_NODES} nodes"
            );
            return Err(too_large(offset, &what));
        }
        Ok(())
    }
}

fn nodes(plan: &Node) -> usize {
    let mut count = 1;
    plan.for_each_input(&mut |input| count += nodes(input));
    count
}

/// Trino gives up on such statements by their number of stages.
fn too_large(offset: Offset, what: &str) -> AnalysisError {
    AnalysisError::new("QUERY_HAS_TOO_MANY_STAGES", offset, format!("Query is too large: {what}"))
}
