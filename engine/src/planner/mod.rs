//! The seam: the text of a query becomes a DataFusion plan here, and nowhere else.
//!
//! DataFusion's own SQL planner stands behind it for now; the language issue replaces it. What must stay
//! true: names are resolved through [`crate::governance::Resolver`] only, once, before planning; only
//! governed tables are scanned; every error leaves with Trino's name and, where known, its place.

mod depth;
mod duplicate_names;
mod errors;
mod float_coercion;
mod hidden_columns;
mod names;
mod output;
mod parameters;
mod plan;
mod position;
mod rebalance;
mod references;
mod relations;
mod size;
mod supported;
mod text;
mod trino_type;
mod virtual_table;

pub(crate) use errors::engine_error;
pub(crate) use position::position_at;
pub(crate) use trino_type::trino_type;
pub(crate) use virtual_table::{VirtualRows, VirtualTable, equal_texts};

use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::LogicalPlan;
use polias_sql::ast::QueryText;

use self::relations::Scope;
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

/// What stands in for the parameters of a query.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Arguments<'a> {
    /// Values (extended protocol). Text is cast to the type the query wants.
    Values(&'a [ScalarValue]),
    /// Expressions as text (`EXECUTE … USING 1, 'a', DATE '2024-01-01'`).
    Expressions(&'a [String]),
    /// None: the query becomes the view of this name, which it must not read itself.
    View(&'a crate::governance::QualifiedName),
}

/// Plans a query. Positions of errors are those of `context.sql` when the text stands in it at its span,
/// else those of the text.
pub(crate) async fn plan_query(
    context: &StatementContext<'_>,
    query: &QueryText,
    arguments: Arguments<'_>,
) -> Result<PlannedQuery> {
    let planned = async {
        let mut parsed = text::parse_query(&query.text)?;
        let plan = match arguments {
            Arguments::Expressions(expressions) => {
                parameters::substitute(&mut parsed.query, expressions)?;
                plan::plan_parsed(context, &query.text, parsed, &scope(context), &[]).await?
            }
            Arguments::View(name) => {
                let scope = Scope { views: vec![name.clone()], ..scope(context) };
                plan::plan_parsed(context, &query.text, parsed, &scope, &[]).await?
            }
            Arguments::Values(values) => {
                let types: Vec<_> = values.iter().map(|value| Some(value.data_type())).collect();
                let plan = plan_inferring(context, &query.text, parsed, &[], &types).await?;
                parameters::bind(parameters::type_limits(plan)?, values)?
            }
        };
        let plan = output::with_trino_carriers(plan)?;
        let columns = output::output_columns(&plan);
        Ok(PlannedQuery { plan, columns })
    };
    planned.await.map_err(|error| in_statement(context, query, error))
}

/// Result columns and parameter types of a query, without running it. Types the client names
/// (`context.parameter_types`) are taken as given.
pub(crate) async fn describe_query(context: &StatementContext<'_>, query: &QueryText) -> Result<Description> {
    let described = async {
        let parsed = text::parse_query(&query.text)?;
        let types = context.parameter_types;
        let plan = plan_inferring(context, &query.text, parsed, types, types).await?;
        let plan = parameters::type_limits(plan)?;
        let mut parameters = parameters::parameter_types(&plan)?;
        for (found, given) in parameters.iter_mut().zip(types) {
            if given.is_some() {
                found.clone_from(given);
            }
        }
        let plan = output::with_trino_carriers(plan)?;
        Ok(Description { columns: Some(output::output_columns(&plan)), parameters })
    };
    described.await.map_err(|error| in_statement(context, query, error))
}

/// Plans with parameters of the types `given`, the others inferred. Where that leaves a parameter without a
/// type and the query is refused for it (`? || ?`), parameters have the types of `fallback`, or are text.
async fn plan_inferring(
    context: &StatementContext<'_>,
    sql: &str,
    parsed: text::ParsedQuery,
    given: &[Option<DataType>],
    fallback: &[Option<DataType>],
) -> Result<LogicalPlan> {
    let again = parsed.has_parameters.then(|| parsed.clone());
    let planned = plan::plan_parsed(context, sql, parsed, &scope(context), given).await;
    match (planned, again) {
        (Err(error), Some(parsed)) if matches!(error.name, "TYPE_MISMATCH" | "FUNCTION_NOT_FOUND") => {
            let types = parameters::typed(&parsed.query, fallback)?;
            // The first error is about the statement as it stands.
            plan::plan_parsed(context, sql, parsed, &scope(context), &types).await.map_err(|_| error)
        }
        (planned, _) => planned,
    }
}

fn scope(context: &StatementContext<'_>) -> Scope {
    Scope { database: context.session.current_database(), views: Vec::new() }
}

/// Moves a position within the query's text to where it is in the whole statement.
fn in_statement(context: &StatementContext<'_>, query: &QueryText, error: EngineError) -> EngineError {
    match error.position {
        Some(position) if context.sql.get(query.span.clone()) == Some(query.text.as_str()) => {
            error.at(position_at(context.sql, query.span.start + position.offset))
        }
        _ => error,
    }
}
