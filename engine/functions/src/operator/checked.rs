//! Loops over two columns of numbers that only note that a row failed, so that they run without branches, and
//! look for that row afterwards: the slots under NULLs hold anything and may seem to fail too.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, PrimitiveArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::ColumnarValue;

use crate::DataError;
use crate::kernel::column;
use crate::rows::cell;

/// One side of an operator.
enum Operand<T: ArrowPrimitiveType> {
    Column(PrimitiveArray<T>),
    Constant(Option<T::Native>),
}

impl<T: ArrowPrimitiveType> Operand<T> {
    fn new(value: &ColumnarValue) -> Result<Self> {
        Ok(match value {
            ColumnarValue::Array(array) => Self::Column(column::<PrimitiveArray<T>>(array)?.clone()),
            ColumnarValue::Scalar(scalar) => {
                let array = scalar.to_array()?;
                Self::Constant(cell(column::<PrimitiveArray<T>>(&array)?, 0))
            }
        })
    }

    fn nulls(&self) -> Option<&NullBuffer> {
        match self {
            Self::Column(array) => array.nulls(),
            Self::Constant(_) => None,
        }
    }

    fn value(&self, row: usize) -> T::Native {
        match self {
            Self::Column(array) => array.value(row),
            Self::Constant(value) => value.unwrap_or_default(),
        }
    }
}

/// The operator over all rows: `fast` gives a value and whether the row fails, `error` what is wrong with a
/// row that does. Constants stay constants.
pub(super) fn binary<L, R, O>(
    values: &[ColumnarValue],
    data_type: &DataType,
    fast: impl Fn(L::Native, R::Native) -> (O::Native, bool),
    error: impl Fn(L::Native, R::Native) -> DataError,
) -> Result<ColumnarValue>
where
    L: ArrowPrimitiveType,
    R: ArrowPrimitiveType,
    O: ArrowPrimitiveType,
{
    let [left, right] = values else {
        return datafusion::common::internal_err!("an operator of {} operands", values.len());
    };
    let (left, right) = (Operand::<L>::new(left)?, Operand::<R>::new(right)?);
    let mut failed = false;
    let mut step = |left, right| {
        let (value, fails) = fast(left, right);
        failed |= fails;
        value
    };
    let results: Vec<O::Native> = match (&left, &right) {
        (Operand::Constant(None), _) | (_, Operand::Constant(None)) => {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_new_null(data_type)?));
        }
        (Operand::Column(left), Operand::Column(right)) => {
            left.values().iter().zip(right.values()).map(|(left, right)| step(*left, *right)).collect()
        }
        (Operand::Column(left), Operand::Constant(Some(right))) => {
            left.values().iter().map(|left| step(*left, *right)).collect()
        }
        (Operand::Constant(Some(left)), Operand::Column(right)) => {
            right.values().iter().map(|right| step(*left, *right)).collect()
        }
        (Operand::Constant(Some(left)), Operand::Constant(Some(right))) => vec![step(*left, *right)],
    };
    let nulls = NullBuffer::union(left.nulls(), right.nulls());
    if failed {
        for row in 0..results.len() {
            let (left, right) = (left.value(row), right.value(row));
            if nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row)) && fast(left, right).1 {
                return Err(error(left, right).into());
            }
        }
    }
    let array = PrimitiveArray::<O>::new(results.into(), nulls).with_data_type(data_type.clone());
    finish(Arc::new(array), matches!((left, right), (Operand::Constant(_), Operand::Constant(_))))
}

/// As [`binary`], of one operand.
pub(super) fn unary<I, O>(
    values: &[ColumnarValue],
    data_type: &DataType,
    fast: impl Fn(I::Native) -> (O::Native, bool),
    error: impl Fn(I::Native) -> DataError,
) -> Result<ColumnarValue>
where
    I: ArrowPrimitiveType,
    O: ArrowPrimitiveType,
{
    let [value] = values else {
        return datafusion::common::internal_err!("an operator of {} operands", values.len());
    };
    let array = value.to_array(1)?;
    let input = column::<PrimitiveArray<I>>(&array)?;
    let mut failed = false;
    let results: Vec<O::Native> = input
        .values()
        .iter()
        .map(|value| {
            let (value, fails) = fast(*value);
            failed |= fails;
            value
        })
        .collect();
    if failed && let Some(value) = input.iter().flatten().find(|value| fast(*value).1) {
        return Err(error(value).into());
    }
    let array = PrimitiveArray::<O>::new(results.into(), input.nulls().cloned());
    finish(Arc::new(array.with_data_type(data_type.clone())), matches!(value, ColumnarValue::Scalar(_)))
}

fn finish(array: ArrayRef, constant: bool) -> Result<ColumnarValue> {
    if constant {
        return ScalarValue::try_from_array(&array, 0).map(ColumnarValue::Scalar);
    }
    Ok(ColumnarValue::Array(array))
}
