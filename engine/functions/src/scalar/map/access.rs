//! What a map holds.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListArray, MapArray, StructArray};
use arrow::datatypes::{DataType, Field};
use datafusion::common::internal_err;
use datafusion::error::Result;
use polias_types::Type;

use crate::kernel::column;
use crate::operator::comparator::equality;
use crate::scalar::body::{Body, build};
use crate::scalar::lists::{span, taken};

/// The number of entries.
pub(super) fn cardinality() -> Body {
    Box::new(|columns, rows| {
        let maps = column::<MapArray>(&columns[0])?;
        build!(bigint, rows, |row| { Ok(maps.is_valid(row).then(|| i64::from(maps.value_length(row)))) })
    })
}

/// An array of one of the entries' columns.
fn list(maps: &MapArray, values: &ArrayRef) -> Result<ListArray> {
    let field = Field::new_list_field(values.data_type().clone(), true);
    Ok(ListArray::try_new(
        Arc::new(field),
        maps.offsets().clone(),
        Arc::clone(values),
        maps.nulls().cloned(),
    )?)
}

/// The keys.
pub(super) fn keys() -> Body {
    Box::new(|columns, _| {
        let maps = column::<MapArray>(&columns[0])?;
        Ok(Arc::new(list(maps, maps.keys())?))
    })
}

/// The values.
pub(super) fn values() -> Body {
    Box::new(|columns, _| {
        let maps = column::<MapArray>(&columns[0])?;
        Ok(Arc::new(list(maps, maps.values())?))
    })
}

/// Rows of key and value.
pub(super) fn entries(result: &Type) -> Body {
    let result = result.carrier();
    Box::new(move |columns, _| {
        let maps = column::<MapArray>(&columns[0])?;
        let DataType::List(element) = &result else { return internal_err!("map_entries gives {result}") };
        let DataType::Struct(fields) = element.data_type() else {
            return internal_err!("map_entries gives {result}");
        };
        let columns = vec![Arc::clone(maps.keys()), Arc::clone(maps.values())];
        let entries: ArrayRef = Arc::new(StructArray::try_new(fields.clone(), columns, None)?);
        Ok(Arc::new(list(maps, &entries)?))
    })
}

/// The value of a key; NULL when there is none.
pub(super) fn element_at(key: &Type) -> Body {
    let key = key.clone();
    Box::new(move |columns, rows| {
        let maps = column::<MapArray>(&columns[0])?;
        let equal = equality(&key, maps.keys(), &columns[1])?;
        let places = (0..rows).map(|row| {
            if maps.is_null(row) || columns[1].is_null(row) {
                return None;
            }
            span(maps.value_offsets(), row)?.find(|place| equal(*place, row) == Some(true))
        });
        taken(maps.values(), places.collect())
    })
}
