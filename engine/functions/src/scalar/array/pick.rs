//! Functions that only choose elements by their places.

use arrow::array::{AsArray, Int64Array};
use rand::seq::SliceRandom;

use crate::DataError;
use crate::kernel::column;
use crate::rows::cell;
use crate::scalar::body::{Body, build};
use crate::scalar::lists::{Lists, Picked, taken};

fn refuse<T>(message: String) -> Result<T, DataError> {
    Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message))
}

/// The number of elements.
pub(super) fn cardinality() -> Body {
    Box::new(|columns, rows| {
        let lists = Lists::new(&columns[0])?;
        build!(bigint, rows, |row| {
            Ok(lists.range(row).map(|range| i64::try_from(range.len()).unwrap_or(i64::MAX)))
        })
    })
}

/// The element of a number, from the end when negative; NULL when there is none.
pub(super) fn element_at() -> Body {
    Box::new(|columns, rows| {
        let lists = Lists::new(&columns[0])?;
        let numbers = column::<Int64Array>(&columns[1])?;
        let places = (0..rows).map(|row| {
            let (Some(range), Some(number)) = (lists.range(row), cell(numbers, row)) else { return Ok(None) };
            let Some(distance) = usize::try_from(number.unsigned_abs()).ok().filter(|far| *far > 0) else {
                return refuse("SQL array indices start at 1".to_owned());
            };
            if distance > range.len() {
                return Ok(None);
            }
            Ok(Some(if number > 0 { range.start + distance - 1 } else { range.end - distance }))
        });
        taken(lists.values(), places.collect::<Result<_, DataError>>()?)
    })
}

/// Last elements first.
pub(super) fn reverse() -> Body {
    Box::new(|columns, rows| {
        let lists = Lists::new(&columns[0])?;
        let mut picked = Picked::new(rows);
        for row in 0..rows {
            picked.push(lists.range(row).map(Iterator::rev));
        }
        picked.finish(lists.values())
    })
}

/// In any order.
pub(super) fn shuffle() -> Body {
    Box::new(|columns, rows| {
        let lists = Lists::new(&columns[0])?;
        let mut picked = Picked::new(rows);
        for row in 0..rows {
            picked.push(lists.range(row).map(|range| {
                let mut places: Vec<_> = range.collect();
                places.shuffle(&mut rand::rng());
                places
            }));
        }
        picked.finish(lists.values())
    })
}

/// So many elements from a place on, from the end when negative.
pub(super) fn slice() -> Body {
    Box::new(|columns, rows| {
        let lists = Lists::new(&columns[0])?;
        let (starts, lengths) = (column::<Int64Array>(&columns[1])?, column::<Int64Array>(&columns[2])?);
        let mut picked = Picked::new(rows);
        for row in 0..rows {
            let (Some(range), Some(start), Some(length)) =
                (lists.range(row), cell(starts, row), cell(lengths, row))
            else {
                picked.push(None::<[usize; 0]>);
                continue;
            };
            let Ok(length) = usize::try_from(length) else {
                return Ok(refuse("length must be greater than or equal to 0".to_owned())?);
            };
            let Some(distance) = usize::try_from(start.unsigned_abs()).ok().filter(|far| *far > 0) else {
                return Ok(refuse("SQL array indices start at 1".to_owned())?);
            };
            let first = if start > 0 { Some(distance - 1) } else { range.len().checked_sub(distance) };
            let first = first.map_or(range.end, |first| range.start.saturating_add(first).min(range.end));
            picked.push(Some(first..first.saturating_add(length).min(range.end)));
        }
        picked.finish(lists.values())
    })
}

/// Without so many elements at the end.
pub(super) fn trim() -> Body {
    Box::new(|columns, rows| {
        let lists = Lists::new(&columns[0])?;
        let sizes = column::<Int64Array>(&columns[1])?;
        let mut picked = Picked::new(rows);
        for row in 0..rows {
            let (Some(range), Some(size)) = (lists.range(row), cell(sizes, row)) else {
                picked.push(None::<[usize; 0]>);
                continue;
            };
            let Ok(wanted) = usize::try_from(size) else {
                return Ok(refuse(format!("size must not be negative: {size}"))?);
            };
            if wanted > range.len() {
                let count = range.len();
                return Ok(refuse(format!("size must not exceed array cardinality {count}: {size}"))?);
            }
            picked.push(Some(range.start..range.end - wanted));
        }
        picked.finish(lists.values())
    })
}

/// The elements of the arrays within, which may be NULL.
pub(super) fn flatten() -> Body {
    Box::new(|columns, rows| {
        let lists = Lists::new(&columns[0])?;
        let inner = Lists::of(lists.values().as_list::<i32>());
        let mut picked = Picked::new(rows);
        for row in 0..rows {
            picked.push(lists.range(row).map(|range| range.filter_map(|row| inner.range(row)).flatten()));
        }
        picked.finish(inner.values())
    })
}
