//! Points in time and numbers of seconds since 1970-01-01.

use arrow::array::{Decimal128Array, Float64Array, Int64Array, StringViewArray};
use polias_types::{Type, Zone};

use super::value::{Point, Points, build};
use crate::DataError;
use crate::kernel::column;
use crate::moments::{MILLISECOND, SECOND};
use crate::rows::cell;
use crate::scalar::body::{self, Body};

/// What `date` does for a point in time.
pub(super) fn date_body(of: &Type) -> Body {
    let of = of.clone();
    Box::new(move |columns, rows| {
        let points = Points::new(&of, &columns[0])?;
        build(&Type::Date, rows, |row| Ok(points.get(row)))
    })
}

/// What `from_unixtime` does with so many arguments: the session's zone, one by name, or an offset.
pub(super) fn from_unixtime(count: usize, session: Zone) -> Option<Body> {
    if !(1..=3).contains(&count) {
        return None;
    }
    Some(Box::new(move |columns, rows| {
        let seconds = column::<Float64Array>(&columns[0])?;
        let names = if count == 2 { Some(column::<StringViewArray>(&columns[1])?) } else { None };
        let offsets = if count == 3 {
            Some((column::<Int64Array>(&columns[1])?, column::<Int64Array>(&columns[2])?))
        } else {
            None
        };
        build(&Type::TimestampTz(3), rows, |row| {
            let Some(seconds) = cell(seconds, row) else { return Ok(None) };
            let zone = match (names, offsets) {
                (Some(names), _) => match cell(names, row) {
                    Some(name) => named(name)?,
                    None => return Ok(None),
                },
                (_, Some((hours, minutes))) => match (cell(hours, row), cell(minutes, row)) {
                    (Some(hours), Some(minutes)) => offset(hours, minutes)?,
                    _ => return Ok(None),
                },
                _ => session,
            };
            Ok(Some(Point::at(i128::from(millis(seconds)?) * MILLISECOND, zone)))
        })
    }))
}

/// Rounded to milliseconds, halves up; NaN is 0.
fn millis(seconds: f64) -> Result<i64, DataError> {
    /// What Trino's packed milliseconds hold.
    const LIMIT: i64 = 1 << 51;
    let millis = (seconds * 1000.0 + 0.5).floor() as i64;
    if (-LIMIT..LIMIT).contains(&millis) {
        return Ok(millis);
    }
    Err(DataError::new("INVALID_FUNCTION_ARGUMENT", format!("Millis overflow: {millis}")))
}

fn named(name: &str) -> Result<Zone, DataError> {
    Zone::named(name)
        .ok_or_else(|| DataError::new("NOT_SUPPORTED", format!("Time zone not supported: {name}")))
}

fn offset(hours: i64, minutes: i64) -> Result<Zone, DataError> {
    let total = hours.saturating_mul(60).saturating_add(minutes);
    i16::try_from(total)
        .ok()
        .and_then(Zone::offset)
        .ok_or_else(|| DataError::new("INVALID_FUNCTION_ARGUMENT", format!("Invalid offset minutes {total}")))
}

/// What `from_unixtime_nanos` does for this type.
pub(super) fn from_nanos(of: &Type, session: Zone) -> Option<Body> {
    let result = Type::TimestampTz(9);
    Some(match of {
        Type::Bigint => {
            Box::new(move |columns, rows| {
                let nanos = column::<Int64Array>(&columns[0])?;
                build(&result, rows, |row| {
                    Ok(cell(nanos, row).map(|nanos| Point::at(i128::from(nanos), session)))
                })
            })
        }
        Type::Decimal { scale, .. } => {
            let unit = 10_i128.pow(u32::from(*scale));
            Box::new(move |columns, rows| {
                let nanos = column::<Decimal128Array>(&columns[0])?;
                build(&result, rows, |row| {
                    Ok(cell(nanos, row).map(|nanos| {
                        // Halves away from zero.
                        let rest = nanos % unit;
                        let whole = nanos / unit;
                        let up = rest != 0 && rest.abs() >= unit - rest.abs();
                        Point::at(if up { whole + nanos.signum() } else { whole }, session)
                    }))
                })
            })
        }
        _ => return None,
    })
}

/// What `to_unixtime` does for this type.
pub(super) fn to_unixtime(of: &Type) -> Body {
    let of = of.clone();
    Box::new(move |columns, rows| {
        let points = Points::new(&of, &columns[0])?;
        body::build!(double, rows, |row| {
            Ok(points.get(row).map(|point| {
                let nanos = point.instant();
                // Exact up to 2^53 of whatever the smallest unit present is.
                if nanos % MILLISECOND == 0 {
                    (nanos / MILLISECOND) as f64 / 1_000.0
                } else if nanos % 1_000 == 0 {
                    (nanos / 1_000) as f64 / 1_000_000.0
                } else {
                    nanos as f64 / SECOND as f64
                }
            }))
        })
    })
}
