//! Running plans: sessions, memory, threads, cancellation, the stream the door reads.
//!
//! Statements do not run plans: they hand [`crate::outcome::Outcome::Query`] to the engine. What they may
//! use is [`physical_plan`] and [`optimized_plan`], to explain one. Nothing here knows SQL.

mod backend;
mod drive;
mod memory;
mod result_stream;
mod session_state;
mod spill;
mod stoppable;
mod threads;

pub(crate) use backend::{ExecutionBackend, LocalBackend};
pub(crate) use drive::start;
pub(crate) use memory::{ProcessMemory, QueryMemory};
pub(crate) use session_state::Sessions;
pub(crate) use spill::open as open_spill;
pub(crate) use threads::{QueryThreads, panicked};

use std::sync::Arc;

use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;

use crate::Result;
use crate::planner::{PlannedQuery, engine_error};
use crate::statement_context::StatementContext;

/// The physical plan of a query, optimised but not run. Lists files and reads footers, through the
/// query's meter.
pub(crate) async fn physical_plan(
    context: &StatementContext<'_>,
    query: &PlannedQuery,
) -> Result<Arc<dyn ExecutionPlan>> {
    context.engine.backend.plan(context.state, &query.plan).await.map_err(|error| engine_error(&error))
}

/// The logical plan after the optimizer.
pub(crate) fn optimized_plan(context: &StatementContext<'_>, query: &PlannedQuery) -> Result<LogicalPlan> {
    context.state.optimize(&query.plan).map_err(|error| engine_error(&error))
}
