//! Window functions that are no aggregates.
//!
//! All are ours but `first_value` and `last_value`: DataFusion's give unsigned numbers and take literals only
//! where Trino gives bigint and takes any expression. `row_number` and `rank` keep their names, by which
//! DataFusion's optimizer knows them.

mod distribution;
mod ntile;
mod number;
mod position;
mod shift;
#[cfg(test)]
mod tests;

use datafusion::functions_window::nth_value::{first_value_udwf, last_value_udwf};
use datafusion::logical_expr::{WindowFunctionDefinition, WindowUDF};
use polias_types::ResolvedFunction;

use crate::Context;

use distribution::Distribution;
use ntile::Ntile;
use number::Number;
use position::NthValue;
use shift::Shift;

/// The window function over exactly the carriers of its argument types, giving exactly its result's carrier;
/// `None` when it has no kernel.
pub fn window(function: &ResolvedFunction, _: &Context) -> Option<WindowFunctionDefinition> {
    let function = match function.name {
        "first_value" => first_value_udwf(),
        "last_value" => last_value_udwf(),
        "row_number" => WindowUDF::from(Number::row_number()).into(),
        "rank" => WindowUDF::from(Number::rank()).into(),
        "dense_rank" => WindowUDF::from(Number::dense_rank()).into(),
        "percent_rank" => WindowUDF::from(Distribution::percent_rank()).into(),
        "cume_dist" => WindowUDF::from(Distribution::cume_dist()).into(),
        "ntile" => WindowUDF::from(Ntile::new()).into(),
        "nth_value" => WindowUDF::from(NthValue::new()).into(),
        "lag" => WindowUDF::from(Shift::lag()).into(),
        "lead" => WindowUDF::from(Shift::lead()).into(),
        _ => return None,
    };
    Some(WindowFunctionDefinition::WindowUDF(function))
}
