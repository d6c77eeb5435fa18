//! WITH RECURSIVE.
//!
//! A column counts the steps that led to a row, so that a recursion which does not end is stopped. All rows
//! of a step have the same count, so it can be carried through the step's nodes as one more key.

use std::sync::Arc;

use datafusion::catalog::cte_worktable::CteWorkTable;
use datafusion::datasource::provider_as_source;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, lit};
use polias_analyzer::plan::{Column, ColumnId, Expression, JoinKind, Node};
use polias_types::Type;

use super::{Lowering, build, project, scanned, schema};
use crate::{EngineError, Result};

/// Name of the count of steps in the work table.
const DEPTH: &str = "#depth";

/// First number of the columns that count steps: far above the analyzer's own.
const FIRST_DEPTH_COLUMN: u32 = u32::MAX / 2;

type Side = (Box<Node>, Vec<ColumnId>);

impl Lowering<'_> {
    /// The anchor's rows, then those of each step, until a step gives none.
    pub(super) fn recursive(
        &mut self,
        columns: &[Column],
        anchor: &Side,
        step: &Side,
        number: u32,
        max_depth: u32,
    ) -> Result<LogicalPlan> {
        let mut named: Vec<(String, Type)> =
            columns.iter().map(|column| (self.name(column.id), column.data_type.clone())).collect();
        named.push((DEPTH.to_owned(), Type::Bigint));
        let table = format!("#recursion{number}");
        let work_table = Arc::new(CteWorkTable::new(&table, schema(named)));
        let anchor_plan = self.node(&anchor.0)?;
        let anchor_plan = self.with_depth(anchor_plan, &anchor.1, columns, lit(0_i64))?;
        self.recursions.insert(number, (table.clone(), provider_as_source(work_table)));
        let depth = depth_column(number);
        let Some(step_node) = carry(&step.0, number, &depth) else {
            return Err(EngineError::not_supported("This form of a recursive query is not supported")
                .with_hint("select from the recursive name, joined with others, without aggregating it"));
        };
        let step_plan = self.node(&step_node)?;
        self.recursions.remove(&number);
        let depth = polias_functions::next_depth(self.column(depth.id), max_depth);
        let step_plan = self.with_depth(step_plan, &step.1, columns, depth)?;
        let recursion = LogicalPlanBuilder::from(anchor_plan).to_recursive_query(table, step_plan, false);
        let output = columns.iter().map(|column| self.column(column.id)).collect();
        project(build(recursion)?, output)
    }

    /// The rows of the last step, and their count of steps.
    pub(super) fn recursive_input(&mut self, number: u32, columns: &[Column]) -> Result<LogicalPlan> {
        let Some((table, source)) = self.recursions.get(&number).cloned() else {
            return Err(EngineError::internal("a recursion is read outside of itself"));
        };
        let fields = source.schema();
        let scan = build(LogicalPlanBuilder::scan(table.as_str(), source, None))?;
        let mut names: Vec<String> = columns.iter().map(|column| self.name(column.id)).collect();
        names.push(self.name(depth_column(number).id));
        let mut output = Vec::with_capacity(names.len());
        for (field, name) in fields.fields().iter().zip(names) {
            output.push(scanned(&scan, field.name())?.alias(name));
        }
        project(scan, output)
    }

    fn with_depth(
        &mut self,
        plan: LogicalPlan,
        order: &[ColumnId],
        columns: &[Column],
        depth: Expr,
    ) -> Result<LogicalPlan> {
        let mut named = Vec::with_capacity(columns.len() + 1);
        for (id, column) in order.iter().zip(columns) {
            named.push(self.column(*id).alias(self.name(column.id)));
        }
        named.push(depth.alias(DEPTH));
        project(plan, named)
    }
}

fn depth_column(number: u32) -> Column {
    Column { id: ColumnId(FIRST_DEPTH_COLUMN.saturating_add(number)), data_type: Type::Bigint }
}

/// The node with the count of steps among its columns; `None` when the recursion's rows do not come up
/// through it.
fn carry(node: &Node, number: u32, depth: &Column) -> Option<Node> {
    let inner = |input: &Node| carry(input, number, depth).map(Box::new);
    Some(match node {
        Node::RecursiveInput { number: found, .. } if *found == number => node.clone(),
        Node::Project { input, assignments } => {
            let input = inner(input)?;
            let mut assignments = assignments.clone();
            assignments.push((depth.clone(), Expression::column(depth)));
            Node::Project { input, assignments }
        }
        Node::Filter { input, predicate } => {
            Node::Filter { input: inner(input)?, predicate: predicate.clone() }
        }
        Node::Sort { input, keys } => Node::Sort { input: inner(input)?, keys: keys.clone() },
        Node::Limit { input, skip, fetch } => {
            Node::Limit { input: inner(input)?, skip: *skip, fetch: *fetch }
        }
        Node::Distinct { input } => Node::Distinct { input: inner(input)? },
        Node::NumberRows { input, column } => {
            Node::NumberRows { input: inner(input)?, column: column.clone() }
        }
        Node::Window { input, partition_by, order_by, calls } => Node::Window {
            input: inner(input)?,
            partition_by: partition_by.clone(),
            order_by: order_by.clone(),
            calls: calls.clone(),
        },
        Node::Unnest { input, unnested, ordinality, outer } => Node::Unnest {
            input: inner(input)?,
            unnested: unnested.clone(),
            ordinality: ordinality.clone(),
            outer: *outer,
        },
        Node::Join { left, right, kind, on } => {
            let (left, right) = match (inner(left), inner(right)) {
                (Some(carried), None) => (carried, right.clone()),
                (None, Some(carried)) if matches!(kind, JoinKind::Inner | JoinKind::Right) => {
                    (left.clone(), carried)
                }
                _ => return None,
            };
            Node::Join { left, right, kind: kind.clone(), on: on.clone() }
        }
        Node::Aggregate { input, keys, grouping_sets, group_id, aggregates } if !keys.is_empty() => {
            let input = inner(input)?;
            let place = keys.len();
            let mut keys = keys.clone();
            keys.push(depth.clone());
            let with_depth = |set: &Vec<usize>| set.iter().copied().chain([place]).collect();
            Node::Aggregate {
                input,
                keys,
                grouping_sets: grouping_sets.iter().map(with_depth).collect(),
                group_id: group_id.clone(),
                aggregates: aggregates.clone(),
            }
        }
        _ => return None,
    })
}
