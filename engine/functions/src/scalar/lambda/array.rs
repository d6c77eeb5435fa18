//! `transform`, `filter`, `any_match`, `all_match`, `none_match`, `zip_with`.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use datafusion::error::Result;

use super::call::Call;
use super::elements::Elements;
use crate::kernel::column;
use crate::rows::cell;
use crate::scalar::lists::{Lists, Picked, list, taken};

/// The lambda of each element.
pub(super) fn transform(call: &Call<'_>) -> Result<ArrayRef> {
    let lists = Lists::new(&call.values[0])?;
    let elements = Elements::new(call.rows, |row| lists.range(row));
    let results = call.evaluate(0, &[elements.of(lists.values())?], elements.origins)?;
    list(results, elements.lengths, elements.valid)
}

/// The elements for which the lambda is true.
pub(super) fn filter(call: &Call<'_>) -> Result<ArrayRef> {
    let lists = Lists::new(&call.values[0])?;
    let elements = Elements::new(call.rows, |row| lists.range(row));
    let values = elements.of(lists.values())?;
    let kept = call.evaluate(0, &[Arc::clone(&values)], elements.origins.clone())?;
    let kept = column::<BooleanArray>(&kept)?;
    let mut picked = Picked::new(call.rows);
    for span in elements.spans() {
        picked.push(span.map(|span| span.filter(|place| cell(kept, *place) == Some(true))));
    }
    picked.finish(&values)
}

/// Whether the lambda is true for one: NULL when it is for none, but NULL for one.
pub(super) fn any_match(call: &Call<'_>) -> Result<ArrayRef> {
    matches(call, true, true)
}

/// Whether the lambda is true for all: NULL when it is false for none, but NULL for one.
pub(super) fn all_match(call: &Call<'_>) -> Result<ArrayRef> {
    matches(call, false, false)
}

/// Whether the lambda is true for none.
pub(super) fn none_match(call: &Call<'_>) -> Result<ArrayRef> {
    matches(call, true, false)
}

/// The first `decisive` outcome gives `result`; without any it is the opposite.
fn matches(call: &Call<'_>, decisive: bool, result: bool) -> Result<ArrayRef> {
    let lists = Lists::new(&call.values[0])?;
    let elements = Elements::new(call.rows, |row| lists.range(row));
    let outcomes = call.evaluate(0, &[elements.of(lists.values())?], elements.origins.clone())?;
    let outcomes = column::<BooleanArray>(&outcomes)?;
    let results = elements.spans().map(|span| {
        let mut open = false;
        for place in span? {
            match cell(outcomes, place) {
                Some(outcome) if outcome == decisive => return Some(result),
                Some(_) => {}
                None => open = true,
            }
        }
        (!open).then_some(!result)
    });
    Ok(Arc::new(results.collect::<BooleanArray>()))
}

/// The lambda of the elements at the same places; what is shorter gets NULLs.
pub(super) fn zip_with(call: &Call<'_>) -> Result<ArrayRef> {
    let (left, right) = (Lists::new(&call.values[0])?, Lists::new(&call.values[1])?);
    let ranges = |row| Some((left.range(row)?, right.range(row)?));
    let elements =
        Elements::new(call.rows, |row| ranges(row).map(|(left, right)| 0..left.len().max(right.len())));
    let (mut lefts, mut rights) = (Vec::new(), Vec::new());
    for (left, right) in (0..call.rows).filter_map(ranges) {
        let length = left.len().max(right.len());
        lefts.extend((0..length).map(|index| (index < left.len()).then_some(left.start + index)));
        rights.extend((0..length).map(|index| (index < right.len()).then_some(right.start + index)));
    }
    let parameters = [taken(left.values(), lefts)?, taken(right.values(), rights)?];
    let results = call.evaluate(0, &parameters, elements.origins)?;
    list(results, elements.lengths, elements.valid)
}
