//! Casts to date, time and timestamp types. Precision is rounded, halves up; what has no zone is of the
//! session's.

use arrow::array::{Array, ArrayRef, Date32Array, StringViewArray};
use arrow::datatypes::{DataType, Date32Type};
use datafusion::error::Result;
use polias_types::{Type, Zone};

use super::conversion::{Conversion, Settings, invalid, unknown};
use super::parse_datetime as parse;
use crate::DataError;
use crate::kernel::column;
use crate::moments::{
    DAY, Moments, SECOND, ZonedMoments, ZonedTimes, instant, instant_of_clock, local, minutes_east, moments,
    round, zoned_moments, zoned_times,
};
use crate::rows::{cell, numbers};

/// What a source gives: the clock it shows, and the zone when it has one.
#[derive(Clone, Copy)]
enum Point {
    /// A date, in days.
    Date(i128),
    /// A time of the day, and the offset in minutes when it has one.
    Time(i128, Option<i16>),
    /// Nanoseconds since 1970-01-01 of a clock.
    Local(i128),
    /// Nanoseconds since 1970-01-01 UTC, and the zone.
    Instant(i128, Zone),
}

type Points<'a> = Box<dyn Fn(usize) -> Result<Option<Point>, DataError> + 'a>;

/// The conversion of a type to a date, time or timestamp; `None` when only the precision grows within a
/// carrier.
pub(super) fn conversion(from: &Type, to: &Type, settings: Settings) -> Option<Conversion> {
    let widened = match (from, to) {
        (Type::Time(from), Type::Time(to))
        | (Type::TimeTz(from), Type::TimeTz(to))
        | (Type::Timestamp(from), Type::Timestamp(to))
        | (Type::TimestampTz(from), Type::TimestampTz(to)) => from <= to,
        _ => false,
    };
    if widened && from.carrier() == to.carrier() {
        return None;
    }
    let known = matches!(
        from,
        Type::Varchar(_)
            | Type::Date
            | Type::Time(_)
            | Type::TimeTz(_)
            | Type::Timestamp(_)
            | Type::TimestampTz(_)
    );
    if !known {
        return Some(unknown(from, to));
    }
    let (from, target) = (from.clone(), to.clone());
    Some(Box::new(move |array, failures| {
        let points = points(&from, &target, settings, array)?;
        let rows = array.len();
        match &target {
            Type::Date => numbers::<Date32Type>(&DataType::Date32, rows, |row| {
                let day = points(row).and_then(|point| point.map(day).transpose());
                failures.catch(row, day)
            }),
            Type::Time(precision) => moments(&target, rows, |row| {
                let time = points(row).map(|point| point.map(|point| time(point, *precision)));
                failures.catch(row, time)
            }),
            Type::TimeTz(precision) => zoned_times(&target, rows, |row| {
                let time =
                    points(row).map(|point| point.map(|point| zoned_time(point, *precision, settings)));
                failures.catch(row, time)
            }),
            Type::Timestamp(precision) => moments(&target, rows, |row| {
                let point =
                    points(row).map(|point| point.map(|point| round(timestamp(point, settings), *precision)));
                failures.catch(row, point)
            }),
            _ => {
                let precision = match target {
                    Type::TimestampTz(precision) => precision,
                    _ => 9,
                };
                zoned_moments(&target, rows, |row| {
                    let point = points(row).map(|point| {
                        point.map(|point| {
                            let (moment, zone) = zoned(point, settings);
                            (round(moment, precision), zone)
                        })
                    });
                    failures.catch(row, point)
                })
            }
        }
    }))
}

fn points<'a>(from: &Type, to: &'a Type, settings: Settings, array: &'a ArrayRef) -> Result<Points<'a>> {
    Ok(match from {
        Type::Date => {
            let days = column::<Date32Array>(array)?;
            Box::new(move |row| Ok(cell(days, row).map(|day| Point::Date(day.into()))))
        }
        Type::Time(_) => {
            let times = Moments::new(array)?;
            Box::new(move |row| Ok(times.get(row).map(|time| Point::Time(time, None))))
        }
        Type::TimeTz(_) => {
            let times = ZonedTimes::new(array)?;
            Box::new(move |row| Ok(times.get(row).map(|(time, offset)| Point::Time(time, Some(offset)))))
        }
        Type::Timestamp(_) => {
            let moments = Moments::new(array)?;
            Box::new(move |row| Ok(moments.get(row).map(Point::Local)))
        }
        Type::TimestampTz(_) => {
            let moments = ZonedMoments::new(array)?;
            Box::new(move |row| Ok(moments.get(row).map(|(instant, zone)| Point::Instant(instant, zone))))
        }
        _ => {
            let texts = column::<StringViewArray>(array)?;
            Box::new(move |row| cell(texts, row).map(|text| parsed(text, to, settings)).transpose())
        }
    })
}

/// Text by the rules of the type it becomes.
fn parsed(text: &str, to: &Type, settings: Settings) -> Result<Point, DataError> {
    let (point, name) = match to {
        Type::Date => (parse::date(text).map(|day| Point::Date(day.into())), "date"),
        Type::Time(precision) => {
            let time = parse::time(text, *precision);
            (time.filter(|(_, offset)| offset.is_none()).map(|(time, _)| Point::Time(time, None)), "time")
        }
        Type::TimeTz(precision) => {
            let time = parse::time(text, *precision);
            (time.map(|(time, offset)| Point::Time(time, offset)), "time with time zone")
        }
        Type::Timestamp(precision) => {
            // The clock that the text shows, whatever zone stands behind it.
            (parse::timestamp(text, *precision).map(|(clock, _)| Point::Local(clock)), "timestamp")
        }
        Type::TimestampTz(precision) => {
            let moment = parse::timestamp(text, *precision).map(|(clock, zone)| {
                let zone = zone.unwrap_or(settings.zone);
                Point::Instant(instant(clock, zone), zone)
            });
            (moment, "timestamp")
        }
        _ => (None, "timestamp"),
    };
    point.ok_or_else(|| invalid(format!("Value cannot be cast to {name}: {text}")))
}

fn day(point: Point) -> Result<i32, DataError> {
    let day = match point {
        Point::Date(day) => day,
        Point::Local(clock) => clock.div_euclid(DAY),
        Point::Instant(instant, zone) => local(instant, zone).div_euclid(DAY),
        Point::Time(..) => 0,
    };
    i32::try_from(day).map_err(|_| invalid("Value is out of range for date"))
}

fn time(point: Point, precision: u8) -> i128 {
    let nanos = match point {
        Point::Date(_) => 0,
        Point::Time(time, _) => time,
        Point::Local(clock) => clock.rem_euclid(DAY),
        Point::Instant(instant, zone) => local(instant, zone).rem_euclid(DAY),
    };
    round(nanos, precision).rem_euclid(DAY)
}

fn zoned_time(point: Point, precision: u8, settings: Settings) -> (i128, i16) {
    let offset = match point {
        Point::Time(_, Some(offset)) => offset,
        Point::Instant(instant, zone) => minutes_east(zone, instant),
        _ => minutes_east(settings.zone, settings.now),
    };
    (time(point, precision), offset)
}

/// The clock shown; times are of the day on which the query started.
fn timestamp(point: Point, settings: Settings) -> i128 {
    match point {
        Point::Date(day) => day * DAY,
        Point::Time(time, _) => today(settings) + time,
        Point::Local(clock) => clock,
        Point::Instant(instant, zone) => local(instant, zone),
    }
}

fn zoned(point: Point, settings: Settings) -> (i128, Zone) {
    match point {
        Point::Instant(instant, zone) => (instant, zone),
        Point::Time(time, Some(offset)) => {
            let zone = Zone::offset(offset).unwrap_or(Zone::UTC);
            // Trino puts the time in UTC onto the day, whatever day that is at the offset.
            let in_utc = (time - i128::from(offset) * 60 * SECOND).rem_euclid(DAY);
            (today(settings) + in_utc, zone)
        }
        point => (instant_of_clock(timestamp(point, settings), settings.zone), settings.zone),
    }
}

/// Midnight of the session's day, on its clock.
fn today(settings: Settings) -> i128 {
    local(settings.now, settings.zone).div_euclid(DAY) * DAY
}
