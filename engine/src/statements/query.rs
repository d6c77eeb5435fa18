//! SELECT, WITH, VALUES, TABLE.

use polias_sql::ast::QueryText;

use crate::outcome::Outcome;
use crate::planner::{Arguments, describe_query, plan_query};
use crate::statement_context::StatementContext;
use crate::{Description, Result};

/// Plans; the engine runs the plan.
pub(super) async fn run(context: &StatementContext<'_>, query: &QueryText) -> Result<Outcome> {
    let plan = plan_query(context, query, Arguments::Values(context.parameters)).await?;
    Ok(Outcome::Query { tag: "SELECT", plan, reshape: None })
}

/// Result columns and parameter types.
pub(super) async fn describe(context: &StatementContext<'_>, query: &QueryText) -> Result<Description> {
    describe_query(context, query).await
}
