//! `base[index]` of arrays and maps.

use arrow::array::{Array, ArrayRef, Int64Array, ListArray, MapArray, UInt64Array};
use arrow::compute::take;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use polias_types::Type;

use super::arithmetic::null_of;
use super::comparator::equality;
use crate::DataError;
use crate::cast::key_text;
use crate::kernel::{Kernel, column};
use crate::rows::cell;

/// `base[index]` of an array or a map; an error when there is none.
pub fn subscript(base: (Expr, &Type), index: (Expr, &Type)) -> Expr {
    let ((base, base_type), (index, index_type)) = (base, index);
    let kernel = match base_type {
        Type::Array(element) => Kernel::arrays("subscript", element, element_of),
        Type::Map(key, value) => {
            let key = key.clone();
            Kernel::arrays("subscript", value, move |columns, rows| value_of(&key, columns, rows))
        }
        _ => return null_of(&Type::Unknown),
    };
    kernel.over((base_type, index_type)).strict().call(vec![base, index])
}

fn element_of(columns: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
    let (lists, indexes) = (column::<ListArray>(&columns[0])?, column::<Int64Array>(&columns[1])?);
    let offsets = lists.value_offsets();
    let place = |row: usize| -> Result<Option<u64>, DataError> {
        let (true, Some(index)) = (lists.is_valid(row), cell(indexes, row)) else { return Ok(None) };
        let length = i64::from(offsets[row + 1] - offsets[row]);
        let message = match index {
            0 => "SQL array indices start at 1".to_owned(),
            ..0 => format!("Array subscript is negative: {index}"),
            1.. if index > length => {
                format!("Array subscript must be less than or equal to array length: {index} > {length}")
            }
            1.. => return Ok(u64::try_from(i64::from(offsets[row]) + index - 1).ok()),
        };
        Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message))
    };
    let places = (0..rows).map(place).collect::<Result<UInt64Array, _>>()?;
    Ok(take(lists.values(), &places, None)?)
}

fn value_of(key: &Type, columns: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
    let (maps, wanted) = (column::<MapArray>(&columns[0])?, &columns[1]);
    let offsets = maps.value_offsets();
    let equal = equality(key, maps.keys(), wanted)?;
    let nulls = wanted.logical_nulls();
    let place = |row: usize| -> Result<Option<u64>> {
        if maps.is_null(row) || nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            return Ok(None);
        }
        let position = |offset: i32| usize::try_from(offset).unwrap_or_default();
        match (position(offsets[row])..position(offsets[row + 1]))
            .find(|entry| equal(*entry, row) == Some(true))
        {
            Some(entry) => Ok(Some(entry as u64)),
            None => {
                let message = match key_text(key, wanted, row)? {
                    Some(text) => format!("Key not present in map: {text}"),
                    None => "Key not present in map".to_owned(),
                };
                Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message).into())
            }
        }
    };
    let places = (0..rows).map(place).collect::<Result<UInt64Array>>()?;
    Ok(take(maps.values(), &places, None)?)
}
