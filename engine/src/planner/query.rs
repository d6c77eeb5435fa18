//! Text → tree → resolved names → typed plan → DataFusion's logical plan.

use std::time::Instant;

use arrow::datatypes::DataType;
use datafusion::logical_expr::LogicalPlan;
use polias_analyzer::{Analysis, Parameter, analyze};
use polias_sql::ast;
use polias_types::{Type, Zone};

use super::arguments::{self, Arguments};
use super::arrow_type::trino_type;
use super::lower::lower;
use super::resolve::Resolved;
use super::size::check_size;
use super::{PlannedQuery, errors};
use crate::governance::CATALOG;
use crate::session::Flavor;
use crate::statement_context::StatementContext;
use crate::{EngineError, OutputColumn, Result};

/// Steps of WITH RECURSIVE, at most: Trino's default of `max_recursion_depth`.
const MAX_RECURSION: u32 = 10;

/// Most parameters of a statement (the Postgres wire's limit).
const MAX_PARAMETERS: usize = 65_535;

/// Plans the text of a query. Positions of errors are those of the text.
pub(super) async fn plan(
    context: &StatementContext<'_>,
    sql: &str,
    arguments: Arguments<'_>,
) -> Result<PlannedQuery> {
    let started = Instant::now();
    let query = polias_sql::parse_query(sql, flavor(context))?;
    let resolved = Resolved::of(context, &query).await?;
    let resolved_after = started.elapsed();
    let parameters = match arguments {
        Arguments::Values(values) => of_values(context, sql, &query, &resolved, values)?,
        Arguments::Expressions(expressions) => arguments::expressions(expressions, flavor(context))?,
        Arguments::View(name) => {
            resolved.refuse_view(name)?;
            Vec::new()
        }
    };
    let analysis = analyzed(context, sql, &query, &resolved, &parameters)?;
    let plan = lowered(context, &analysis, &resolved)?;
    tracing::debug!(
        query_id = context.query.id,
        names_ms = resolved_after.as_secs_f64() * 1e3,
        plan_ms = started.elapsed().as_secs_f64() * 1e3,
        "planned"
    );
    Ok(PlannedQuery { plan, columns: output(&analysis) })
}

/// Result columns and types of parameters; types the client names are taken as given.
pub(super) async fn describe(
    context: &StatementContext<'_>,
    sql: &str,
) -> Result<(Vec<OutputColumn>, Vec<Option<DataType>>)> {
    let query = polias_sql::parse_query(sql, flavor(context))?;
    let resolved = Resolved::of(context, &query).await?;
    let mut given: Vec<Parameter> = context
        .parameter_types
        .iter()
        .map(|data_type| Parameter::Open(data_type.as_ref().map(trino_type)))
        .collect();
    if given.len() < query.parameters as usize {
        given.resize(query.parameters as usize, Parameter::Open(None));
    }
    let analysis = analyzed(context, sql, &query, &resolved, &given)?;
    let mut types: Vec<Option<DataType>> =
        analysis.parameters.iter().map(|found| found.as_ref().map(Type::carrier)).collect();
    types.resize(types.len().max(context.parameter_types.len()), None);
    for (found, given) in types.iter_mut().zip(context.parameter_types) {
        if given.is_some() {
            found.clone_from(given);
        }
    }
    Ok((output(&analysis), types))
}

/// Parameters of values; where some are untyped, the query is analyzed before to see what it wants there.
fn of_values(
    context: &StatementContext<'_>,
    sql: &str,
    query: &ast::Query,
    resolved: &Resolved,
    values: &[datafusion::common::ScalarValue],
) -> Result<Vec<Parameter>> {
    if values.len() > MAX_PARAMETERS {
        let message = format!("A statement has at most {MAX_PARAMETERS} parameters");
        return Err(EngineError::not_supported(message));
    }
    let mut wanted = Vec::new();
    if values.iter().any(arguments::is_untyped) {
        let open: Vec<Parameter> = values.iter().map(arguments::open).collect();
        // What is wrong with the statement itself is found again with the values.
        if let Ok(analysis) = analyzed(context, sql, query, resolved, &open) {
            wanted = analysis.parameters;
        }
    }
    arguments::values(values, &wanted)
}

fn analyzed(
    context: &StatementContext<'_>,
    sql: &str,
    query: &ast::Query,
    resolved: &Resolved,
    parameters: &[Parameter],
) -> Result<Analysis> {
    let session = polias_analyzer::Session {
        functions: polias_functions::functions(),
        catalog: CATALOG.to_owned(),
        schema: context.session.current_database(),
        user: context.session.user.clone(),
        zone: zone(context),
        now: now(context),
        flavor: flavor(context),
        max_recursion: MAX_RECURSION,
    };
    analyze(query, &session, resolved, parameters).map_err(|error| errors::analysis_at(&error, sql))
}

fn lowered(context: &StatementContext<'_>, analysis: &Analysis, resolved: &Resolved) -> Result<LogicalPlan> {
    let sources = analysis.tables.iter().map(|table| resolved.source(&table.name));
    let sources = sources.collect::<Result<Vec<_>>>()?;
    let functions = polias_functions::Context {
        zone: zone(context),
        now: now(context),
        user: context.session.user.clone(),
        version: env!("CARGO_PKG_VERSION"),
    };
    let plan = lower(analysis, &sources, &functions)?;
    check_size(&plan)?;
    Ok(plan)
}

fn output(analysis: &Analysis) -> Vec<OutputColumn> {
    let columns = analysis.output.iter().map(|column| OutputColumn {
        name: column.name.clone(),
        data_type: column.data_type.carrier(),
        trino_type: column.data_type.clone(),
        pg_oid: None,
    });
    columns.collect()
}

fn flavor(context: &StatementContext<'_>) -> polias_sql::Flavor {
    match context.session.flavor {
        Flavor::Postgres => polias_sql::Flavor::Postgres,
        Flavor::Trino => polias_sql::Flavor::Trino,
    }
}

/// The session's zone was checked when it was set.
fn zone(context: &StatementContext<'_>) -> Zone {
    Zone::named(&context.session.current_time_zone()).unwrap_or(Zone::UTC)
}

/// The query's start.
fn now(context: &StatementContext<'_>) -> i128 {
    context.query.started_at.timestamp_nanos_opt().map_or(0, i128::from)
}
