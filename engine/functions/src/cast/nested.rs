//! Casts between arrays, maps and rows: part by part.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListArray, MapArray, StructArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::DataType;
use datafusion::common::internal_err;
use datafusion::error::Result;
use polias_types::Type;

use super::conversion::{Conversion, Settings, conversion as convert, invalid};
use super::failures::Failures;
use crate::kernel::column;
use crate::operator::comparator::distinct;

/// The conversion between two arrays, two maps or two rows; `None` when the parts stay as they are.
pub(super) fn conversion(from: &Type, to: &Type, settings: Settings) -> Option<Conversion> {
    match (from, to) {
        (Type::Array(from), Type::Array(element)) => {
            Some(array(convert(from, element, settings)?, to.carrier()))
        }
        (Type::Map(from_key, from_value), Type::Map(key, value)) => {
            let (keys, values) = (convert(from_key, key, settings), convert(from_value, value, settings));
            if keys.is_none() && values.is_none() {
                return None;
            }
            Some(map(keys, values, (**key).clone(), to.carrier()))
        }
        (Type::Row(from), Type::Row(fields)) => {
            let fields: Vec<_> = from
                .iter()
                .zip(fields)
                .map(|(from, to)| convert(&from.data_type, &to.data_type, settings))
                .collect();
            if fields.iter().all(Option::is_none) {
                return None;
            }
            Some(row(fields, to.carrier()))
        }
        _ => Some(super::conversion::unknown(from, to)),
    }
}

fn array(element: Conversion, carrier: DataType) -> Conversion {
    Box::new(move |array, failures| {
        let list = column::<ListArray>(array)?;
        let DataType::List(field) = &carrier else { return internal_err!("{carrier} is no array") };
        let used = Used::new(list.value_offsets());
        let values = used.convert(&element, list.values(), list.nulls(), failures)?;
        Ok(Arc::new(ListArray::try_new(Arc::clone(field), used.offsets(), values, list.nulls().cloned())?))
    })
}

fn map(keys: Option<Conversion>, values: Option<Conversion>, key: Type, carrier: DataType) -> Conversion {
    Box::new(move |array, failures| {
        let map = column::<MapArray>(array)?;
        let DataType::Map(entries, sorted) = &carrier else { return internal_err!("{carrier} is no map") };
        let DataType::Struct(fields) = entries.data_type() else {
            return internal_err!("entries of {}", entries.data_type());
        };
        let used = Used::new(map.value_offsets());
        let mut failed_keys = Failures::default();
        let part =
            |conversion: &Option<Conversion>, column: &ArrayRef, failures: &mut Failures| match conversion {
                Some(conversion) => used.convert(conversion, column, map.nulls(), failures),
                None => Ok(column.slice(used.range.start, used.range.len())),
            };
        let new_keys = part(&keys, map.keys(), &mut failed_keys)?;
        let new_values = part(&values, map.values(), failures)?;
        if keys.is_some() {
            duplicates(&key, &new_keys, &used, map.nulls(), &mut failed_keys)?;
        }
        failures.take(failed_keys, Some);
        // Keys that could not be converted are NULL, which no map may have: their maps end as errors or NULL.
        let new_keys = if new_keys.null_count() > 0 {
            return null_keys(map, &carrier, new_keys, new_values, &used);
        } else {
            new_keys
        };
        let new_entries = StructArray::try_new(fields.clone(), vec![new_keys, new_values], None)?;
        let nulls = map.nulls().cloned();
        Ok(Arc::new(MapArray::try_new(Arc::clone(entries), used.offsets(), new_entries, nulls, *sorted)?))
    })
}

/// A map of which some keys are NULL: the maps with such a key are empty, the others keep their entries.
fn null_keys(
    map: &MapArray,
    carrier: &DataType,
    keys: ArrayRef,
    values: ArrayRef,
    used: &Used<'_>,
) -> Result<ArrayRef> {
    let DataType::Map(entries, sorted) = carrier else { return internal_err!("{carrier} is no map") };
    let DataType::Struct(fields) = entries.data_type() else {
        return internal_err!("entries of {}", entries.data_type());
    };
    let mut kept: Vec<u64> = Vec::with_capacity(keys.len());
    let mut lengths = Vec::with_capacity(map.len());
    for row in 0..map.len() {
        let range = used.row(row);
        if range.clone().any(|entry| keys.is_null(entry)) {
            lengths.push(0);
            continue;
        }
        lengths.push(range.len());
        kept.extend(range.map(|entry| entry as u64));
    }
    let kept = arrow::array::UInt64Array::from(kept);
    let columns = [keys, values]
        .iter()
        .map(|column| Ok(arrow::compute::take(column, &kept, None)?))
        .collect::<Result<Vec<_>>>()?;
    let new_entries = StructArray::try_new(fields.clone(), columns, None)?;
    let offsets = OffsetBuffer::from_lengths(lengths);
    let nulls = map.nulls().cloned();
    Ok(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, new_entries, nulls, *sorted)?))
}

/// Keys that were different may have become equal.
fn duplicates(
    key: &Type,
    keys: &ArrayRef,
    used: &Used<'_>,
    nulls: Option<&NullBuffer>,
    failures: &mut Failures,
) -> Result<()> {
    let distinct = distinct(key, keys, keys)?;
    for row in 0..used.len() {
        if nulls.is_some_and(|nulls| nulls.is_null(row)) {
            continue;
        }
        let range = used.row(row);
        let duplicate = range
            .clone()
            .any(|entry| (range.start..entry).any(|before| !keys.is_null(entry) && !distinct(before, entry)));
        if duplicate {
            failures.note(row, invalid("duplicate keys"));
        }
    }
    Ok(())
}

fn row(fields: Vec<Option<Conversion>>, carrier: DataType) -> Conversion {
    Box::new(move |array, failures| {
        let row = column::<StructArray>(array)?;
        let DataType::Struct(names) = &carrier else { return internal_err!("{carrier} is no row") };
        let mut columns = Vec::with_capacity(fields.len());
        for (conversion, column) in fields.iter().zip(row.columns()) {
            columns.push(match conversion {
                Some(conversion) => {
                    let mut parts = Failures::default();
                    let converted = conversion(column, &mut parts)?;
                    failures.take(parts, |index| row.is_valid(index).then_some(index));
                    converted
                }
                None => Arc::clone(column),
            });
        }
        Ok(Arc::new(StructArray::try_new(names.clone(), columns, row.nulls().cloned())?))
    })
}

/// The part of a list's elements that its offsets use: columns are slices of larger ones.
struct Used<'a> {
    offsets: &'a [i32],
    range: Range<usize>,
}

impl<'a> Used<'a> {
    fn new(offsets: &'a [i32]) -> Self {
        let end =
            |offset: Option<&i32>| offset.map_or(0, |offset| usize::try_from(*offset).unwrap_or_default());
        Self { offsets, range: end(offsets.first())..end(offsets.last()) }
    }

    fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Offsets into the used part.
    fn offsets(&self) -> OffsetBuffer<i32> {
        OffsetBuffer::from_lengths((0..self.len()).map(|row| self.row(row).len()))
    }

    /// Places of a row's elements in the used part.
    fn row(&self, row: usize) -> Range<usize> {
        let place = |row: usize| usize::try_from(self.offsets[row]).unwrap_or_default() - self.range.start;
        place(row)..place(row + 1)
    }

    /// Converts the used part; failures become failures of rows that are not NULL.
    fn convert(
        &self,
        conversion: &Conversion,
        values: &ArrayRef,
        nulls: Option<&NullBuffer>,
        failures: &mut Failures,
    ) -> Result<ArrayRef> {
        let mut parts = Failures::default();
        let converted = conversion(&values.slice(self.range.start, self.range.len()), &mut parts)?;
        failures.take(parts, |part| {
            let row = self.offsets.partition_point(|offset| {
                usize::try_from(*offset).unwrap_or_default() <= part + self.range.start
            }) - 1;
            nulls.is_none_or(|nulls| nulls.is_valid(row)).then_some(row)
        });
        Ok(converted)
    }
}
