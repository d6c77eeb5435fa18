//! `lag` and `lead`: the value of another row of the partition. Offset and default are any expressions.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, new_null_array};
use arrow::compute::interleave;
use arrow::datatypes::FieldRef;
use datafusion::common::internal_err;
use datafusion::error::Result;
use datafusion::logical_expr::function::{PartitionEvaluatorArgs, WindowUDFFieldArgs};
use datafusion::logical_expr::{PartitionEvaluator, Signature, Volatility, WindowUDFImpl};

use crate::DataError;
use crate::kernel::column;

/// `lag` or `lead` of (value, offset, default).
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Shift {
    lead: bool,
    signature: Signature,
}

impl Shift {
    /// `lag`
    pub(super) fn lag() -> Self {
        Self { lead: false, signature: Signature::variadic_any(Volatility::Immutable) }
    }

    /// `lead`
    pub(super) fn lead() -> Self {
        Self { lead: true, ..Self::lag() }
    }
}

impl WindowUDFImpl for Shift {
    fn name(&self) -> &str {
        if self.lead { "lead" } else { "lag" }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn partition_evaluator(&self, args: PartitionEvaluatorArgs) -> Result<Box<dyn PartitionEvaluator>> {
        Ok(Box::new(Evaluator { lead: self.lead, ignore_nulls: args.ignore_nulls() }))
    }

    fn field(&self, args: WindowUDFFieldArgs) -> Result<FieldRef> {
        value_field(&args)
    }
}

/// The result is of the first argument's type and may be NULL.
pub(super) fn value_field(args: &WindowUDFFieldArgs) -> Result<FieldRef> {
    match args.input_fields().first() {
        Some(value) => Ok(Arc::new(value.as_ref().clone().with_name(args.name()).with_nullable(true))),
        None => internal_err!("a value function without value"),
    }
}

#[derive(Debug)]
struct Evaluator {
    lead: bool,
    ignore_nulls: bool,
}

impl PartitionEvaluator for Evaluator {
    fn evaluate_all(&mut self, values: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
        let Some(value) = values.first() else { return internal_err!("lag without value") };
        let offsets = values.get(1).map(column::<Int64Array>).transpose()?;
        let valid = match self.ignore_nulls {
            true => Some(ValidRows::new(value)),
            false => None,
        };
        // Rows beyond the partition get the default: the second of the interleaved columns.
        let nulls;
        let default = match values.get(2) {
            Some(default) => default,
            None => {
                nulls = new_null_array(value.data_type(), 1);
                &nulls
            }
        };
        let mut sources = Vec::with_capacity(rows);
        for row in 0..rows {
            let offset = offset(offsets, row)?;
            let other = match &valid {
                None => self.shifted(row, offset).filter(|other| *other < rows),
                Some(valid) => valid.shifted(row, offset, self.lead),
            };
            sources.push(match other {
                Some(other) => (0, other),
                None => (1, if default.len() == rows { row } else { 0 }),
            });
        }
        Ok(interleave(&[value, default], &sources)?)
    }
}

impl Evaluator {
    fn shifted(&self, row: usize, offset: usize) -> Option<usize> {
        if self.lead { row.checked_add(offset) } else { row.checked_sub(offset) }
    }
}

/// The offset of a row; 1 when there is none.
fn offset(offsets: Option<&Int64Array>, row: usize) -> Result<usize, DataError> {
    let invalid = |message| DataError::new("INVALID_FUNCTION_ARGUMENT", message);
    match offsets {
        None => Ok(1),
        Some(offsets) if offsets.is_null(row) => Err(invalid("Offset must not be null")),
        Some(offsets) => {
            usize::try_from(offsets.value(row)).map_err(|_| invalid("Offset must be at least 0"))
        }
    }
}

/// The rows whose value is not NULL.
struct ValidRows {
    rows: Vec<usize>,
    /// For each row, how many of them are before it.
    before: Vec<usize>,
}

impl ValidRows {
    fn new(values: &ArrayRef) -> Self {
        let nulls = values.logical_nulls();
        let (mut rows, mut before) = (Vec::new(), Vec::with_capacity(values.len()));
        for row in 0..values.len() {
            before.push(rows.len());
            if nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row)) {
                rows.push(row);
            }
        }
        Self { rows, before }
    }

    /// The offset-th of them after or before a row; the row itself when the offset is 0.
    fn shifted(&self, row: usize, offset: usize, lead: bool) -> Option<usize> {
        if offset == 0 {
            return Some(row);
        }
        let before = self.before[row];
        let index = if lead {
            let itself = usize::from(self.rows.get(before) == Some(&row));
            before.checked_add(itself)?.checked_add(offset - 1)?
        } else {
            before.checked_sub(offset)?
        };
        self.rows.get(index).copied()
    }
}
