//! `map_filter`, `transform_keys`, `transform_values`, `map_zip_with`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, MapArray};
use arrow::compute::concat;
use datafusion::common::internal_err;
use datafusion::error::Result;
use polias_types::Type;

use super::call::Call;
use super::elements::Elements;
use crate::kernel::column;
use crate::rows::cell;
use crate::scalar::lists::{map, span, taken};
use crate::scalar::map::Keys;

fn elements(maps: &MapArray, rows: usize) -> Elements {
    Elements::new(rows, |row| if maps.is_null(row) { None } else { span(maps.value_offsets(), row) })
}

/// The entries for which the lambda is true.
pub(super) fn filter(call: &Call<'_>) -> Result<ArrayRef> {
    let maps = column::<MapArray>(&call.values[0])?;
    let elements = elements(maps, call.rows);
    let parameters = [elements.of(maps.keys())?, elements.of(maps.values())?];
    let kept = call.evaluate(0, &parameters, elements.origins.clone())?;
    let kept = column::<BooleanArray>(&kept)?;
    let (mut places, mut lengths) = (Vec::new(), Vec::with_capacity(call.rows));
    for span in elements.spans() {
        let before = places.len();
        places.extend(span.unwrap_or(0..0).filter(|place| cell(kept, *place) == Some(true)).map(Some));
        lengths.push(places.len() - before);
    }
    map(taken(&parameters[0], places.clone())?, taken(&parameters[1], places)?, lengths, elements.valid)
}

/// The lambda of each entry as its key.
pub(super) fn transform_keys(call: &Call<'_>) -> Result<ArrayRef> {
    let Type::Map(key, _) = &call.function.result else {
        return internal_err!("transform_keys gives {}", call.function.result);
    };
    let maps = column::<MapArray>(&call.values[0])?;
    let elements = elements(maps, call.rows);
    let parameters = [elements.of(maps.keys())?, elements.of(maps.values())?];
    let names = call.evaluate(0, &parameters, elements.origins.clone())?;
    let keys = Keys::new(key, &names)?;
    for span in elements.spans().flatten() {
        keys.check(span)?;
    }
    let [_, values] = parameters;
    map(Arc::clone(&names), values, elements.lengths, elements.valid)
}

/// The lambda of each entry as its value.
pub(super) fn transform_values(call: &Call<'_>) -> Result<ArrayRef> {
    let maps = column::<MapArray>(&call.values[0])?;
    let elements = elements(maps, call.rows);
    let names = elements.of(maps.keys())?;
    let values = call.evaluate(0, &[Arc::clone(&names), elements.of(maps.values())?], elements.origins)?;
    map(names, values, elements.lengths, elements.valid)
}

/// The lambda of each key of one of the maps, with its value in each.
pub(super) fn zip_with(call: &Call<'_>) -> Result<ArrayRef> {
    let Type::Map(key, _) = &call.function.result else {
        return internal_err!("map_zip_with gives {}", call.function.result);
    };
    let (left, right) = (column::<MapArray>(&call.values[0])?, column::<MapArray>(&call.values[1])?);
    let all = concat(&[left.keys().as_ref(), right.keys().as_ref()])?;
    let keys = Keys::new(key, &all)?;
    let second = left.keys().len();
    let (mut names, mut lefts, mut rights, mut origins) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut lengths, mut valid) = (Vec::with_capacity(call.rows), Vec::with_capacity(call.rows));
    for row in 0..call.rows {
        let before = names.len();
        let null = left.is_null(row) || right.is_null(row);
        valid.push(!null);
        if !null {
            let first = span(left.value_offsets(), row).unwrap_or(0..0);
            let others = span(right.value_offsets(), row).unwrap_or(0..0).map(|place| second + place);
            for group in keys.groups(first.chain(others))? {
                names.push(group.first().copied());
                lefts.push(group.iter().copied().find(|place| *place < second));
                rights.push(group.iter().find(|place| **place >= second).map(|place| place - second));
                origins.push(row as u64);
            }
        }
        lengths.push(names.len() - before);
    }
    let names = taken(&all, names)?;
    let parameters = [Arc::clone(&names), taken(left.values(), lefts)?, taken(right.values(), rights)?];
    let values = call.evaluate(0, &parameters, origins)?;
    map(names, values, lengths, valid)
}
