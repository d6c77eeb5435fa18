//! Queries: WITH, SELECT, set operations, VALUES, ORDER BY, LIMIT become nodes.

use polias_sql::ast;

use crate::Result;
use crate::analyzer::Analyzer;
use crate::plan::Node;
use crate::scope::{Field, Scope};

/// WITH queries by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct WithQueries {}

/// A query's plan and its output in order.
#[derive(Debug, Clone)]
pub(crate) struct PlannedQuery {
    /// The plan; may make more columns than the output's.
    pub(crate) plan: Node,
    /// The output.
    pub(crate) fields: Vec<Field>,
}

impl Analyzer<'_> {
    /// Plans a query. `outer` is the scope around it: its fields can be used (correlated), its WITH queries
    /// can be named.
    pub(crate) fn query(&mut self, query: &ast::Query, outer: &Scope) -> Result<PlannedQuery> {
        let _ = (query, outer);
        todo!("query helper")
    }
}
