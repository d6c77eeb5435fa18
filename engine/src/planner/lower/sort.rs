//! ORDER BY, LIMIT, FETCH FIRST … WITH TIES.

use datafusion::functions_window::rank::rank_udwf;
use datafusion::logical_expr::expr::{Sort, WindowFunction};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, WindowFunctionDefinition, lit};
use polias_analyzer::plan::{Node, SortKey};
use polias_types::Type;

use super::window::with_window_calls;
use super::{Lowering, build, project};
use crate::{EngineError, Result};

/// Name of the rank that ties are found by; leaves the plan right behind its filter.
const RANK: &str = "#rank";

impl Lowering<'_> {
    /// Sorted rows, the first `fetch` of them.
    pub(super) fn sort(
        &mut self,
        input: &Node,
        keys: &[SortKey],
        fetch: Option<usize>,
    ) -> Result<LogicalPlan> {
        let input = self.node(input)?;
        let keys = self.sort_keys(keys)?;
        // Without keys the order is any.
        if keys.is_empty() {
            return Ok(input);
        }
        build(LogicalPlanBuilder::from(input).sort_with_limit(keys, fetch))
    }

    /// OFFSET and LIMIT.
    pub(super) fn limit(&mut self, input: &Node, skip: u64, fetch: Option<u64>) -> Result<LogicalPlan> {
        let input = self.node(input)?;
        let fetch = fetch.map(|fetch| usize::try_from(fetch).unwrap_or(usize::MAX));
        build(LogicalPlanBuilder::from(input).limit(usize::try_from(skip).unwrap_or(usize::MAX), fetch))
    }

    /// The first rows and those equal to the last of them: all whose rank is at most `fetch`.
    pub(super) fn top_with_ties(
        &mut self,
        input: &Node,
        keys: &[SortKey],
        fetch: u64,
    ) -> Result<LogicalPlan> {
        let input = self.node(input)?;
        let columns: Vec<Expr> = super::columns_of(&input);
        let keys = self.sort_keys(keys)?;
        let mut rank = WindowFunction::new(WindowFunctionDefinition::WindowUDF(rank_udwf()), Vec::new());
        rank.params.order_by.clone_from(&keys);
        rank.params.window_frame = datafusion::logical_expr::WindowFrame::new(Some(false));
        let rank = Expr::WindowFunction(Box::new(rank));
        let ranked = with_window_calls(input, vec![(rank, RANK.to_owned())])?;
        let first = datafusion::logical_expr::ident(RANK).lt_eq(lit(fetch));
        let ties = build(LogicalPlanBuilder::from(ranked).filter(first))?;
        project(build(LogicalPlanBuilder::from(ties).sort(keys))?, columns)
    }

    /// Keys of an order.
    pub(super) fn sort_keys(&mut self, keys: &[SortKey]) -> Result<Vec<Sort>> {
        let mut sorts = Vec::with_capacity(keys.len());
        for key in keys {
            let value = self.expression(&key.expression)?;
            // A constant orders nothing.
            if matches!(value, Expr::Literal(..)) {
                continue;
            }
            let value = ordered(value, &key.expression.data_type)?;
            sorts.push(Sort::new(value, !key.descending, key.nulls_first));
        }
        Ok(sorts)
    }
}

/// The instant of a zoned value.
pub(super) fn in_utc(value: Expr, data_type: &Type) -> Expr {
    match data_type {
        Type::TimeTz(_) => polias_functions::time_in_utc(value),
        _ => polias_functions::instant(value, data_type),
    }
}

/// What a value is ordered, partitioned and ranked by. Zones do not count, and zeros are equal whatever
/// their sign (adding 0.0 makes them so).
pub(super) fn ordered(value: Expr, data_type: &Type) -> Result<Expr> {
    Ok(match data_type {
        Type::TimestampTz(_) | Type::TimeTz(_) => in_utc(value, data_type),
        Type::Char(length) => polias_functions::with_padding(value, *length),
        Type::Double => value + lit(0.0_f64),
        Type::Real => value + lit(0.0_f32),
        Type::Map(..) => {
            return Err(EngineError::not_supported(format!("Values of type {data_type} have no order")));
        }
        _ => value,
    })
}
