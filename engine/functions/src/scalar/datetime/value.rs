//! Columns of points in time read and built alike: as a clock's nanoseconds and its zone.

use arrow::array::{ArrayRef, Date32Array};
use arrow::datatypes::{DataType, Date32Type};
use datafusion::error::Result;
use polias_types::{Type, Zone};

use crate::DataError;
use crate::kernel::column;
use crate::moments::{self, DAY, Moments, SECOND, ZonedMoments, ZonedTimes};
use crate::rows::{cell, numbers};

/// A point in time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    /// What its clock shows: nanoseconds since 1970-01-01 of that clock, or of the day.
    pub(super) local: i128,
    /// How far the clock is ahead of UTC, in nanoseconds; 0 without a zone.
    pub(super) ahead: i128,
    /// Its zone.
    pub(super) zone: Option<Zone>,
}

impl Point {
    /// The instant, where the clock without zone counts as UTC.
    pub(super) fn instant(self) -> i128 {
        self.local - self.ahead
    }

    /// The days of its clock.
    pub(super) fn days(self) -> i64 {
        i64::try_from(self.local.div_euclid(DAY)).unwrap_or_default()
    }

    /// Nanoseconds of the day.
    pub(super) fn of_day(self) -> i128 {
        self.local.rem_euclid(DAY)
    }

    /// The same clock's offset, at another time shown.
    pub(super) fn with_local(self, local: i128) -> Self {
        Self { local, ..self }
    }

    /// The clock moved to another time; the zone says how far it is ahead then.
    pub(super) fn moved_to(self, local: i128) -> Self {
        match self.zone {
            Some(zone) => Self::at(moments::instant(local, zone), zone),
            None => Self { local, ..self },
        }
    }

    /// The clock of a zone at an instant.
    pub(super) fn at(instant: i128, zone: Zone) -> Self {
        let local = moments::local(instant, zone);
        Self { local, ahead: local - instant, zone: Some(zone) }
    }
}

/// A column of points.
pub(super) enum Points {
    Dates(Date32Array),
    Local(Moments),
    Zoned(ZonedMoments),
    ZonedTimes(ZonedTimes),
}

impl Points {
    /// The column of this type.
    pub(super) fn new(of: &Type, array: &ArrayRef) -> Result<Self> {
        Ok(match of {
            Type::Date => Self::Dates(column::<Date32Array>(array)?.clone()),
            Type::TimestampTz(_) => Self::Zoned(ZonedMoments::new(array)?),
            Type::TimeTz(_) => Self::ZonedTimes(ZonedTimes::new(array)?),
            _ => Self::Local(Moments::new(array)?),
        })
    }

    /// The point of a row, `None` for NULL.
    pub(super) fn get(&self, row: usize) -> Option<Point> {
        Some(match self {
            Self::Dates(dates) => Point { local: i128::from(cell(dates, row)?) * DAY, ahead: 0, zone: None },
            Self::Local(moments) => Point { local: moments.get(row)?, ahead: 0, zone: None },
            Self::Zoned(moments) => {
                let (instant, zone) = moments.get(row)?;
                Point::at(instant, zone)
            }
            Self::ZonedTimes(times) => {
                let (local, offset) = times.get(row)?;
                Point { local, ahead: i128::from(offset) * 60 * SECOND, zone: None }
            }
        })
    }
}

/// A column of this type out of the points of its rows.
pub(super) fn build(
    of: &Type,
    rows: usize,
    mut point: impl FnMut(usize) -> Result<Option<Point>, DataError>,
) -> Result<ArrayRef> {
    match of {
        Type::Date => numbers::<Date32Type>(&DataType::Date32, rows, |row| {
            point(row)?.map(|point| date(i128::from(point.days()))).transpose()
        }),
        Type::TimestampTz(_) => moments::zoned_moments(of, rows, |row| {
            Ok(point(row)?.map(|point| (point.instant(), point.zone.unwrap_or(Zone::UTC))))
        }),
        Type::TimeTz(_) => moments::zoned_times(of, rows, |row| {
            let minutes = |ahead: i128| i16::try_from(ahead / (60 * SECOND)).unwrap_or_default();
            Ok(point(row)?.map(|point| (point.local.rem_euclid(DAY), minutes(point.ahead))))
        }),
        Type::Time(_) => {
            moments::moments(of, rows, |row| Ok(point(row)?.map(|point| point.local.rem_euclid(DAY))))
        }
        _ => moments::moments(of, rows, |row| Ok(point(row)?.map(|point| point.local))),
    }
}

/// A date of so many days.
pub(super) fn date(days: i128) -> Result<i32, DataError> {
    i32::try_from(days).map_err(|_| DataError::new("NUMERIC_VALUE_OUT_OF_RANGE", "integer overflow"))
}

/// What Trino calls types in messages about their fields.
pub(super) fn kind(of: &Type) -> &'static str {
    match of {
        Type::Date => "DATE",
        Type::Time(_) | Type::TimeTz(_) => "TIME",
        _ => "TIMESTAMP",
    }
}
