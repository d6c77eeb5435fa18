//! Running plans: sessions, memory, cancellation, the stream the door reads.
//!
//! Statements do not run plans: they hand [`crate::outcome::Outcome::Query`] to the engine. What they may
//! use is [`physical_plan`], to explain one.

use std::sync::Arc;

use datafusion::physical_plan::ExecutionPlan;

use crate::Result;
use crate::planner::PlannedQuery;
use crate::statement_context::StatementContext;

/// The physical plan of a query, optimised but not run: lists files and reads footers, through the query's meter.
pub(crate) async fn physical_plan(context: &StatementContext<'_>, query: &PlannedQuery) -> Result<Arc<dyn ExecutionPlan>>;

/// The logical plan after the optimizer.
pub(crate) fn optimized_plan(context: &StatementContext<'_>, query: &PlannedQuery) -> Result<LogicalPlan>;
