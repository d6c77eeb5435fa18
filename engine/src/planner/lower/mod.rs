//! The typed plan becomes DataFusion's logical plan.
//!
//! Every column keeps its number as (the end of) its name, so names never clash and no qualifiers are
//! needed above scans. Types are right already: nothing here coerces. It must never scan anything but the
//! sources it is given, which governance opened.

mod aggregate;
mod distinct;
mod expression;
mod fold;
mod guard;
mod join;
mod literal;
mod recursive;
mod sample;
mod scan;
mod set_operation;
mod single_row;
mod sort;
mod unnest;
mod values;
mod window;

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use datafusion::common::Column as NamedColumn;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, TableSource};
use polias_analyzer::plan::{Column, ColumnId, Expression, Node};
use polias_analyzer::{Analysis, OutputColumn};
use polias_functions::Context;
use polias_types::Type;

use super::errors::engine_error;
use crate::Result;

pub(crate) use scan::ScanSource;

/// Lowers an analyzed query; `sources` are the tables of [`Analysis::tables`], in the same order. The plan's
/// columns are those of [`Analysis::output`], in order, named `_0`, `_1`, ….
pub(super) fn lower(analysis: &Analysis, sources: &[ScanSource], context: &Context) -> Result<LogicalPlan> {
    let mut lowering = Lowering { sources, context, names: HashMap::new(), recursions: HashMap::new() };
    let plan = lowering.node(&analysis.plan)?;
    let output = analysis.output.iter().enumerate();
    let columns = output
        .map(|(index, OutputColumn { column, .. })| lowering.column(*column).alias(format!("_{index}")));
    let columns: Vec<Expr> = columns.collect();
    project(plan, columns)
}

/// The state of one lowering.
struct Lowering<'a> {
    sources: &'a [ScanSource],
    context: &'a Context,
    /// Names of columns in DataFusion's plan: `l_tax#17`.
    names: HashMap<ColumnId, String>,
    /// Work tables of the recursions around, by number.
    recursions: HashMap<u32, (String, Arc<dyn TableSource>)>,
}

impl Lowering<'_> {
    /// A node.
    fn node(&mut self, node: &Node) -> Result<LogicalPlan> {
        match node {
            Node::Scan(scan) => self.scan(scan),
            Node::Values { columns, rows } => self.values(columns, rows),
            Node::Project { input, assignments } => {
                let input = self.node(input)?;
                let mut columns = Vec::with_capacity(assignments.len());
                for (column, value) in assignments {
                    columns.push(self.assignment(column, value)?);
                }
                project(input, columns)
            }
            Node::Filter { input, predicate } => {
                let input = self.node(input)?;
                let predicate = self.predicate(predicate)?;
                build(LogicalPlanBuilder::from(input).filter(predicate))
            }
            Node::Aggregate { input, keys, grouping_sets, group_id, aggregates } => {
                self.aggregate(input, keys, grouping_sets, group_id.as_ref(), aggregates)
            }
            Node::Window { input, partition_by, order_by, calls } => {
                self.window(input, partition_by, order_by, calls)
            }
            Node::Join { left, right, kind, on } => self.join(left, right, kind, on.as_ref()),
            Node::Unnest { input, unnested, ordinality, outer } => {
                self.unnest(input, unnested, ordinality.as_ref(), *outer)
            }
            Node::Sort { input, keys } => self.sort(input, keys, None),
            Node::Limit { input, skip, fetch } => self.limit(input, *skip, *fetch),
            Node::TopWithTies { input, keys, fetch } => self.top_with_ties(input, keys, *fetch),
            Node::UnionAll { columns, inputs } => self.union_all(columns, inputs),
            Node::SetOperation { columns, except, all, left, right } => {
                self.set_operation(columns, *except, *all, left, right)
            }
            Node::Distinct { input } => self.distinct(input),
            Node::Recursive { columns, anchor, step, number, max_depth } => {
                self.recursive(columns, anchor, step, *number, *max_depth)
            }
            Node::RecursiveInput { number, columns } => self.recursive_input(*number, columns),
            Node::Sample { input, percentage, .. } => self.sample(input, percentage),
            Node::SingleRow { input } => self.single_row(input),
            Node::NumberRows { input, column } => self.number_rows(input, column),
            Node::Lateral { .. } => {
                Err(crate::EngineError::internal("a lateral join was left by the analyzer"))
            }
        }
    }

    /// `value AS column`
    fn assignment(&mut self, column: &Column, value: &Expression) -> Result<Expr> {
        let value = self.expression(value)?;
        Ok(value.alias(self.name(column.id)))
    }

    /// The column as an expression.
    fn column(&mut self, id: ColumnId) -> Expr {
        Expr::Column(NamedColumn::from_name(self.name(id)))
    }

    /// The column's name; without a better one its number.
    fn name(&mut self, id: ColumnId) -> String {
        self.names.entry(id).or_insert_with(|| format!("#{}", id.0)).clone()
    }

    /// Gives a column a name that tells where it is from.
    fn name_after(&mut self, id: ColumnId, origin: &str) -> String {
        let name = format!("{origin}#{}", id.0);
        self.names.insert(id, name.clone());
        name
    }
}

/// A projection; DataFusion's own builder checks that names differ.
fn project(input: LogicalPlan, columns: Vec<Expr>) -> Result<LogicalPlan> {
    build(LogicalPlanBuilder::from(input).project(columns))
}

/// All columns of a plan, in order.
fn columns_of(plan: &LogicalPlan) -> Vec<Expr> {
    plan.schema().columns().into_iter().map(Expr::Column).collect()
}

/// The column of this name of a scan, whatever qualifier the scan gave it.
fn scanned(scan: &LogicalPlan, name: &str) -> Result<Expr> {
    let found = scan.schema().columns().into_iter().find(|column| column.name == name);
    found.map(Expr::Column).ok_or_else(|| crate::EngineError::internal("a scan lost a column"))
}

/// Ends a step of building.
fn build(step: datafusion::error::Result<LogicalPlanBuilder>) -> Result<LogicalPlan> {
    step.and_then(LogicalPlanBuilder::build).map_err(|error| engine_error(&error))
}

/// Columns of a node as they leave DataFusion's plan under other names.
fn renamed(columns: impl IntoIterator<Item = (Expr, String)>) -> Vec<Expr> {
    columns.into_iter().map(|(value, name)| value.alias(name)).collect()
}

/// The schema of columns with these names.
fn schema(columns: impl IntoIterator<Item = (String, Type)>) -> SchemaRef {
    let fields = columns.into_iter();
    let fields: Vec<_> = fields
        .map(|(name, data_type)| arrow::datatypes::Field::new(name, data_type.carrier(), true))
        .collect();
    Arc::new(arrow::datatypes::Schema::new(fields))
}
