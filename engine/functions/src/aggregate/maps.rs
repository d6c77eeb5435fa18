//! Aggregates whose result is a map: `map_agg`, `map_union`, `multimap_agg`, `histogram`,
//! `approx_most_frequent`. The first of equal keys stays.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, ListArray, MapArray, StructArray, UInt64Array};
use arrow::buffer::OffsetBuffer;
use arrow::compute::{filter, is_not_null, take};
use arrow::datatypes::{DataType, Field};
use datafusion::common::{ScalarValue, internal_err};
use datafusion::error::Result;

use super::identity::identities;
use super::reduced::Reduction;
use crate::DataError;
use crate::kernel::column;

/// A map of one row.
fn map(result: &DataType, keys: ArrayRef, values: ArrayRef) -> Result<ScalarValue> {
    let DataType::Map(entries, sorted) = result else { return internal_err!("{result} is no map") };
    let DataType::Struct(fields) = entries.data_type() else { return internal_err!("{result} is no map") };
    let offsets = OffsetBuffer::from_lengths([keys.len()]);
    let rows = StructArray::try_new(fields.clone(), vec![keys, values], None)?;
    let map = MapArray::try_new(Arc::clone(entries), offsets, rows, None, *sorted)?;
    ScalarValue::try_from_array(&map, 0)
}

/// The rows whose first column is not NULL.
fn with_keys(columns: &[ArrayRef]) -> Result<Vec<ArrayRef>> {
    match columns.first().filter(|keys| keys.logical_null_count() > 0) {
        Some(keys) => {
            let kept = is_not_null(keys)?;
            columns.iter().map(|column| Ok(filter(column, &kept)?)).collect()
        }
        None => Ok(columns.to_vec()),
    }
}

/// Number of each row's key, in the order in which keys first come; and the first row of each key.
fn numbered(keys: &ArrayRef) -> Result<(Vec<usize>, UInt64Array)> {
    let rows = identities(std::slice::from_ref(keys))?;
    let mut numbers: HashMap<&[u8], usize> = HashMap::new();
    let (mut of_rows, mut firsts) = (Vec::with_capacity(keys.len()), Vec::new());
    for row in 0..rows.num_rows() {
        let next = numbers.len();
        let number = *numbers.entry(rows.row(row).data()).or_insert(next);
        if number == firsts.len() {
            firsts.push(row as u64);
        }
        of_rows.push(number);
    }
    Ok((of_rows, firsts.into()))
}

fn lifted(columns: Vec<ArrayRef>) -> (Vec<ArrayRef>, bool) {
    let seen = columns.first().is_some_and(|column| !column.is_empty());
    (columns, seen)
}

/// `map_agg(key, value)`, and `map_union(map)` of its entries.
#[derive(Debug)]
pub(super) struct MapAgg {
    result: DataType,
    key: DataType,
    value: DataType,
    /// The argument is a map.
    union: bool,
}

impl MapAgg {
    /// Of a map type; `union` when the argument is a map.
    pub(super) fn new(key: DataType, value: DataType, result: DataType, union: bool) -> Self {
        Self { result, key, value, union }
    }
}

impl Reduction for MapAgg {
    fn columns(&self) -> Vec<DataType> {
        vec![self.key.clone(), self.value.clone()]
    }

    fn lift(&self, arguments: &[ArrayRef]) -> Result<(Vec<ArrayRef>, bool)> {
        if !self.union {
            return Ok(lifted(with_keys(arguments)?));
        }
        let maps = column::<MapArray>(&arguments[0])?;
        let (mut rows, mut seen) = (Vec::new(), false);
        for row in (0..maps.len()).filter(|row| maps.is_valid(*row)) {
            seen = true;
            let (start, end) = (maps.value_offsets()[row], maps.value_offsets()[row + 1]);
            rows.extend((start..end).map(|entry| entry as u64));
        }
        let rows = UInt64Array::from(rows);
        Ok((vec![take(maps.keys(), &rows, None)?, take(maps.values(), &rows, None)?], seen))
    }

    fn reduce(&self, columns: Vec<ArrayRef>) -> Result<Vec<ArrayRef>> {
        let (_, firsts) = numbered(&columns[0])?;
        columns.iter().map(|column| Ok(take(column, &firsts, None)?)).collect()
    }

    fn finish(&self, columns: Vec<ArrayRef>) -> Result<ScalarValue> {
        let columns = self.reduce(columns)?;
        map(&self.result, Arc::clone(&columns[0]), Arc::clone(&columns[1]))
    }

    fn sensitive_to_order(&self) -> bool {
        true
    }
}

/// `multimap_agg(key, value)`
#[derive(Debug)]
pub(super) struct MultimapAgg {
    result: DataType,
    key: DataType,
    value: DataType,
}

impl MultimapAgg {
    /// Of a map type from keys to arrays.
    pub(super) fn new(key: DataType, value: DataType, result: DataType) -> Self {
        Self { result, key, value }
    }
}

impl Reduction for MultimapAgg {
    fn columns(&self) -> Vec<DataType> {
        vec![self.key.clone(), self.value.clone()]
    }

    fn lift(&self, arguments: &[ArrayRef]) -> Result<(Vec<ArrayRef>, bool)> {
        Ok(lifted(with_keys(arguments)?))
    }

    fn finish(&self, columns: Vec<ArrayRef>) -> Result<ScalarValue> {
        let (numbers, firsts) = numbered(&columns[0])?;
        let mut rows: Vec<Vec<u64>> = vec![Vec::new(); firsts.len()];
        for (row, number) in numbers.into_iter().enumerate() {
            rows[number].push(row as u64);
        }
        let offsets = OffsetBuffer::from_lengths(rows.iter().map(Vec::len));
        let values = take(&columns[1], &UInt64Array::from(rows.concat()), None)?;
        let field = Arc::new(Field::new_list_field(self.value.clone(), true));
        let lists = ListArray::try_new(field, offsets, values, None)?;
        map(&self.result, take(&columns[0], &firsts, None)?, Arc::new(lists))
    }

    fn sensitive_to_order(&self) -> bool {
        true
    }
}

/// `histogram(value)`, and `approx_most_frequent(buckets, value, capacity)`, which is exact here.
#[derive(Debug)]
pub(super) struct Histogram {
    result: DataType,
    value: DataType,
    /// Most buckets are asked for.
    most_frequent: bool,
}

impl Histogram {
    /// Counts values; with `most_frequent` only the most frequent ones.
    pub(super) fn new(value: DataType, result: DataType, most_frequent: bool) -> Self {
        Self { result, value, most_frequent }
    }
}

impl Reduction for Histogram {
    /// Value, how often, and how many buckets.
    fn columns(&self) -> Vec<DataType> {
        vec![self.value.clone(), DataType::Int64, DataType::Int64]
    }

    fn lift(&self, arguments: &[ArrayRef]) -> Result<(Vec<ArrayRef>, bool)> {
        let rows = arguments[0].len();
        let ones: ArrayRef = Arc::new(Int64Array::from_value(1, rows));
        if !self.most_frequent {
            let buckets = Arc::clone(&ones);
            return Ok(lifted(with_keys(&[Arc::clone(&arguments[0]), ones, buckets])?));
        }
        let buckets = column::<Int64Array>(&arguments[0])?;
        if buckets.iter().flatten().any(|buckets| buckets < 2) {
            return Err(DataError::new(
                "INVALID_FUNCTION_ARGUMENT",
                "approx_most_frequent bucket count must be greater than one",
            )
            .into());
        }
        // A row with any NULL does not count.
        let complete = is_not_null(&arguments[0])?;
        let complete = arrow::compute::and(&complete, &is_not_null(&arguments[2])?)?;
        let columns = [Arc::clone(&arguments[1]), ones, Arc::clone(&arguments[0])];
        let columns = columns.iter().map(|column| Ok(filter(column, &complete)?));
        Ok(lifted(with_keys(&columns.collect::<Result<Vec<_>>>()?)?))
    }

    fn reduce(&self, columns: Vec<ArrayRef>) -> Result<Vec<ArrayRef>> {
        let (numbers, firsts) = numbered(&columns[0])?;
        let counts = column::<Int64Array>(&columns[1])?;
        let mut sums = vec![0_i64; firsts.len()];
        for (number, count) in numbers.into_iter().zip(counts.values()) {
            sums[number] += count;
        }
        let buckets = take(&columns[2], &firsts, None)?;
        Ok(vec![take(&columns[0], &firsts, None)?, Arc::new(Int64Array::from(sums)), buckets])
    }

    fn finish(&self, columns: Vec<ArrayRef>) -> Result<ScalarValue> {
        let mut columns = self.reduce(columns)?;
        if self.most_frequent {
            let counts = column::<Int64Array>(&columns[1])?.clone();
            let buckets = column::<Int64Array>(&columns[2])?.value(0);
            let mut order: Vec<usize> = (0..counts.len()).collect();
            order.sort_by_key(|row| std::cmp::Reverse(counts.value(*row)));
            order.truncate(usize::try_from(buckets).unwrap_or(usize::MAX));
            let order = UInt64Array::from_iter_values(order.into_iter().map(|row| row as u64));
            columns = columns.iter().map(|column| Ok(take(column, &order, None)?)).collect::<Result<_>>()?;
        }
        map(&self.result, Arc::clone(&columns[0]), Arc::clone(&columns[1]))
    }
}
