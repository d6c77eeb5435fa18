//! `row_number`, `rank`, `dense_rank`.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array};
use arrow::compute::SortOptions;
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::ScalarValue;
use datafusion::common::utils::get_row_at_idx;
use datafusion::error::Result;
use datafusion::logical_expr::function::{PartitionEvaluatorArgs, WindowUDFFieldArgs};
use datafusion::logical_expr::{LimitEffect, PartitionEvaluator, Signature, Volatility, WindowUDFImpl};
use datafusion::physical_expr::PhysicalExpr;

/// A numbering of the rows of a partition.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Number {
    kind: Kind,
    signature: Signature,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    RowNumber,
    Rank,
    DenseRank,
}

impl Number {
    /// `row_number`
    pub(super) fn row_number() -> Self {
        Self::new(Kind::RowNumber)
    }

    /// `rank`
    pub(super) fn rank() -> Self {
        Self::new(Kind::Rank)
    }

    /// `dense_rank`
    pub(super) fn dense_rank() -> Self {
        Self::new(Kind::DenseRank)
    }

    fn new(kind: Kind) -> Self {
        Self { kind, signature: Signature::nullary(Volatility::Immutable) }
    }
}

impl WindowUDFImpl for Number {
    fn name(&self) -> &str {
        match self.kind {
            Kind::RowNumber => "row_number",
            Kind::Rank => "rank",
            Kind::DenseRank => "dense_rank",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn partition_evaluator(&self, _: PartitionEvaluatorArgs) -> Result<Box<dyn PartitionEvaluator>> {
        Ok(Box::new(Evaluator { kind: self.kind, last: None, rows: 0, first_peer: 0, groups: 0 }))
    }

    fn field(&self, args: WindowUDFFieldArgs) -> Result<FieldRef> {
        Ok(Arc::new(Field::new(args.name(), DataType::Int64, false)))
    }

    fn sort_options(&self) -> Option<SortOptions> {
        Some(SortOptions { descending: false, nulls_first: false })
    }

    fn limit_effect(&self, _: &[Arc<dyn PhysicalExpr>]) -> LimitEffect {
        LimitEffect::None
    }
}

#[derive(Debug)]
struct Evaluator {
    kind: Kind,
    /// Sort keys of the last row.
    last: Option<Vec<ScalarValue>>,
    /// Rows so far.
    rows: i64,
    /// Number of the first of the last row's peers.
    first_peer: i64,
    /// Groups of peers so far.
    groups: i64,
}

impl PartitionEvaluator for Evaluator {
    fn is_causal(&self) -> bool {
        true
    }

    fn supports_bounded_execution(&self) -> bool {
        true
    }

    fn include_rank(&self) -> bool {
        self.kind != Kind::RowNumber
    }

    fn evaluate(&mut self, values: &[ArrayRef], range: &Range<usize>) -> Result<ScalarValue> {
        self.rows += 1;
        if self.kind == Kind::RowNumber {
            return Ok(ScalarValue::Int64(Some(self.rows)));
        }
        let keys = get_row_at_idx(values, range.start)?;
        if self.last.as_ref() != Some(&keys) {
            self.last = Some(keys);
            self.first_peer = self.rows;
            self.groups += 1;
        }
        let number = if self.kind == Kind::Rank { self.first_peer } else { self.groups };
        Ok(ScalarValue::Int64(Some(number)))
    }

    fn evaluate_all(&mut self, _: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
        Ok(Arc::new(Int64Array::from_iter_values(1..=rows as i64)))
    }

    fn evaluate_all_with_rank(&self, rows: usize, peers: &[Range<usize>]) -> Result<ArrayRef> {
        let mut numbers = Vec::with_capacity(rows);
        for (index, range) in peers.iter().enumerate() {
            let number = if self.kind == Kind::Rank { range.start } else { index } as i64 + 1;
            numbers.resize(range.end, number);
        }
        Ok(Arc::new(Int64Array::from(numbers)))
    }
}
