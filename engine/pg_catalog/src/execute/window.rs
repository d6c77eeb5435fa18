//! Window functions over whole partitions: numbering, ranks, aggregates.

use std::collections::HashMap;

use super::select::Unit;
use super::{Env, Executor, compare_keys};
use crate::error::Result;
use crate::plan::{WindowCall, WindowKind};
use crate::value::Datum;

impl Executor<'_, '_> {
    /// Adds the values of all window functions to the units.
    pub(super) fn windows(
        &self,
        calls: &[WindowCall],
        units: &mut [Unit],
        outer: Option<&Env<'_>>,
    ) -> Result<()> {
        for call in calls {
            let values = self.window(call, units, outer)?;
            for (unit, value) in units.iter_mut().zip(values) {
                unit.windows.push(value);
            }
        }
        Ok(())
    }

    fn window(&self, call: &WindowCall, units: &[Unit], outer: Option<&Env<'_>>) -> Result<Vec<Datum>> {
        let mut partitions: HashMap<Vec<Datum>, Vec<(usize, Vec<Datum>)>> = HashMap::new();
        for (index, unit) in units.iter().enumerate() {
            let env = Env { row: &unit.row, aggregates: &unit.aggregates, sets: &[], windows: &[], outer };
            let partition =
                call.partition.iter().map(|expr| self.evaluate(expr, &env)).collect::<Result<_>>()?;
            let keys = call.order.iter().map(|(expr, _)| self.evaluate(expr, &env)).collect::<Result<_>>()?;
            partitions.entry(partition).or_default().push((index, keys));
        }
        let mut values = vec![Datum::Null; units.len()];
        for mut members in partitions.into_values() {
            members.sort_by(|(_, a), (_, b)| {
                let pairs = a.iter().zip(b).zip(&call.order);
                let mut orders = pairs.map(|((a, b), (_, order))| compare_keys(a, b, *order));
                orders.find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
            });
            if let WindowKind::Aggregate(aggregate) = &call.kind {
                let rows = members.iter().map(|(index, _)| units[*index].row.as_slice());
                let value = self.aggregate(aggregate, rows, outer)?;
                for (index, _) in &members {
                    values[*index] = value.clone();
                }
                continue;
            }
            let (mut rank, mut dense) = (0i64, 0i64);
            for (number, (index, keys)) in (1i64..).zip(&members) {
                let position = usize::try_from(number - 1).unwrap_or_default();
                let peer = position > 0 && members[position - 1].1 == *keys;
                if !peer {
                    rank = number;
                    dense += 1;
                }
                values[*index] = Datum::Int(match call.kind {
                    WindowKind::Rank => rank,
                    WindowKind::DenseRank => dense,
                    _ => number,
                });
            }
        }
        Ok(values)
    }
}
