//! Functions that look for an element.

use arrow::array::Array;
use datafusion::error::Result;
use polias_types::Type;

use super::set::Identity;
use crate::DataError;
use crate::operator::comparator::{Equality, equality};
use crate::scalar::body::{Body, build};
use crate::scalar::lists::{Lists, Picked};

/// What `contains`, `array_position` and `array_remove` do.
pub(super) fn body(name: &'static str, element: &Type) -> Option<Body> {
    let element = element.clone();
    Some(match name {
        "contains" => Box::new(move |columns, rows| {
            let lists = Lists::new(&columns[0])?;
            let equal = equality(&element, lists.values(), &columns[1])?;
            build!(boolean, rows, |row| {
                let Some(range) = lists.range(row).filter(|_| columns[1].is_valid(row)) else {
                    return Ok(None);
                };
                let mut null = false;
                for place in range {
                    if lists.values().is_null(place) {
                        null = true;
                    } else if is_equal(&equal, place, row, "contains")? {
                        return Ok(Some(true));
                    }
                }
                Ok((!null).then_some(false))
            })
        }),
        "array_position" => Box::new(move |columns, rows| {
            let lists = Lists::new(&columns[0])?;
            let equal = equality(&element, lists.values(), &columns[1])?;
            build!(bigint, rows, |row| {
                let Some(range) = lists.range(row).filter(|_| columns[1].is_valid(row)) else {
                    return Ok(None);
                };
                for (index, place) in range.enumerate() {
                    if lists.values().is_valid(place) && is_equal(&equal, place, row, "array_position")? {
                        return Ok(i64::try_from(index + 1).ok());
                    }
                }
                Ok(Some(0))
            })
        }),
        "array_remove" => Box::new(move |columns, rows| {
            let lists = Lists::new(&columns[0])?;
            let equal = equality(&element, lists.values(), &columns[1])?;
            let mut picked = Picked::new(rows);
            for row in 0..rows {
                let Some(range) = lists.range(row).filter(|_| columns[1].is_valid(row)) else {
                    picked.push(None::<[usize; 0]>);
                    continue;
                };
                let mut kept = Vec::new();
                for place in range {
                    if lists.values().is_null(place) || !is_equal(&equal, place, row, "array_remove")? {
                        kept.push(place);
                    }
                }
                picked.push(Some(kept));
            }
            picked.finish(lists.values())
        }),
        _ => return None,
    })
}

fn is_equal(equal: &Equality, place: usize, row: usize, name: &str) -> Result<bool, DataError> {
    equal(place, row).ok_or_else(|| {
        DataError::new(
            "NOT_SUPPORTED",
            format!("{name} does not support arrays with elements that are null or contain null"),
        )
    })
}

/// Whether the second array stands within the first; NULLs are values like others.
pub(super) fn contains_sequence(element: &Type) -> Body {
    let element = element.clone();
    Box::new(move |columns, rows| {
        let (lists, parts) = (Lists::new(&columns[0])?, Lists::new(&columns[1])?);
        let identity = Identity::new(&element, lists.values(), parts.values())?;
        build!(boolean, rows, |row| {
            let (Some(range), Some(part)) = (lists.range(row), parts.range(row)) else { return Ok(None) };
            if part.len() > range.len() {
                return Ok(Some(false));
            }
            let found = (range.start..=range.end - part.len()).any(|start| {
                part.clone().enumerate().all(|(index, place)| identity.same((0, start + index), (1, place)))
            });
            Ok(Some(found))
        })
    })
}
