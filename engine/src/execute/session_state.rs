//! DataFusion's session of one query: settings, functions, and the query's own runtime environment.
//!
//! Made anew for each query, from a template; nothing is ever registered in it.

use std::sync::Arc;

use datafusion::common::config::{ConfigOptions, SpillCompression};
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::execution::{SessionState, config::SessionConfig};
use datafusion::optimizer::{Optimizer, OptimizerRule};

use crate::EngineConfig;
use crate::query::QueryRuntime;

/// Makes sessions.
#[derive(Debug)]
pub(crate) struct Sessions {
    template: SessionState,
}

impl Sessions {
    /// A template with the settings of the server.
    pub(crate) fn new(config: &EngineConfig) -> Self {
        let mut settings = SessionConfig::new()
            .with_target_partitions(config.target_partitions.max(1))
            .with_batch_size(config.batch_rows.max(1))
            .with_create_default_catalog_and_schema(false)
            .with_information_schema(false);
        set(settings.options_mut());
        let template = SessionStateBuilder::new()
            .with_config(settings)
            .with_default_features()
            // Plans come typed: DataFusion's coercions would only hide mistakes.
            .with_analyzer_rules(Vec::new())
            .with_optimizer_rules(optimizer_rules())
            .build();
        Self { template }
    }

    /// The session of one query. `time_zone` is what `current_timestamp` and zoned casts use. Connectors find
    /// the query's meter in it (`Meter::of`), to charge bytes they serve from a cache.
    pub(crate) fn session(&self, query: &QueryRuntime, time_zone: &str) -> SessionState {
        let mut settings = self.template.config().clone().with_extension(Arc::clone(&query.meter));
        settings.options_mut().execution.time_zone = Some(time_zone.to_owned());
        let mut state = SessionStateBuilder::new_from_existing(self.template.clone())
            .with_config(settings)
            .with_runtime_env(Arc::clone(&query.environment))
            .build();
        state.mark_start_execution();
        state
    }
}

/// DataFusion's rules but for those that change what an expression means (its simplifier rewrites lazy CASE
/// and reports failing casts of constants while planning) and those for subqueries, which the analyzer has
/// unnested.
fn optimizer_rules() -> Vec<Arc<dyn OptimizerRule + Send + Sync>> {
    let left_out = [
        "simplify_expressions",
        "rewrite_set_comparison",
        "decorrelate_predicate_subquery",
        "scalar_subquery_to_join",
        "decorrelate_lateral_join",
    ];
    let mut rules = Optimizer::new().rules;
    rules.retain(|rule| !left_out.contains(&rule.name()));
    rules
}

/// Where our settings differ from DataFusion's, and where a default must not change unseen.
fn set(options: &mut ConfigOptions) {
    options.execution.collect_statistics = true;
    options.execution.spill_compression = SpillCompression::Lz4Frame;
    // Late materialisation helps some scans and hurts others (1.5 to 1.8 times on TPC-H q6, q9, q12).
    options.execution.parquet.pushdown_filters = false;
    options.optimizer.enable_dynamic_filter_pushdown = true;
}
