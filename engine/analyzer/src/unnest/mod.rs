//! Subqueries and LATERAL become joins, aggregates and windows: dependent joins are eliminated in general
//! (Neumann and Kemper, "Unnesting Arbitrary Queries", BTW 2015; Neumann, "Improving Unnesting of Complex
//! Queries", BTW 2025). It must never leave an expression with a subquery, nor change NULLs or row counts.
//!
//! Work goes from the innermost subquery outwards. A subquery that only filters rows becomes a semi or anti
//! join; one whose value is used is joined to the rows it is evaluated for, and its place is taken by an
//! expression over the joined columns. Correlation is pulled up where that gives plain joins (`pull_up`), and
//! else pushed down in general (`push_down`).
//!
//! Subqueries are evaluated for all rows, also where CASE would not come to them, as Trino does. But the
//! error of a correlated scalar subquery with several rows is raised only where its value is used.

mod build;
mod expression;
mod lateral;
mod match_rows;
mod numbered;
mod outer_columns;
mod properties;
mod pull_up;
mod push_down;
mod quantified;
mod scalar;

#[cfg(test)]
pub(crate) mod tests;

use self::build::{conjunction, conjuncts, filter, join, one_row, only};
use crate::analyzer::Analyzer;
use crate::plan::{Expression, ExpressionKind, JoinKind, Node, SubqueryKind};
use crate::{AnalysisError, Result};

impl Analyzer<'_> {
    /// The plan without subqueries in expressions and without [`Node::Lateral`].
    pub(crate) fn unnest(&mut self, mut plan: Node) -> Result<Node> {
        let mut result = Ok(());
        plan.for_each_input_mut(&mut |input| {
            if result.is_ok() {
                let taken = std::mem::replace(input, one_row());
                match self.unnest(taken) {
                    Ok(unnested) => *input = unnested,
                    Err(error) => result = Err(error),
                }
            }
        });
        result?;
        let mut has_subquery = false;
        plan.for_each_expression(&mut |expression| has_subquery = has_subquery || expression.has_subquery());
        match plan {
            Node::Lateral { left, right, kind, on } => {
                let right = self.isolated(*right, &left);
                let terms = on.map(conjuncts).unwrap_or_default();
                self.lateral_on(*left, right, kind, terms)
            }
            Node::Limit { input, skip, fetch } => Ok(limit(*input, skip, fetch)),
            plan if !has_subquery => Ok(plan),
            Node::Filter { input, predicate } => self.unnest_filter(*input, predicate),
            Node::Join { left, right, kind, on } => self.unnest_join(*left, *right, kind, on),
            Node::Values { columns, rows } => {
                let mut inputs = Vec::with_capacity(rows.len());
                for row in rows {
                    let assignments = columns
                        .iter()
                        .zip(row)
                        .map(|(column, value)| (self.new_column(column.data_type.clone()), value))
                        .collect::<Vec<_>>();
                    let ids = assignments.iter().map(|(column, _)| column.id).collect();
                    let row = Node::Project { input: Box::new(one_row()), assignments };
                    inputs.push((self.unnest_expressions(row)?, ids));
                }
                Ok(Node::UnionAll { columns, inputs })
            }
            plan => {
                let columns = plan.columns();
                Ok(only(self.unnest_expressions(plan)?, &columns))
            }
        }
    }

    /// Replaces the subqueries in the expressions of a node with one input.
    fn unnest_expressions(&mut self, mut plan: Node) -> Result<Node> {
        let mut input = one_row();
        plan.for_each_input_mut(&mut |only_input| std::mem::swap(only_input, &mut input));
        let mut result = Ok(());
        plan.for_each_expression_mut(&mut |expression| {
            if result.is_ok() {
                result = self.unnest_expression(expression, &mut input);
            }
        });
        result?;
        plan.for_each_input_mut(&mut |only_input| std::mem::swap(only_input, &mut input));
        Ok(plan)
    }

    fn unnest_filter(&mut self, input: Node, predicate: Expression) -> Result<Node> {
        let columns = input.columns();
        let mut terms = Vec::new();
        filter_terms(predicate, &mut terms);
        let (subqueries, plain): (Vec<_>, Vec<_>) = terms.into_iter().partition(Expression::has_subquery);
        let mut node = filter(input, plain);
        let mut kept = Vec::new();
        for term in subqueries {
            if let Some(mut term) = self.unnest_term(term, &mut node)? {
                self.unnest_expression(&mut term, &mut node)?;
                kept.push(term);
            }
        }
        Ok(only(filter(node, kept), &columns))
    }

    /// Subqueries that a filter asks for a match only. Gives the term back when it is of another kind.
    fn unnest_term(&mut self, term: Expression, node: &mut Node) -> Result<Option<Expression>> {
        let (subquery, negated) = match term.kind {
            ExpressionKind::Subquery(subquery) => (subquery, false),
            ExpressionKind::Not(value) => match value.kind {
                ExpressionKind::Subquery(subquery) => (subquery, true),
                kind => {
                    let value = Expression { data_type: value.data_type, kind };
                    return Ok(Some(build::not(value)));
                }
            },
            kind => return Ok(Some(Expression { data_type: term.data_type, kind })),
        };
        self.size.subquery()?;
        let columns = node.columns();
        match subquery.kind {
            SubqueryKind::Exists => {
                let plan = self.unnest(subquery.plan)?;
                let plan = self.isolated(plan, node);
                let left = std::mem::replace(node, one_row());
                *node = self.keep_matching(left, plan, Vec::new(), negated)?;
                Ok(None)
            }
            SubqueryKind::Quantified { .. } => {
                let comparison = self.unnest_quantified(*subquery, node)?;
                let Some(comparison) = comparison else { return Ok(None) };
                let left = std::mem::replace(node, one_row());
                *node = only(self.filter_by_comparison(left, comparison, negated)?, &columns);
                Ok(None)
            }
            SubqueryKind::Scalar(_) | SubqueryKind::Array(_) => {
                let term = Expression::boolean(ExpressionKind::Subquery(subquery));
                Ok(Some(if negated { build::not(term) } else { term }))
            }
        }
    }

    /// A join whose condition has subqueries.
    fn unnest_join(
        &mut self,
        left: Node,
        right: Node,
        kind: JoinKind,
        on: Option<Expression>,
    ) -> Result<Node> {
        let terms = on.map(conjuncts).unwrap_or_default();
        if kind == JoinKind::Inner {
            let (subqueries, plain): (Vec<_>, Vec<_>) = terms.into_iter().partition(Expression::has_subquery);
            let joined = join(left, right, kind, plain);
            return match conjunction(subqueries) {
                Some(predicate) => self.unnest_filter(joined, predicate),
                None => Ok(joined),
            };
        }
        let (mut left, mut right) = (left, right);
        let columns = Node::Join {
            left: Box::new(left.clone()),
            right: Box::new(right.clone()),
            kind: kind.clone(),
            on: None,
        }
        .columns();
        let mut terms = terms;
        for term in &mut terms {
            self.unnest_outer_condition(term, &mut left, &mut right)?;
        }
        Ok(only(join(left, right, kind, terms), &columns))
    }

    /// Subqueries in the condition of an outer join are joined to the side whose columns they use.
    fn unnest_outer_condition(
        &mut self,
        expression: &mut Expression,
        left: &mut Node,
        right: &mut Node,
    ) -> Result<()> {
        if matches!(expression.kind, ExpressionKind::Subquery(_)) {
            let used = expression.used_columns();
            if used.is_disjoint(&right.column_ids()) {
                return self.unnest_expression(expression, left);
            }
            if used.is_disjoint(&left.column_ids()) {
                return self.unnest_expression(expression, right);
            }
            return Err(AnalysisError {
                name: "NOT_SUPPORTED",
                message: "Given correlated subquery is not supported".to_owned(),
                offset: None,
                hint: Some(
                    "the condition of an outer join has a subquery that uses columns of both sides; join with \
                     the subquery's table first"
                        .to_owned(),
                ),
            });
        }
        let mut result = Ok(());
        expression.for_each_operand_mut(&mut |operand| {
            if result.is_ok() {
                result = self.unnest_outer_condition(operand, left, right);
            }
        });
        result
    }

    /// LATERAL with any condition.
    fn lateral_on(
        &mut self,
        left: Node,
        right: Node,
        kind: JoinKind,
        terms: Vec<Expression>,
    ) -> Result<Node> {
        let (subqueries, plain): (Vec<_>, Vec<_>) = terms.into_iter().partition(Expression::has_subquery);
        if subqueries.is_empty() {
            return self.unnest_lateral(left, right, kind, plain);
        }
        if kind != JoinKind::Inner {
            return Err(push_down::unsupported());
        }
        let joined = self.unnest_lateral(left, right, kind, plain)?;
        match conjunction(subqueries) {
            Some(predicate) => self.unnest_filter(joined, predicate),
            None => Ok(joined),
        }
    }
}

/// The terms of a filter: NOT goes inwards, so that what stands below it can be an anti join.
fn filter_terms(predicate: Expression, terms: &mut Vec<Expression>) {
    match predicate.kind {
        ExpressionKind::And(operands) => operands.into_iter().for_each(|term| filter_terms(term, terms)),
        ExpressionKind::Not(value) if value.has_subquery() => match value.kind {
            ExpressionKind::Not(value) => filter_terms(*value, terms),
            ExpressionKind::Or(operands) => {
                operands.into_iter().for_each(|term| filter_terms(build::not(term), terms));
            }
            kind => terms.push(build::not(Expression { data_type: value.data_type, kind })),
        },
        kind => terms.push(Expression { data_type: predicate.data_type, kind }),
    }
}

/// LIMIT goes below projections to the sort it belongs to.
fn limit(input: Node, skip: u64, fetch: Option<u64>) -> Node {
    let sorts = |mut node: &Node| {
        while let Node::Project { input, .. } = node {
            node = input;
        }
        matches!(node, Node::Sort { .. })
    };
    match input {
        Node::Project { input, assignments } if sorts(&input) => {
            Node::Project { input: Box::new(limit(*input, skip, fetch)), assignments }
        }
        input => Node::Limit { input: Box::new(input), skip, fetch },
    }
}
