//! The way of a query, in one place: receive → parse → authorize and plan → estimate → admit → execute →
//! settle. Each stage is passed once; the query's token goes along.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use chrono::Utc;
use datafusion::execution::SessionState;

use crate::cost::estimate_bytes;
use crate::engine::EngineShared;
use crate::execute;
use crate::outcome::{Outcome, Reshape};
use crate::planner::{PlannedQuery, engine_error};
use crate::query::{Identity, QueryRuntime, QueryToken, Received};
use crate::statement_context::StatementContext;
use crate::workgroup::WorkgroupLimits;
use crate::{
    Description, EngineError, Execution, Flavor, OutputColumn, Request, Result, Session, postgres_catalog,
    statements,
};

/// Runs one statement.
pub(crate) async fn submit(
    engine: Arc<EngineShared>,
    session: Arc<Session>,
    request: Request,
) -> Result<Execution> {
    let identity = Identity {
        user: session.user.clone(),
        workgroup: session.current_workgroup(),
        database: session.current_database(),
        submitted_at: Utc::now(),
    };
    let workgroup = identity.workgroup.clone();
    let limits = WorkgroupLimits::of(&engine.catalog, &workgroup).await;
    let query = engine.new_query(limits.as_ref().ok().and_then(|limits| limits.scan_cutoff))?;
    let token = QueryToken::receive(&engine.history, &engine.running, &query, identity, &request.sql).await?;
    let state = Arc::new(engine.sessions.session(&query, &session.current_time_zone()));
    let planned = async {
        limits?;
        let context = StatementContext {
            engine: &engine,
            session: &session,
            sql: &request.sql,
            parameters: &request.parameters,
            parameter_types: &[],
            query: &query,
            state: &state,
        };
        outcome(&context).await
    };
    match query.guard(planned).await {
        Ok(outcome) => settle_or_run(engine, &query, state, token, &workgroup, outcome).await,
        Err(error) => {
            token.fail(&error);
            Err(error)
        }
    }
}

/// Plans one statement without running it.
pub(crate) async fn describe(
    engine: Arc<EngineShared>,
    session: Arc<Session>,
    sql: String,
    parameter_types: Vec<Option<DataType>>,
) -> Result<Description> {
    let query = engine.new_query(None)?;
    let state = Arc::new(engine.sessions.session(&query, &session.current_time_zone()));
    let context = StatementContext {
        engine: &engine,
        session: &session,
        sql: &sql,
        parameters: &[],
        parameter_types: &parameter_types,
        query: &query,
        state: &state,
    };
    let described = async {
        check_length(&context)?;
        if is_for_postgres_catalog(&context) {
            return postgres_catalog::describe(&context).await;
        }
        let statement = polias_sql::parse_statement(&sql)?;
        statements::describe(&context, &statement).await
    };
    query.guard(described).await
}

/// What the statement comes to; see [`Outcome`].
async fn outcome(context: &StatementContext<'_>) -> Result<Outcome> {
    check_length(context)?;
    if is_for_postgres_catalog(context) {
        return postgres_catalog::answer(context).await;
    }
    let statement = polias_sql::parse_statement(context.sql)?;
    statements::run(context, &statement).await
}

fn check_length(context: &StatementContext<'_>) -> Result<()> {
    let (length, most) = (context.sql.len(), context.engine.config.max_statement_bytes);
    if length <= most {
        return Ok(());
    }
    let message = format!("Query text length ({length}) exceeds the maximum length ({most})");
    Err(EngineError::new("QUERY_TEXT_TOO_LARGE", message)
        .with_hint("load long lists into a table and join it"))
}

fn is_for_postgres_catalog(context: &StatementContext<'_>) -> bool {
    context.session.flavor == Flavor::Postgres && polias_pg_catalog::is_catalog_query(context.sql)
}

/// Settles what is done already, and takes on what is a plan.
async fn settle_or_run(
    engine: Arc<EngineShared>,
    query: &Arc<QueryRuntime>,
    state: Arc<SessionState>,
    token: QueryToken<Received>,
    workgroup: &str,
    outcome: Outcome,
) -> Result<Execution> {
    let token = token.planned();
    match outcome {
        Outcome::Done { tag, notices } => {
            token.done();
            Ok(answered(query, tag, None, Arc::new(Schema::empty()), Vec::new(), notices))
        }
        Outcome::Rows { tag, columns, batches } => {
            query.progress.add_rows(batches.iter().map(RecordBatch::num_rows).sum());
            token.done();
            let schema = batches.first().map_or_else(|| schema_of(&columns), RecordBatch::schema);
            Ok(answered(query, tag, Some(columns), schema, batches, Vec::new()))
        }
        Outcome::Query { tag, plan, reshape } => {
            let PlannedQuery { plan, columns } = plan;
            if let Some(bytes) = estimate_bytes(&plan) {
                tracing::debug!(query_id = query.id, bytes, "estimated");
            }
            let admitted = async { engine.admission.enter(workgroup).await };
            let token = match query.guard(admitted).await {
                Ok(slot) => token.admitted(slot).running(),
                Err(error) => {
                    token.fail(&error);
                    return Err(error);
                }
            };
            let physical =
                async { engine.backend.plan(&state, &plan).await.map_err(|error| engine_error(&error)) };
            let physical = match query.guard(physical).await {
                Ok(physical) => physical,
                Err(error) => {
                    token.fail(&error);
                    return Err(error);
                }
            };
            let (columns, schema, reshape): (Vec<OutputColumn>, SchemaRef, Option<Reshape>) = match reshape {
                Some((columns, reshape)) => {
                    let schema = schema_of(&columns);
                    (columns, schema, Some(reshape))
                }
                None => (columns, physical.schema(), None),
            };
            let batches = execute::start(&engine, query, state, physical, reshape, token);
            Ok(Execution {
                query_id: query.id.clone(),
                tag,
                columns: Some(columns.into()),
                schema,
                batches,
                progress: Arc::clone(&query.progress),
                notices: Vec::new(),
            })
        }
    }
}

/// A statement whose rows, if any, are there already.
fn answered(
    query: &Arc<QueryRuntime>,
    tag: &'static str,
    columns: Option<Vec<OutputColumn>>,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    notices: Vec<String>,
) -> Execution {
    Execution {
        query_id: query.id.clone(),
        tag,
        columns: columns.map(Into::into),
        schema,
        batches: Box::pin(futures::stream::iter(batches.into_iter().map(Ok))),
        progress: Arc::clone(&query.progress),
        notices,
    }
}

fn schema_of(columns: &[OutputColumn]) -> SchemaRef {
    let field = |column: &OutputColumn| Field::new(&column.name, column.data_type.clone(), true);
    Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()))
}
