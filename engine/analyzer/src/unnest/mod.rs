//! Subqueries and LATERAL become joins, aggregates and windows: dependent joins are eliminated in general
//! (Neumann and Kemper, "Unnesting Arbitrary Queries", BTW 2015; Neumann, "Improving Unnesting of Complex
//! Queries", BTW 2025). It must never leave an expression with a subquery, nor change NULLs or row counts.

use crate::Result;
use crate::analyzer::Analyzer;
use crate::plan::Node;

impl Analyzer<'_> {
    /// The plan without subqueries in expressions and without [`Node::Lateral`].
    pub(crate) fn unnest(&mut self, plan: Node) -> Result<Node> {
        let _ = &plan;
        todo!("unnest helper")
    }
}
