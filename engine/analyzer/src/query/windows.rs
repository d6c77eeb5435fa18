//! Calls over windows: those of equal partitions and orders share a node.

use std::collections::HashSet;

use crate::analyzer::Analyzer;
use crate::expression::FoundWindow;
use crate::plan::{Column, ColumnId, Expression, Node, SortKey, WindowCall};

struct Group {
    partition_by: Vec<Expression>,
    order_by: Vec<SortKey>,
    calls: Vec<(Column, WindowCall)>,
}

impl Analyzer<'_> {
    /// The rows with a column for each call.
    pub(super) fn windows(&mut self, plan: Node, windows: Vec<FoundWindow>) -> Node {
        let mut hoisted = Vec::new();
        let mut groups: Vec<Group> = Vec::new();
        let columns: HashSet<_> = windows.iter().map(|window| window.column.id).collect();
        for mut window in windows {
            for_each_part(&mut window, &mut |part| self.hoist_subquery(part, &mut hoisted));
            let call = (window.column.clone(), window.call.clone());
            // A call over other calls' values comes after them.
            let nested = uses_any(&mut window, &columns);
            let shared = groups.iter_mut().find(|group| {
                !nested && group.partition_by == window.partition_by && group.order_by == window.order_by
            });
            match shared {
                Some(group) => group.calls.push(call),
                None => groups.push(Group {
                    partition_by: window.partition_by,
                    order_by: window.order_by,
                    calls: vec![call],
                }),
            }
        }
        let mut plan = Self::extended(plan, hoisted);
        for Group { partition_by, order_by, calls } in groups {
            plan = Node::Window { input: Box::new(plan), partition_by, order_by, calls };
        }
        plan
    }
}

/// Calls `visit` with each expression of a window.
pub(super) fn for_each_part(window: &mut FoundWindow, visit: &mut dyn FnMut(&mut Expression)) {
    window.call.for_each_part_mut(visit);
    window.partition_by.iter_mut().for_each(&mut *visit);
    window.order_by.iter_mut().for_each(|key| visit(&mut key.expression));
}

fn uses_any(window: &mut FoundWindow, columns: &HashSet<ColumnId>) -> bool {
    let mut found = false;
    for_each_part(window, &mut |part| {
        found = found || part.used_columns().iter().any(|id| columns.contains(id));
    });
    found
}
