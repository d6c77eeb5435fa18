//! Functions of zones.

use arrow::array::{Int64Array, StringViewArray};
use polias_types::{Type, Zone};

use super::value::{Point, Points, build};
use crate::kernel::column;
use crate::moments::{self, SECOND, ZonedTimes, zoned_times};
use crate::rows::cell;
use crate::scalar::body::Body;
use crate::{Context, DataError};

/// Nanoseconds of a minute.
const MINUTE: i128 = 60 * SECOND;

/// What `at_timezone` does: the same instant by another clock.
pub(super) fn at_timezone(of: &Type, by: &Type) -> Option<Body> {
    let (of, by) = (of.clone(), by.clone());
    match by {
        Type::Varchar(_) => Some(Box::new(move |columns, rows| {
            let points = Points::new(&of, &columns[0])?;
            let zones = column::<StringViewArray>(&columns[1])?;
            build(&of, rows, |row| {
                let (Some(point), Some(zone)) = (points.get(row), cell(zones, row)) else { return Ok(None) };
                Ok(Some(Point::at(point.instant(), named(zone)?)))
            })
        })),
        Type::IntervalDaySecond => Some(Box::new(move |columns, rows| {
            let points = Points::new(&of, &columns[0])?;
            let offsets = column::<Int64Array>(&columns[1])?;
            build(&of, rows, |row| {
                let (Some(point), Some(offset)) = (points.get(row), cell(offsets, row)) else {
                    return Ok(None);
                };
                Ok(Some(Point::at(point.instant(), offset_zone(offset)?)))
            })
        })),
        _ => None,
    }
}

/// What `AT TIME ZONE` does to a time with time zone: the same moment of the day by another clock, with the
/// offset that the zone has when the query starts.
pub(super) fn time_at_timezone(of: &Type, by: &Type, now: i128) -> Option<Body> {
    let of = of.clone();
    let shifted = move |(time, offset): (i128, i16), zone: Zone| {
        let to = moments::minutes_east(zone, now);
        let moved = time + (i128::from(to) - i128::from(offset)) * MINUTE;
        (moved.rem_euclid(moments::DAY), to)
    };
    match by {
        Type::Varchar(_) => Some(Box::new(move |columns, rows| {
            let times = ZonedTimes::new(&columns[0])?;
            let zones = column::<StringViewArray>(&columns[1])?;
            zoned_times(&of, rows, |row| {
                let (Some(time), Some(zone)) = (times.get(row), cell(zones, row)) else { return Ok(None) };
                Ok(Some(shifted(time, named(zone)?)))
            })
        })),
        Type::IntervalDaySecond => Some(Box::new(move |columns, rows| {
            let times = ZonedTimes::new(&columns[0])?;
            let offsets = column::<Int64Array>(&columns[1])?;
            zoned_times(&of, rows, |row| {
                let (Some(time), Some(offset)) = (times.get(row), cell(offsets, row)) else {
                    return Ok(None);
                };
                Ok(Some(shifted(time, offset_zone(offset)?)))
            })
        })),
        _ => None,
    }
}

/// What `with_timezone` does: the same clock in a zone.
pub(super) fn with_timezone(of: &Type, result: &Type) -> Body {
    let (of, result) = (of.clone(), result.clone());
    Box::new(move |columns, rows| {
        let points = Points::new(&of, &columns[0])?;
        let zones = column::<StringViewArray>(&columns[1])?;
        build(&result, rows, |row| {
            let (Some(point), Some(zone)) = (points.get(row), cell(zones, row)) else { return Ok(None) };
            let zone = named(zone)?;
            Ok(Some(Point::at(moments::instant_of_clock(point.local, zone), zone)))
        })
    })
}

/// What `now` does: the start of the query, rounded as CURRENT_TIMESTAMP is.
pub(super) fn now(context: &Context) -> Body {
    let now = Point::at(moments::round(context.now, 3), context.zone);
    Box::new(move |_, rows| build(&Type::TimestampTz(3), rows, |_| Ok(Some(now))))
}

fn named(name: &str) -> Result<Zone, DataError> {
    Zone::named(name).ok_or_else(|| {
        DataError::new("INVALID_FUNCTION_ARGUMENT", format!("'{name}' is not a valid time zone"))
    })
}

fn offset_zone(millis: i64) -> Result<Zone, DataError> {
    let refuse = |message: &str| DataError::new("INVALID_FUNCTION_ARGUMENT", message);
    if millis % 60_000 != 0 {
        return Err(refuse("Invalid time zone offset interval: interval contains seconds"));
    }
    i16::try_from(millis / 60_000)
        .ok()
        .and_then(Zone::offset)
        .ok_or_else(|| refuse(&format!("Invalid offset minutes {}", millis / 60_000)))
}
