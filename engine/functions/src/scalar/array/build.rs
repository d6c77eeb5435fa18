//! `sequence`, `repeat`: arrays out of single values.

use arrow::array::Int32Array;
use polias_types::ResolvedFunction;

use super::sequence;
use crate::DataError;
use crate::kernel::column;
use crate::rows::cell;
use crate::scalar::body::Body;
use crate::scalar::lists::{MAX_ELEMENTS, Picked};

/// What the function does; `None` when it is none of these.
pub(super) fn body(function: &ResolvedFunction) -> Option<Body> {
    match (function.name, function.arguments.as_slice()) {
        ("repeat", [_, _]) => Some(repeat()),
        ("sequence", arguments) => sequence::body(arguments),
        _ => None,
    }
}

/// The same value, also NULL, so many times.
fn repeat() -> Body {
    Box::new(|columns, rows| {
        let counts = column::<Int32Array>(&columns[1])?;
        let mut picked = Picked::new(rows);
        for row in 0..rows {
            let count = match cell(counts, row) {
                None => None,
                Some(count) => Some(check(count)?),
            };
            picked.push(count.map(|count| std::iter::repeat_n(row, count)));
        }
        picked.finish(&columns[0])
    })
}

fn check(count: i32) -> Result<usize, DataError> {
    let refuse = |message: String| Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message));
    match usize::try_from(count) {
        Ok(count) if count <= MAX_ELEMENTS => Ok(count),
        Ok(_) => {
            refuse(format!("count argument of repeat function must be less than or equal to {MAX_ELEMENTS}"))
        }
        Err(_) => refuse("count argument of repeat function must be greater than or equal to 0".to_owned()),
    }
}
