//! Aggregates.

use std::sync::Arc;

use datafusion::logical_expr::AggregateUDF;
use polias_types::ResolvedFunction;

use crate::Context;

/// The aggregate over exactly the carriers of its argument types, giving exactly its result's carrier; `None`
/// when it has no kernel. `count` without arguments counts rows.
pub fn aggregate(function: &ResolvedFunction, context: &Context) -> Option<Arc<AggregateUDF>> {
    let _ = (function, context);
    todo!("aggregates helper")
}
