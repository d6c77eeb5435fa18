//! The only row of a subquery, joined to each outer row.

use std::collections::HashMap;

use polias_types::Type;

use super::build::{aggregate, case, compare, conjunction, grouped, is_null, join, multiple_rows, number};
use super::pull_up::Pulled;
use super::push_down::Domain;
use crate::Result;
use crate::analyzer::Analyzer;
use crate::plan::{Column, ComparisonOperator, Expression, ExpressionKind, JoinKind, Node, SortKey};

impl Analyzer<'_> {
    /// `left` with the values of columns of the only row of `right` (which may use columns of `left`): NULL
    /// when there is none. When there are more, evaluating such a value is an error; so a CASE that does not
    /// come to it does not fail.
    pub(super) fn attach_row(
        &mut self,
        left: Node,
        right: Node,
        columns: &[Column],
    ) -> Result<(Node, Vec<Expression>)> {
        let outer = left.column_ids();
        let plain = || columns.iter().map(Expression::column).collect();
        if right.free_columns().is_disjoint(&outer) {
            let right =
                if right.gives_one_row() { right } else { Node::SingleRow { input: Box::new(right) } };
            return Ok((join(left, right, JoinKind::Inner, Vec::new()), plain()));
        }
        let single = right.gives_one_row_at_most();
        if let Some(pulled) = self.pull_up(&right, &outer)
            && let Some((right, on, values)) = self.pulled_row(pulled, single, columns, &outer)
        {
            return Ok(match right {
                None => (left, values),
                Some(right) if on.is_empty() && right.gives_one_row() => {
                    (join(left, right, JoinKind::Inner, on), values)
                }
                Some(right) => (join(left, right, JoinKind::Left, on), values),
            });
        }
        if let Some(attached) = self.attach_by_number(&left, &right, columns) {
            return Ok(attached);
        }
        let domain = Domain::new(&left, &right)?;
        let (right, carriers) = self.push_down(right, &domain)?;
        let agree = domain.agree(None, &carriers);
        if single {
            return Ok((join(left, right, JoinKind::Left, agree), plain()));
        }
        let keys = domain.carriers(&carriers);
        let (right, values) = self.first_rows(right, keys, columns);
        Ok((join(left, right, JoinKind::Left, agree), values))
    }

    /// What to join a row with (nothing when the values need no join), on what, and the values then.
    pub(super) fn pulled_row(
        &mut self,
        mut pulled: Pulled,
        single: bool,
        columns: &[Column],
        outer: &std::collections::BTreeSet<crate::plan::ColumnId>,
    ) -> Option<(Option<Node>, Vec<Expression>, Vec<Expression>)> {
        let null = |column: &Column| Expression::null(column.data_type.clone());
        let values: Vec<_> =
            columns.iter().map(|column| pulled.resolve(&Expression::column(column))).collect();
        if pulled.always {
            let values = match conjunction(std::mem::take(&mut pulled.having)) {
                None => values,
                Some(having) => {
                    let guarded = columns.iter().zip(values);
                    guarded.map(|(column, value)| case(vec![(having.clone(), value)], null(column))).collect()
                }
            };
            return Some((Some(pulled.node), pulled.predicates, values));
        }
        let mine = pulled.node.column_ids();
        if pulled.node.gives_one_row() {
            let over_outer = pulled.predicates.iter().chain(&values);
            if over_outer.clone().all(|expression| expression.used_columns().is_disjoint(&mine)) {
                let values = match conjunction(pulled.predicates) {
                    None => values,
                    Some(exists) => {
                        let guarded = columns.iter().zip(values);
                        guarded
                            .map(|(column, value)| case(vec![(exists.clone(), value)], null(column)))
                            .collect()
                    }
                };
                return Some((None, Vec::new(), values));
            }
        }
        if single {
            let deferred = columns.iter().any(|column| pulled.deferred.contains_key(&column.id));
            if !deferred {
                return Some((Some(pulled.node), pulled.predicates, values));
            }
            let marker = pulled.add_marker(self);
            let missing = is_null(Expression::column(&marker));
            let guarded = columns.iter().zip(values);
            let values =
                guarded.map(|(column, value)| case(vec![(missing.clone(), null(column))], value)).collect();
            return Some((Some(pulled.node), pulled.predicates, values));
        }
        let keys = self.correlation_keys(&mut pulled, outer)?;
        let rows = self.new_column(Type::Bigint);
        let mut calls = vec![(rows.clone(), super::build::count())];
        let mut firsts = HashMap::new();
        let used: std::collections::BTreeSet<_> = values.iter().flat_map(Expression::used_columns).collect();
        for column in pulled.node.columns() {
            if !used.contains(&column.id) {
                continue;
            }
            let first = self.new_column(column.data_type.clone());
            firsts.insert(column.id, Expression::column(&first));
            let argument = vec![Expression::column(&column)];
            calls.push((first, aggregate("arbitrary", argument, column.data_type.clone())));
        }
        let right = grouped(pulled.node, keys, calls);
        let rows = Expression::column(&rows);
        let values = columns.iter().zip(values).map(|(column, mut value)| {
            value.replace_columns(&firsts);
            let several = compare(ComparisonOperator::Greater, rows.clone(), number(1));
            let mut branches = vec![(several, multiple_rows(column.data_type.clone()))];
            if pulled.deferred.contains_key(&column.id) {
                let found = Expression {
                    data_type: Type::Bigint,
                    kind: ExpressionKind::Coalesce(vec![rows.clone(), number(0)]),
                };
                branches.push((compare(ComparisonOperator::Equal, found, number(0)), null(column)));
            }
            case(branches, value)
        });
        let values = values.collect();
        Some((Some(right), pulled.predicates, values))
    }

    /// A subquery's column as an array, in the subquery's order; an empty one when there are no rows.
    pub(super) fn array_of_rows(&mut self, plan: Node, column: &Column) -> (Node, Column) {
        let (input, order_by) = ordered(plan, column);
        let data_type = Type::array(column.data_type.clone());
        let mut call = aggregate("array_agg", vec![Expression::column(column)], data_type.clone());
        call.order_by = order_by;
        let list = self.new_column(data_type.clone());
        let array = self.new_column(data_type.clone());
        let right = grouped(input, Vec::new(), vec![(list.clone(), call)]);
        let empty = Expression { data_type: data_type.clone(), kind: ExpressionKind::Array(Vec::new()) };
        let value =
            Expression { data_type, kind: ExpressionKind::Coalesce(vec![Expression::column(&list), empty]) };
        let right = Node::Project { input: Box::new(right), assignments: vec![(array.clone(), value)] };
        (right, array)
    }
}

/// A plan's rows, and the keys of their order where its last operators sort.
fn ordered(plan: Node, column: &Column) -> (Node, Vec<SortKey>) {
    match plan {
        Node::Sort { input, keys } => (*input, keys),
        Node::Limit { input, skip, fetch } => match *input {
            Node::Sort { input, keys } => {
                let sorted = Node::Sort { input, keys: keys.clone() };
                (Node::Limit { input: Box::new(sorted), skip, fetch }, keys)
            }
            other => (Node::Limit { input: Box::new(other), skip, fetch }, Vec::new()),
        },
        Node::Project { input, assignments } => {
            let kept = assignments.into_iter().filter(|(made, _)| made.id == column.id).collect();
            let (input, keys) = ordered(*input, column);
            let node = Node::Project { input: Box::new(input), assignments: kept };
            if keys.is_empty() { (node, keys) } else { keep_keys(node, keys) }
        }
        other => (other, Vec::new()),
    }
}

/// Lets a projection pass on what keys of an order use.
fn keep_keys(node: Node, keys: Vec<SortKey>) -> (Node, Vec<SortKey>) {
    let Node::Project { input, mut assignments } = node else { return (node, keys) };
    for column in input.columns() {
        let used = keys.iter().any(|key| key.expression.used_columns().contains(&column.id));
        if used && !assignments.iter().any(|(made, _)| made.id == column.id) {
            assignments.push((column.clone(), Expression::column(&column)));
        }
    }
    (Node::Project { input, assignments }, keys)
}
