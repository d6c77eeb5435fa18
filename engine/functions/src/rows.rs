//! Columns built row by row; the first row that fails ends it.

use std::sync::Arc;

use arrow::array::{
    ArrayAccessor, ArrayRef, ArrowPrimitiveType, BinaryViewBuilder, BooleanBuilder, PrimitiveBuilder,
    StringViewBuilder,
};
use arrow::datatypes::DataType;
use datafusion::error::Result;

use crate::DataError;

/// The value of a row, `None` for NULL. Takes `&Int64Array`, `&StringViewArray`, …
pub(crate) fn cell<A: ArrayAccessor>(array: A, row: usize) -> Option<A::Item> {
    array.is_valid(row).then(|| array.value(row))
}

/// A column of numbers, dates, times, decimals: any carrier of fixed width, with its exact type.
pub(crate) fn numbers<T: ArrowPrimitiveType>(
    data_type: &DataType,
    rows: usize,
    mut value: impl FnMut(usize) -> Result<Option<T::Native>, DataError>,
) -> Result<ArrayRef> {
    let mut builder = PrimitiveBuilder::<T>::with_capacity(rows).with_data_type(data_type.clone());
    for row in 0..rows {
        builder.append_option(value(row)?);
    }
    Ok(Arc::new(builder.finish()))
}

/// A column of booleans.
pub(crate) fn booleans(
    rows: usize,
    mut value: impl FnMut(usize) -> Result<Option<bool>, DataError>,
) -> Result<ArrayRef> {
    let mut builder = BooleanBuilder::with_capacity(rows);
    for row in 0..rows {
        builder.append_option(value(row)?);
    }
    Ok(Arc::new(builder.finish()))
}

/// A column of texts: the carrier of `varchar`, `char`, `json`.
pub(crate) fn texts<S: AsRef<str>>(
    rows: usize,
    mut value: impl FnMut(usize) -> Result<Option<S>, DataError>,
) -> Result<ArrayRef> {
    let mut builder = StringViewBuilder::with_capacity(rows);
    for row in 0..rows {
        match value(row)? {
            Some(value) => builder.try_append_value(value)?,
            None => builder.append_null(),
        }
    }
    Ok(Arc::new(builder.finish()))
}

/// A column of bytes: the carrier of `varbinary` and of opaque types.
pub(crate) fn blobs<B: AsRef<[u8]>>(
    rows: usize,
    mut value: impl FnMut(usize) -> Result<Option<B>, DataError>,
) -> Result<ArrayRef> {
    let mut builder = BinaryViewBuilder::with_capacity(rows);
    for row in 0..rows {
        match value(row)? {
            Some(value) => builder.try_append_value(value)?,
            None => builder.append_null(),
        }
    }
    Ok(Arc::new(builder.finish()))
}
