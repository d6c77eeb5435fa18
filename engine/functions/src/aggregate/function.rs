//! Aggregates of our own as functions of DataFusion.
//!
//! An [`Aggregate`] makes accumulators for one set of exact types; [`Function`] gives it to DataFusion and adds
//! what all aggregates share: DISTINCT, ORDER BY, and frames whose start moves. It must never coerce: the
//! carriers it was resolved for are the ones it gets.

use std::fmt::Debug;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{ScalarValue, internal_err};
use datafusion::error::Result;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::{AggregateOrderSensitivity, format_state_name};
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, GroupsAccumulator, ReversedUDAF, Signature, Volatility,
};
use polias_types::ResolvedFunction;

use super::kept::Kept;
use super::recomputed::Recomputed;
use super::reduced::{Rows, state_of};

/// An aggregate over exact types. Rows come as columns of its arguments' carriers.
pub(super) trait Aggregate: Debug + Send + Sync + 'static {
    /// Types of the columns of a partial state.
    fn state(&self) -> Vec<DataType>;

    /// Many groups at once, `None` where only [`Aggregate::accumulator`] is written.
    fn groups(&self) -> Result<Option<Box<dyn GroupsAccumulator>>> {
        Ok(None)
    }

    /// One group. Evaluating it must leave it as it was: windows go on after it.
    fn accumulator(&self) -> Result<Box<dyn Accumulator>>;

    /// Whether [`Aggregate::groups`] gives something.
    fn has_groups(&self) -> bool {
        false
    }

    /// One group that rows can leave again; else frames whose start moves are computed anew for each row.
    fn retracting(&self) -> Result<Option<Box<dyn Accumulator>>> {
        Ok(None)
    }

    /// Whether the result depends on the order of the rows.
    fn sensitive_to_order(&self) -> bool {
        false
    }

    /// Whether the result depends on how often a row comes.
    fn sensitive_to_duplicates(&self) -> bool {
        true
    }

    /// The result over no rows at all.
    fn empty(&self, result: &DataType) -> Result<ScalarValue> {
        ScalarValue::try_from(result)
    }
}

/// An aggregate as DataFusion sees it.
#[derive(Debug)]
struct Function {
    resolved: ResolvedFunction,
    arguments: Vec<DataType>,
    result: DataType,
    signature: Signature,
    aggregate: Arc<dyn Aggregate>,
}

/// The aggregate for DataFusion.
pub(super) fn function(resolved: &ResolvedFunction, aggregate: impl Aggregate) -> Arc<AggregateUDF> {
    Arc::new(AggregateUDF::from(Function {
        arguments: resolved.arguments.iter().map(polias_types::Type::carrier).collect(),
        result: resolved.result.carrier(),
        signature: Signature::user_defined(Volatility::Immutable),
        resolved: resolved.clone(),
        aggregate: Arc::new(aggregate),
    }))
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.resolved == other.resolved
    }
}

impl Eq for Function {}

impl Hash for Function {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.resolved.hash(state);
    }
}

impl Function {
    /// Rules of DataFusion that rewrite calls must keep their arguments.
    fn check(&self, args: &AccumulatorArgs) -> Result<()> {
        if args.exprs.len() == self.arguments.len() {
            return Ok(());
        }
        internal_err!("{} of {} arguments", self.resolved.name, args.exprs.len())
    }

    /// Rows have to be kept until the end.
    fn buffers(&self, distinct: bool, orders: usize) -> bool {
        (distinct && self.aggregate.sensitive_to_duplicates())
            || (orders > 0 && self.aggregate.sensitive_to_order())
    }
}

impl AggregateUDFImpl for Function {
    /// DataFusion takes every `min` and `max` for its own: it splits them for DISTINCT and filters scans by what
    /// is found so far, which is wrong for several values, NaN and padded texts.
    fn name(&self) -> &str {
        match self.resolved.name {
            "min" => "least_value",
            "max" => "greatest_value",
            name => name,
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.result.clone())
    }

    fn accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        self.check(&args)?;
        let orders = if self.aggregate.sensitive_to_order() { args.order_bys } else { &[] };
        if self.buffers(args.is_distinct, orders.len()) {
            let distinct = args.is_distinct && self.aggregate.sensitive_to_duplicates();
            let mut types = self.arguments.clone();
            for order in orders {
                types.push(order.expr.data_type(args.schema)?);
            }
            let orders = orders.iter().map(|order| order.options).collect();
            let kept = Kept::new(Arc::clone(&self.aggregate), types, distinct, orders);
            return Ok(Box::new(Rows::new(Arc::new(kept), self.result.clone())));
        }
        self.aggregate.accumulator()
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let orders = if self.aggregate.sensitive_to_order() { args.ordering_fields } else { &[] };
        let state = if self.buffers(args.is_distinct, orders.len()) {
            let orders = orders.iter().map(|field| field.data_type().clone());
            state_of(self.arguments.iter().cloned().chain(orders).collect())
        } else {
            self.aggregate.state()
        };
        let fields = state.into_iter().enumerate().map(|(index, data_type)| {
            let name = format_state_name(args.name, &format!("state{index}"));
            Arc::new(Field::new(name, data_type, true))
        });
        Ok(fields.collect())
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs) -> bool {
        self.aggregate.has_groups() && !self.buffers(args.is_distinct, args.order_bys.len())
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        self.check(&args)?;
        match self.aggregate.groups()? {
            Some(groups) => Ok(groups),
            None => internal_err!("{} has no accumulator of groups", self.resolved.name),
        }
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        if args.is_distinct {
            return internal_err!("DISTINCT over a window");
        }
        match self.aggregate.retracting()? {
            Some(accumulator) => Ok(accumulator),
            None => Ok(Box::new(Recomputed::new(Arc::clone(&self.aggregate)))),
        }
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        match self.aggregate.sensitive_to_order() {
            // Rows are sorted by the accumulator: nothing is asked of the input.
            true => AggregateOrderSensitivity::Beneficial,
            false => AggregateOrderSensitivity::Insensitive,
        }
    }

    fn with_beneficial_ordering(self: Arc<Self>, _: bool) -> Result<Option<Arc<dyn AggregateUDFImpl>>> {
        Ok(Some(self))
    }

    fn reverse_expr(&self) -> ReversedUDAF {
        match self.aggregate.sensitive_to_order() {
            true => ReversedUDAF::NotSupported,
            false => ReversedUDAF::Identical,
        }
    }

    fn default_value(&self, result: &DataType) -> Result<ScalarValue> {
        self.aggregate.empty(result)
    }
}
