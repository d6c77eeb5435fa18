//! `year` to `millisecond`, also as EXTRACT asks for them.

use arrow::array::{Int64Array, IntervalYearMonthArray};
use polias_types::Type;

use super::value::{Point, Points};
use super::week;
use crate::calendar::date_of;
use crate::kernel::column;
use crate::moments::SECOND;
use crate::rows::cell;
use crate::scalar::body::{Body, build};

/// What the function of this name does for this type.
pub(super) fn body(name: &str, of: &Type) -> Option<Body> {
    match of {
        Type::IntervalYearMonth => {
            let field: fn(i64) -> i64 = match name {
                "year" => |months| months / 12,
                "month" => |months| months % 12,
                _ => return None,
            };
            return Some(Box::new(move |columns, rows| {
                let intervals = column::<IntervalYearMonthArray>(&columns[0])?;
                build!(bigint, rows, |row| Ok(cell(intervals, row).map(|months| field(i64::from(months)))))
            }));
        }
        Type::IntervalDaySecond => {
            let field: fn(i64) -> i64 = match name {
                "day" | "day_of_month" => |millis| millis / 86_400_000,
                "hour" => |millis| millis % 86_400_000 / 3_600_000,
                "minute" => |millis| millis % 3_600_000 / 60_000,
                "second" => |millis| millis % 60_000 / 1_000,
                "millisecond" => |millis| millis % 1_000,
                _ => return None,
            };
            return Some(Box::new(move |columns, rows| {
                let intervals = column::<Int64Array>(&columns[0])?;
                build!(bigint, rows, |row| Ok(cell(intervals, row).map(field)))
            }));
        }
        Type::Date | Type::Time(_) | Type::TimeTz(_) | Type::Timestamp(_) | Type::TimestampTz(_) => {}
        _ => return None,
    }
    let field = field(name)?;
    let of = of.clone();
    Some(Box::new(move |columns, rows| {
        let points = Points::new(&of, &columns[0])?;
        build!(bigint, rows, |row| Ok(points.get(row).map(field)))
    }))
}

fn field(name: &str) -> Option<fn(Point) -> i64> {
    Some(match name {
        "year" => |point| date_of(point.days()).0,
        "quarter" => |point| (date_of(point.days()).1 - 1) / 3 + 1,
        "month" => |point| date_of(point.days()).1,
        "week" | "week_of_year" => |point| week::week(point.days()).1,
        "year_of_week" | "yow" => |point| week::week(point.days()).0,
        "day" | "day_of_month" => |point| date_of(point.days()).2,
        "day_of_week" | "dow" => |point| week::day_of_week(point.days()),
        "day_of_year" | "doy" => |point| week::day_of_year(point.days()),
        "hour" => |point| of_day(point, 3600 * SECOND, 24),
        "minute" => |point| of_day(point, 60 * SECOND, 60),
        "second" => |point| of_day(point, SECOND, 60),
        "millisecond" => |point| of_day(point, SECOND / 1000, 1000),
        "timezone_hour" => |point| i64::try_from(point.ahead / (3600 * SECOND)).unwrap_or_default(),
        "timezone_minute" => |point| i64::try_from(point.ahead / (60 * SECOND) % 60).unwrap_or_default(),
        _ => return None,
    })
}

/// How often the unit went by since midnight, modulo a count.
fn of_day(point: Point, unit: i128, count: i128) -> i64 {
    i64::try_from(point.of_day() / unit % count).unwrap_or_default()
}
