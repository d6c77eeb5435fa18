//! A subquery's plan made fit to stand beside the plan around it: no column is made in both, and columns of
//! the outer row that the subquery passes on as they are get numbers of their own.

use std::collections::{BTreeSet, HashMap};

use super::build::pass;
use crate::analyzer::Analyzer;
use crate::plan::{Column, ColumnId, Expression, Node};

/// New columns for those of queries around that a plan passes on under their own numbers.
type Renamed = HashMap<ColumnId, Column>;

impl Analyzer<'_> {
    /// The plan with columns of its own. Columns keep their places.
    pub(super) fn isolated(&mut self, plan: Node, around: &Node) -> Node {
        let mut plan = plan;
        let outer = around.column_ids();
        if passes_on(&plan, &outer) {
            plan = self.rename_passed(plan, &outer).0;
        }
        let mut made = BTreeSet::new();
        made_columns(around, &mut made);
        let mut inner = BTreeSet::new();
        made_columns(&plan, &mut inner);
        if made.is_disjoint(&inner) { plan } else { self.copy_plan(&plan).0 }
    }

    /// Gives columns in `outer` that nodes pass on new numbers, from where they first are among a node's
    /// columns.
    fn rename_passed(&mut self, mut plan: Node, outer: &BTreeSet<ColumnId>) -> (Node, Renamed) {
        let mut renamed = Renamed::new();
        plan.for_each_input_mut(&mut |input| {
            let taken = std::mem::replace(input, super::build::one_row());
            let (input_now, below) = self.rename_passed(taken, outer);
            *input = input_now;
            renamed.extend(below);
        });
        if let Node::Project { assignments, .. } = &mut plan {
            let mut here = Renamed::new();
            for (column, expression) in assignments.iter_mut() {
                expression.rename_columns(&renamed);
                if outer.contains(&column.id) {
                    let own = self.new_column(column.data_type.clone());
                    here.insert(column.id, own.clone());
                    *column = own;
                }
            }
            return (plan, here);
        }
        // Keys that are no columns of the input are made columns of it.
        let mut missing = Vec::new();
        if let Node::Aggregate { input, keys, .. } = &plan {
            let mine = input.column_ids();
            missing = keys
                .iter()
                .filter(|key| {
                    outer.contains(&key.id) && !renamed.contains_key(&key.id) && !mine.contains(&key.id)
                })
                .cloned()
                .collect();
        }
        if let (Node::Aggregate { input, .. }, false) = (&mut plan, missing.is_empty()) {
            let mut assignments = pass(&input.columns());
            for key in missing {
                let own = self.new_column(key.data_type.clone());
                assignments.push((own.clone(), Expression::column(&key)));
                renamed.insert(key.id, own);
            }
            let below = std::mem::replace(input, Box::new(super::build::one_row()));
            **input = Node::Project { input: below, assignments };
        }
        plan.rename_used(&renamed);
        let visible = plan.column_ids();
        renamed.retain(|_, column| visible.contains(&column.id));
        (plan, renamed)
    }
}

/// Whether a node has a column of `outer` among its own.
fn passes_on(node: &Node, outer: &BTreeSet<ColumnId>) -> bool {
    let mut found = node.columns().iter().any(|column| outer.contains(&column.id));
    node.for_each_input(&mut |input| found = found || passes_on(input, outer));
    found
}

/// All columns that appear in a plan.
fn made_columns(node: &Node, made: &mut BTreeSet<ColumnId>) {
    node.for_each_new_column(&mut |column| {
        made.insert(column.id);
    });
    node.for_each_input(&mut |input| made_columns(input, made));
}
