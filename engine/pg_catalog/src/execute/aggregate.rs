//! GROUP BY, aggregates and HAVING.

use std::collections::{HashMap, HashSet};

use super::select::Unit;
use super::{Env, Executor, compare_keys};
use crate::error::{self, Result};
use crate::plan::{AggregateCall, AggregateKind, Grouping, Select, Tuple};
use crate::types::oids;
use crate::value::{Datum, Numeric, cast};

impl Executor<'_, '_> {
    /// One unit per group, in order of first appearance; one group for no rows when there are no keys.
    pub(super) fn group(
        &self,
        select: &Select,
        grouping: &Grouping,
        rows: Vec<Vec<Tuple>>,
        outer: Option<&Env<'_>>,
    ) -> Result<Vec<Unit>> {
        let mut groups: Vec<Vec<Vec<Tuple>>> = Vec::new();
        if grouping.keys.is_empty() {
            groups.push(rows);
        } else {
            let mut positions: HashMap<Tuple, usize> = HashMap::new();
            for row in rows {
                let key = self.tuple(&grouping.keys, &Env::of_row(&row, outer))?;
                let position = *positions.entry(key).or_insert_with(|| {
                    groups.push(Vec::new());
                    groups.len() - 1
                });
                groups[position].push(row);
            }
        }
        let mut units = Vec::with_capacity(groups.len());
        for rows in groups {
            let aggregates = grouping
                .aggregates
                .iter()
                .map(|call| self.aggregate(call, rows.iter().map(Vec::as_slice), outer))
                .collect::<Result<Vec<_>>>()?;
            let empty = || vec![Tuple::from(Vec::new()); select.rels.len()];
            let row = rows.into_iter().next().unwrap_or_else(empty);
            let unit = Unit { row, aggregates, windows: Vec::new() };
            if let Some(having) = &grouping.having {
                let env =
                    Env { row: &unit.row, aggregates: &unit.aggregates, sets: &[], windows: &[], outer };
                if !self.evaluate(having, &env)?.is_true() {
                    continue;
                }
            }
            units.push(unit);
        }
        Ok(units)
    }

    /// Value of an aggregate over rows.
    pub(super) fn aggregate<'r>(
        &self,
        call: &AggregateCall,
        rows: impl Iterator<Item = &'r [Tuple]>,
        outer: Option<&Env<'_>>,
    ) -> Result<Datum> {
        let mut inputs: Vec<(Vec<Datum>, Vec<Datum>)> = Vec::new();
        let mut seen = HashSet::new();
        let mut count: i64 = 0;
        for row in rows {
            let env = Env::of_row(row, outer);
            if let Some(filter) = &call.filter
                && !self.evaluate(filter, &env)?.is_true()
            {
                continue;
            }
            count += 1;
            let args = call.args.iter().map(|arg| self.evaluate(arg, &env)).collect::<Result<Vec<_>>>()?;
            let keeps_nulls = matches!(
                call.kind,
                AggregateKind::ArrayAgg | AggregateKind::JsonAgg | AggregateKind::JsonObjectAgg
            );
            if args.first().is_some_and(Datum::is_null) && !keeps_nulls {
                continue;
            }
            if call.distinct && !seen.insert(args.clone()) {
                continue;
            }
            let keys =
                call.order.iter().map(|(key, _)| self.evaluate(key, &env)).collect::<Result<Vec<_>>>()?;
            inputs.push((args, keys));
        }
        if call.kind == AggregateKind::CountRows {
            return Ok(Datum::Int(count));
        }
        if call.order.is_empty() {
            // PostgreSQL finds distinct values by sorting.
            if call.distinct {
                inputs.sort_by(|a, b| a.0.cmp(&b.0));
            }
        } else {
            inputs.sort_by(|(_, a), (_, b)| {
                let pairs = a.iter().zip(b).zip(&call.order);
                pairs
                    .map(|((a, b), (_, order))| compare_keys(a, b, *order))
                    .find(|o| o.is_ne())
                    .unwrap_or(std::cmp::Ordering::Equal)
            });
        }
        self.finish(call, inputs.into_iter().map(|(args, _)| args).collect())
    }

    fn finish(&self, call: &AggregateCall, inputs: Vec<Vec<Datum>>) -> Result<Datum> {
        if call.kind == AggregateKind::Count {
            return Ok(Datum::Int(i64::try_from(inputs.len()).unwrap_or(i64::MAX)));
        }
        if inputs.is_empty() {
            return Ok(Datum::Null);
        }
        let text = |value: &Datum| value.as_str().unwrap_or("null").to_owned();
        let mut firsts = inputs.iter().filter_map(|args| args.first());
        Ok(match call.kind {
            AggregateKind::Min => firsts.min().cloned().unwrap_or(Datum::Null),
            AggregateKind::Max => firsts.max().cloned().unwrap_or(Datum::Null),
            AggregateKind::BoolAnd => Datum::Bool(firsts.all(Datum::is_true)),
            AggregateKind::BoolOr => Datum::Bool(firsts.any(Datum::is_true)),
            AggregateKind::ArrayAgg => Datum::array(firsts.cloned().collect()),
            AggregateKind::StringAgg => {
                let mut out = String::new();
                for (index, args) in inputs.iter().enumerate() {
                    if index > 0 {
                        out.push_str(args.get(1).and_then(Datum::as_str).unwrap_or_default());
                    }
                    out.push_str(args.first().and_then(Datum::as_str).unwrap_or_default());
                }
                Datum::text(out)
            }
            AggregateKind::JsonAgg => {
                Datum::text(format!("[{}]", firsts.map(text).collect::<Vec<_>>().join(", ")))
            }
            AggregateKind::JsonObjectAgg => {
                let mut pairs = Vec::with_capacity(inputs.len());
                for args in &inputs {
                    let [key, value] = args.as_slice() else { continue };
                    let key = key
                        .as_str()
                        .ok_or_else(|| error::invalid_parameter("field name must not be null"))?;
                    pairs.push(format!("{} : {}", crate::functions::json_string(key), text(value)));
                }
                Datum::text(format!("{{ {} }}", pairs.join(", ")))
            }
            AggregateKind::Sum => self.sum(call, firsts)?,
            AggregateKind::Avg => {
                let values: Vec<f64> = firsts
                    .filter_map(|value| if let Datum::Float(value) = value { Some(*value) } else { None })
                    .collect();
                Datum::Float(values.iter().sum::<f64>() / values.len() as f64)
            }
            AggregateKind::Count | AggregateKind::CountRows => return Err(error::internal("count is done")),
        })
    }

    fn sum<'d>(&self, call: &AggregateCall, values: impl Iterator<Item = &'d Datum>) -> Result<Datum> {
        let mut exact = Numeric::from(0);
        let mut float = 0.0;
        for value in values {
            match value {
                Datum::Int(value) => {
                    exact = exact
                        .checked_add(Numeric::from(*value))
                        .ok_or_else(|| error::out_of_range("numeric"))?;
                }
                Datum::Numeric(value) => {
                    exact = exact.checked_add(*value).ok_or_else(|| error::out_of_range("numeric"))?;
                }
                Datum::Float(value) => float += value,
                _ => {}
            }
        }
        match call.ty {
            oids::FLOAT4 | oids::FLOAT8 => Ok(Datum::Float(float)),
            oids::INT8 => cast::cast(self.ctx, Datum::Numeric(exact), oids::NUMERIC, oids::INT8, -1),
            _ => Ok(Datum::Numeric(exact)),
        }
    }
}
