//! `date_trunc`, `last_day_of_month`.

use arrow::array::StringViewArray;
use polias_types::Type;

use super::unit::Unit;
use super::value::{Point, Points, build};
use super::week;
use crate::calendar::{date_of, day_of, days_in_month};
use crate::kernel::column;
use crate::moments::DAY;
use crate::rows::cell;
use crate::scalar::body::Body;

/// What `date_trunc` does for this type.
pub(super) fn truncate_body(of: &Type) -> Body {
    let of = of.clone();
    Box::new(move |columns, rows| {
        let units = column::<StringViewArray>(&columns[0])?;
        let points = Points::new(&of, &columns[1])?;
        build(&of, rows, |row| {
            let (Some(unit), Some(point)) = (cell(units, row), points.get(row)) else { return Ok(None) };
            Ok(Some(truncate(Unit::parse(unit, &of)?, point)))
        })
    })
}

fn truncate(unit: Unit, point: Point) -> Point {
    let day = match unit {
        // Within an hour the clock does not change.
        Unit::Fixed(length) => return point.with_local(point.local.div_euclid(length) * length),
        Unit::Day => point.days(),
        Unit::Week => point.days() - (week::day_of_week(point.days()) - 1),
        Unit::Months(months) => {
            let (year, month, _) = date_of(point.days());
            day_of(year, (month - 1) / months * months + 1, 1)
        }
    };
    point.moved_to(i128::from(day) * DAY)
}

/// What `last_day_of_month` does for this type.
pub(super) fn last_day_body(of: &Type) -> Body {
    let of = of.clone();
    Box::new(move |columns, rows| {
        let points = Points::new(&of, &columns[0])?;
        build(&Type::Date, rows, |row| {
            Ok(points.get(row).map(|point| {
                let (year, month, _) = date_of(point.days());
                let last = day_of(year, month, days_in_month(year, month));
                point.with_local(i128::from(last) * DAY)
            }))
        })
    })
}
