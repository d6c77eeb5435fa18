//! SELECT: rows from the joins, groups, windows, set-returning functions, output.

use super::{Env, Executor};
use crate::error::Result;
use crate::plan::{Select, Tuple};
use crate::value::Datum;

/// A row after FROM, WHERE and grouping.
pub(super) struct Unit {
    pub(super) row: Vec<Tuple>,
    pub(super) aggregates: Vec<Datum>,
    pub(super) windows: Vec<Datum>,
}

impl Executor<'_, '_> {
    pub(super) fn select(&self, select: &Select, outer: Option<&Env<'_>>) -> Result<Vec<Tuple>> {
        let rows = self.joined_rows(select, outer)?;
        let mut units = match &select.grouping {
            None => rows
                .into_iter()
                .map(|row| Unit { row, aggregates: Vec::new(), windows: Vec::new() })
                .collect(),
            Some(grouping) => self.group(select, grouping, rows, outer)?,
        };
        if !select.windows.is_empty() {
            self.windows(&select.windows, &mut units, outer)?;
        }
        let mut output = Vec::with_capacity(units.len());
        for unit in &units {
            let env = Env {
                row: &unit.row,
                aggregates: &unit.aggregates,
                sets: &[],
                windows: &unit.windows,
                outer,
            };
            if select.sets.is_empty() {
                output.push(self.tuple(&select.output, &env)?);
                continue;
            }
            let mut lists = Vec::with_capacity(select.sets.len());
            for call in &select.sets {
                lists.push(self.set_rows(call, &env)?);
            }
            let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
            self.ctx.spend(longest)?;
            for index in 0..longest {
                // The shorter ones go on with NULL.
                let sets: Vec<Datum> =
                    lists.iter().map(|list| list.get(index).cloned().unwrap_or(Datum::Null)).collect();
                output.push(self.tuple(&select.output, &Env { sets: &sets, ..env })?);
            }
        }
        Ok(output)
    }
}
