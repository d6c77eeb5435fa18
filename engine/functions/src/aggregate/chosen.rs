//! One value chosen among those of a group: `min`, `max`, `min_by`, `max_by`, `any_value`, for every type.
//!
//! Keys and values are kept as bytes of Arrow's row format, so that there is one implementation for all.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BinaryArray, BooleanArray};
use arrow::compute::take;
use arrow::datatypes::DataType;
use arrow::row::{RowConverter, SortField};
use datafusion::error::Result;
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};
use polias_types::Type;

use super::function::Aggregate;
use super::order::{Keys, Order};
use super::ungrouped::Ungrouped;
use crate::kernel::column;

/// No row of the batch.
const NO_ROW: u32 = u32::MAX;

/// Which value is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// Of the smallest key.
    Least,
    /// Of the greatest key.
    Greatest,
    /// The first that is not NULL.
    First,
}

/// A value chosen by a key. The key is the last argument; with one argument it is the value too.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    choice: Choice,
    key: Type,
    value: DataType,
}

impl Chosen {
    /// Chooses among values of the first type by keys of the last one.
    pub(super) fn new(choice: Choice, arguments: &[Type]) -> Option<Self> {
        let (value, key) = (arguments.first()?.carrier(), arguments.last()?.clone());
        Some(Self { choice, key, value })
    }

    fn make(&self) -> Result<Groups> {
        let order = match self.choice {
            Choice::First => None,
            Choice::Least | Choice::Greatest => Some(Order::new(&self.key, self.choice == Choice::Greatest)?),
        };
        let values = RowConverter::new(vec![SortField::new(self.value.clone())])?;
        Ok(Groups { order, values, best: Vec::new(), batch_rows: Vec::new(), touched: Vec::new(), bytes: 0 })
    }
}

impl Aggregate for Chosen {
    fn state(&self) -> Vec<DataType> {
        vec![DataType::Binary, DataType::Boolean, self.value.clone()]
    }

    fn groups(&self) -> Result<Option<Box<dyn GroupsAccumulator>>> {
        Ok(Some(Box::new(self.make()?)))
    }

    fn has_groups(&self) -> bool {
        true
    }

    fn accumulator(&self) -> Result<Box<dyn Accumulator>> {
        let chosen = self.clone();
        Ok(Box::new(Ungrouped::new(move || chosen.make())?))
    }

    fn sensitive_to_order(&self) -> bool {
        self.choice == Choice::First
    }

    fn sensitive_to_duplicates(&self) -> bool {
        false
    }
}

/// The best row of a group so far.
#[derive(Debug)]
struct Best {
    key: Box<[u8]>,
    incomparable: bool,
    value: Box<[u8]>,
}

struct Groups {
    order: Option<Order>,
    values: RowConverter,
    best: Vec<Option<Best>>,
    /// For each group the best row of the batch at hand, else [`NO_ROW`].
    batch_rows: Vec<u32>,
    /// Groups with such a row.
    touched: Vec<usize>,
    bytes: usize,
}

/// Keys of a batch.
enum BatchKeys<'a> {
    /// Any key is as good as another.
    None,
    Bytes(Keys),
    /// Of partial states.
    State(&'a BinaryArray, &'a BooleanArray),
}

impl BatchKeys<'_> {
    fn key(&self, row: usize) -> &[u8] {
        match self {
            Self::None => &[],
            Self::Bytes(keys) => keys.rows.row(row).data(),
            Self::State(keys, _) => keys.value(row),
        }
    }

    fn incomparable(&self, row: usize) -> bool {
        match self {
            Self::None => false,
            Self::Bytes(keys) => keys.incomparable.as_ref().is_some_and(|held| held.value(row)),
            Self::State(_, incomparable) => incomparable.value(row),
        }
    }
}

impl Groups {
    fn resize(&mut self, total: usize) {
        self.best.resize_with(total, || None);
        self.batch_rows.resize(total, NO_ROW);
    }

    /// Chooses among the rows of a batch that are taken.
    fn choose(
        &mut self,
        keys: &BatchKeys,
        values: &ArrayRef,
        groups: &[usize],
        taken: impl Fn(usize) -> bool,
    ) -> Result<()> {
        for (row, group) in groups.iter().enumerate() {
            if !taken(row) {
                continue;
            }
            let before = self.batch_rows[*group];
            let best = match (before, &self.best[*group]) {
                (NO_ROW, None) => None,
                (NO_ROW, Some(best)) => Some((&*best.key, best.incomparable)),
                (before, _) => Some((keys.key(before as usize), keys.incomparable(before as usize))),
            };
            let better = match (&self.order, best) {
                (_, None) => true,
                (None, Some(_)) => false,
                (Some(order), Some((key, incomparable))) => {
                    if incomparable || keys.incomparable(row) {
                        return Err(order.nested().incomparable().into());
                    }
                    order.better(keys.key(row), key)
                }
            };
            if better {
                if before == NO_ROW {
                    self.touched.push(*group);
                }
                // A batch has fewer than 2³² rows.
                self.batch_rows[*group] = row as u32;
            }
        }
        let winners: arrow::array::UInt32Array =
            self.touched.iter().map(|group| self.batch_rows[*group]).collect::<Vec<_>>().into();
        let rows = self.values.convert_columns(&[take(values, &winners, None)?])?;
        for (index, group) in self.touched.drain(..).enumerate() {
            let row = std::mem::replace(&mut self.batch_rows[group], NO_ROW) as usize;
            let best = Best {
                key: keys.key(row).into(),
                incomparable: keys.incomparable(row),
                value: rows.row(index).data().into(),
            };
            self.bytes += best.key.len() + best.value.len();
            if let Some(old) = self.best[group].replace(best) {
                self.bytes -= old.key.len() + old.value.len();
            }
        }
        Ok(())
    }

    fn take(&mut self, emit_to: EmitTo) -> Vec<Option<Best>> {
        let best = emit_to.take_needed(&mut self.best);
        self.batch_rows.truncate(self.best.len());
        self.bytes -= best.iter().flatten().map(|best| best.key.len() + best.value.len()).sum::<usize>();
        best
    }

    /// Values of groups, NULL where there is none.
    fn values(&self, best: &[Option<Best>]) -> Result<ArrayRef> {
        let parser = self.values.parser();
        let rows = best.iter().flatten().map(|best| parser.parse(&best.value));
        let values = self.values.convert_rows(rows)?.remove(0);
        if best.iter().all(Option::is_some) {
            return Ok(values);
        }
        let mut next = 0_u32;
        let indices = best.iter().map(|best| {
            best.as_ref().map(|_| {
                next += 1;
                next - 1
            })
        });
        let indices: arrow::array::UInt32Array = indices.collect();
        Ok(take(&values, &indices, None)?)
    }

    /// The key of each row, and which rows have one.
    fn batch_keys(
        &self,
        values: &[ArrayRef],
    ) -> Result<(BatchKeys<'static>, Option<arrow::buffer::NullBuffer>)> {
        let key = &values[values.len() - 1];
        Ok(match &self.order {
            Some(order) => {
                let keys = order.keys(key)?;
                let nulls = keys.nulls.clone();
                (BatchKeys::Bytes(keys), nulls)
            }
            None => (BatchKeys::None, key.logical_nulls()),
        })
    }
}

impl GroupsAccumulator for Groups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.resize(total);
        let (keys, nulls) = self.batch_keys(values)?;
        self.choose(&keys, &values[0], groups, |row| {
            nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row))
                && filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row))
        })
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let best = self.take(emit_to);
        self.values(&best)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let best = self.take(emit_to);
        let keys: BinaryArray = best.iter().map(|best| best.as_ref().map(|best| &*best.key)).collect();
        let incomparable: BooleanArray = best
            .iter()
            .map(|best| best.as_ref().is_some_and(|best| best.incomparable))
            .collect::<Vec<_>>()
            .into();
        Ok(vec![Arc::new(keys), Arc::new(incomparable), self.values(&best)?])
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.resize(total);
        let keys = column::<BinaryArray>(&states[0])?;
        let incomparable = column::<BooleanArray>(&states[1])?;
        let batch = BatchKeys::State(keys, incomparable);
        self.choose(&batch, &states[2], groups, |row| keys.is_valid(row))
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let (keys, nulls) = self.batch_keys(values)?;
        let rows = 0..values[0].len();
        let taken = |row: usize| {
            nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row))
                && filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row))
        };
        let bytes: BinaryArray = rows.clone().map(|row| taken(row).then(|| keys.key(row))).collect();
        let incomparable: BooleanArray = rows.map(|row| Some(keys.incomparable(row))).collect();
        Ok(vec![Arc::new(bytes), Arc::new(incomparable), Arc::clone(&values[0])])
    }

    fn size(&self) -> usize {
        self.bytes
            + self.best.capacity() * size_of::<Option<Best>>()
            + self.batch_rows.capacity() * size_of::<u32>()
            + self.order.as_ref().map_or(0, Order::size)
    }
}
