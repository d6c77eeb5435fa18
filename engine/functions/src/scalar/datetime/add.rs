//! `date_add`.

use arrow::array::{Int64Array, StringViewArray};
use polias_types::Type;

use super::week;

use super::unit::Unit;
use super::value::{Point, Points, build, date};
use crate::DataError;
use crate::kernel::column;
use crate::moments::{self, DAY};
use crate::rows::cell;
use crate::scalar::body::Body;

/// What the function does for this type.
pub(super) fn body(of: &Type) -> Body {
    let of = of.clone();
    Box::new(move |columns, rows| {
        let units = column::<StringViewArray>(&columns[0])?;
        let counts = column::<Int64Array>(&columns[1])?;
        let points = Points::new(&of, &columns[2])?;
        build(&of, rows, |row| {
            let (Some(unit), Some(count), Some(point)) =
                (cell(units, row), cell(counts, row), points.get(row))
            else {
                return Ok(None);
            };
            add(Unit::parse(unit, &of)?, count, point, &of).map(Some)
        })
    })
}

fn add(unit: Unit, count: i64, point: Point, of: &Type) -> Result<Point, DataError> {
    let moved = match unit {
        Unit::Fixed(length) => {
            let nanos = i128::from(count) * length;
            match point.zone {
                Some(zone) => Point::at(point.instant() + nanos, zone),
                None => point.with_local(point.local + nanos),
            }
        }
        Unit::Day => point.moved_to(point.local + i128::from(count) * DAY),
        Unit::Week => point.moved_to(point.local + i128::from(count) * 7 * DAY),
        Unit::Months(months) => {
            let days = count
                .checked_mul(months)
                .and_then(|months| week::add_months(point.days(), months))
                .ok_or_else(|| overflow(of))?;
            point.moved_to(i128::from(days) * DAY + point.of_day())
        }
    };
    check(moved, of)?;
    let precision = match of {
        Type::Time(precision) | Type::TimeTz(precision) => *precision,
        Type::Timestamp(precision) | Type::TimestampTz(precision) => *precision,
        _ => return Ok(moved),
    };
    Ok(moved.with_local(moments::round(moved.local, precision)))
}

/// Days and milliseconds must stay within what Trino counts.
fn check(point: Point, of: &Type) -> Result<(), DataError> {
    match of {
        Type::Date => date(point.local.div_euclid(DAY)).map(|_| ()),
        Type::Time(_) | Type::TimeTz(_) => Ok(()),
        _ if i64::try_from(point.local / 1_000).is_ok() => Ok(()),
        _ => Err(overflow(of)),
    }
}

fn overflow(of: &Type) -> DataError {
    match of {
        Type::Date => DataError::new("NUMERIC_VALUE_OUT_OF_RANGE", "integer overflow"),
        _ => DataError::new("INVALID_FUNCTION_ARGUMENT", "integer overflow"),
    }
}
