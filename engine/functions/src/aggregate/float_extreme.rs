//! `min` and `max` of floating-point numbers: NaN only when there is nothing else.

use arrow::datatypes::{ArrowPrimitiveType, DataType, Float32Type, Float64Type};
use datafusion::error::Result;
use datafusion::logical_expr::{Accumulator, GroupsAccumulator};
use datafusion_functions_aggregate_common::aggregate::groups_accumulator::prim_op::PrimitiveGroupsAccumulator;

use super::function::Aggregate;
use super::ungrouped::Ungrouped;

/// `min` or `max` of `real` or `double`.
#[derive(Debug, Clone)]
pub(super) struct FloatExtreme {
    carrier: DataType,
    greatest: bool,
}

impl FloatExtreme {
    /// Over a carrier of floating-point numbers.
    pub(super) fn new(carrier: DataType, greatest: bool) -> Self {
        Self { carrier, greatest }
    }
}

/// Starts with NaN, which everything else replaces.
fn groups<T: ArrowPrimitiveType<Native: PartialOrd> + Send + Sync>(
    extreme: &FloatExtreme,
    nan: T::Native,
) -> impl GroupsAccumulator + Sync + use<T> {
    let greatest = extreme.greatest;
    // A comparison with NaN is false, even with itself.
    let choose = move |best: &mut T::Native, value: T::Native| {
        let better = if greatest { value > *best } else { value < *best };
        if better || (*best).partial_cmp(&*best).is_none() {
            *best = value;
        }
    };
    PrimitiveGroupsAccumulator::<T, _>::new(&extreme.carrier, choose).with_starting_value(nan)
}

impl Aggregate for FloatExtreme {
    fn state(&self) -> Vec<DataType> {
        vec![self.carrier.clone()]
    }

    fn groups(&self) -> Result<Option<Box<dyn GroupsAccumulator>>> {
        Ok(Some(match self.carrier {
            DataType::Float32 => Box::new(groups::<Float32Type>(self, f32::NAN)),
            _ => Box::new(groups::<Float64Type>(self, f64::NAN)),
        }))
    }

    fn has_groups(&self) -> bool {
        true
    }

    fn accumulator(&self) -> Result<Box<dyn Accumulator>> {
        let extreme = self.clone();
        Ok(match self.carrier {
            DataType::Float32 => {
                Box::new(Ungrouped::new(move || Ok(groups::<Float32Type>(&extreme, f32::NAN)))?)
            }
            _ => Box::new(Ungrouped::new(move || Ok(groups::<Float64Type>(&extreme, f64::NAN)))?),
        })
    }

    fn sensitive_to_duplicates(&self) -> bool {
        false
    }
}
