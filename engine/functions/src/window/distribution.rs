//! `percent_rank`, `cume_dist`.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::error::Result;
use datafusion::logical_expr::function::{PartitionEvaluatorArgs, WindowUDFFieldArgs};
use datafusion::logical_expr::{PartitionEvaluator, Signature, Volatility, WindowUDFImpl};

/// A share of the rows of a partition.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Distribution {
    kind: Kind,
    signature: Signature,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    /// Of the rows before, among the other rows.
    PercentRank,
    /// Of the rows up to the last peer, among all rows.
    CumeDist,
}

impl Distribution {
    /// `percent_rank`
    pub(super) fn percent_rank() -> Self {
        Self::new(Kind::PercentRank)
    }

    /// `cume_dist`
    pub(super) fn cume_dist() -> Self {
        Self::new(Kind::CumeDist)
    }

    fn new(kind: Kind) -> Self {
        Self { kind, signature: Signature::nullary(Volatility::Immutable) }
    }
}

impl WindowUDFImpl for Distribution {
    fn name(&self) -> &str {
        match self.kind {
            Kind::PercentRank => "percent_rank",
            Kind::CumeDist => "cume_dist",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn partition_evaluator(&self, _: PartitionEvaluatorArgs) -> Result<Box<dyn PartitionEvaluator>> {
        Ok(Box::new(Evaluator { kind: self.kind }))
    }

    fn field(&self, args: WindowUDFFieldArgs) -> Result<FieldRef> {
        Ok(Arc::new(Field::new(args.name(), DataType::Float64, false)))
    }
}

#[derive(Debug)]
struct Evaluator {
    kind: Kind,
}

impl PartitionEvaluator for Evaluator {
    fn include_rank(&self) -> bool {
        true
    }

    fn evaluate_all_with_rank(&self, rows: usize, peers: &[Range<usize>]) -> Result<ArrayRef> {
        let mut shares = Vec::with_capacity(rows);
        for range in peers {
            let share = match self.kind {
                Kind::PercentRank if rows < 2 => 0.0,
                Kind::PercentRank => range.start as f64 / (rows - 1) as f64,
                Kind::CumeDist => range.end as f64 / rows as f64,
            };
            shares.resize(range.end, share);
        }
        Ok(Arc::new(Float64Array::from(shares)))
    }
}
