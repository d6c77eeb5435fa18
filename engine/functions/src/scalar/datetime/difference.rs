//! `date_diff`: whole units from the first to the second, towards zero.

use arrow::array::StringViewArray;
use polias_types::Type;

use super::unit::Unit;
use super::value::{Point, Points};
use super::week::is_leap;
use crate::calendar::{date_of, day_of, days_in_month};
use crate::kernel::column;
use crate::moments::{DAY, MILLISECOND};
use crate::rows::cell;
use crate::scalar::body::{Body, build};

/// What the function does for this type.
pub(super) fn body(of: &Type) -> Body {
    let of = of.clone();
    Box::new(move |columns, rows| {
        let units = column::<StringViewArray>(&columns[0])?;
        let (from, to) = (Points::new(&of, &columns[1])?, Points::new(&of, &columns[2])?);
        build!(bigint, rows, |row| {
            let (Some(unit), Some(from), Some(to)) = (cell(units, row), from.get(row), to.get(row)) else {
                return Ok(None);
            };
            Ok(Some(difference(Unit::parse(unit, &of)?, from, to)))
        })
    })
}

fn difference(unit: Unit, from: Point, to: Point) -> i64 {
    let narrow = |value: i128| i64::try_from(value).unwrap_or(i64::MAX);
    let millis = |nanos: i128| nanos.div_euclid(MILLISECOND);
    if let Unit::Fixed(length) = unit {
        return narrow((millis(to.instant()) - millis(from.instant())) / (length / MILLISECOND));
    }
    // The calendar is that of the first one's zone.
    let to = from.zone.map_or(to, |zone| Point::at(to.instant(), zone));
    let (from, to) = (millis(from.local), millis(to.local));
    if let Some(length) = unit.length() {
        return narrow((to - from) / (length / MILLISECOND));
    }
    let forwards = |from, to| match unit {
        Unit::Months(12) => years(from, to),
        Unit::Months(count) => months(from, to) / count,
        _ => 0,
    };
    if to < from { -forwards(to, from) } else { forwards(from, to) }
}

const DAY_MILLIS: i128 = DAY / MILLISECOND;

/// Day and milliseconds of the day.
fn split(millis: i128) -> (i64, i128) {
    (i64::try_from(millis.div_euclid(DAY_MILLIS)).unwrap_or_default(), millis.rem_euclid(DAY_MILLIS))
}

fn months(from: i128, to: i128) -> i64 {
    let ((from, from_rest), (to, to_rest)) = (split(from), split(to));
    let ((from_year, from_month, mut from_day), (to_year, to_month, to_day)) = (date_of(from), date_of(to));
    let months = (to_year - from_year) * 12 + to_month - from_month;
    // The last day of a month is a whole month after any later day of the one before.
    if to_day == days_in_month(to_year, to_month) {
        from_day = from_day.min(to_day);
    }
    if (to_day, to_rest) < (from_day, from_rest) { months - 1 } else { months }
}

fn years(from: i128, to: i128) -> i64 {
    const LEAP_DAY: i64 = 59;
    let ((from, from_rest), (to, to_rest)) = (split(from), split(to));
    let (from_year, to_year) = (date_of(from).0, date_of(to).0);
    let mut from_day = from - day_of(from_year, 1, 1);
    let mut to_day = to - day_of(to_year, 1, 1);
    if from_day >= LEAP_DAY {
        if is_leap(from_year) {
            from_day -= i64::from(!is_leap(to_year));
        } else if to_day >= LEAP_DAY && is_leap(to_year) {
            to_day -= 1;
        }
    }
    let years = to_year - from_year;
    if (to_day, to_rest) < (from_day, from_rest) { years - 1 } else { years }
}
