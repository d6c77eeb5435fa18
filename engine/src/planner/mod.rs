//! The seam: the text of a query becomes a DataFusion plan here, and nowhere else.
//!
//! DataFusion's own SQL planner stands behind it for now; the language issue replaces it. What must stay
//! true: names are resolved through [`crate::governance::Resolver`] only, once, before planning; only
//! governed tables are scanned; every error leaves with Trino's name and, where known, its place.

mod position;

pub(crate) use position::position_at;

use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::LogicalPlan;
use polias_sql::ast::QueryText;

use crate::statement_context::StatementContext;
use crate::{Description, OutputColumn, Result};

/// A planned query: the plan and what the client sees of it.
#[derive(Debug, Clone)]
pub(crate) struct PlannedQuery {
    /// DataFusion's logical plan, not optimised yet, parameters replaced.
    pub(crate) plan: LogicalPlan,
    /// Names and Trino types of the plan's output, same order.
    pub(crate) columns: Vec<OutputColumn>,
}

/// What stands in for the parameters of a query.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Arguments<'a> {
    /// Values (extended protocol). Text is cast to the type the query wants.
    Values(&'a [ScalarValue]),
    /// Expressions as text (`EXECUTE … USING 1, 'a', DATE '2024-01-01'`).
    Expressions(&'a [String]),
}

/// Plans a query. Positions of errors are those of `context.sql` when the text stands in it at its span.
pub(crate) async fn plan_query(
    context: &StatementContext<'_>,
    query: &QueryText,
    arguments: Arguments<'_>,
) -> Result<PlannedQuery>;

/// Result columns and parameter types of a query, without running it.
pub(crate) async fn describe_query(context: &StatementContext<'_>, query: &QueryText) -> Result<Description>;

/// Trino's name of an Arrow type: `bigint`, `varchar`, `array(row(a integer))`, `timestamp(3)`.
pub(crate) fn trino_type(data_type: &DataType) -> String;
