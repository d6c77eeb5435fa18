//! Aggregates over what an outer row holds or is joined with, without joining back: outer rows are numbered,
//! rows are added to them, and the groups of the numbers give one row for each outer row again.
//!
//! So `(SELECT sum(x) FROM UNNEST(outer.list) t(x))` costs no join, lists are never compared, and outer rows
//! that are different each time they are computed (LIMIT, random) are computed once.

use polias_types::Type;

use super::build::{aggregate, case, conjunction, extend, grouped, is_null, join, not, pass};
use super::pull_up::{Pulled, pull_through_project};
use crate::analyzer::Analyzer;
use crate::plan::{Column, Expression, ExpressionKind, JoinKind, Node, Unnested};

/// Outer rows with what is added to them; at least one row for each. Only rows for which all conditions are
/// true are real.
struct Added {
    node: Node,
    real: Vec<Expression>,
}

impl Added {
    /// The value for real rows; it is not computed for others, where it could fail.
    fn guarded(&self, value: Expression) -> Expression {
        let plain = matches!(value.kind, ExpressionKind::Column(_) | ExpressionKind::Lambda(_));
        match conjunction(self.real.clone()) {
            Some(real) if !plain && !value.used_columns().is_empty() => {
                let null = Expression::null(value.data_type.clone());
                case(vec![(real, value)], null)
            }
            _ => value,
        }
    }
}

impl Analyzer<'_> {
    /// The outer rows with values of the only row of an aggregation over everything. `None` for other
    /// subqueries.
    pub(super) fn attach_by_number(
        &mut self,
        left: &Node,
        right: &Node,
        columns: &[Column],
    ) -> Option<(Node, Vec<Expression>)> {
        let outer = left.column_ids();
        let mut chain = Vec::new();
        let mut below = right;
        while let Node::Project { input, .. } | Node::Filter { input, .. } = below {
            chain.push(below);
            below = input;
        }
        let Node::Aggregate { input, keys, grouping_sets, group_id: None, aggregates } = below else {
            return None;
        };
        if !keys.is_empty() || grouping_sets.len() != 1 {
            return None;
        }
        let number = self.new_column(Type::Bigint);
        let numbered = Node::NumberRows { input: Box::new(left.clone()), column: number.clone() };
        let mut calls = aggregates.clone();
        let added = match self.add_elements(input, &numbered) {
            Some(added) => added,
            None if left.is_repeatable() => return None,
            None => {
                let mut pulled = self.pull_up(input, &outer)?;
                if pulled.always {
                    return None;
                }
                let marker = pulled.add_marker(self);
                for (_, call) in &mut calls {
                    call.for_each_part_mut(&mut |part| *part = pulled.resolve(part));
                }
                Added {
                    node: join(numbered, pulled.node, JoinKind::Left, pulled.predicates),
                    real: vec![not(is_null(Expression::column(&marker)))],
                }
            }
        };
        for (_, call) in &mut calls {
            call.for_each_part_mut(&mut |part| *part = added.guarded(part.clone()));
            call.filter = conjunction(added.real.iter().cloned().chain(call.filter.take()).collect());
        }
        // The outer row's own columns are the same in its whole group.
        let mut assignments = pass(&calls.iter().map(|(column, _)| column.clone()).collect::<Vec<_>>());
        for column in left.columns() {
            let first = self.new_column(column.data_type.clone());
            let value = vec![Expression::column(&column)];
            assignments.push((column.clone(), Expression::column(&first)));
            calls.push((first, aggregate("arbitrary", value, column.data_type)));
        }
        let node = grouped(added.node, vec![number], calls);
        let node = Node::Project { input: Box::new(node), assignments };
        let mut pulled = Pulled::total(node);
        for step in chain.into_iter().rev() {
            pulled = match step {
                Node::Project { assignments, .. } => pull_through_project(pulled, assignments, &outer)?,
                Node::Filter { predicate, .. } => {
                    pulled.having.push(pulled.resolve(predicate));
                    pulled
                }
                _ => return None,
            };
        }
        let (node, _, values) = self.pulled_row(pulled, true, columns, &outer)?;
        Some((node?, values))
    }

    /// Outer rows in the place of the single row that a subquery unnests something of.
    fn add_elements(&mut self, node: &Node, left: &Node) -> Option<Added> {
        match node {
            Node::Values { columns, rows } if columns.is_empty() && rows.len() == 1 => {
                Some(Added { node: left.clone(), real: Vec::new() })
            }
            Node::Unnest { input, unnested, ordinality, outer: false } => {
                let below = self.add_elements(input, left)?;
                let unnested = unnested
                    .iter()
                    .map(|each| Unnested {
                        expression: below.guarded(each.expression.clone()),
                        columns: each.columns.clone(),
                    })
                    .collect();
                let place = ordinality.clone().unwrap_or_else(|| self.new_column(Type::Bigint));
                let mut real = below.real;
                real.push(not(is_null(Expression::column(&place))));
                let input = Box::new(below.node);
                let node = Node::Unnest { input, unnested, ordinality: Some(place), outer: true };
                Some(Added { node, real })
            }
            Node::Filter { input, predicate } => {
                let mut added = self.add_elements(input, left)?;
                predicate.is_deterministic().then_some(())?;
                added.real.push(predicate.clone());
                Some(added)
            }
            Node::Project { input, assignments } => {
                let added = self.add_elements(input, left)?;
                let made = assignments
                    .iter()
                    .filter(|(column, expression)| !expression.is_column(column.id))
                    .map(|(column, expression)| (column.clone(), added.guarded(expression.clone())))
                    .collect();
                Some(Added { node: extend(added.node, made), real: added.real })
            }
            Node::Sort { input, .. } => self.add_elements(input, left),
            _ => None,
        }
    }
}
