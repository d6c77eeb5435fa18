//! Columns that nothing uses are left out, from the output downwards, so that scans read only what is asked
//! for. It must never change which rows there are, nor how often.

use std::collections::HashSet;

use crate::plan::{ColumnId, Expression, ExpressionKind, Node, SubqueryKind};

type Needed = HashSet<ColumnId>;

/// Removes what is not needed for the columns.
pub(crate) fn prune(plan: &mut Node, needed: &Needed) {
    let taken = std::mem::replace(plan, super::one_row());
    *plan = pruned(taken, needed);
    plan.for_each_expression_mut(&mut prune_subqueries);
}

fn pruned(node: Node, needed: &Needed) -> Node {
    match node {
        Node::Project { input, mut assignments } => {
            assignments.retain(|(column, _)| needed.contains(&column.id));
            let mut input = input;
            let mut below = Needed::new();
            assignments.iter().for_each(|(_, value)| below.extend(value.used_columns()));
            prune(&mut input, &below);
            let passes_on = assignments.iter().all(|(column, value)| value.is_column(column.id));
            // Without own columns the rows of the input are the rows.
            if passes_on { *input } else { Node::Project { input, assignments } }
        }
        Node::Window { mut input, partition_by, order_by, mut calls } => {
            calls.retain(|(column, _)| needed.contains(&column.id));
            if calls.is_empty() {
                prune(&mut input, needed);
                return *input;
            }
            let mut node = Node::Window { input, partition_by, order_by, calls };
            prune_inputs(&mut node, needed);
            node
        }
        Node::NumberRows { mut input, column } => {
            prune(&mut input, needed);
            if needed.contains(&column.id) { Node::NumberRows { input, column } } else { *input }
        }
        Node::Aggregate { input, keys, grouping_sets, group_id, mut aggregates } => {
            aggregates.retain(|(column, _)| needed.contains(&column.id));
            let one_row = keys.is_empty() && aggregates.is_empty() && grouping_sets.len() == 1;
            if one_row && grouping_sets.iter().all(Vec::is_empty) {
                return super::one_row();
            }
            let mut node = Node::Aggregate { input, keys, grouping_sets, group_id, aggregates };
            prune_inputs(&mut node, &Needed::new());
            node
        }
        Node::Distinct { mut input } => {
            // Rows are compared in all their columns: none may go, and none that a projection hid may come back.
            let columns = input.columns();
            let compared: Needed = columns.iter().map(|column| column.id).collect();
            prune(&mut input, &compared);
            if input.column_ids().into_iter().collect::<Needed>() != compared {
                let assignments = columns.into_iter().map(super::passed_on).collect();
                input = Box::new(Node::Project { input, assignments });
            }
            Node::Distinct { input }
        }
        Node::Scan(mut scan) => {
            scan.columns.retain(|(column, _)| needed.contains(&column.id));
            Node::Scan(scan)
        }
        Node::Values { mut columns, mut rows } => {
            let kept: Vec<_> = columns.iter().map(|column| needed.contains(&column.id)).collect();
            retain_places(&mut columns, &kept);
            rows.iter_mut().for_each(|row| retain_places(row, &kept));
            Node::Values { columns, rows }
        }
        Node::UnionAll { mut columns, mut inputs } => {
            let mut kept: Vec<_> = columns.iter().map(|column| needed.contains(&column.id)).collect();
            // A union of nothing but row counts still needs a column to be counted by.
            if let (false, Some(first)) = (kept.contains(&true), kept.first_mut()) {
                *first = true;
            }
            retain_places(&mut columns, &kept);
            for (input, ids) in &mut inputs {
                retain_places(ids, &kept);
                prune(input, &ids.iter().copied().collect());
            }
            Node::UnionAll { columns, inputs }
        }
        mut node => {
            prune_inputs(&mut node, needed);
            node
        }
    }
}

/// Prunes the inputs of a node that makes all its columns.
fn prune_inputs(node: &mut Node, needed: &Needed) {
    let mut below = needed.clone();
    node.for_each_expression(&mut |expression| below.extend(expression.used_columns()));
    node.for_each_column(&mut |id| {
        below.insert(id);
    });
    if let Node::Lateral { right, .. } = node {
        below.extend(right.free_columns());
    }
    node.for_each_input_mut(&mut |input| prune(input, &below));
}

fn prune_subqueries(expression: &mut Expression) {
    if let ExpressionKind::Subquery(subquery) = &mut expression.kind {
        let needed = match &subquery.kind {
            SubqueryKind::Scalar(column)
            | SubqueryKind::Array(column)
            | SubqueryKind::Quantified { column, .. } => Needed::from([*column]),
            SubqueryKind::Exists => Needed::new(),
        };
        prune(&mut subquery.plan, &needed);
    }
    expression.for_each_operand_mut(&mut prune_subqueries);
}

fn retain_places<T>(items: &mut Vec<T>, kept: &[bool]) {
    let mut places = kept.iter();
    items.retain(|_| places.next().copied().unwrap_or(false));
}
