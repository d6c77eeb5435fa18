//! Calls over windows.

use arrow::datatypes::DataType;
use datafusion::common::{Column as NamedColumn, ScalarValue};
use datafusion::logical_expr::expr::{NullTreatment, Sort, WindowFunction};
use datafusion::logical_expr::{
    Expr, LogicalPlan, LogicalPlanBuilder, WindowFrame, WindowFrameBound, WindowFrameUnits,
    WindowFunctionDefinition, lit,
};
use polias_analyzer::plan::{
    Bound, Column, Expression, Frame, FrameUnit, Node, NullTreatment as Nulls, SortKey, WindowCall,
};
use polias_types::{FunctionKind, Type};

use super::expression::not_built;
use super::sort::ordered;
use super::{Lowering, project};
use crate::planner::errors::engine_error;
use crate::{EngineError, Result};

impl Lowering<'_> {
    /// The input's columns and the calls' values.
    pub(super) fn window(
        &mut self,
        input: &Node,
        partition_by: &[Expression],
        order_by: &[SortKey],
        calls: &[(Column, WindowCall)],
    ) -> Result<LogicalPlan> {
        let input = self.node(input)?;
        let mut partitions = Vec::with_capacity(partition_by.len());
        for key in partition_by {
            let value = self.expression(key)?;
            if !matches!(value, Expr::Literal(..)) {
                partitions.push(ordered(value, &key.data_type)?);
            }
        }
        let keys = self.sort_keys(order_by)?;
        let mut lowered = Vec::with_capacity(calls.len());
        for (column, call) in calls {
            let call = self.window_call(call, &partitions, &keys, order_by)?;
            lowered.push((call, self.name(column.id)));
        }
        with_window_calls(input, lowered)
    }

    fn window_call(
        &mut self,
        call: &WindowCall,
        partitions: &[Expr],
        keys: &[Sort],
        order_by: &[SortKey],
    ) -> Result<Expr> {
        let name = call.function.name;
        let definition = match call.function.kind {
            FunctionKind::Aggregate => polias_functions::aggregate(&call.function, self.context)
                .map(WindowFunctionDefinition::AggregateUDF),
            _ => polias_functions::window(&call.function, self.context),
        };
        let definition = definition.ok_or_else(|| not_built(name))?;
        let mut arguments = self.expressions(&call.arguments)?;
        if arguments.is_empty() && call.function.kind == FunctionKind::Aggregate {
            arguments.push(lit(1_i64));
        }
        let frame = self.frame(&call.frame, keys, order_by)?;
        let mut function = WindowFunction::new(definition, arguments);
        let params = &mut function.params;
        params.partition_by = partitions.to_vec();
        params.order_by = keys.to_vec();
        params.window_frame = frame;
        params.distinct = call.distinct;
        params.filter = match &call.filter {
            Some(filter) => Some(Box::new(self.predicate(filter)?)),
            None => None,
        };
        params.null_treatment = match call.nulls {
            Nulls::Respect => None,
            Nulls::Ignore => Some(NullTreatment::IgnoreNulls),
        };
        Ok(Expr::WindowFunction(Box::new(function)))
    }

    fn frame(&mut self, frame: &Frame, keys: &[Sort], order_by: &[SortKey]) -> Result<WindowFrame> {
        let units = match frame.unit {
            FrameUnit::Rows => WindowFrameUnits::Rows,
            // Without an order (or one by constants only) all rows of the partition are peers.
            FrameUnit::Range | FrameUnit::Groups if keys.is_empty() => {
                return Ok(WindowFrame::new(None));
            }
            FrameUnit::Range => WindowFrameUnits::Range,
            FrameUnit::Groups => WindowFrameUnits::Groups,
        };
        let key = order_by.first().map(|key| &key.expression.data_type);
        let start = self.bound(&frame.start, units, key)?;
        let end = self.bound(&frame.end, units, key)?;
        Ok(WindowFrame::new_bounds(units, start, end))
    }

    fn bound(
        &mut self,
        bound: &Bound,
        units: WindowFrameUnits,
        key: Option<&Type>,
    ) -> Result<WindowFrameBound> {
        let unbounded = || unbounded(units, key);
        Ok(match bound {
            Bound::UnboundedPreceding => WindowFrameBound::Preceding(unbounded()?),
            Bound::UnboundedFollowing => WindowFrameBound::Following(unbounded()?),
            Bound::CurrentRow => WindowFrameBound::CurrentRow,
            Bound::Preceding(value) => WindowFrameBound::Preceding(self.offset(
                value,
                units,
                key,
                "subtract hour, minutes or seconds from",
            )?),
            Bound::Following(value) => WindowFrameBound::Following(self.offset(
                value,
                units,
                key,
                "add hour, minutes or seconds to",
            )?),
        })
    }

    /// A constant offset; `step` is what it does to a key, for the message of what it cannot.
    fn offset(
        &mut self,
        value: &Expression,
        units: WindowFrameUnits,
        key: Option<&Type>,
        step: &str,
    ) -> Result<ScalarValue> {
        let Expr::Literal(constant, _) = self.expression(value)? else {
            let message = "A window frame's offset that is not a constant is not supported";
            return Err(
                EngineError::not_supported(message).with_hint("write the offset as a number or an interval")
            );
        };
        if constant.is_null() {
            let message = "Window frame offset value must not be null or negative";
            return Err(EngineError::new("INVALID_WINDOW_FRAME", message));
        }
        if units == WindowFrameUnits::Range {
            return range_offset(constant, key, step);
        }
        match constant {
            ScalarValue::Int64(Some(rows)) => match u64::try_from(rows) {
                Ok(rows) => Ok(ScalarValue::UInt64(Some(rows))),
                Err(_) => Err(EngineError::new(
                    "INVALID_WINDOW_FRAME",
                    "Window frame offset value must not be null or negative",
                )),
            },
            other => Err(EngineError::internal(format!("a frame's offset of type {}", other.data_type()))),
        }
    }
}

/// The input's columns and the calls' values under these names.
///
/// DataFusion's window nodes take bare calls and name columns after them; so equal calls are one column, and
/// a projection gives the names.
pub(super) fn with_window_calls(input: LogicalPlan, calls: Vec<(Expr, String)>) -> Result<LogicalPlan> {
    let mut output: Vec<Expr> = super::columns_of(&input);
    let mut distinct: Vec<Expr> = Vec::with_capacity(calls.len());
    for (call, name) in calls {
        let column = NamedColumn::from_name(call.schema_name().to_string());
        output.push(Expr::Column(column).alias(name));
        if !distinct.contains(&call) {
            distinct.push(call);
        }
    }
    let plan = LogicalPlanBuilder::window_plan(input, distinct).map_err(|error| engine_error(&error))?;
    project(plan, output)
}

/// The NULL that stands for an unbounded end.
fn unbounded(units: WindowFrameUnits, key: Option<&Type>) -> Result<ScalarValue> {
    let data_type = match (units, key) {
        (WindowFrameUnits::Range, Some(key)) => range_type(key),
        _ => DataType::UInt64,
    };
    ScalarValue::try_from(&data_type).map_err(|error| engine_error(&error))
}

/// The type of a RANGE offset in DataFusion.
fn range_type(key: &Type) -> DataType {
    match key {
        Type::Date | Type::Timestamp(_) | Type::TimestampTz(_) | Type::Time(_) => {
            DataType::Interval(arrow::datatypes::IntervalUnit::MonthDayNano)
        }
        other => other.carrier(),
    }
}

fn range_offset(constant: ScalarValue, key: Option<&Type>, step: &str) -> Result<ScalarValue> {
    let Some(key) = key else { return Err(EngineError::internal("a RANGE frame without an order")) };
    if matches!(key, Type::Time(_) | Type::TimeTz(_)) {
        // Trino's frames wrap around midnight, DataFusion's do not reach beyond the first key.
        let message = format!("A RANGE frame with an offset over {key} is not supported");
        return Err(EngineError::not_supported(message).with_hint("order by a timestamp"));
    }
    if is_negative(&constant) {
        let message = "Window frame offset value must not be negative or null";
        return Err(EngineError::new("INVALID_WINDOW_FRAME", message));
    }
    let wanted = range_type(key);
    let constant = floored(constant, &wanted);
    let interval = matches!(wanted, DataType::Interval(_));
    match constant {
        ScalarValue::Int64(Some(milliseconds)) if *key == Type::Date && milliseconds % DAY_MILLIS != 0 => {
            Err(EngineError::new("INVALID_FUNCTION_ARGUMENT", format!("Cannot {step} a date")))
        }
        // An interval of days to seconds is a number of milliseconds.
        ScalarValue::Int64(Some(milliseconds)) if interval => {
            let nanoseconds = milliseconds.checked_mul(1_000_000).ok_or_else(|| {
                EngineError::new("NUMERIC_VALUE_OUT_OF_RANGE", "The window frame's offset is too large")
            })?;
            Ok(ScalarValue::new_interval_mdn(0, 0, nanoseconds))
        }
        ScalarValue::IntervalYearMonth(Some(months)) if interval => {
            Ok(ScalarValue::new_interval_mdn(months, 0, 0))
        }
        other if other.data_type() == wanted => Ok(other),
        other => other.cast_to(&wanted).map_err(|error| engine_error(&error)),
    }
}

const DAY_MILLIS: i64 = 86_400_000;

fn is_negative(constant: &ScalarValue) -> bool {
    match constant {
        ScalarValue::Int8(Some(value)) => *value < 0,
        ScalarValue::Int16(Some(value)) => *value < 0,
        ScalarValue::Int32(Some(value)) | ScalarValue::IntervalYearMonth(Some(value)) => *value < 0,
        ScalarValue::Int64(Some(value)) => *value < 0,
        ScalarValue::Decimal128(Some(value), ..) => *value < 0,
        ScalarValue::Float32(Some(value)) => *value < 0.0,
        ScalarValue::Float64(Some(value)) => *value < 0.0,
        _ => false,
    }
}

/// The offset without what is finer than keys of the type: no two of them are so far apart, and a cast would
/// round it up.
fn floored(constant: ScalarValue, key: &DataType) -> ScalarValue {
    let scale = match key {
        DataType::Decimal128(_, scale) => *scale,
        key if key.is_integer() => 0,
        _ => return constant,
    };
    match constant {
        ScalarValue::Decimal128(Some(value), precision, finer) if finer > scale => {
            let value = value / 10_i128.pow(u32::from(finer.abs_diff(scale)));
            ScalarValue::Decimal128(Some(value), precision, scale)
        }
        ScalarValue::Float64(Some(value)) if scale == 0 => ScalarValue::Float64(Some(value.floor())),
        ScalarValue::Float32(Some(value)) if scale == 0 => ScalarValue::Float32(Some(value.floor())),
        other => other,
    }
}
