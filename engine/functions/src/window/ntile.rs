//! `ntile`: buckets of equal size, the first ones one row larger when rows are left.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::error::Result;
use datafusion::logical_expr::function::{PartitionEvaluatorArgs, WindowUDFFieldArgs};
use datafusion::logical_expr::{PartitionEvaluator, Signature, Volatility, WindowUDFImpl};

use crate::DataError;
use crate::kernel::column;

/// `ntile(bigint)`; the number of buckets may differ from row to row.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Ntile {
    signature: Signature,
}

impl Ntile {
    /// The function.
    pub(super) fn new() -> Self {
        Self { signature: Signature::any(1, Volatility::Immutable) }
    }
}

impl WindowUDFImpl for Ntile {
    fn name(&self) -> &str {
        "ntile"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn partition_evaluator(&self, _: PartitionEvaluatorArgs) -> Result<Box<dyn PartitionEvaluator>> {
        Ok(Box::new(Evaluator))
    }

    fn field(&self, args: WindowUDFFieldArgs) -> Result<FieldRef> {
        Ok(Arc::new(Field::new(args.name(), DataType::Int64, true)))
    }
}

#[derive(Debug)]
struct Evaluator;

impl PartitionEvaluator for Evaluator {
    fn evaluate_all(&mut self, values: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
        let buckets = column::<Int64Array>(&values[0])?;
        let numbers = (0..rows as i64).map(|row| {
            let index = row as usize;
            buckets.is_valid(index).then(|| bucket(buckets.value(index), row, rows as i64)).transpose()
        });
        Ok(Arc::new(numbers.collect::<Result<Int64Array, _>>()?))
    }
}

/// The bucket of a row, counted from 1.
fn bucket(buckets: i64, row: i64, rows: i64) -> Result<i64, DataError> {
    if buckets <= 0 {
        return Err(DataError::new("INVALID_FUNCTION_ARGUMENT", "Buckets must be greater than 0"));
    }
    if rows < buckets {
        return Ok(row + 1);
    }
    let (size, left) = (rows / buckets, rows % buckets);
    // The first `left` buckets have a row more.
    let in_larger = (size + 1) * left;
    Ok(if row < in_larger { row / (size + 1) } else { (row - left) / size } + 1)
}
