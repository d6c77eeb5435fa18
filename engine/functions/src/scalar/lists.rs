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
