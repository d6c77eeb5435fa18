//! Text → tree → resolved names → DataFusion's logical plan.

use std::sync::Arc;
use std::time::Instant;

use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::logical_expr::LogicalPlan;
use datafusion::logical_expr::planner::ContextProvider;
use datafusion::sql::planner::{ParserOptions, PlannerContext, SqlToRel};
use datafusion::sql::sqlparser::ast::{Query, Statement};

use super::duplicate_names::make_unique;
use super::errors::{DUPLICATE_NAME, engine_error_at};
use super::float_coercion::floats_stay_floats;
use super::hidden_columns::exclude_hidden;
use super::names::Names;
use super::references::references;
use super::relations::{Relations, Scope};
use super::size::check_size;
use super::supported::check_supported;
use super::text::{ParsedQuery, parse_query};
use crate::Result;
use crate::statement_context::StatementContext;

/// Plans a text without parameters of its own (a view's). Positions of errors are those of `sql`.
pub(super) async fn plan_text(
    context: &StatementContext<'_>,
    sql: &str,
    scope: &Scope,
) -> Result<LogicalPlan> {
    plan_parsed(context, sql, parse_query(sql)?, scope, &[]).await
}

/// Plans a parsed text; parameters stay placeholders, of the types given where they are.
pub(super) async fn plan_parsed(
    context: &StatementContext<'_>,
    sql: &str,
    parsed: ParsedQuery,
    scope: &Scope,
    parameter_types: &[Option<DataType>],
) -> Result<LogicalPlan> {
    let started = Instant::now();
    let ParsedQuery { mut query, hidden, .. } = parsed;
    check_supported(&mut query)?;
    let references = references(&query);
    let relations = Relations::resolve(context, scope, &references, &hidden).await?;
    let resolved = started.elapsed();
    if !hidden.is_empty() {
        exclude_hidden(&mut query, &relations, &references.ctes)?;
    }
    let names = Names { state: context.state, relations: &relations };
    let options = ParserOptions::from(&names.options().sql_parser);
    let types = parameter_types.iter().map(|data_type| {
        data_type.as_ref().map(|data_type| Arc::new(Field::new("", data_type.clone(), true)))
    });
    let types: Vec<_> = types.collect();
    let plan_query = |query: Box<Query>| {
        let mut planner = PlannerContext::new().with_prepare_param_data_types(types.clone());
        SqlToRel::new_with_options(&names, options)
            .sql_statement_to_plan_with_context(Statement::Query(query), &mut planner)
            .map_err(|error| engine_error_at(&error, sql))
    };
    let plan = match plan_query(query.clone()) {
        Err(error) if error.name == DUPLICATE_NAME && make_unique(&mut query) => plan_query(query)?,
        planned => planned?,
    };
    check_size(&plan)?;
    let plan = floats_stay_floats(plan).map_err(|error| engine_error_at(&error, sql))?;
    tracing::debug!(
        query_id = context.query.id,
        names_ms = resolved.as_secs_f64() * 1e3,
        plan_ms = started.elapsed().as_secs_f64() * 1e3,
        "planned"
    );
    Ok(plan)
}
