//! The seam: the text of a query becomes a DataFusion plan here, and nowhere else.
//!
//! Parse, resolve names through [`crate::governance::Resolver`], analyze by Trino's rules, lower to
//! DataFusion. What must stay true: names are resolved once, before analysis; only governed tables are
//! scanned; every error leaves with Trino's name and, where known, its place.

mod arguments;
mod arrow_type;
mod errors;
mod lower;
mod query;
mod resolve;
mod size;
mod virtual_table;

pub(crate) use arguments::Arguments;
pub use arrow_type::trino_type;
pub(crate) use errors::engine_error;
pub(crate) use virtual_table::{VirtualRows, VirtualTable, equal_texts};

use datafusion::logical_expr::LogicalPlan;
use polias_sql::Position;
use polias_sql::ast::QueryText;

use crate::statement_context::StatementContext;
use crate::{Description, EngineError, OutputColumn, Result};

/// A planned query: the plan and what the client sees of it.
#[derive(Debug, Clone)]
pub(crate) struct PlannedQuery {
    /// DataFusion's logical plan, not optimised yet, parameters replaced.
    pub(crate) plan: LogicalPlan,
    /// Names and Trino types of the plan's output, same order.
    pub(crate) columns: Vec<OutputColumn>,
}

/// Plans a query. Positions of errors are those of `context.sql` when the text stands in it at its span,
/// else those of the text.
pub(crate) async fn plan_query(
    context: &StatementContext<'_>,
    query: &QueryText,
    arguments: Arguments<'_>,
) -> Result<PlannedQuery> {
    let planned = query::plan(context, &query.text, arguments).await;
    planned.map_err(|error| in_statement(context, query, error))
}

/// Result columns and parameter types of a query, without running it. Types the client names
/// (`context.parameter_types`) are taken as given.
pub(crate) async fn describe_query(context: &StatementContext<'_>, query: &QueryText) -> Result<Description> {
    let described = query::describe(context, &query.text).await;
    let (columns, parameters) = described.map_err(|error| in_statement(context, query, error))?;
    Ok(Description { columns: Some(columns), parameters })
}

/// Moves a position within the query's text to where it is in the whole statement.
fn in_statement(context: &StatementContext<'_>, query: &QueryText, error: EngineError) -> EngineError {
    match error.position {
        Some(position) if context.sql.get(query.span.clone()) == Some(query.text.as_str()) => {
            error.at(Position::of(context.sql, query.span.start + position.offset))
        }
        _ => error,
    }
}
