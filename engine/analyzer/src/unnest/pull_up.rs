//! Correlated predicates pulled up to the top of a subquery, where they become conditions of a join.
//!
//! Most subqueries are correlated by predicates alone. Where nothing but filters, projections and inner joins
//! stands above a predicate it can be pulled up as it is; through aggregates, windows, DISTINCT and LIMIT only
//! equalities go, whose inner side becomes a key. What cannot be done so is left to `push_down`, which does
//! everything but costs a join with the outer values.

use std::collections::{BTreeSet, HashMap};

use polias_types::{Type, Value};

use super::build::{conjuncts, extend, filter, join, number, one_row, only, ranking};
use crate::analyzer::Analyzer;
use crate::plan::{
    AggregateCall, Column, ColumnId, ComparisonOperator, Expression, ExpressionKind, JoinKind, Node, SortKey,
    WindowCall,
};

/// A subquery without correlation, and what is left to do for each outer row.
pub(super) struct Pulled {
    /// Uses no columns of the outer row.
    pub(super) node: Node,
    /// The subquery's rows are those of `node` for which all of these are true.
    pub(super) predicates: Vec<Expression>,
    /// The subquery's columns that are not `node`'s: their values by columns of `node` and of the outer row.
    pub(super) deferred: HashMap<ColumnId, Expression>,
    /// The subquery is an aggregation of everything: it has a row even where `node` has none, and then the
    /// columns of `node` are NULL. All its columns are deferred.
    pub(super) always: bool,
    /// With `always`: there is no row if one of these is not true.
    pub(super) having: Vec<Expression>,
}

impl Pulled {
    fn plain(node: Node) -> Self {
        Self { node, predicates: Vec::new(), deferred: HashMap::new(), always: false, having: Vec::new() }
    }

    /// An aggregation of everything that stands in the outer row already.
    pub(super) fn total(node: Node) -> Self {
        Self { always: true, ..Self::plain(node) }
    }

    /// An expression over the subquery's columns, by columns of `node` and of the outer row.
    pub(super) fn resolve(&self, expression: &Expression) -> Expression {
        let mut expression = expression.clone();
        expression.replace_columns(&self.deferred);
        expression
    }

    /// The same, if it then uses nothing of the outer row.
    fn local(&self, expression: &Expression, outer: &BTreeSet<ColumnId>) -> Option<Expression> {
        let resolved = self.resolve(expression);
        resolved.used_columns().is_disjoint(outer).then_some(resolved)
    }

    /// Makes columns available behind a projection: those that predicates and deferred columns need.
    fn needed(&self) -> BTreeSet<ColumnId> {
        self.predicates.iter().chain(self.deferred.values()).flat_map(Expression::used_columns).collect()
    }
}

impl Analyzer<'_> {
    /// Pulls all use of `outer` columns up. `None` where that cannot be done.
    pub(super) fn pull_up(&mut self, node: &Node, outer: &BTreeSet<ColumnId>) -> Option<Pulled> {
        if node.free_columns().is_disjoint(outer) {
            return Some(Pulled::plain(node.clone()));
        }
        match node {
            Node::Values { columns, rows } => {
                let [row] = rows.as_slice() else { return None };
                let mut pulled = Pulled::plain(one_row());
                for (column, value) in columns.iter().zip(row) {
                    value.is_deterministic().then_some(())?;
                    pulled.deferred.insert(column.id, value.clone());
                }
                Some(pulled)
            }
            Node::Project { input, assignments } => {
                let pulled = self.pull_up(input, outer)?;
                pull_through_project(pulled, assignments, outer)
            }
            Node::Filter { input, predicate } => {
                let mut pulled = self.pull_up(input, outer)?;
                let mut kept = Vec::new();
                for term in conjuncts(predicate.clone()) {
                    let term = pulled.resolve(&term);
                    if pulled.always {
                        term.is_deterministic().then_some(())?;
                        pulled.having.push(term);
                    } else if term.used_columns().is_disjoint(outer) {
                        kept.push(term);
                    } else {
                        term.is_deterministic().then_some(())?;
                        pulled.predicates.push(term);
                    }
                }
                pulled.node = filter(pulled.node, kept);
                Some(pulled)
            }
            Node::Aggregate { input, keys, grouping_sets, group_id: None, aggregates } => {
                let [set] = grouping_sets.as_slice() else { return None };
                if set.len() != keys.len() {
                    return None;
                }
                let pulled = self.pull_up(input, outer)?;
                self.pull_through_aggregate(pulled, keys, aggregates, outer)
            }
            Node::Window { input, partition_by, order_by, calls } => {
                let mut pulled = self.pull_up(input, outer)?;
                let keys = self.correlation_keys(&mut pulled, outer)?;
                let mut partition_by = local_all(&pulled, partition_by, outer)?;
                partition_by.extend(keys.iter().map(Expression::column));
                let order_by = local_keys(&pulled, order_by, outer)?;
                let mut local_calls = Vec::with_capacity(calls.len());
                for (column, call) in calls {
                    local_calls.push((column.clone(), local_window_call(&pulled, call, outer)?));
                }
                pulled.node =
                    Node::Window { input: Box::new(pulled.node), partition_by, order_by, calls: local_calls };
                Some(pulled)
            }
            Node::Sort { input, .. } => self.pull_up(input, outer),
            Node::Limit { input, skip, fetch } => {
                let (keys, input) = match input.as_ref() {
                    Node::Sort { input, keys } => (keys.as_slice(), input),
                    _ => (&[][..], input),
                };
                self.pull_through_limit(input, keys, ranking("row_number"), (*skip, *fetch), outer)
            }
            Node::TopWithTies { input, keys, fetch } => {
                self.pull_through_limit(input, keys, ranking("rank"), (0, Some(*fetch)), outer)
            }
            Node::Distinct { input } => {
                let mut pulled = self.pull_up(input, outer)?;
                if pulled.always {
                    return Some(pulled);
                }
                let mine = pulled.node.column_ids();
                if pulled.deferred.values().any(|value| !value.used_columns().is_disjoint(&mine)) {
                    return None;
                }
                let mut columns: Vec<_> =
                    input.columns().into_iter().filter(|column| mine.contains(&column.id)).collect();
                for key in self.correlation_keys(&mut pulled, outer)? {
                    if !columns.contains(&key) {
                        columns.push(key);
                    }
                }
                pulled.node = Node::Distinct { input: Box::new(only(pulled.node, &columns)) };
                Some(pulled)
            }
            Node::Join { left, right, kind, on } => {
                self.pull_through_join(left, right, kind, on.as_ref(), outer)
            }
            Node::Unnest { input, unnested, ordinality, outer: keep } => {
                let mut pulled = self.pull_up(input, outer)?;
                if pulled.always {
                    return None;
                }
                let mut unnested = unnested.clone();
                for each in &mut unnested {
                    each.expression = pulled.local(&each.expression, outer)?;
                }
                pulled.node = Node::Unnest {
                    input: Box::new(pulled.node),
                    unnested,
                    ordinality: ordinality.clone(),
                    outer: *keep,
                };
                Some(pulled)
            }
            Node::SingleRow { input } => {
                let mut pulled = self.pull_up(input, outer)?;
                if !pulled.always {
                    return None;
                }
                if let Some(having) = super::build::conjunction(std::mem::take(&mut pulled.having)) {
                    for value in pulled.deferred.values_mut() {
                        let null = Expression::null(value.data_type.clone());
                        *value = super::build::case(vec![(having.clone(), value.clone())], null);
                    }
                }
                Some(pulled)
            }
            Node::NumberRows { input, column } => {
                let mut pulled = self.pull_up(input, outer)?;
                if pulled.always {
                    return None;
                }
                pulled.node = Node::NumberRows { input: Box::new(pulled.node), column: column.clone() };
                Some(pulled)
            }
            Node::Aggregate { .. }
            | Node::Scan(_)
            | Node::Lateral { .. }
            | Node::UnionAll { .. }
            | Node::SetOperation { .. }
            | Node::Recursive { .. }
            | Node::RecursiveInput { .. }
            | Node::Sample { .. } => None,
        }
    }

    fn pull_through_aggregate(
        &mut self,
        mut pulled: Pulled,
        keys: &[Column],
        aggregates: &[(Column, AggregateCall)],
        outer: &BTreeSet<ColumnId>,
    ) -> Option<Pulled> {
        let mut grouped = self.correlation_keys(&mut pulled, outer)?;
        let mine = pulled.node.column_ids();
        let mut deferred = HashMap::new();
        for key in keys {
            match pulled.deferred.get(&key.id) {
                // The same for all rows of an outer row: no key.
                Some(value) if value.used_columns().is_disjoint(&mine) => {
                    deferred.insert(key.id, value.clone());
                }
                Some(_) => return None,
                None if grouped.contains(key) => {}
                None => grouped.push(key.clone()),
            }
        }
        let always = keys.is_empty();
        if grouped.is_empty() && !always {
            return None;
        }
        let mut calls = Vec::with_capacity(aggregates.len());
        for (column, call) in aggregates {
            let call = local_aggregate(&pulled, call, outer)?;
            if !always {
                calls.push((column.clone(), call));
                continue;
            }
            let raw = self.new_column(column.data_type.clone());
            let value = Expression::column(&raw);
            let value = match value_without_rows(call.function.name) {
                Value::Null => value,
                default => {
                    let default = Expression::literal(default, column.data_type.clone());
                    Expression {
                        data_type: column.data_type.clone(),
                        kind: ExpressionKind::Coalesce(vec![value, default]),
                    }
                }
            };
            deferred.insert(column.id, value);
            calls.push((raw, call));
        }
        pulled.node = super::build::grouped(pulled.node, grouped, calls);
        pulled.deferred = deferred;
        pulled.always = always;
        Some(pulled)
    }

    fn pull_through_limit(
        &mut self,
        input: &Node,
        keys: &[SortKey],
        ranking: WindowCall,
        (skip, fetch): (u64, Option<u64>),
        outer: &BTreeSet<ColumnId>,
    ) -> Option<Pulled> {
        let mut pulled = self.pull_up(input, outer)?;
        if pulled.always {
            return (skip == 0 && fetch != Some(0)).then_some(pulled);
        }
        let partition_by = self.correlation_keys(&mut pulled, outer)?;
        let partition_by = partition_by.iter().map(Expression::column).collect();
        let order_by = local_keys(&pulled, keys, outer)?;
        pulled.node = self.ranked(pulled.node, partition_by, order_by, ranking, (skip, fetch));
        Some(pulled)
    }

    fn pull_through_join(
        &mut self,
        left: &Node,
        right: &Node,
        kind: &JoinKind,
        on: Option<&Expression>,
        outer: &BTreeSet<ColumnId>,
    ) -> Option<Pulled> {
        let mut left = self.pull_up(left, outer)?;
        let right = self.pull_up(right, outer)?;
        if left.always || right.always {
            return None;
        }
        let is_plain = |side: &Pulled| side.predicates.is_empty() && side.deferred.is_empty();
        // Rows of the side that may be filled with NULLs, or only be looked for, must not depend on the
        // outer row.
        let allowed = match kind {
            JoinKind::Inner => true,
            JoinKind::Left | JoinKind::Semi | JoinKind::Anti | JoinKind::Mark(_) => is_plain(&right),
            JoinKind::Right => is_plain(&left),
            JoinKind::Full => is_plain(&left) && is_plain(&right),
        };
        if !allowed {
            return None;
        }
        let (left_node, right_node) = (left.node, right.node);
        left.predicates.extend(right.predicates);
        left.deferred.extend(right.deferred);
        left.node = one_row();
        let mut terms = Vec::new();
        for term in on.cloned().map(conjuncts).unwrap_or_default() {
            let term = left.resolve(&term);
            if term.used_columns().is_disjoint(outer) {
                terms.push(term);
            } else if *kind == JoinKind::Inner && term.is_deterministic() {
                left.predicates.push(term);
            } else {
                return None;
            }
        }
        left.node = join(left_node, right_node, kind.clone(), terms);
        Some(left)
    }

    /// The inner sides of the pulled predicates, as columns of the node: rows that agree in them are all
    /// kept, or all left out, for any outer row. `None` unless all predicates are equalities (predicates over
    /// outer columns alone do not matter).
    pub(super) fn correlation_keys(
        &mut self,
        pulled: &mut Pulled,
        outer: &BTreeSet<ColumnId>,
    ) -> Option<Vec<Column>> {
        if pulled.always {
            return None;
        }
        let mine = pulled.node.column_ids();
        let mut keys: Vec<Column> = Vec::new();
        let mut added: Vec<(Column, Expression)> = Vec::new();
        for predicate in &mut pulled.predicates {
            if predicate.used_columns().is_disjoint(&mine) {
                continue;
            }
            let inner = inner_side(predicate, &mine, outer)?;
            let key = match &inner.kind {
                ExpressionKind::Column(id) => Column { id: *id, data_type: inner.data_type.clone() },
                _ => match added.iter().find(|(_, expression)| expression == inner) {
                    Some((column, _)) => column.clone(),
                    None => {
                        let column = self.new_column(inner.data_type.clone());
                        added.push((column.clone(), inner.clone()));
                        column
                    }
                },
            };
            *inner = Expression::column(&key);
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let node = std::mem::replace(&mut pulled.node, one_row());
        pulled.node = extend(node, added);
        Some(keys)
    }
}

/// Of an equality, the side that is of the subquery alone; `None` when it is no equality between such a side
/// and one that is not of the subquery at all.
fn inner_side<'e>(
    predicate: &'e mut Expression,
    mine: &BTreeSet<ColumnId>,
    outer: &BTreeSet<ColumnId>,
) -> Option<&'e mut Expression> {
    let (left, right) = match &mut predicate.kind {
        ExpressionKind::Comparison(ComparisonOperator::Equal, left, right) => (left, right),
        ExpressionKind::Not(value) => match &mut value.kind {
            ExpressionKind::IsDistinct(left, right) => (left, right),
            _ => return None,
        },
        _ => return None,
    };
    let is_inner = |side: &Expression| {
        let used = side.used_columns();
        !used.is_disjoint(mine) && used.is_disjoint(outer) && side.is_deterministic()
    };
    let is_outer = |side: &Expression| side.used_columns().is_disjoint(mine);
    if is_inner(left) && is_outer(right) {
        Some(left)
    } else if is_inner(right) && is_outer(left) {
        Some(right)
    } else {
        None
    }
}

pub(super) fn pull_through_project(
    mut pulled: Pulled,
    assignments: &[(Column, Expression)],
    outer: &BTreeSet<ColumnId>,
) -> Option<Pulled> {
    let mut deferred = HashMap::new();
    let mut kept = Vec::new();
    for (column, expression) in assignments {
        let resolved = pulled.resolve(expression);
        if pulled.always || !resolved.used_columns().is_disjoint(outer) {
            resolved.is_deterministic().then_some(())?;
            deferred.insert(column.id, resolved);
        } else {
            kept.push((column.clone(), resolved));
        }
    }
    pulled.deferred = deferred;
    if pulled.always {
        return Some(pulled);
    }
    let needed = pulled.needed();
    for column in pulled.node.columns() {
        if needed.contains(&column.id) && !kept.iter().any(|(other, _)| other.id == column.id) {
            let value = Expression::column(&column);
            kept.push((column, value));
        }
    }
    pulled.node = Node::Project { input: Box::new(pulled.node), assignments: kept };
    Some(pulled)
}

fn local_all(
    pulled: &Pulled,
    expressions: &[Expression],
    outer: &BTreeSet<ColumnId>,
) -> Option<Vec<Expression>> {
    expressions.iter().map(|expression| pulled.local(expression, outer)).collect()
}

fn local_keys(pulled: &Pulled, keys: &[SortKey], outer: &BTreeSet<ColumnId>) -> Option<Vec<SortKey>> {
    keys.iter()
        .map(|key| Some(SortKey { expression: pulled.local(&key.expression, outer)?, ..key.clone() }))
        .collect()
}

fn local_aggregate(
    pulled: &Pulled,
    call: &AggregateCall,
    outer: &BTreeSet<ColumnId>,
) -> Option<AggregateCall> {
    let mut call = call.clone();
    let mut local = true;
    call.for_each_part_mut(&mut |part| match pulled.local(part, outer) {
        Some(resolved) => *part = resolved,
        None => local = false,
    });
    local.then_some(call)
}

fn local_window_call(pulled: &Pulled, call: &WindowCall, outer: &BTreeSet<ColumnId>) -> Option<WindowCall> {
    let mut call = call.clone();
    let mut local = true;
    call.for_each_part_mut(&mut |part| match pulled.local(part, outer) {
        Some(resolved) => *part = resolved,
        None => local = false,
    });
    local.then_some(call)
}

/// What an aggregate gives when there are no rows; asked of Trino for each of its aggregates.
fn value_without_rows(name: &str) -> Value {
    match name {
        "count" | "count_if" | "approx_distinct" => Value::Integer(0),
        _ => Value::Null,
    }
}

impl Pulled {
    /// A column that is not NULL where a row of the node was joined.
    pub(super) fn add_marker(&mut self, analyzer: &mut Analyzer<'_>) -> Column {
        let marker = analyzer.new_column(Type::Bigint);
        let node = std::mem::replace(&mut self.node, one_row());
        self.node = extend(node, vec![(marker.clone(), number(1))]);
        marker
    }
}
