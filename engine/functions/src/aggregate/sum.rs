//! `sum` of whole numbers, decimals and intervals: exact, and an error when the result is too large.

use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, ArrowNativeTypeOp, ArrowPrimitiveType, BooleanArray, PrimitiveArray};
use arrow::datatypes::{DataType, Decimal128Type, Int64Type, IntervalYearMonthType};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};
use datafusion_functions_aggregate_common::aggregate::groups_accumulator::prim_op::PrimitiveGroupsAccumulator;
use polias_types::{MAX_PRECISION, Type};

use super::function::Aggregate;
use crate::DataError;
use crate::kernel::column;

/// One more than the largest decimal.
const DECIMAL_END: i128 = 10_i128.pow(MAX_PRECISION as u32);

/// Carriers that are summed.
pub(super) trait Summed:
    ArrowPrimitiveType<Native: Into<i128> + TryFrom<i128>> + std::fmt::Debug + Send + Sync
{
}

impl Summed for Int64Type {}
impl Summed for IntervalYearMonthType {}
impl Summed for Decimal128Type {}

/// `sum` over a carrier of whole numbers.
#[derive(Debug, Clone)]
pub(super) struct Sum {
    kind: Kind,
    result: DataType,
}

/// What is summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bigint,
    Decimal,
    YearMonth,
    DaySecond,
}

impl Kind {
    /// That `left + right` is too large.
    fn overflow(self, left: i128, right: i128) -> DataError {
        match self {
            Self::Bigint | Self::DaySecond => {
                let message = format!("bigint addition overflow: {left} + {right}");
                DataError::new("NUMERIC_VALUE_OUT_OF_RANGE", message)
            }
            Self::Decimal => DataError::new("NUMERIC_VALUE_OUT_OF_RANGE", "Decimal overflow"),
            Self::YearMonth => {
                let message = format!("Value {} exceeds MAX_INT", left.saturating_add(right));
                DataError::new("NUMERIC_VALUE_OUT_OF_RANGE", message)
            }
        }
    }
}

impl Sum {
    /// Over an argument of the type; `None` where it is not summed exactly.
    pub(super) fn new(argument: &Type, result: &Type) -> Option<Self> {
        let kind = match argument {
            Type::Bigint => Kind::Bigint,
            Type::Decimal { .. } => Kind::Decimal,
            Type::IntervalYearMonth => Kind::YearMonth,
            Type::IntervalDaySecond => Kind::DaySecond,
            _ => return None,
        };
        Some(Self { kind, result: result.carrier() })
    }

    fn single(&self) -> Box<dyn Accumulator> {
        match self.kind {
            Kind::Bigint | Kind::DaySecond => Box::new(Single::<Int64Type>::new(self)),
            Kind::Decimal => Box::new(Single::<Decimal128Type>::new(self)),
            Kind::YearMonth => Box::new(Single::<IntervalYearMonthType>::new(self)),
        }
    }
}

impl Aggregate for Sum {
    fn state(&self) -> Vec<DataType> {
        vec![self.result.clone()]
    }

    fn groups(&self) -> Result<Option<Box<dyn GroupsAccumulator>>> {
        Ok(Some(match self.kind {
            Kind::Bigint | Kind::DaySecond => checked_groups::<Int64Type>(self),
            Kind::Decimal => checked_groups::<Decimal128Type>(self),
            Kind::YearMonth => checked_groups::<IntervalYearMonthType>(self),
        }))
    }

    fn has_groups(&self) -> bool {
        true
    }

    fn accumulator(&self) -> Result<Box<dyn Accumulator>> {
        Ok(self.single())
    }

    fn retracting(&self) -> Result<Option<Box<dyn Accumulator>>> {
        Ok(Some(self.single()))
    }
}

/// Sum of a column, and how many values it has that are not NULL. `None` beyond 128 bits.
pub(super) fn sum_of<T: Summed>(values: &PrimitiveArray<T>) -> Option<(i128, u64)> {
    let count = (values.len() - values.null_count()) as u64;
    let sum = match values.nulls().filter(|nulls| nulls.null_count() > 0) {
        None => sum_slice::<T>(values.values()),
        Some(nulls) => nulls.valid_slices().try_fold(0_i128, |sum, (start, end)| {
            sum.checked_add(sum_slice::<T>(&values.values()[start..end])?)
        }),
    };
    Some((sum?, count))
}

fn sum_slice<T: Summed>(values: &[T::Native]) -> Option<i128> {
    if size_of::<T::Native>() > 8 {
        let (sum, overflow) = values.iter().fold((0_i128, false), |(sum, overflow), value| {
            let (sum, over) = sum.overflowing_add((*value).into());
            (sum, overflow | over)
        });
        return (!overflow).then_some(sum);
    }
    // Halves of 64-bit numbers cannot overflow 64 bits in fewer than 2³¹ additions, and need no carry, so
    // that this is compiled to vector instructions.
    let mut total = 0_i128;
    for part in values.chunks(1 << 20) {
        let (mut high, mut low) = (0_i64, 0_i64);
        for value in part {
            let value: i128 = (*value).into();
            let value = value as i64;
            high += value >> 32;
            low += value & 0xffff_ffff;
        }
        total += (i128::from(high) << 32) + i128::from(low);
    }
    Some(total)
}

/// One group; rows can leave it.
#[derive(Debug)]
struct Single<T: Summed> {
    sum: i128,
    /// Values in the sum: without any it is NULL.
    count: u64,
    kind: Kind,
    result: DataType,
    carrier: std::marker::PhantomData<T>,
}

impl<T: Summed> Single<T> {
    fn new(sum: &Sum) -> Self {
        Self {
            sum: 0,
            count: 0,
            kind: sum.kind,
            result: sum.result.clone(),
            carrier: std::marker::PhantomData,
        }
    }

    fn add(&mut self, values: &ArrayRef) -> Result<()> {
        let values = column::<PrimitiveArray<T>>(values)?;
        let (sum, count) = sum_of(values).ok_or_else(|| self.overflow(values))?;
        let sum = self.sum.checked_add(sum).ok_or_else(|| self.overflow(values))?;
        if T::Native::try_from(sum).is_err() {
            return Err(self.overflow(values).into());
        }
        self.sum = sum;
        self.count += count;
        Ok(())
    }

    /// The error of the value with which the sum becomes too large.
    fn overflow(&self, values: &PrimitiveArray<T>) -> DataError {
        let (mut sum, mut last) = (self.sum, 0);
        for value in values.iter().flatten() {
            last = value.into();
            match sum.checked_add(last) {
                Some(added) if T::Native::try_from(added).is_ok() => sum = added,
                _ => break,
            }
        }
        self.kind.overflow(sum, last)
    }

    fn value(&self) -> Result<ScalarValue> {
        let sum = (self.count > 0).then_some(self.sum);
        let sum =
            sum.map(|sum| T::Native::try_from(sum).map_err(|_| self.kind.overflow(sum, 0))).transpose()?;
        ScalarValue::new_primitive::<T>(sum, &self.result)
    }
}

impl<T: Summed> Accumulator for Single<T> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.add(&values[0])
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let values = column::<PrimitiveArray<T>>(&values[0])?;
        let (sum, count) = sum_of(values).ok_or_else(|| self.overflow(values))?;
        self.sum = self.sum.checked_sub(sum).ok_or_else(|| self.kind.overflow(self.sum, -sum))?;
        self.count -= count;
        Ok(())
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        if self.kind == Kind::Decimal && self.sum.unsigned_abs() >= DECIMAL_END.unsigned_abs() {
            return Err(self.kind.overflow(self.sum, 0).into());
        }
        self.value()
    }

    fn size(&self) -> usize {
        size_of_val(self)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.value()?])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.add(&states[0])
    }
}

/// Many groups. DataFusion's fast loop does the sums; the first two numbers that overflow are kept aside.
struct CheckedGroups<G> {
    inner: G,
    overflow: Arc<OnceLock<(i128, i128)>>,
    kind: Kind,
}

fn checked_groups<T: Summed>(sum: &Sum) -> Box<dyn GroupsAccumulator> {
    let overflow = Arc::new(OnceLock::new());
    let flag = Arc::clone(&overflow);
    let inner = PrimitiveGroupsAccumulator::<T, _>::new(&sum.result, move |sum, value| {
        match sum.add_checked(value) {
            Ok(added) => *sum = added,
            Err(_) => {
                // Only the first is told of.
                let _ = flag.set(((*sum).into(), value.into()));
            }
        }
    });
    Box::new(CheckedGroups { inner, overflow, kind: sum.kind })
}

impl<G> CheckedGroups<G> {
    fn check(&self) -> Result<()> {
        match self.overflow.get() {
            Some((left, right)) => Err(self.kind.overflow(*left, *right).into()),
            None => Ok(()),
        }
    }
}

impl<G: GroupsAccumulator> GroupsAccumulator for CheckedGroups<G> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.inner.update_batch(values, groups, filter, total)?;
        self.check()
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let sums = self.inner.evaluate(emit_to)?;
        if self.kind == Kind::Decimal {
            let decimals = column::<PrimitiveArray<Decimal128Type>>(&sums)?;
            // Sums of groups that are NULL are 0.
            let large = |sum: &&i128| sum.unsigned_abs() >= DECIMAL_END.unsigned_abs();
            if let Some(sum) = decimals.values().iter().find(large) {
                return Err(self.kind.overflow(*sum, 0).into());
            }
        }
        Ok(sums)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        self.inner.state(emit_to)
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.inner.merge_batch(states, groups, total)?;
        self.check()
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        self.inner.convert_to_state(values, filter)
    }

    fn size(&self) -> usize {
        self.inner.size()
    }
}
