//! `nth_value`: the value of the n-th row of the frame. The number is any expression.

use std::ops::Range;

use arrow::array::{Array, ArrayRef, Int64Array};
use arrow::datatypes::FieldRef;
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::function::{PartitionEvaluatorArgs, WindowUDFFieldArgs};
use datafusion::logical_expr::{PartitionEvaluator, Signature, Volatility, WindowUDFImpl};

use super::shift::value_field;
use crate::DataError;
use crate::kernel::column;

/// `nth_value(value, n)`
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct NthValue {
    signature: Signature,
}

impl NthValue {
    /// The function.
    pub(super) fn new() -> Self {
        Self { signature: Signature::any(2, Volatility::Immutable) }
    }
}

impl WindowUDFImpl for NthValue {
    fn name(&self) -> &str {
        "nth_value"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn partition_evaluator(&self, args: PartitionEvaluatorArgs) -> Result<Box<dyn PartitionEvaluator>> {
        Ok(Box::new(Evaluator { ignore_nulls: args.ignore_nulls(), row: 0 }))
    }

    fn field(&self, args: WindowUDFFieldArgs) -> Result<FieldRef> {
        value_field(&args)
    }
}

#[derive(Debug)]
struct Evaluator {
    ignore_nulls: bool,
    /// The row whose frame comes next: frames come in the order of the partition's rows.
    row: usize,
}

impl PartitionEvaluator for Evaluator {
    fn uses_window_frame(&self) -> bool {
        true
    }

    fn evaluate(&mut self, values: &[ArrayRef], range: &Range<usize>) -> Result<ScalarValue> {
        let (value, numbers) = (&values[0], column::<Int64Array>(&values[1])?);
        let row = self.row;
        self.row += 1;
        let null = || ScalarValue::try_from(value.data_type());
        if numbers.is_null(row) {
            return null();
        }
        let Some(before) = numbers.value(row).checked_sub(1).filter(|before| *before >= 0) else {
            return Err(DataError::new("INVALID_FUNCTION_ARGUMENT", "Offset must be at least 1").into());
        };
        let before = usize::try_from(before).unwrap_or(usize::MAX);
        let other = if self.ignore_nulls {
            range.clone().filter(|row| value.is_valid(*row)).nth(before)
        } else {
            range.start.checked_add(before).filter(|other| *other < range.end)
        };
        match other {
            Some(other) => ScalarValue::try_from_array(value, other),
            None => null(),
        }
    }
}
