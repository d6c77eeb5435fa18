//! Aggregates that DataFusion has, over converted arguments, with a converted result.
//!
//! Frames whose start moves and DISTINCT are not left to it: see [`super::recomputed`], [`super::buffered`].

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, FieldRef, Schema};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDF, EmitTo, GroupsAccumulator};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::Column;

use super::function::Aggregate;

/// What is done to the argument.
pub(super) type Convert = fn(&ArrayRef) -> Result<ArrayRef>;

/// An aggregate of DataFusion over one argument.
#[derive(Debug, Clone)]
pub(super) struct Delegated {
    inner: Arc<AggregateUDF>,
    convert: Option<Convert>,
    /// What the inner one gets and gives.
    argument: FieldRef,
    given: FieldRef,
    /// What is asked for.
    result: DataType,
    sensitive_to_order: bool,
    sensitive_to_duplicates: bool,
}

impl Delegated {
    /// `inner` over columns of `argument`, its result cast to `result`.
    pub(super) fn new(inner: Arc<AggregateUDF>, argument: DataType, result: DataType) -> Result<Self> {
        let argument = Arc::new(Field::new("argument", argument, true));
        let given = inner.return_field(&[Arc::clone(&argument)])?;
        Ok(Self {
            inner,
            convert: None,
            argument,
            given,
            result,
            sensitive_to_order: false,
            sensitive_to_duplicates: true,
        })
    }

    /// Arguments are converted first.
    pub(super) fn converting(mut self, convert: Convert) -> Self {
        self.convert = Some(convert);
        self
    }

    /// The order of rows matters.
    pub(super) fn sensitive_to_order(mut self) -> Self {
        self.sensitive_to_order = true;
        self
    }

    /// Equal rows count once anyway.
    pub(super) fn insensitive_to_duplicates(mut self) -> Self {
        self.sensitive_to_duplicates = false;
        self
    }

    fn with_args<T>(&self, make: impl FnOnce(AccumulatorArgs) -> Result<T>) -> Result<T> {
        let schema = Schema::new(vec![Arc::clone(&self.argument)]);
        let column: Arc<dyn PhysicalExpr> = Arc::new(Column::new(self.argument.name(), 0));
        make(AccumulatorArgs {
            return_field: Arc::clone(&self.given),
            schema: &schema,
            ignore_nulls: false,
            order_bys: &[],
            is_reversed: false,
            name: self.inner.name(),
            is_distinct: false,
            exprs: &[column],
            expr_fields: &[Arc::clone(&self.argument)],
        })
    }

    fn convert(&self, values: &[ArrayRef]) -> Result<Vec<ArrayRef>> {
        match self.convert {
            Some(convert) => values.iter().map(convert).collect(),
            None => Ok(values.to_vec()),
        }
    }
}

impl Aggregate for Delegated {
    fn state(&self) -> Vec<DataType> {
        let fields = self.inner.state_fields(StateFieldsArgs {
            name: self.inner.name(),
            input_fields: &[Arc::clone(&self.argument)],
            return_field: Arc::clone(&self.given),
            ordering_fields: &[],
            is_distinct: false,
        });
        fields.unwrap_or_default().iter().map(|field| field.data_type().clone()).collect()
    }

    fn groups(&self) -> Result<Option<Box<dyn GroupsAccumulator>>> {
        let inner = self.with_args(|args| self.inner.create_groups_accumulator(args))?;
        if self.convert.is_none() && self.result == *self.given.data_type() {
            return Ok(Some(inner));
        }
        Ok(Some(Box::new(Groups { delegated: self.clone(), inner })))
    }

    fn has_groups(&self) -> bool {
        self.with_args(|args| Ok(self.inner.groups_accumulator_supported(args))).unwrap_or(false)
    }

    fn accumulator(&self) -> Result<Box<dyn Accumulator>> {
        let inner = self.with_args(|args| self.inner.accumulator(args))?;
        if self.convert.is_none() && self.result == *self.given.data_type() {
            return Ok(inner);
        }
        Ok(Box::new(Single { delegated: self.clone(), inner }))
    }

    fn sensitive_to_order(&self) -> bool {
        self.sensitive_to_order
    }

    fn sensitive_to_duplicates(&self) -> bool {
        self.sensitive_to_duplicates
    }

    fn empty(&self, _: &DataType) -> Result<ScalarValue> {
        self.inner.default_value(self.given.data_type())?.cast_to(&self.result)
    }
}

#[derive(Debug)]
struct Single {
    delegated: Delegated,
    inner: Box<dyn Accumulator>,
}

impl Accumulator for Single {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.inner.update_batch(&self.delegated.convert(values)?)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.inner.evaluate()?.cast_to(&self.delegated.result)
    }

    fn size(&self) -> usize {
        self.inner.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.inner.state()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.inner.merge_batch(states)
    }
}

struct Groups {
    delegated: Delegated,
    inner: Box<dyn GroupsAccumulator>,
}

impl GroupsAccumulator for Groups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.inner.update_batch(&self.delegated.convert(values)?, groups, filter, total)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        Ok(cast(&self.inner.evaluate(emit_to)?, &self.delegated.result)?)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        self.inner.state(emit_to)
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.inner.merge_batch(states, groups, total)
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        self.inner.convert_to_state(&self.delegated.convert(values)?, filter)
    }

    fn size(&self) -> usize {
        self.inner.size()
    }
}
