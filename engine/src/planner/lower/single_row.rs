//! Scalar subqueries, and numbers for rows.

use datafusion::common::Column as NamedColumn;
use datafusion::functions_aggregate::count::count_udaf;
use datafusion::functions_aggregate::first_last::first_value_udaf;
use datafusion::functions_window::row_number::row_number_udwf;
use datafusion::logical_expr::expr::{AggregateFunction, Cast, WindowFunction};
use datafusion::logical_expr::{
    Expr, LogicalPlan, LogicalPlanBuilder, WindowFrame, WindowFunctionDefinition, lit, when,
};
use polias_analyzer::plan::{Column, Node};
use polias_functions::DataError;

use super::window::with_window_calls;
use super::{Lowering, build, project};
use crate::Result;
use crate::planner::errors::engine_error;

/// Name of the count of rows; leaves the plan right behind.
const ROWS: &str = "#rows";

impl Lowering<'_> {
    /// One row, whatever the input: NULLs when it has none, an error when it has more.
    pub(super) fn single_row(&mut self, input: &Node) -> Result<LogicalPlan> {
        if gives_one_row(input) {
            return self.node(input);
        }
        let columns = input.columns();
        let input = self.node(input)?;
        let mut aggregates = vec![aggregate(count_udaf(), vec![lit(1_i64)]).alias(ROWS)];
        for column in &columns {
            aggregates.push(
                aggregate(first_value_udaf(), vec![self.column(column.id)]).alias(self.name(column.id)),
            );
        }
        let counted = build(LogicalPlanBuilder::from(input).aggregate(Vec::<Expr>::new(), aggregates))?;
        let error = DataError::new("SUBQUERY_MULTIPLE_ROWS", "Scalar sub-query has returned multiple rows");
        let mut checked = Vec::with_capacity(columns.len());
        for column in &columns {
            let several = Expr::Column(NamedColumn::from_name(ROWS)).gt(lit(1_i64));
            let failure = polias_functions::fail(error.clone(), &column.data_type);
            let value = when(several, failure).otherwise(self.column(column.id));
            checked.push(value.map_err(|error| engine_error(&error))?.alias(self.name(column.id)));
        }
        project(counted, checked)
    }

    /// The input with a number for each row.
    pub(super) fn number_rows(&mut self, input: &Node, column: &Column) -> Result<LogicalPlan> {
        let input = self.node(input)?;
        let mut columns: Vec<Expr> = super::columns_of(&input);
        let mut number =
            WindowFunction::new(WindowFunctionDefinition::WindowUDF(row_number_udwf()), Vec::new());
        number.params.window_frame = WindowFrame::new(None);
        let name = format!("{}.unsigned", self.name(column.id));
        let number = Expr::WindowFunction(Box::new(number));
        let numbered = with_window_calls(input, vec![(number, name.clone())])?;
        let number = Expr::Column(NamedColumn::from_name(name));
        let number = Expr::Cast(Cast::new(Box::new(number), column.data_type.carrier()));
        columns.push(number.alias(self.name(column.id)));
        project(numbered, columns)
    }
}

/// Whether a node gives one row by what it is.
fn gives_one_row(node: &Node) -> bool {
    match node {
        Node::Aggregate { keys, grouping_sets, .. } => keys.is_empty() && grouping_sets.len() == 1,
        Node::Project { input, .. } | Node::SingleRow { input } => {
            matches!(node, Node::SingleRow { .. }) || gives_one_row(input)
        }
        Node::Values { rows, .. } => rows.len() == 1,
        _ => false,
    }
}

fn aggregate(function: std::sync::Arc<datafusion::logical_expr::AggregateUDF>, arguments: Vec<Expr>) -> Expr {
    let call = AggregateFunction::new_udf(function, arguments, false, None, Vec::new(), None);
    Expr::AggregateFunction(call)
}
