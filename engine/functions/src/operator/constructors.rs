//! ROW, ARRAY, and fields of rows.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListArray, StructArray, new_empty_array};
use arrow::buffer::OffsetBuffer;
use arrow::compute::interleave;
use arrow::datatypes::DataType;
use datafusion::common::internal_err;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use polias_types::Type;

use super::arithmetic::null_of;
use super::comparison::field;
use crate::kernel::{Kernel, column};

/// `ROW(…)` of a row type.
pub fn row_constructor(fields: Vec<Expr>, data_type: &Type) -> Expr {
    let carrier = data_type.carrier();
    Kernel::arrays("row", data_type, move |columns, _| match &carrier {
        DataType::Struct(fields) => {
            Ok(Arc::new(StructArray::try_new(fields.clone(), columns.to_vec(), None)?) as ArrayRef)
        }
        other => internal_err!("a row of {other}"),
    })
    .over(data_type)
    .call(fields)
}

/// `ARRAY[…]` of an array type.
pub fn array_constructor(elements: Vec<Expr>, data_type: &Type) -> Expr {
    let carrier = data_type.carrier();
    Kernel::arrays("array", data_type, move |columns, rows| match &carrier {
        DataType::List(element) => {
            let values = interleaved(columns, rows, element.data_type())?;
            let offsets = OffsetBuffer::from_repeated_length(columns.len(), rows);
            Ok(Arc::new(ListArray::try_new(Arc::clone(element), offsets, values, None)?) as ArrayRef)
        }
        other => internal_err!("an array of {other}"),
    })
    .over(data_type)
    .call(elements)
}

/// The first row of each column, then the second, …
fn interleaved(columns: &[ArrayRef], rows: usize, element: &DataType) -> Result<ArrayRef> {
    match columns {
        [] => Ok(new_empty_array(element)),
        [only] => Ok(Arc::clone(only)),
        _ => {
            let arrays: Vec<&dyn Array> = columns.iter().map(AsRef::as_ref).collect();
            let places: Vec<_> =
                (0..rows).flat_map(|row| (0..columns.len()).map(move |column| (column, row))).collect();
            Ok(interleave(&arrays, &places)?)
        }
    }
}

/// Field of a row, counted from 0; NULL for a NULL row.
pub fn row_field(base: Expr, base_type: &Type, index: usize) -> Expr {
    let data_type = match base_type {
        Type::Row(fields) => fields.get(index).map(|field| field.data_type.clone()),
        _ => None,
    };
    let Some(data_type) = data_type else { return null_of(&Type::Unknown) };
    Kernel::arrays("field", &data_type, move |columns, _| field(column::<StructArray>(&columns[0])?, index))
        .over((index, base_type))
        .strict()
        .call(vec![base])
}
