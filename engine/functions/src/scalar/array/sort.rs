//! `array_sort` without a comparator, `array_min`, `array_max`.

use std::cmp::Ordering;

use arrow::array::Array;
use polias_types::Type;

use crate::DataError;
use crate::operator::comparator::{Order, order};
use crate::scalar::body::Body;
use crate::scalar::lists::{Lists, Picked, taken};

/// In ascending order, NULLs last, NaNs before them.
pub(super) fn sort(element: &Type) -> Body {
    let element = element.clone();
    Box::new(move |columns, rows| {
        let lists = Lists::new(&columns[0])?;
        let order = order(&element, lists.values(), lists.values())?;
        let mut picked = Picked::new(rows);
        for row in 0..rows {
            let Some(range) = lists.range(row) else {
                picked.push(None::<[usize; 0]>);
                continue;
            };
            let (mut places, nulls): (Vec<_>, Vec<_>) =
                range.partition(|place| lists.values().is_valid(*place));
            let mut failure = None;
            places.sort_by(|this, other| match compare(&order, *this, *other) {
                Ok(ordering) => ordering,
                Err(error) => {
                    failure.get_or_insert(error);
                    Ordering::Equal
                }
            });
            if let Some(failure) = failure {
                return Err(failure.into());
            }
            places.extend(nulls);
            picked.push(Some(places));
        }
        picked.finish(lists.values())
    })
}

/// NaN comes after everything else.
fn compare(order: &Order, this: usize, other: usize) -> Result<Ordering, DataError> {
    if let Some(ordering) = order(this, other)? {
        return Ok(ordering);
    }
    let is_nan = |place| order(place, place).map(|own| own.is_none());
    Ok(is_nan(this)?.cmp(&is_nan(other)?))
}

/// The greatest or least element; NULL when one is NULL or there is none, NaN only among NaNs.
pub(super) fn extreme(element: &Type, greatest: bool) -> Body {
    let element = element.clone();
    Box::new(move |columns, rows| {
        let lists = Lists::new(&columns[0])?;
        let order = order(&element, lists.values(), lists.values())?;
        let choose = |row: usize| -> Result<Option<usize>, DataError> {
            let mut best = None;
            for place in lists.range(row).unwrap_or(0..0) {
                if lists.values().is_null(place) {
                    return Ok(None);
                }
                let better = match best {
                    None => true,
                    Some(best) => match order(place, best)? {
                        Some(ordering) if greatest => ordering.is_gt(),
                        Some(ordering) => ordering.is_lt(),
                        None => order(best, best)?.is_none(),
                    },
                };
                if better {
                    best = Some(place);
                }
            }
            Ok(best)
        };
        let places = (0..rows).map(choose).collect::<Result<_, DataError>>()?;
        taken(lists.values(), places)
    })
}
