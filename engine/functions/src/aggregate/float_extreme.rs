//! `min` and `max` of floating-point numbers: NaN only when there is nothing else.

use arrow::array::{ArrayRef, PrimitiveArray};
use arrow::datatypes::{ArrowPrimitiveType, DataType, Float32Type, Float64Type};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::{Accumulator, GroupsAccumulator};
use datafusion_functions_aggregate_common::aggregate::groups_accumulator::prim_op::PrimitiveGroupsAccumulator;

use super::function::Aggregate;
use crate::kernel::column;

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

/// Whether a value takes the place of the best so far. A comparison with NaN is false, even with itself.
fn is_better<N: PartialOrd>(greatest: bool, value: &N, best: &N) -> bool {
    let better = if greatest { value > best } else { value < best };
    better || best.partial_cmp(best).is_none()
}

/// Starts with NaN, which everything else replaces.
fn groups<T: ArrowPrimitiveType<Native: PartialOrd> + Send + Sync>(
    extreme: &FloatExtreme,
    nan: T::Native,
) -> impl GroupsAccumulator + Sync + use<T> {
    let greatest = extreme.greatest;
    let choose = move |best: &mut T::Native, value: T::Native| {
        if is_better(greatest, &value, best) {
            *best = value;
        }
    };
    PrimitiveGroupsAccumulator::<T, _>::new(&extreme.carrier, choose).with_starting_value(nan)
}

/// One group.
struct Single<T: ArrowPrimitiveType> {
    best: Option<T::Native>,
    greatest: bool,
}

impl<T: ArrowPrimitiveType> std::fmt::Debug for Single<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?}", self.best)
    }
}

impl<T: ArrowPrimitiveType<Native: PartialOrd>> Accumulator for Single<T> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let values = column::<PrimitiveArray<T>>(&values[0])?;
        for value in values.iter().flatten() {
            if self.best.is_none_or(|best| is_better(self.greatest, &value, &best)) {
                self.best = Some(value);
            }
        }
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        ScalarValue::new_primitive::<T>(self.best, &T::DATA_TYPE)
    }

    fn size(&self) -> usize {
        size_of_val(self)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.evaluate()?])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.update_batch(states)
    }
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
        let greatest = self.greatest;
        Ok(match self.carrier {
            DataType::Float32 => Box::new(Single::<Float32Type> { best: None, greatest }),
            _ => Box::new(Single::<Float64Type> { best: None, greatest }),
        })
    }

    fn sensitive_to_duplicates(&self) -> bool {
        false
    }
}
