//! Expressions are typed: names become columns, calls find their functions, coercions become casts.

use polias_sql::ast;

use crate::analyzer::Analyzer;
use crate::plan::{AggregateCall, Column, Expression, SortKey, WindowCall};
use crate::scope::Scope;
use crate::Result;

/// What may stand in an expression at its place, and where what stands there is collected.
#[derive(Debug, Default)]
pub(crate) struct Allowed {
    /// Aggregates: each becomes a column that stands for its value. `None` where they may not stand; then the
    /// error names `clause`.
    pub(crate) aggregates: Option<Vec<FoundAggregate>>,
    /// Calls over windows: likewise.
    pub(crate) windows: Option<Vec<FoundWindow>>,
    /// `grouping(…)` calls, likewise: arguments as columns; the query helper computes them.
    pub(crate) groupings: Option<Vec<(Column, Vec<Expression>)>>,
    /// `WHERE clause`, `JOIN clause`, …, for the messages of what may not stand here.
    pub(crate) clause: &'static str,
    /// Named windows (WINDOW clause), already in their AST.
    pub(crate) named_windows: Vec<ast::NamedWindow>,
}

/// An aggregate in an expression. Equal calls are found once.
#[derive(Debug, Clone)]
pub(crate) struct FoundAggregate {
    /// The column that stands for it.
    pub(crate) column: Column,
    /// The call; its arguments are over the columns before grouping.
    pub(crate) call: AggregateCall,
}

/// A call over a window.
#[derive(Debug, Clone)]
pub(crate) struct FoundWindow {
    /// The column that stands for it.
    pub(crate) column: Column,
    /// The call.
    pub(crate) call: WindowCall,
    /// PARTITION BY.
    pub(crate) partition_by: Vec<Expression>,
    /// ORDER BY.
    pub(crate) order_by: Vec<SortKey>,
}

impl Analyzer<'_> {
    /// Types an expression. Columns of queries around stay as they are (the expression is correlated then).
    pub(crate) fn expression(
        &mut self,
        expression: &ast::Expression,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let _ = (expression, scope, allowed);
        todo!("expressions helper")
    }
}
