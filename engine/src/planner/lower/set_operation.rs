//! UNION ALL, INTERSECT, EXCEPT.

use datafusion::common::{Column as NamedColumn, NullEquality};
use datafusion::functions_window::row_number::row_number_udwf;
use datafusion::logical_expr::expr::WindowFunction;
use datafusion::logical_expr::{
    Expr, JoinType, LogicalPlan, LogicalPlanBuilder, Union, WindowFrame, WindowFunctionDefinition,
};
use polias_analyzer::plan::{Column, ColumnId, Node};

use super::sort::ordered;
use super::window::with_window_calls;
use super::{Lowering, build, project, renamed};
use crate::Result;
use crate::planner::errors::engine_error;

/// Which of equal rows a row is; leaves the plan with the join it is for.
const OCCURRENCE: &str = "#occurrence";

type Side = (Box<Node>, Vec<ColumnId>);

impl Lowering<'_> {
    /// Rows of all inputs.
    pub(super) fn union_all(
        &mut self,
        columns: &[Column],
        inputs: &[(Node, Vec<ColumnId>)],
    ) -> Result<LogicalPlan> {
        let mut lowered = Vec::with_capacity(inputs.len());
        for (input, order) in inputs {
            let plan = self.node(input)?;
            lowered.push(std::sync::Arc::new(self.in_order(plan, order, columns)?));
        }
        if let [_] = lowered.as_slice()
            && let Some(only) = lowered.pop()
        {
            return Ok(std::sync::Arc::unwrap_or_clone(only));
        }
        let union = Union::try_new_with_loose_types(lowered).map_err(|error| engine_error(&error))?;
        Ok(LogicalPlan::Union(union))
    }

    /// Rows of the left side that are (EXCEPT: are not) on the right. NULLs are equal. With ALL the n-th of
    /// equal rows on the left belongs to the n-th on the right.
    pub(super) fn set_operation(
        &mut self,
        columns: &[Column],
        except: bool,
        all: bool,
        left: &Side,
        right: &Side,
    ) -> Result<LogicalPlan> {
        let left = self.set_side(columns, left, all)?;
        let right = self.set_side(columns, right, all)?;
        // Both sides name their columns alike; the right one's get a mark.
        let mut names: Vec<String> = columns.iter().map(|column| self.name(column.id)).collect();
        let output: Vec<Expr> = columns.iter().map(|column| self.column(column.id)).collect();
        if all {
            names.push(OCCURRENCE.to_owned());
        }
        let marked =
            names.iter().map(|name| (Expr::Column(NamedColumn::from_name(name)), format!("{name}.right")));
        let right = project(right, renamed(marked))?;
        let keys: Vec<NamedColumn> = names.iter().map(NamedColumn::from_name).collect();
        let other: Vec<NamedColumn> =
            names.iter().map(|name| NamedColumn::from_name(format!("{name}.right"))).collect();
        let join_type = if except { JoinType::LeftAnti } else { JoinType::LeftSemi };
        let joined = LogicalPlanBuilder::from(left).join_detailed(
            right,
            join_type,
            (keys, other),
            None,
            NullEquality::NullEqualsNull,
        );
        project(build(joined)?, output)
    }

    /// A side with the operation's columns: each row once, or each with its occurrence.
    fn set_side(&mut self, columns: &[Column], side: &Side, all: bool) -> Result<LogicalPlan> {
        let plan = self.node(&side.0)?;
        let plan = self.in_order(plan, &side.1, columns)?;
        if !all {
            return build(LogicalPlanBuilder::from(plan).distinct());
        }
        let mut number =
            WindowFunction::new(WindowFunctionDefinition::WindowUDF(row_number_udwf()), Vec::new());
        let mut keys = Vec::with_capacity(columns.len());
        for column in columns {
            keys.push(ordered(self.column(column.id), &column.data_type)?);
        }
        number.params.partition_by = keys;
        number.params.window_frame = WindowFrame::new(None);
        with_window_calls(plan, vec![(Expr::WindowFunction(Box::new(number)), OCCURRENCE.to_owned())])
    }

    /// A plan's columns under the names of others, in their order.
    pub(super) fn in_order(
        &mut self,
        plan: LogicalPlan,
        order: &[ColumnId],
        columns: &[Column],
    ) -> Result<LogicalPlan> {
        let mut named = Vec::with_capacity(columns.len());
        for (id, column) in order.iter().zip(columns) {
            named.push(self.column(*id).alias(self.name(column.id)));
        }
        project(plan, named)
    }
}
