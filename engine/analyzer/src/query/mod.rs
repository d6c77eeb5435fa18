//! Queries: WITH, SELECT, set operations, VALUES, ORDER BY, LIMIT become nodes.
//!
//! One file a clause. It must never look into the text of a plan for a name: names mean what scopes say.

mod aggregation;
mod distinct;
mod from;
mod group_by;
mod grouping_sets;
mod items;
mod join;
mod lateral;
mod limit;
mod limits;
mod order_by;
mod output;
mod prune;
mod recursive;
mod sample;
mod select;
mod set_operations;
mod set_returning;
mod snapshot;
mod table;
mod unnest_relation;
mod values;
mod view;
mod windows;
mod with;

pub(crate) use limits::Size;
pub(crate) use output::output_columns;
pub(crate) use prune::prune;
pub(crate) use recursive::RecursionContext;
pub(crate) use with::WithQueries;

use std::rc::Rc;

use polias_sql::ast::{self, QueryBody};

use crate::analyzer::Analyzer;
use crate::expression::Allowed;
use crate::plan::{Column, Expression, Node, SortKey};
use crate::scope::{Field, Scope};
use crate::{AnalysisError, Result};
use polias_types::Type;

/// A query's or relation's plan and its output in order.
#[derive(Debug, Clone)]
pub(crate) struct PlannedQuery {
    /// The plan; may make more columns than the output's.
    pub(crate) plan: Node,
    /// The output.
    pub(crate) fields: Vec<Field>,
}

/// A query before its rows are sorted.
struct Unsorted {
    query: PlannedQuery,
    /// Over the columns of the plan.
    keys: Vec<SortKey>,
}

/// Whether the order of a query's rows can be seen from outside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Kept,
    Lost,
}

impl Analyzer<'_> {
    /// Plans a query. `outer` is the scope around it: its fields can be used (correlated), its WITH queries
    /// can be named.
    pub(crate) fn query(&mut self, query: &ast::Query, outer: &Scope) -> Result<PlannedQuery> {
        let context = self.recursion_context.enter_expression();
        let planned = self.query_in(query, &Rc::new(outer.clone()), Order::Kept);
        self.recursion_context = context;
        planned
    }

    /// Plans a query of a FROM clause, a WITH clause, a view or a set operation.
    fn query_in(&mut self, query: &ast::Query, around: &Rc<Scope>, order: Order) -> Result<PlannedQuery> {
        if let Some(function) = query.functions.first() {
            return Err(AnalysisError::not_supported(
                function.name.offset(),
                "Functions defined in a query (WITH FUNCTION) are not supported",
            )
            .with_hint("write the function's expression where it is called"));
        }
        self.size.enter(query.offset)?;
        let planned = self.query_with(query, around, order);
        self.size.leave();
        planned
    }

    fn query_with(&mut self, query: &ast::Query, around: &Rc<Scope>, order: Order) -> Result<PlannedQuery> {
        let around = match &query.with {
            Some(with) => Rc::new(Scope { with: self.with_queries(with, around)?, ..Scope::clone(around) }),
            None => Rc::clone(around),
        };
        let unsorted = match &query.body {
            QueryBody::Select(select) => self.select(select, &query.order_by, &around)?,
            body => {
                let body = self.body(body, &around, order)?;
                self.order_output(body, &query.order_by, &around)?
            }
        };
        self.sorted_and_limited(unsorted, query, order)
    }

    /// Plans a query's body other than a SELECT with its ORDER BY.
    fn body(&mut self, body: &QueryBody, around: &Rc<Scope>, order: Order) -> Result<PlannedQuery> {
        match body {
            QueryBody::Select(select) => Ok(self.select(select, &[], around)?.query),
            QueryBody::Table(offset, name) => self.table(name, None, *offset, around).map(as_output),
            QueryBody::Values(offset, rows) => self.values(*offset, rows, around),
            QueryBody::Nested(query) => self.query_in(query, around, order),
            QueryBody::SetOperation(operation) => self.set_operation(operation, around),
        }
    }

    /// Types a condition, which must be boolean.
    fn condition(
        &mut self,
        condition: &ast::Expression,
        scope: &Scope,
        allowed: &mut Allowed,
        clause: &str,
    ) -> Result<Expression> {
        let typed = self.expression(condition, scope, allowed)?;
        match typed.data_type {
            Type::Boolean => Ok(typed),
            Type::Unknown => Ok(typed.cast_to(&Type::Boolean)),
            other => Err(AnalysisError::new(
                "TYPE_MISMATCH",
                condition.offset,
                format!("{clause} must evaluate to a boolean: actual type {other}"),
            )),
        }
    }

    /// The node with further columns.
    fn extended(node: Node, new: Vec<(Column, Expression)>) -> Node {
        if new.is_empty() {
            return node;
        }
        let mut assignments: Vec<_> = node.columns().into_iter().map(passed_on).collect();
        assignments.extend(new);
        Node::Project { input: Box::new(node), assignments }
    }

    /// A column for an expression with a subquery: such expressions stand in projections, filters and join
    /// conditions only, so that fewer nodes must be unnested.
    fn hoist_subquery(&mut self, expression: &mut Expression, hoisted: &mut Vec<(Column, Expression)>) {
        if !expression.has_subquery() {
            return;
        }
        let column = self.new_column(expression.data_type.clone());
        let reference = Expression::column(&column);
        hoisted.push((column, std::mem::replace(expression, reference)));
    }
}

/// An assignment that passes a column on.
fn passed_on(column: Column) -> (Column, Expression) {
    let reference = Expression::column(&column);
    (column, reference)
}

/// One row without columns.
fn one_row() -> Node {
    Node::Values { columns: Vec::new(), rows: vec![Vec::new()] }
}

/// A relation's visible fields as a query gives them: without the relation's name.
fn as_output(mut relation: PlannedQuery) -> PlannedQuery {
    relation.fields.retain(|field| !field.hidden);
    for field in &mut relation.fields {
        field.relation = None;
    }
    relation
}

/// `(a, b)` names a relation with fewer or more columns.
fn mismatched_aliases(offset: ast::Offset, aliases: usize, columns: usize) -> AnalysisError {
    AnalysisError::new(
        "MISMATCHED_COLUMN_ALIASES",
        offset,
        format!("Column alias list has {aliases} entries but relation has {columns} columns"),
    )
}

/// Where a body begins.
fn body_offset(body: &QueryBody) -> ast::Offset {
    match body {
        QueryBody::Select(select) => select.offset,
        QueryBody::Table(offset, _) | QueryBody::Values(offset, _) => *offset,
        QueryBody::Nested(query) => query.offset,
        QueryBody::SetOperation(operation) => body_offset(&operation.first),
    }
}

#[cfg(test)]
mod tests;
