//! Where plans run.
//!
//! One trait, so that distributed execution can take its place beside the process's own without changing
//! what stands above. A backend must scan nothing but what governance let through.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::error::Result as DataFusionResult;
use datafusion::execution::{SendableRecordBatchStream, SessionState};
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};

use crate::governance;

/// Makes physical plans and runs them.
#[async_trait]
pub(crate) trait ExecutionBackend: std::fmt::Debug + Send + Sync {
    /// Optimises the plan and makes it physical. Lists files and reads footers.
    async fn plan(
        &self,
        state: &SessionState,
        plan: &LogicalPlan,
    ) -> DataFusionResult<Arc<dyn ExecutionPlan>>;

    /// Runs the plan; dropping the stream stops it.
    fn run(
        &self,
        state: &SessionState,
        plan: Arc<dyn ExecutionPlan>,
    ) -> DataFusionResult<SendableRecordBatchStream>;
}

/// Runs plans in this process.
#[derive(Debug)]
pub(crate) struct LocalBackend;

#[async_trait]
impl ExecutionBackend for LocalBackend {
    async fn plan(
        &self,
        state: &SessionState,
        plan: &LogicalPlan,
    ) -> DataFusionResult<Arc<dyn ExecutionPlan>> {
        let plan = state.optimize(plan)?;
        governance::recheck(&plan)?;
        state.query_planner().create_physical_plan(&plan, state).await
    }

    fn run(
        &self,
        state: &SessionState,
        plan: Arc<dyn ExecutionPlan>,
    ) -> DataFusionResult<SendableRecordBatchStream> {
        execute_stream(plan, state.task_ctx())
    }
}
