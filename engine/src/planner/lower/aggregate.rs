//! GROUP BY and aggregates.

use std::collections::HashMap;

use datafusion::common::{Column as NamedColumn, ScalarValue};
use datafusion::functions_aggregate::first_last::first_value_udaf;
use datafusion::logical_expr::expr::{AggregateFunction, Case, Cast};
use datafusion::logical_expr::{Aggregate, Expr, GroupingSet, LogicalPlan, LogicalPlanBuilder, lit, when};
use polias_analyzer::plan::{AggregateCall, Column, Node};
use polias_types::Type;

use super::expression::not_built;
use super::sort::in_utc;
use super::{Lowering, build, project, renamed};
use crate::planner::errors::engine_error;
use crate::{EngineError, Result};

/// Bits of DataFusion's grouping id.
const MAX_GROUPING_KEYS: usize = 48;

impl Lowering<'_> {
    /// A row for each group.
    pub(super) fn aggregate(
        &mut self,
        input: &Node,
        keys: &[Column],
        grouping_sets: &[Vec<usize>],
        group_id: Option<&Column>,
        aggregates: &[(Column, AggregateCall)],
    ) -> Result<LogicalPlan> {
        let mut input = self.node(input)?;
        if keys.is_empty() && aggregates.is_empty() && grouping_sets.len() == 1 {
            return one_row();
        }
        // Zoned values are grouped by their instant; the zone is that of any row of the group.
        let mut zoned = Vec::new();
        for key in keys {
            match key.data_type {
                Type::TimestampTz(_) | Type::TimeTz(_) => zoned.push(key),
                Type::Map(..) => {
                    let message = format!("Grouping by {} is not supported", key.data_type);
                    return Err(EngineError::not_supported(message)
                        .with_hint("group by map_entries(…) of it, or by one of its values"));
                }
                _ => {}
            }
        }
        if !zoned.is_empty() {
            let mut columns: Vec<Expr> = super::columns_of(&input);
            for key in &zoned {
                let instant = in_utc(self.column(key.id), &key.data_type);
                columns.push(instant.alias(self.instant_name(key)));
            }
            input = project(input, columns)?;
        }
        let key_columns: Vec<Expr> = keys
            .iter()
            .map(|key| match key.data_type {
                Type::TimestampTz(_) | Type::TimeTz(_) => {
                    Expr::Column(NamedColumn::from_name(self.instant_name(key)))
                }
                _ => self.column(key.id),
            })
            .collect();
        let mut calls = Vec::with_capacity(aggregates.len() + zoned.len());
        for (column, call) in aggregates {
            let call = self.aggregate_call(call)?;
            calls.push(call.alias(self.name(column.id)));
        }
        for key in &zoned {
            let value = AggregateFunction::new_udf(
                first_value_udaf(),
                vec![self.column(key.id)],
                false,
                None,
                Vec::new(),
                None,
            );
            calls.push(Expr::AggregateFunction(value).alias(self.zoned_name(key)));
        }
        let several = group_id.is_some() || grouping_sets.len() != 1;
        let grouped = if several {
            grouping(&key_columns, grouping_sets)?
        } else {
            let set = grouping_sets.first().map(Vec::as_slice).unwrap_or_default();
            set.iter().filter_map(|index| key_columns.get(*index).cloned()).collect()
        };
        let mut plan = build(LogicalPlanBuilder::from(input).aggregate(grouped, calls))?;
        if !several && zoned.is_empty() {
            return Ok(plan);
        }
        let mut output = Vec::with_capacity(keys.len() + aggregates.len() + 1);
        for key in keys {
            output.push((self.key_after(key)?, self.name(key.id)));
        }
        if let Some(group_id) = group_id {
            output.push((set_number(keys.len(), grouping_sets)?, self.name(group_id.id)));
        }
        for (column, _) in aggregates {
            output.push((self.column(column.id), self.name(column.id)));
        }
        plan = project(plan, renamed(output))?;
        Ok(plan)
    }

    /// A key as it leaves the aggregation.
    fn key_after(&mut self, key: &Column) -> Result<Expr> {
        if !matches!(key.data_type, Type::TimestampTz(_) | Type::TimeTz(_)) {
            return Ok(self.column(key.id));
        }
        let null = ScalarValue::try_from(&key.data_type.carrier()).map_err(|error| engine_error(&error))?;
        let instant = Expr::Column(NamedColumn::from_name(self.instant_name(key)));
        let value = Expr::Column(NamedColumn::from_name(self.zoned_name(key)));
        when(instant.is_null(), Expr::Literal(null, None))
            .otherwise(value)
            .map_err(|error| engine_error(&error))
    }

    fn instant_name(&mut self, key: &Column) -> String {
        format!("{}.instant", self.name(key.id))
    }

    fn zoned_name(&mut self, key: &Column) -> String {
        format!("{}.zoned", self.name(key.id))
    }

    /// A call.
    fn aggregate_call(&mut self, call: &AggregateCall) -> Result<Expr> {
        let function = polias_functions::aggregate(&call.function, self.context)
            .ok_or_else(|| not_built(call.function.name))?;
        let mut arguments = self.expressions(&call.arguments)?;
        if arguments.is_empty() {
            arguments.push(lit(1_i64));
        }
        let filter = call.filter.as_ref().map(|filter| self.predicate(filter)).transpose()?;
        let order_by = self.sort_keys(&call.order_by)?;
        Ok(Expr::AggregateFunction(AggregateFunction::new_udf(
            function,
            arguments,
            call.distinct,
            filter.map(Box::new),
            order_by,
            None,
        )))
    }
}

/// `SELECT count(*)` needs no such thing; grouping by nothing with no aggregate is one row of no columns.
fn one_row() -> Result<LogicalPlan> {
    build(Ok(LogicalPlanBuilder::empty(true)))
}

/// DataFusion's form of grouping sets.
fn grouping(keys: &[Expr], sets: &[Vec<usize>]) -> Result<Vec<Expr>> {
    if keys.len() > MAX_GROUPING_KEYS {
        let message = format!("GROUPING SETS over more than {MAX_GROUPING_KEYS} columns are not supported");
        return Err(EngineError::not_supported(message));
    }
    let mut lowered = Vec::with_capacity(sets.len());
    for set in sets {
        lowered.push(set.iter().filter_map(|index| keys.get(*index).cloned()).collect());
    }
    Ok(vec![Expr::GroupingSet(GroupingSet::GroupingSets(lowered))])
}

/// The number of the grouping set a row is of, from DataFusion's grouping id: a bit for each key that is not
/// of the set, the first key's highest; above them how many equal sets there were before.
fn set_number(keys: usize, sets: &[Vec<usize>]) -> Result<Expr> {
    // DataFusion numbers the keys in the order in which the sets name them first.
    let mut order = Vec::with_capacity(keys);
    for index in sets.iter().flatten() {
        if !order.contains(index) {
            order.push(*index);
        }
    }
    let bits = order.len();
    let mut seen: HashMap<u64, u64> = HashMap::new();
    let mut masks = Vec::with_capacity(sets.len());
    for set in sets {
        let mask = order.iter().fold(0_u64, |mask, index| (mask << 1) | u64::from(!set.contains(index)));
        let ordinal = seen.entry(mask).or_default();
        masks.push((*ordinal << bits) | mask);
        *ordinal += 1;
    }
    let id = Expr::Column(NamedColumn::from_name(Aggregate::INTERNAL_GROUPING_ID));
    let id = Expr::Cast(Cast::new(Box::new(id), arrow::datatypes::DataType::UInt64));
    let mut branches = Vec::with_capacity(masks.len());
    for (number, mask) in masks.iter().enumerate() {
        let number = i64::try_from(number).map_err(|_| EngineError::internal("too many grouping sets"))?;
        branches.push((Box::new(id.clone().eq(lit(*mask))), Box::new(lit(number))));
    }
    Ok(Expr::Case(Case::new(None, branches, None)))
}
