//! `avg` of decimals and intervals: an exact sum, divided once.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Decimal128Array, Int64Array, PrimitiveArray};
use arrow::datatypes::{DataType, Decimal128Type, Int64Type, IntervalYearMonthType};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};
use datafusion_functions_aggregate_common::aggregate::groups_accumulator::accumulate::accumulate;
use datafusion_functions_aggregate_common::aggregate::groups_accumulator::nulls::filtered_null_mask;
use polias_types::{MAX_PRECISION, Type};

use super::function::Aggregate;
use super::sum::{Summed, sum_of};
use crate::DataError;
use crate::kernel::column;

/// `avg` over a carrier of whole numbers.
#[derive(Debug, Clone)]
pub(super) struct Average {
    kind: Kind,
    result: DataType,
    /// The sum's.
    sum: DataType,
}

/// What is averaged.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Rounded half away from zero, as decimals are.
    Decimal,
    /// The quotient as a double, rounded half up.
    YearMonth,
    /// Likewise.
    DaySecond,
}

impl Average {
    /// Over an argument of the type; `None` where it is not averaged exactly.
    pub(super) fn new(argument: &Type) -> Option<Self> {
        let (kind, scale) = match argument {
            Type::Decimal { scale, .. } => (Kind::Decimal, *scale),
            Type::IntervalYearMonth => (Kind::YearMonth, 0),
            Type::IntervalDaySecond => (Kind::DaySecond, 0),
            _ => return None,
        };
        let sum = Type::decimal(MAX_PRECISION, scale).carrier();
        Some(Self { kind, result: argument.carrier(), sum })
    }

    fn single(&self) -> Box<dyn Accumulator> {
        match self.kind {
            Kind::Decimal => Box::new(Single::<Decimal128Type>::new(self)),
            Kind::YearMonth => Box::new(Single::<IntervalYearMonthType>::new(self)),
            Kind::DaySecond => Box::new(Single::<Int64Type>::new(self)),
        }
    }

    fn quotient(&self, sum: i128, count: i64) -> i128 {
        let count = i128::from(count);
        match self.kind {
            Kind::Decimal => {
                let (quotient, rest) = (sum / count, sum % count);
                let away = i128::from(rest.unsigned_abs() >= (count - rest.abs()).unsigned_abs());
                quotient + away * sum.signum()
            }
            Kind::YearMonth | Kind::DaySecond => (sum as f64 / count as f64 + 0.5).floor() as i128,
        }
    }
}

fn overflow() -> DataError {
    DataError::new("NUMERIC_VALUE_OUT_OF_RANGE", "Decimal overflow")
}

impl Aggregate for Average {
    fn state(&self) -> Vec<DataType> {
        vec![self.sum.clone(), DataType::Int64]
    }

    fn groups(&self) -> Result<Option<Box<dyn GroupsAccumulator>>> {
        Ok(Some(match self.kind {
            Kind::Decimal => Box::new(Groups::<Decimal128Type>::new(self)),
            Kind::YearMonth => Box::new(Groups::<IntervalYearMonthType>::new(self)),
            Kind::DaySecond => Box::new(Groups::<Int64Type>::new(self)),
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

/// One group; rows can leave it.
#[derive(Debug)]
struct Single<T: Summed> {
    average: Average,
    sum: i128,
    count: i64,
    carrier: std::marker::PhantomData<T>,
}

impl<T: Summed> Single<T> {
    fn new(average: &Average) -> Self {
        Self { average: average.clone(), sum: 0, count: 0, carrier: std::marker::PhantomData }
    }

    fn change(&mut self, values: &ArrayRef, sign: i128) -> Result<()> {
        let (sum, count) = sum_of(column::<PrimitiveArray<T>>(values)?).ok_or_else(overflow)?;
        self.sum = sum.checked_mul(sign).and_then(|sum| self.sum.checked_add(sum)).ok_or_else(overflow)?;
        self.count += count.cast_signed() * sign as i64;
        Ok(())
    }
}

impl<T: Summed> Accumulator for Single<T> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.change(&values[0], 1)
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.change(&values[0], -1)
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let quotient = (self.count > 0).then(|| self.average.quotient(self.sum, self.count));
        let value = quotient.map(|value| T::Native::try_from(value).map_err(|_| overflow())).transpose()?;
        ScalarValue::new_primitive::<T>(value, &self.average.result)
    }

    fn size(&self) -> usize {
        size_of_val(self)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let sum = ScalarValue::new_primitive::<Decimal128Type>(Some(self.sum), &self.average.sum)?;
        Ok(vec![sum, ScalarValue::Int64(Some(self.count))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let (sum, _) = sum_of(column::<Decimal128Array>(&states[0])?).ok_or_else(overflow)?;
        let counts = column::<Int64Array>(&states[1])?;
        self.sum = self.sum.checked_add(sum).ok_or_else(overflow)?;
        self.count += counts.iter().flatten().sum::<i64>();
        Ok(())
    }
}

/// Many groups.
struct Groups<T: Summed> {
    average: Average,
    sums: Vec<i128>,
    counts: Vec<i64>,
    carrier: std::marker::PhantomData<T>,
}

impl<T: Summed> Groups<T> {
    fn new(average: &Average) -> Self {
        Self {
            average: average.clone(),
            sums: Vec::new(),
            counts: Vec::new(),
            carrier: std::marker::PhantomData,
        }
    }

    fn resize(&mut self, total: usize) {
        self.sums.resize(total, 0);
        self.counts.resize(total, 0);
    }
}

impl<T: Summed> GroupsAccumulator for Groups<T> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.resize(total);
        let (sums, counts) = (self.sums.as_mut_slice(), self.counts.as_mut_slice());
        let mut overflowed = false;
        accumulate(groups, column::<PrimitiveArray<T>>(&values[0])?, filter, |group, value| {
            let (sum, over) = sums[group].overflowing_add(value.into());
            sums[group] = sum;
            overflowed |= over;
            counts[group] += 1;
        });
        if overflowed { Err(overflow().into()) } else { Ok(()) }
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let sums = emit_to.take_needed(&mut self.sums);
        let counts = emit_to.take_needed(&mut self.counts);
        let averages = sums.into_iter().zip(counts).map(|(sum, count)| {
            let quotient = (count > 0).then(|| self.average.quotient(sum, count));
            quotient.map(|value| T::Native::try_from(value).map_err(|_| overflow())).transpose()
        });
        let averages = averages.collect::<Result<Vec<_>, _>>()?;
        let averages: PrimitiveArray<T> = averages.into_iter().collect();
        Ok(Arc::new(averages.with_data_type(self.average.result.clone())))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let sums = Decimal128Array::from(emit_to.take_needed(&mut self.sums));
        let counts = Int64Array::from(emit_to.take_needed(&mut self.counts));
        Ok(vec![Arc::new(sums.with_data_type(self.average.sum.clone())), Arc::new(counts)])
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.resize(total);
        let sums = column::<Decimal128Array>(&states[0])?;
        let counts = column::<Int64Array>(&states[1])?;
        for (row, group) in groups.iter().enumerate() {
            let sum = self.sums[*group].checked_add(sums.value(row)).ok_or_else(overflow)?;
            self.sums[*group] = sum;
            self.counts[*group] += counts.value(row);
        }
        Ok(())
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let values = column::<PrimitiveArray<T>>(&values[0])?;
        let valid = filtered_null_mask(filter, values);
        let is_valid = |row: usize| valid.as_ref().is_none_or(|valid| valid.is_valid(row));
        let rows = 0..values.len();
        let sums = rows.clone().map(|row| if is_valid(row) { values.value(row).into() } else { 0 });
        let sums = Decimal128Array::from_iter_values(sums).with_data_type(self.average.sum.clone());
        let counts = Int64Array::from_iter_values(rows.map(|row| i64::from(is_valid(row))));
        Ok(vec![Arc::new(sums), Arc::new(counts)])
    }

    fn size(&self) -> usize {
        self.sums.capacity() * size_of::<i128>() + self.counts.capacity() * size_of::<i64>()
    }
}
