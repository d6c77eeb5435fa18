//! The general way: a subquery is computed for all outer values at once.
//!
//! The domain is the set of different values that the outer columns of a subquery have. Joined in where the
//! subquery first uses them, it turns every operator above into one that works for each value: keys of
//! groups, partitions of windows, conditions of joins. The result joins back to the outer rows by the values.
//! (Neumann and Kemper; the domain is computed again where it is needed more than once, so the outer rows
//! must be the same each time.)

use std::collections::{BTreeSet, HashMap};

use polias_types::Type;

use super::build::{
    aggregate, case, compare, conjunction, conjuncts, count, extend, grouped, join, multiple_rows, number,
    only, pass, ranking, same, truth,
};
use crate::analyzer::Analyzer;
use crate::plan::{
    AggregateCall, Column, ColumnId, ComparisonOperator, Expression, ExpressionKind, JoinKind, Node, SortKey,
    WindowCall,
};
use crate::{AnalysisError, Result};

/// The outer values.
pub(super) struct Domain<'a> {
    /// Rows with all values that the outer rows have, perhaps more.
    rows: &'a Node,
    /// Those of its columns that the subquery uses.
    columns: Vec<Column>,
    ids: BTreeSet<ColumnId>,
}

/// The columns that carry the outer values, by the outer columns.
pub(super) type Values = HashMap<ColumnId, Column>;

impl<'a> Domain<'a> {
    /// Of the columns of `rows` that a subquery uses.
    pub(super) fn new(rows: &'a Node, subquery: &Node) -> Result<Self> {
        let used = subquery.free_columns();
        let columns: Vec<_> = rows.columns().into_iter().filter(|column| used.contains(&column.id)).collect();
        let ids: BTreeSet<_> = columns.iter().map(|column| column.id).collect();
        let rows = source(rows, &ids);
        if !rows.is_repeatable() || columns.iter().any(|column| !is_groupable(&column.data_type)) {
            return Err(unsupported());
        }
        Ok(Self { rows, columns, ids })
    }

    /// That two rows carry the same outer values; the outer row itself when there are none on the left.
    pub(super) fn agree(&self, left: Option<&Values>, right: &Values) -> Vec<Expression> {
        self.columns
            .iter()
            .filter_map(|column| {
                let left = match left {
                    Some(left) => left.get(&column.id)?,
                    None => column,
                };
                Some(same(Expression::column(left), Expression::column(right.get(&column.id)?)))
            })
            .collect()
    }

    /// The carrying columns in the order of the domain.
    pub(super) fn carriers(&self, values: &Values) -> Vec<Column> {
        self.columns.iter().filter_map(|column| values.get(&column.id).cloned()).collect()
    }

    fn is_used_by(&self, node: &Node) -> bool {
        !node.free_columns().is_disjoint(&self.ids)
    }
}

/// The part of a plan that has all the values its columns have. What subqueries before this one have joined to
/// it is left out, or each would make the next one's plan twice as large.
fn source<'n>(node: &'n Node, ids: &BTreeSet<ColumnId>) -> &'n Node {
    let below = match node {
        Node::Filter { input, .. }
            if matches!(
                input.as_ref(),
                Node::Join { kind: JoinKind::Left | JoinKind::Semi | JoinKind::Anti | JoinKind::Mark(_), .. }
            ) =>
        {
            input
        }
        Node::Project { input, .. } | Node::Window { input, .. } | Node::NumberRows { input, .. } => input,
        Node::Join {
            left,
            kind: JoinKind::Left | JoinKind::Semi | JoinKind::Anti | JoinKind::Mark(_),
            ..
        } => left,
        Node::Join { left, right, kind: JoinKind::Inner, on: None } if right.gives_one_row() => left,
        _ => return node,
    };
    let has_all = ids.is_subset(&below.column_ids());
    if has_all { source(below, ids) } else { node }
}

/// Trino's message; what it says holds for fewer subqueries here.
pub(super) fn unsupported() -> AnalysisError {
    AnalysisError {
        name: "NOT_SUPPORTED",
        message: "Given correlated subquery is not supported".to_owned(),
        offset: None,
        hint: Some(
            "the rows around it are chosen by chance (LIMIT, random, TABLESAMPLE, recursion) or its outer \
             column is a map; join the subquery with an explicit key instead"
                .to_owned(),
        ),
    }
}

/// Whether values can be made distinct.
fn is_groupable(data_type: &Type) -> bool {
    match data_type {
        Type::Array(element) => is_groupable(element),
        Type::Row(fields) => fields.iter().all(|field| is_groupable(&field.data_type)),
        Type::Map(..) | Type::Function(..) | Type::Opaque(_) => false,
        _ => true,
    }
}

fn bind(expression: &mut Expression, values: &Values) {
    let replacements = values.iter().map(|(id, column)| (*id, Expression::column(column))).collect();
    expression.replace_columns(&replacements);
}

fn bound(mut expression: Expression, values: &Values) -> Expression {
    bind(&mut expression, values);
    expression
}

impl Analyzer<'_> {
    /// The different outer values.
    fn domain(&mut self, domain: &Domain<'_>) -> Result<(Node, Values)> {
        self.size.copy_rows(domain.rows)?;
        let (rows, renamed) = self.copy_plan(domain.rows);
        let mut values = Values::new();
        let mut columns = Vec::new();
        for column in &domain.columns {
            let copied = renamed.get(&column.id).unwrap_or(column).clone();
            values.insert(column.id, copied.clone());
            columns.push(copied);
        }
        let rows = Node::Project { input: Box::new(rows), assignments: pass(&columns) };
        Ok((Node::Distinct { input: Box::new(rows) }, values))
    }

    /// The node's rows for each value of the domain. It has the node's columns and those that carry the
    /// outer values, perhaps more.
    pub(super) fn push_down(&mut self, node: Node, domain: &Domain<'_>) -> Result<(Node, Values)> {
        if !domain.is_used_by(&node) {
            let (values_node, values) = self.domain(domain)?;
            return Ok((join(values_node, node, JoinKind::Inner, Vec::new()), values));
        }
        match node {
            Node::Values { columns, rows } => self.push_into_values(columns, rows, domain),
            Node::Project { input, assignments } => {
                let (input, values) = self.push_down(*input, domain)?;
                let mut assignments: Vec<_> = assignments
                    .into_iter()
                    .map(|(column, expression)| (column, bound(expression, &values)))
                    .collect();
                assignments.extend(pass(&domain.carriers(&values)));
                Ok((Node::Project { input: Box::new(input), assignments }, values))
            }
            Node::Filter { input, predicate } => {
                let (input, values) = self.push_down(*input, domain)?;
                Ok((Node::Filter { input: Box::new(input), predicate: bound(predicate, &values) }, values))
            }
            Node::Aggregate { input, keys, grouping_sets, group_id, aggregates } => {
                if grouping_sets.iter().any(Vec::is_empty) {
                    return self.push_into_total(*input, keys, grouping_sets, group_id, aggregates, domain);
                }
                let (input, values) = self.push_down(*input, domain)?;
                Ok((
                    group_by_values(input, &values, domain, keys, grouping_sets, group_id, aggregates),
                    values,
                ))
            }
            Node::Window { input, mut partition_by, mut order_by, mut calls } => {
                let (input, values) = self.push_down(*input, domain)?;
                partition_by.iter_mut().for_each(|key| bind(key, &values));
                partition_by.extend(domain.carriers(&values).iter().map(Expression::column));
                order_by.iter_mut().for_each(|key| bind(&mut key.expression, &values));
                for (_, call) in &mut calls {
                    call.for_each_part_mut(&mut |part| bind(part, &values));
                }
                Ok((Node::Window { input: Box::new(input), partition_by, order_by, calls }, values))
            }
            Node::Sort { input, .. } => self.push_down(*input, domain),
            Node::Limit { input, skip, fetch } => {
                let (keys, input) = match *input {
                    Node::Sort { input, keys } => (keys, input),
                    other => (Vec::new(), Box::new(other)),
                };
                self.push_into_limit(*input, keys, ranking("row_number"), (skip, fetch), domain)
            }
            Node::TopWithTies { input, keys, fetch } => {
                self.push_into_limit(*input, keys, ranking("rank"), (0, Some(fetch)), domain)
            }
            Node::Distinct { input } => {
                let mut columns = input.columns();
                let (input, values) = self.push_down(*input, domain)?;
                columns.extend(domain.carriers(&values));
                Ok((Node::Distinct { input: Box::new(only(input, &columns)) }, values))
            }
            Node::UnionAll { mut columns, inputs } => {
                let values = self.new_carriers(domain);
                columns.extend(domain.carriers(&values));
                let mut pushed = Vec::with_capacity(inputs.len());
                for (input, ids) in inputs {
                    pushed.push(self.push_into_term(input, ids, domain)?);
                }
                Ok((Node::UnionAll { columns, inputs: pushed }, values))
            }
            Node::SetOperation { mut columns, except, all, left, right } => {
                let values = self.new_carriers(domain);
                columns.extend(domain.carriers(&values));
                let left = self.push_into_term(*left.0, left.1, domain)?;
                let right = self.push_into_term(*right.0, right.1, domain)?;
                let left = (Box::new(left.0), left.1);
                let right = (Box::new(right.0), right.1);
                Ok((Node::SetOperation { columns, except, all, left, right }, values))
            }
            Node::Join { left, right, kind, on } => self.push_into_join(*left, *right, kind, on, domain),
            Node::Unnest { input, mut unnested, ordinality, outer } => {
                let (input, values) = self.push_down(*input, domain)?;
                unnested.iter_mut().for_each(|each| bind(&mut each.expression, &values));
                Ok((Node::Unnest { input: Box::new(input), unnested, ordinality, outer }, values))
            }
            Node::Sample { input, percentage, system } => {
                let (input, values) = self.push_down(*input, domain)?;
                let percentage = bound(percentage, &values);
                Ok((Node::Sample { input: Box::new(input), percentage, system }, values))
            }
            Node::SingleRow { input } => self.push_into_single_row(*input, domain),
            Node::NumberRows { input, column } => {
                let (input, values) = self.push_down(*input, domain)?;
                Ok((Node::NumberRows { input: Box::new(input), column }, values))
            }
            Node::Scan(_) | Node::Lateral { .. } | Node::Recursive { .. } | Node::RecursiveInput { .. } => {
                Err(unsupported())
            }
        }
    }

    fn new_carriers(&mut self, domain: &Domain<'_>) -> Values {
        domain.columns.iter().map(|column| (column.id, self.new_column(column.data_type.clone()))).collect()
    }

    fn push_into_values(
        &mut self,
        columns: Vec<Column>,
        rows: Vec<Vec<Expression>>,
        domain: &Domain<'_>,
    ) -> Result<(Node, Values)> {
        let (mut input, values) = self.domain(domain)?;
        let several = rows.len() != 1;
        let index = self.new_column(Type::Bigint);
        if several {
            let numbers = (0_i64..).zip(&rows).map(|(row, _)| vec![number(row)]).collect();
            let numbers = Node::Values { columns: vec![index.clone()], rows: numbers };
            input = join(input, numbers, JoinKind::Inner, Vec::new());
        }
        let mut by_column: Vec<Vec<Expression>> = columns.iter().map(|_| Vec::new()).collect();
        for row in rows {
            for (column, value) in by_column.iter_mut().zip(row) {
                column.push(bound(value, &values));
            }
        }
        let mut assignments = pass(&domain.carriers(&values));
        for (column, mut cells) in columns.into_iter().zip(by_column) {
            let last = cells.pop().unwrap_or_else(|| Expression::null(column.data_type.clone()));
            let branches: Vec<_> = (0_i64..)
                .zip(cells)
                .map(|(row, value)| {
                    (compare(ComparisonOperator::Equal, Expression::column(&index), number(row)), value)
                })
                .collect();
            let value = if branches.is_empty() { last } else { case(branches, last) };
            assignments.push((column, value));
        }
        Ok((Node::Project { input: Box::new(input), assignments }, values))
    }

    /// An aggregation with an empty grouping set gives a row even for outer values without rows. So rows of
    /// the domain are kept, and the aggregates count only rows that are not made up.
    fn push_into_total(
        &mut self,
        input: Node,
        keys: Vec<Column>,
        grouping_sets: Vec<Vec<usize>>,
        group_id: Option<Column>,
        mut aggregates: Vec<(Column, AggregateCall)>,
        domain: &Domain<'_>,
    ) -> Result<(Node, Values)> {
        let (input, inner) = self.push_down(input, domain)?;
        // Arguments are computed before rows are made up, of whose NULLs they could make errors.
        let real = self.new_column(Type::Boolean);
        let mut added = vec![(real.clone(), truth(true))];
        for (_, call) in &mut aggregates {
            call.for_each_part_mut(&mut |part| {
                bind(part, &inner);
                let computed = !matches!(part.kind, ExpressionKind::Column(_) | ExpressionKind::Lambda(_));
                if computed && !part.used_columns().is_empty() {
                    let column = self.new_column(part.data_type.clone());
                    let value = std::mem::replace(part, Expression::column(&column));
                    added.push((column, value));
                }
            });
            let filter = call.filter.take().into_iter().chain([Expression::column(&real)]).collect();
            call.filter = conjunction(filter);
        }
        let (rows, values) = self.domain(domain)?;
        let agree = domain.agree(Some(&values), &inner);
        let joined = join(rows, extend(input, added), JoinKind::Left, agree);
        let Some(group) = group_id.clone() else {
            let node = group_by_values(joined, &values, domain, keys, grouping_sets, None, aggregates);
            return Ok((node, values));
        };
        // Only empty sets have a row without rows.
        let found = self.new_column(Type::Bigint);
        aggregates
            .push((found.clone(), AggregateCall { filter: Some(Expression::column(&real)), ..count() }));
        let mut terms = vec![compare(ComparisonOperator::Greater, Expression::column(&found), number(0))];
        for (set, index) in grouping_sets.iter().zip(0_i64..) {
            if set.is_empty() {
                terms.push(compare(ComparisonOperator::Equal, Expression::column(&group), number(index)));
            }
        }
        let node = group_by_values(joined, &values, domain, keys, grouping_sets, group_id, aggregates);
        let predicate = Expression::boolean(ExpressionKind::Or(terms));
        Ok((Node::Filter { input: Box::new(node), predicate }, values))
    }

    fn push_into_limit(
        &mut self,
        input: Node,
        mut keys: Vec<SortKey>,
        ranking: WindowCall,
        rows: (u64, Option<u64>),
        domain: &Domain<'_>,
    ) -> Result<(Node, Values)> {
        let (input, values) = self.push_down(input, domain)?;
        keys.iter_mut().for_each(|key| bind(&mut key.expression, &values));
        let partition_by = domain.carriers(&values).iter().map(Expression::column).collect();
        Ok((self.ranked(input, partition_by, keys, ranking, rows), values))
    }

    /// A term of a set operation, with its columns in order.
    fn push_into_term(
        &mut self,
        term: Node,
        mut ids: Vec<ColumnId>,
        domain: &Domain<'_>,
    ) -> Result<(Node, Vec<ColumnId>)> {
        let (term, values) = self.push_down(term, domain)?;
        ids.extend(domain.carriers(&values).iter().map(|column| column.id));
        Ok((term, ids))
    }

    fn push_into_join(
        &mut self,
        left: Node,
        right: Node,
        kind: JoinKind,
        on: Option<Expression>,
        domain: &Domain<'_>,
    ) -> Result<(Node, Values)> {
        let terms = on.map(conjuncts).unwrap_or_default();
        let uses_on = terms.iter().any(|term| !term.used_columns().is_disjoint(&domain.ids));
        let (uses_left, uses_right) = (domain.is_used_by(&left), domain.is_used_by(&right));
        // The side whose rows are kept must be there for each outer value; the other one only if it depends
        // on them.
        let (on_left, on_right) = match kind {
            JoinKind::Inner if uses_left || uses_right => (uses_left, uses_right),
            JoinKind::Inner => (uses_on, false),
            JoinKind::Left | JoinKind::Semi | JoinKind::Anti | JoinKind::Mark(_) => (true, uses_right),
            JoinKind::Right => (uses_left, true),
            JoinKind::Full => (true, true),
        };
        let push = |this: &mut Self, side: Node, wanted: bool| -> Result<(Node, Option<Values>)> {
            if !wanted {
                return Ok((side, None));
            }
            this.push_down(side, domain).map(|(side, values)| (side, Some(values)))
        };
        let (left, left_values) = push(self, left, on_left)?;
        let (right, right_values) = push(self, right, on_right)?;
        let visible = if kind == JoinKind::Right { right_values.as_ref() } else { left_values.as_ref() };
        let Some(values) = visible.or(right_values.as_ref()).cloned() else { return Err(unsupported()) };
        let mut terms: Vec<_> = terms.into_iter().map(|term| bound(term, &values)).collect();
        if let (Some(left), Some(right)) = (&left_values, &right_values) {
            terms.extend(domain.agree(Some(left), right));
        }
        let full = kind == JoinKind::Full;
        let joined = join(left, right, kind, terms);
        let (true, Some(others)) = (full, right_values) else { return Ok((joined, values)) };
        // Either side may be missing.
        let mut merged = Values::new();
        let mut added = Vec::new();
        for column in &domain.columns {
            let (Some(left), Some(right)) = (values.get(&column.id), others.get(&column.id)) else {
                return Err(unsupported());
            };
            let carrier = self.new_column(column.data_type.clone());
            let either = vec![Expression::column(left), Expression::column(right)];
            let kind = ExpressionKind::Coalesce(either);
            added.push((carrier.clone(), Expression { data_type: column.data_type.clone(), kind }));
            merged.insert(column.id, carrier);
        }
        Ok((extend(joined, added), merged))
    }

    /// A row for each outer value, NULLs where there is none; an error where there are more, when one of its
    /// columns is used.
    fn push_into_single_row(&mut self, input: Node, domain: &Domain<'_>) -> Result<(Node, Values)> {
        let columns = input.columns();
        let single = input.gives_one_row_at_most();
        let (input, inner) = self.push_down(input, domain)?;
        let (rows, values) = self.domain(domain)?;
        if single {
            let agree = domain.agree(Some(&values), &inner);
            return Ok((join(rows, input, JoinKind::Left, agree), values));
        }
        let keys = domain.carriers(&inner);
        let (input, added) = self.first_rows(input, keys, &columns);
        let agree = domain.agree(Some(&values), &inner);
        let joined = join(rows, input, JoinKind::Left, agree);
        let mut assignments = pass(&domain.carriers(&values));
        assignments.extend(columns.into_iter().zip(added));
        Ok((Node::Project { input: Box::new(joined), assignments }, values))
    }

    /// Groups by keys. For each of `columns`, the value of the group's only row; an error when there are more;
    /// NULL for rows that an outer join made up.
    pub(super) fn first_rows(
        &mut self,
        input: Node,
        keys: Vec<Column>,
        columns: &[Column],
    ) -> (Node, Vec<Expression>) {
        let rows = self.new_column(Type::Bigint);
        let mut calls = vec![(rows.clone(), count())];
        let mut values = Vec::with_capacity(columns.len());
        for column in columns {
            let first = self.new_column(column.data_type.clone());
            let several = compare(ComparisonOperator::Greater, Expression::column(&rows), number(1));
            values.push(case(
                vec![(several, multiple_rows(column.data_type.clone()))],
                Expression::column(&first),
            ));
            let argument = vec![Expression::column(column)];
            calls.push((first, aggregate("arbitrary", argument, column.data_type.clone())));
        }
        (grouped(input, keys, calls), values)
    }
}

/// An aggregation for each outer value.
fn group_by_values(
    input: Node,
    values: &Values,
    domain: &Domain<'_>,
    mut keys: Vec<Column>,
    mut grouping_sets: Vec<Vec<usize>>,
    group_id: Option<Column>,
    mut aggregates: Vec<(Column, AggregateCall)>,
) -> Node {
    for carrier in domain.carriers(values) {
        for set in &mut grouping_sets {
            set.push(keys.len());
        }
        keys.push(carrier);
    }
    for (_, call) in &mut aggregates {
        call.for_each_part_mut(&mut |part| bind(part, values));
    }
    Node::Aggregate { input: Box::new(input), keys, grouping_sets, group_id, aggregates }
}
