//! Which columns a part of a plan makes, uses, and takes from outside.

use std::collections::BTreeSet;

use super::{Column, ColumnId, Expression, ExpressionKind, JoinKind, Node};

impl Node {
    /// The columns of its rows, in order.
    pub fn columns(&self) -> Vec<Column> {
        match self {
            Self::Scan(scan) => scan.columns.iter().map(|(column, _)| column.clone()).collect(),
            Self::Values { columns, .. }
            | Self::UnionAll { columns, .. }
            | Self::SetOperation { columns, .. }
            | Self::Recursive { columns, .. }
            | Self::RecursiveInput { columns, .. } => columns.clone(),
            Self::Project { assignments, .. } => {
                assignments.iter().map(|(column, _)| column.clone()).collect()
            }
            Self::Filter { input, .. }
            | Self::Sort { input, .. }
            | Self::Limit { input, .. }
            | Self::TopWithTies { input, .. }
            | Self::Distinct { input }
            | Self::Sample { input, .. }
            | Self::SingleRow { input } => input.columns(),
            Self::Aggregate { keys, group_id, aggregates, .. } => keys
                .iter()
                .chain(group_id)
                .chain(aggregates.iter().map(|(column, _)| column))
                .cloned()
                .collect(),
            Self::Window { input, calls, .. } => {
                let mut columns = input.columns();
                columns.extend(calls.iter().map(|(column, _)| column.clone()));
                columns
            }
            Self::Join { left, right, kind, .. } | Self::Lateral { left, right, kind, .. } => {
                let mut columns = left.columns();
                match kind {
                    JoinKind::Inner | JoinKind::Left | JoinKind::Right | JoinKind::Full => {
                        columns.extend(right.columns());
                    }
                    JoinKind::Semi | JoinKind::Anti => {}
                    JoinKind::Mark(mark) => columns.push(mark.clone()),
                }
                columns
            }
            Self::Unnest { input, unnested, ordinality, .. } => {
                let mut columns = input.columns();
                columns.extend(unnested.iter().flat_map(|unnested| unnested.columns.iter().cloned()));
                columns.extend(ordinality.clone());
                columns
            }
            Self::NumberRows { input, column } => {
                let mut columns = input.columns();
                columns.push(column.clone());
                columns
            }
        }
    }

    /// The numbers of [`Self::columns`].
    pub fn column_ids(&self) -> BTreeSet<ColumnId> {
        self.columns().into_iter().map(|column| column.id).collect()
    }

    /// Columns it uses and does not make: those of queries around it.
    pub fn free_columns(&self) -> BTreeSet<ColumnId> {
        let mut used = BTreeSet::new();
        let mut made = BTreeSet::new();
        self.collect_columns(&mut used, &mut made);
        &used - &made
    }

    /// Adds what the node and everything below it uses and makes.
    fn collect_columns(&self, used: &mut BTreeSet<ColumnId>, made: &mut BTreeSet<ColumnId>) {
        self.for_each_expression(&mut |expression| expression.collect_columns(used, made));
        self.for_each_column(&mut |id| {
            used.insert(id);
        });
        self.for_each_new_column(&mut |column| {
            made.insert(column.id);
        });
        self.for_each_input(&mut |input| input.collect_columns(used, made));
    }

    /// Calls `visit` with each column of an input that the node names beside its expressions.
    pub fn for_each_column(&self, visit: &mut dyn FnMut(ColumnId)) {
        match self {
            Self::Aggregate { keys, .. } => keys.iter().for_each(|key| visit(key.id)),
            Self::UnionAll { inputs, .. } => {
                inputs.iter().for_each(|(_, ids)| ids.iter().copied().for_each(&mut *visit))
            }
            Self::SetOperation { left: (_, left), right: (_, right), .. }
            | Self::Recursive { anchor: (_, left), step: (_, right), .. } => {
                left.iter().chain(right).copied().for_each(visit);
            }
            _ => {}
        }
    }

    /// Calls `visit` with each column that appears at this node: is made here, not below.
    pub fn for_each_new_column(&self, visit: &mut dyn FnMut(&Column)) {
        match self {
            Self::Scan(scan) => scan.columns.iter().for_each(|(column, _)| visit(column)),
            Self::Values { columns, .. }
            | Self::UnionAll { columns, .. }
            | Self::SetOperation { columns, .. }
            | Self::Recursive { columns, .. }
            | Self::RecursiveInput { columns, .. } => columns.iter().for_each(visit),
            Self::Project { assignments, .. } => assignments
                .iter()
                .filter(|(column, expression)| !expression.is_column(column.id))
                .for_each(|(column, _)| visit(column)),
            Self::Aggregate { group_id, aggregates, .. } => {
                group_id.iter().chain(aggregates.iter().map(|(column, _)| column)).for_each(visit);
            }
            Self::Window { calls, .. } => calls.iter().for_each(|(column, _)| visit(column)),
            Self::Join { kind: JoinKind::Mark(mark), .. } => visit(mark),
            Self::Unnest { unnested, ordinality, .. } => {
                unnested.iter().flat_map(|unnested| &unnested.columns).chain(ordinality).for_each(visit);
            }
            Self::NumberRows { column, .. } => visit(column),
            Self::Join { .. }
            | Self::Lateral { .. }
            | Self::Filter { .. }
            | Self::Sort { .. }
            | Self::Limit { .. }
            | Self::TopWithTies { .. }
            | Self::Distinct { .. }
            | Self::Sample { .. }
            | Self::SingleRow { .. } => {}
        }
    }
}

impl Expression {
    /// Whether it is just this column.
    pub fn is_column(&self, id: ColumnId) -> bool {
        matches!(self.kind, ExpressionKind::Column(column) if column == id)
    }

    /// Columns it uses; of subqueries in it, those that they do not make themselves.
    pub fn used_columns(&self) -> BTreeSet<ColumnId> {
        let mut used = BTreeSet::new();
        let mut made = BTreeSet::new();
        self.collect_columns(&mut used, &mut made);
        &used - &made
    }

    fn collect_columns(&self, used: &mut BTreeSet<ColumnId>, made: &mut BTreeSet<ColumnId>) {
        if let ExpressionKind::Column(id) = &self.kind {
            used.insert(*id);
        }
        if let Some(plan) = self.subquery_plan() {
            plan.collect_columns(used, made);
        }
        self.for_each_operand(&mut |operand| operand.collect_columns(used, made));
    }
}
