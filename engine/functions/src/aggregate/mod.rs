//! Aggregates.
//!
//! Where DataFusion's own have Trino's meaning over the carriers they are used as they are, so that its
//! shortcuts (statistics of Parquet files for `count`, `min`, `max`) stay; the others are ours. None may
//! coerce, and none may answer with a type other than the resolved one.

mod average;
mod checksum;
mod chosen;
mod covariance;
mod delegated;
mod distinct_count;
mod float_extreme;
mod function;
mod identity;
mod kept;
mod listagg;
mod maps;
mod numeric_histogram;
mod order;
mod percentile;
mod recomputed;
mod reduced;
mod statistics;
mod sum;
#[cfg(test)]
mod tests;
mod top;
mod ungrouped;
mod variance;

use std::sync::Arc;

use arrow::array::{Array as _, ArrayRef, BooleanArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::functions_aggregate::array_agg::array_agg_udaf;
use datafusion::functions_aggregate::average::avg_udaf;
use datafusion::functions_aggregate::bit_and_or_xor::{bit_and_udaf, bit_or_udaf};
use datafusion::functions_aggregate::bool_and_or::{bool_and_udaf, bool_or_udaf};
use datafusion::functions_aggregate::count::count_udaf;
use datafusion::functions_aggregate::min_max::{max_udaf, min_udaf};
use datafusion::functions_aggregate::sum::sum_udaf;
use datafusion::logical_expr::AggregateUDF;
use polias_types::{ResolvedFunction, Type};

use crate::Context;
use crate::kernel::column;

use average::Average;
use checksum::Checksum;
use chosen::{Choice, Chosen};
use covariance::Covariance;
use delegated::Delegated;
use distinct_count::DistinctCount;
use float_extreme::FloatExtreme;
use function::function as own;
use listagg::ListAgg;
use maps::{Histogram, MapAgg, MultimapAgg};
use numeric_histogram::NumericHistogram;
use percentile::Percentile;
use reduced::{Reduced, Reduction};
use statistics::Statistic;
use sum::Sum;
use top::Top;
use variance::{CentralMoments, Logarithms, Variance};

/// The aggregate over exactly the carriers of its argument types, giving exactly its result's carrier; `None`
/// when it has no kernel. `count` without arguments counts rows.
pub fn aggregate(function: &ResolvedFunction, _: &Context) -> Option<Arc<AggregateUDF>> {
    let result = function.result.carrier();
    let numbers = |finish| own(function, Statistic::<Variance>::new(finish, result.clone()));
    let moments = |finish| own(function, Statistic::<CentralMoments>::new(finish, result.clone()));
    let pairs = |finish| own(function, Statistic::<Covariance>::new(finish, result.clone()));
    Some(match (function.name, function.arguments.as_slice()) {
        ("count", arguments) => count(function, arguments)?,
        ("count_if", [_]) => {
            let count = Delegated::new(count_udaf(), DataType::Boolean, result).ok()?;
            own(function, count.converting(true_or_null))
        }
        ("sum", [argument]) => sum(function, argument)?,
        ("avg", [argument]) => avg(function, argument)?,
        ("min", [argument]) => least_or_greatest(function, argument, Choice::Least)?,
        ("max", [argument]) => least_or_greatest(function, argument, Choice::Greatest)?,
        ("min_by", arguments @ [_, _]) => own(function, Chosen::new(Choice::Least, arguments)?),
        ("max_by", arguments @ [_, _]) => own(function, Chosen::new(Choice::Greatest, arguments)?),
        ("any_value" | "arbitrary", arguments @ [_]) => own(function, Chosen::new(Choice::First, arguments)?),
        ("bool_and" | "every", [_]) => extreme(function, bool_and_udaf())?,
        ("bool_or", [_]) => extreme(function, bool_or_udaf())?,
        ("bitwise_and_agg", [_]) => extreme(function, bit_and_udaf())?,
        ("bitwise_or_agg", [_]) => extreme(function, bit_or_udaf())?,
        ("array_agg", [argument]) => {
            let array = Delegated::new(array_agg_udaf(), argument.carrier(), result).ok()?;
            own(function, array.sensitive_to_order())
        }
        ("var_pop", [_]) => numbers(Variance::population),
        ("var_samp" | "variance", [_]) => numbers(Variance::sample),
        ("stddev_pop", [_]) => numbers(Variance::population_deviation),
        ("stddev_samp" | "stddev", [_]) => numbers(Variance::sample_deviation),
        ("skewness", [_]) => moments(CentralMoments::skewness),
        ("kurtosis", [_]) => moments(CentralMoments::kurtosis),
        ("geometric_mean", [_]) => {
            own(function, Statistic::<Logarithms>::new(Logarithms::geometric_mean, result))
        }
        ("covar_pop", [_, _]) => pairs(Covariance::population),
        ("covar_samp", [_, _]) => pairs(Covariance::sample),
        ("corr", [_, _]) => pairs(Covariance::correlation),
        ("regr_slope", [_, _]) => pairs(Covariance::slope),
        ("regr_intercept", [_, _]) => pairs(Covariance::intercept),
        _ => return reduction(function),
    })
}

/// The aggregates that keep rows.
fn reduction(function: &ResolvedFunction) -> Option<Arc<AggregateUDF>> {
    let result = function.result.carrier();
    let arguments: Vec<_> = function.arguments.iter().map(Type::carrier).collect();
    let name = function.name;
    let reduction: Arc<dyn Reduction> = match (name, function.arguments.as_slice()) {
        ("min" | "max", types @ [_, _]) => Arc::new(Top::new(name, types, name == "max")?),
        ("min_by" | "max_by", types @ [_, _, _]) => Arc::new(Top::new(name, types, name == "max_by")?),
        ("map_agg", [key, value]) => {
            Arc::new(MapAgg::new(key.carrier(), value.carrier(), result.clone(), false))
        }
        ("map_union", [Type::Map(key, value)]) => {
            Arc::new(MapAgg::new(key.carrier(), value.carrier(), result.clone(), true))
        }
        ("multimap_agg", [key, value]) => {
            Arc::new(MultimapAgg::new(key.carrier(), value.carrier(), result.clone()))
        }
        ("histogram", [value]) => Arc::new(Histogram::new(value.carrier(), result.clone(), false)),
        ("approx_most_frequent", [_, value, _]) => {
            Arc::new(Histogram::new(value.carrier(), result.clone(), true))
        }
        ("approx_distinct", [_] | [_, _]) => Arc::new(DistinctCount),
        // With an accuracy it is another, deprecated algorithm.
        ("approx_percentile", [_, _] | [_, _, _]) => Arc::new(Percentile::new(&arguments)?),
        ("numeric_histogram", [_, _] | [_, _, _]) => Arc::new(NumericHistogram::new(result.clone())),
        ("listagg", [_, _, _, _, _]) => Arc::new(ListAgg),
        ("checksum", [value]) => Arc::new(Checksum::new(value)?),
        _ => return None,
    };
    Some(own(function, Reduced::new(reduction, result)))
}

/// DataFusion's own, but for DISTINCT where equal values may be unlike.
fn count(function: &ResolvedFunction, arguments: &[Type]) -> Option<Arc<AggregateUDF>> {
    match arguments {
        [] => Some(count_udaf()),
        [argument] if is_plain(argument) => Some(count_udaf()),
        [argument] => {
            let count = Delegated::new(count_udaf(), argument.carrier(), function.result.carrier()).ok()?;
            Some(own(function, count))
        }
        _ => None,
    }
}

fn sum(function: &ResolvedFunction, argument: &Type) -> Option<Arc<AggregateUDF>> {
    if let Some(sum) = Sum::new(argument, &function.result) {
        return Some(own(function, sum));
    }
    floats(function, argument, sum_udaf())
}

fn avg(function: &ResolvedFunction, argument: &Type) -> Option<Arc<AggregateUDF>> {
    if let Some(average) = Average::new(argument) {
        return Some(own(function, average));
    }
    floats(function, argument, avg_udaf())
}

/// DataFusion's aggregate over doubles.
fn floats(
    function: &ResolvedFunction,
    argument: &Type,
    inner: Arc<AggregateUDF>,
) -> Option<Arc<AggregateUDF>> {
    let delegated = Delegated::new(inner, DataType::Float64, function.result.carrier()).ok()?;
    Some(match argument {
        Type::Double => own(function, delegated),
        Type::Real | Type::Bigint => own(function, delegated.converting(to_double)),
        _ => return None,
    })
}

fn least_or_greatest(
    function: &ResolvedFunction,
    argument: &Type,
    choice: Choice,
) -> Option<Arc<AggregateUDF>> {
    let greatest = choice == Choice::Greatest;
    match argument {
        Type::Boolean if greatest => extreme(function, bool_or_udaf()),
        Type::Boolean => extreme(function, bool_and_udaf()),
        Type::Real | Type::Double => Some(own(function, FloatExtreme::new(argument.carrier(), greatest))),
        argument if is_plain(argument) => Some(if greatest { max_udaf() } else { min_udaf() }),
        argument => Some(own(function, Chosen::new(choice, std::slice::from_ref(argument))?)),
    }
}

/// DataFusion's aggregate of one argument, for which equal rows count once.
fn extreme(function: &ResolvedFunction, inner: Arc<AggregateUDF>) -> Option<Arc<AggregateUDF>> {
    let argument = function.arguments.first()?.carrier();
    let delegated = Delegated::new(inner, argument, function.result.carrier()).ok()?;
    Some(own(function, delegated.insensitive_to_duplicates()))
}

/// Types whose values are equal and ordered as their carriers are for DataFusion.
fn is_plain(argument: &Type) -> bool {
    matches!(
        argument,
        Type::Tinyint
            | Type::Smallint
            | Type::Integer
            | Type::Bigint
            | Type::Decimal { .. }
            | Type::Varchar(_)
            | Type::Varbinary
            | Type::Date
            | Type::Time(_)
            | Type::Timestamp(_)
            | Type::IntervalDaySecond
    )
}

fn to_double(argument: &ArrayRef) -> Result<ArrayRef> {
    Ok(cast(argument, &DataType::Float64)?)
}

/// NULL instead of false.
fn true_or_null(argument: &ArrayRef) -> Result<ArrayRef> {
    let conditions = column::<BooleanArray>(argument)?;
    let valid = match conditions.nulls() {
        Some(nulls) => nulls.inner() & conditions.values(),
        None => conditions.values().clone(),
    };
    Ok(Arc::new(BooleanArray::new(conditions.values().clone(), Some(valid.into()))))
}
