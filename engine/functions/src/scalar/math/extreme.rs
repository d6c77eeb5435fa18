//! `greatest`, `least`: NULL when any argument is, NaN only when all are.

use arrow::array::{Array, ArrayRef};
use arrow::compute::interleave;
use datafusion::error::Result;
use polias_types::Type;

use crate::DataError;
use crate::operator::comparator::{Order, order};
use crate::scalar::body::Body;

/// What the functions do for so many arguments of this type.
pub(super) fn body(greatest: bool, of: &Type, count: usize) -> Body {
    let of = of.clone();
    Box::new(move |columns, rows| {
        // `orders[candidate][best]`
        let orders: Vec<Vec<Order>> = (0..count)
            .map(|candidate| {
                (0..=candidate)
                    .map(|best| order(&of, &columns[candidate], &columns[best]))
                    .collect::<Result<_>>()
            })
            .collect::<Result<_>>()?;
        let mut chosen = Vec::with_capacity(rows);
        for row in 0..rows {
            chosen.push((choose(greatest, &orders, columns, row)?, row));
        }
        let arrays: Vec<&dyn Array> = columns.iter().map(AsRef::as_ref).collect();
        Ok(interleave(&arrays, &chosen)?)
    })
}

fn choose(
    greatest: bool,
    orders: &[Vec<Order>],
    columns: &[ArrayRef],
    row: usize,
) -> Result<usize, DataError> {
    if let Some(null) = columns.iter().position(|column| column.is_null(row)) {
        return Ok(null);
    }
    let mut best = 0;
    for candidate in 1..columns.len() {
        let better = match orders[candidate][best](row, row)? {
            Some(order) if greatest => order.is_gt(),
            Some(order) => order.is_lt(),
            // One of the two is NaN, which is not even equal to itself.
            None => orders[best][best](row, row)?.is_none(),
        };
        if better {
            best = candidate;
        }
    }
    Ok(best)
}
