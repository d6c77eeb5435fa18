//! Columns of arrays and maps, built row by row.

use std::sync::Arc;

use arrow::array::{ArrayRef, ListArray, MapArray, StringViewBuilder, StructArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::error::{DataFusionError, Result};

use crate::DataError;

/// A column of `array(varchar)`.
pub(crate) fn texts_lists<S: AsRef<str>>(
    rows: usize,
    mut value: impl FnMut(usize) -> Result<Option<Vec<S>>, DataError>,
) -> Result<ArrayRef> {
    let mut builder = StringViewBuilder::new();
    let (mut lengths, mut valid) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    for row in 0..rows {
        let list = value(row)?;
        valid.push(list.is_some());
        let list = list.unwrap_or_default();
        lengths.push(list.len());
        for text in list {
            builder.try_append_value(text)?;
        }
    }
    list(Arc::new(builder.finish()), lengths, valid)
}

/// The arrays of these lengths out of their elements, one after the other.
pub(crate) fn list(values: ArrayRef, lengths: Vec<usize>, valid: Vec<bool>) -> Result<ArrayRef> {
    let field = Field::new_list_field(values.data_type().clone(), true);
    let (offsets, nulls) = (offsets(lengths)?, NullBuffer::from(valid));
    Ok(Arc::new(ListArray::try_new(Arc::new(field), offsets, values, Some(nulls))?))
}

/// The maps of these sizes out of their keys and values.
pub(crate) fn map(
    keys: ArrayRef,
    values: ArrayRef,
    lengths: Vec<usize>,
    valid: Vec<bool>,
) -> Result<ArrayRef> {
    let (offsets, nulls) = (offsets(lengths)?, NullBuffer::from(valid));
    map_of(keys, values, offsets, Some(nulls))
}

/// The maps at these offsets of keys and values.
pub(crate) fn map_of(
    keys: ArrayRef,
    values: ArrayRef,
    offsets: OffsetBuffer<i32>,
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef> {
    let fields = Fields::from(vec![
        Field::new("key", keys.data_type().clone(), false),
        Field::new("value", values.data_type().clone(), true),
    ]);
    let entries = StructArray::try_new(fields.clone(), vec![keys, values], None)?;
    let field: FieldRef = Arc::new(Field::new("entries", DataType::Struct(fields), false));
    Ok(Arc::new(MapArray::try_new(field, offsets, entries, nulls, false)?))
}

/// Offsets of lists of these lengths; an error when all of them are more than a column can hold.
pub(crate) fn offsets(lengths: Vec<usize>) -> Result<OffsetBuffer<i32>> {
    let total = lengths.iter().try_fold(0_usize, |sum, length| sum.checked_add(*length));
    if total.is_none_or(|total| i32::try_from(total).is_err()) {
        return Err(DataFusionError::from(DataError::new(
            "EXCEEDED_FUNCTION_MEMORY_LIMIT",
            "arrays of one batch hold more than 2147483647 elements",
        )));
    }
    Ok(OffsetBuffer::from_lengths(lengths))
}

/// A column of `array(varchar)` whose elements may be NULL.
pub(crate) fn optional_texts_lists<S: AsRef<str>>(
    rows: usize,
    mut value: impl FnMut(usize) -> Result<Option<Vec<Option<S>>>, DataError>,
) -> Result<ArrayRef> {
    let mut builder = StringViewBuilder::new();
    let (mut lengths, mut valid) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    for row in 0..rows {
        let list = value(row)?;
        valid.push(list.is_some());
        let list = list.unwrap_or_default();
        lengths.push(list.len());
        for text in list {
            match text {
                Some(text) => builder.try_append_value(text)?,
                None => builder.append_null(),
            }
        }
    }
    list(Arc::new(builder.finish()), lengths, valid)
}

/// Most elements of an array that a function makes out of a few values.
pub(crate) const MAX_ELEMENTS: usize = 10_000;

/// A column of arrays.
pub(crate) struct Lists<'a> {
    array: &'a ListArray,
}

impl<'a> Lists<'a> {
    /// The column as arrays.
    pub(crate) fn new(array: &'a ArrayRef) -> Result<Self> {
        Ok(Self::of(crate::kernel::column::<ListArray>(array)?))
    }

    /// These arrays.
    pub(crate) fn of(array: &'a ListArray) -> Self {
        Self { array }
    }

    /// Places of the row's elements in the values; `None` for NULL.
    pub(crate) fn range(&self, row: usize) -> Option<std::ops::Range<usize>> {
        if arrow::array::Array::is_null(self.array, row) {
            return None;
        }
        span(self.array.value_offsets(), row)
    }

    /// The elements of all rows, and perhaps others.
    pub(crate) fn values(&self) -> &'a ArrayRef {
        self.array.values()
    }
}

/// The places between two offsets.
pub(crate) fn span(offsets: &[i32], row: usize) -> Option<std::ops::Range<usize>> {
    let place = |row: usize| usize::try_from(*offsets.get(row)?).ok();
    Some(place(row)?..place(row + 1)?)
}

/// The values at these places; NULL where there is none.
pub(crate) fn taken(values: &ArrayRef, places: Vec<Option<usize>>) -> Result<ArrayRef> {
    let indices: arrow::array::UInt64Array =
        places.into_iter().map(|place| place.map(|place| place as u64)).collect();
    Ok(arrow::compute::take(values, &indices, None)?)
}

/// Arrays of elements chosen by their places.
pub(crate) struct Picked {
    places: Vec<u64>,
    lengths: Vec<usize>,
    valid: Vec<bool>,
}

impl Picked {
    /// For so many rows.
    pub(crate) fn new(rows: usize) -> Self {
        Self { places: Vec::new(), lengths: Vec::with_capacity(rows), valid: Vec::with_capacity(rows) }
    }

    /// The next row's array; `None` is NULL.
    pub(crate) fn push(&mut self, places: Option<impl IntoIterator<Item = usize>>) {
        let before = self.places.len();
        self.valid.push(places.is_some());
        if let Some(places) = places {
            self.places.extend(places.into_iter().map(|place| place as u64));
        }
        self.lengths.push(self.places.len() - before);
    }

    /// The arrays out of all the values.
    pub(crate) fn finish(self, values: &ArrayRef) -> Result<ArrayRef> {
        let indices = arrow::array::UInt64Array::from(self.places);
        list(arrow::compute::take(values, &indices, None)?, self.lengths, self.valid)
    }
}
