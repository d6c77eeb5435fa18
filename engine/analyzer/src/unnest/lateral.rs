//! LATERAL: each left row with the rows a subquery has for it.

use std::collections::HashMap;

use super::build::{case, conjunction, conjuncts, filter, is_null, join, only, pass};
use super::pull_up::Pulled;
use super::push_down::{Domain, unsupported};
use crate::Result;
use crate::analyzer::Analyzer;
use crate::plan::{Column, Expression, JoinKind, Node};

impl Analyzer<'_> {
    /// Joins each row of `left` with the rows of `right`, which may use its columns. The kind is Inner or
    /// Left. Gives the columns of both.
    pub(super) fn unnest_lateral(
        &mut self,
        left: Node,
        right: Node,
        kind: JoinKind,
        on: Vec<Expression>,
    ) -> Result<Node> {
        let outer = left.column_ids();
        if right.free_columns().is_disjoint(&outer) {
            return Ok(join(left, right, kind, on));
        }
        let mut columns = left.columns();
        let left_columns = columns.len();
        columns.extend(right.columns());
        if kind == JoinKind::Inner {
            if let Some(node) = graft(&right, &left) {
                return Ok(only(filter(node, on), &columns));
            }
        } else if on.iter().all(|term| *term == super::build::truth(true))
            && let Some(node) = graft_outer(&right, &left)
        {
            return Ok(only(node, &columns));
        }
        if let Some(pulled) = self.pull_up(&right, &outer) {
            return Ok(self.pulled_lateral(left, pulled, kind, on, &columns, left_columns));
        }
        if !matches!(kind, JoinKind::Inner | JoinKind::Left) {
            return Err(unsupported());
        }
        let domain = Domain::new(&left, &right)?;
        let (right, values) = self.push_down(right, &domain)?;
        let mut terms = domain.agree(None, &values);
        terms.extend(on);
        Ok(only(join(left, right, kind, terms), &columns))
    }

    fn pulled_lateral(
        &mut self,
        left: Node,
        mut pulled: Pulled,
        kind: JoinKind,
        on: Vec<Expression>,
        columns: &[Column],
        left_columns: usize,
    ) -> Node {
        let on: Vec<_> = on.iter().map(|term| pulled.resolve(term)).collect();
        let inner = kind == JoinKind::Inner;
        let mut exists = Vec::new();
        let joined = if pulled.always {
            exists = std::mem::take(&mut pulled.having);
            exists.extend(on);
            let kind = if pulled.predicates.is_empty() { JoinKind::Inner } else { JoinKind::Left };
            join(
                left,
                std::mem::replace(&mut pulled.node, super::build::one_row()),
                kind,
                std::mem::take(&mut pulled.predicates),
            )
        } else {
            let missing = (!inner && !pulled.deferred.is_empty()).then(|| pulled.add_marker(self));
            if let Some(marker) = missing {
                exists.push(super::build::not(is_null(Expression::column(&marker))));
            }
            let mut terms = std::mem::take(&mut pulled.predicates);
            terms.extend(on);
            join(left, std::mem::replace(&mut pulled.node, super::build::one_row()), kind, terms)
        };
        let (joined, guard) =
            if inner { (filter(joined, exists), None) } else { (joined, conjunction(exists)) };
        if pulled.deferred.is_empty() {
            return only(joined, columns);
        }
        let mut assignments = pass(columns.get(..left_columns).unwrap_or_default());
        for column in columns.iter().skip(left_columns) {
            let mut value = pulled.resolve(&Expression::column(column));
            if let (Some(guard), true) = (&guard, pulled.deferred.contains_key(&column.id)) {
                value = case(vec![(guard.clone(), value)], Expression::null(column.data_type.clone()));
            }
            assignments.push((column.clone(), value));
        }
        Node::Project { input: Box::new(joined), assignments }
    }
}

/// Where a subquery works on a single row of outer values, as `SELECT … FROM UNNEST(outer.list)` does, the
/// outer rows can stand in that row's place: no join at all.
fn graft(node: &Node, left: &Node) -> Option<Node> {
    match node {
        Node::Values { columns, rows } => {
            let [row] = rows.as_slice() else { return None };
            let mut assignments = pass(&left.columns());
            assignments.extend(columns.iter().cloned().zip(row.iter().cloned()));
            let input = Box::new(left.clone());
            Some(if columns.is_empty() { left.clone() } else { Node::Project { input, assignments } })
        }
        Node::Project { input, assignments } => {
            let input = Box::new(graft(input, left)?);
            let mut all = pass(&left.columns());
            all.extend(assignments.iter().cloned());
            Some(Node::Project { input, assignments: all })
        }
        Node::Filter { input, predicate } => {
            Some(Node::Filter { input: Box::new(graft(input, left)?), predicate: predicate.clone() })
        }
        Node::Unnest { input, unnested, ordinality, outer } => Some(Node::Unnest {
            input: Box::new(graft(input, left)?),
            unnested: unnested.clone(),
            ordinality: ordinality.clone(),
            outer: *outer,
        }),
        Node::Join { left: first, right, kind: kind @ (JoinKind::Inner | JoinKind::Left), on }
            if right.free_columns().is_disjoint(&left.column_ids()) =>
        {
            let terms = on.clone().map(conjuncts).unwrap_or_default();
            Some(join(graft(first, left)?, right.as_ref().clone(), kind.clone(), terms))
        }
        Node::Sort { input, .. } => graft(input, left),
        _ => None,
    }
}

/// The same for a subquery that is one UNNEST: rows without elements are kept.
fn graft_outer(node: &Node, left: &Node) -> Option<Node> {
    match node {
        Node::Project { input, assignments } => {
            let names: HashMap<_, _> = input.columns().into_iter().map(|column| (column.id, ())).collect();
            let plain = assignments.iter().all(|(_, expression)| {
                matches!(expression.kind, crate::plan::ExpressionKind::Column(id) if names.contains_key(&id))
            });
            if !plain {
                return None;
            }
            let input = Box::new(graft_outer(input, left)?);
            let mut all = pass(&left.columns());
            all.extend(assignments.iter().cloned());
            Some(Node::Project { input, assignments: all })
        }
        Node::Unnest { input, unnested, ordinality, .. } if matches!(input.as_ref(), Node::Values { columns, rows } if columns.is_empty() && rows.len() == 1) => {
            Some(Node::Unnest {
                input: Box::new(left.clone()),
                unnested: unnested.clone(),
                ordinality: ordinality.clone(),
                outer: true,
            })
        }
        _ => None,
    }
}
