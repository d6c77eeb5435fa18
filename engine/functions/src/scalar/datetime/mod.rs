//! Functions of points in time and intervals.

mod add;
mod difference;
mod duration;
mod epoch;
mod fields;
mod format;
mod iso8601;
mod truncate;
mod unit;
mod value;
mod week;
mod zone;

use arrow::array::{Array, ArrayRef};
use datafusion::error::Result;
use polias_types::{ResolvedFunction, Type};

use super::body::{Body, strict};
use crate::Context;
use crate::moments::DAY;

/// What the function does; `None` when it is none of these.
pub(super) fn body(function: &ResolvedFunction, context: &Context) -> Option<Body> {
    Some(match (function.name, function.arguments.as_slice()) {
        ("date_trunc", [_, of]) => truncate::truncate_body(of),
        ("last_day_of_month", [of]) => truncate::last_day_body(of),
        ("date_add", [_, _, of]) => add::body(of),
        ("date_diff", [_, of, _]) => difference::body(of),
        ("date", [Type::Varchar(_)]) => strict!(date; text: Text => iso8601::cast_date(text).map(Some)),
        ("date", [of]) => epoch::date_body(of),
        ("from_unixtime", arguments) => epoch::from_unixtime(arguments.len(), context.zone)?,
        ("from_unixtime_nanos", [of]) => epoch::from_nanos(of, context.zone)?,
        ("to_unixtime", [of]) => epoch::to_unixtime(of),
        ("to_milliseconds", [_]) => strict!(bigint; interval: Bigint => Ok(Some(interval))),
        ("$at_timezone", [Type::TimeTz(_), by]) => zone::time_at_timezone(&function.result, by, context.now)?,
        ("at_timezone", [of, by]) => zone::at_timezone(of, by)?,
        ("with_timezone", [_, _]) => zone::with_timezone(&function.arguments[0], &function.result),
        ("current_timezone", []) => {
            let name = context.zone.to_string();
            Box::new(move |_, rows| crate::rows::texts(rows, |_| Ok(Some(&name))))
        }
        ("now", []) => zone::now(context),
        ("human_readable_seconds", [_]) => {
            strict!(text; seconds: Double => duration::human_readable(seconds).map(Some))
        }
        ("parse_duration", [_]) => strict!(bigint; text: Text => duration::parse(text).map(Some)),
        ("to_iso8601", [of]) => iso8601::print_body(of),
        ("from_iso8601_date", [_]) => strict!(date; text: Text => iso8601::date(text).map(Some)),
        ("from_iso8601_timestamp" | "from_iso8601_timestamp_nanos", [_]) => {
            iso8601::timestamp_body(&function.result, context.zone)
        }
        ("date_format" | "format_datetime", [of, _]) => format::print_body(function.name, of),
        ("date_parse" | "parse_datetime", [_, _]) => {
            format::parse_body(function.name, &function.result, context.zone)
        }
        (name, [of]) => fields::body(name, of)?,
        _ => return None,
    })
}

/// So many months after a clock's nanoseconds since 1970-01-01; `None` beyond what dates can say.
pub(super) fn months_later(local: i128, months: i64) -> Option<i128> {
    let days = i64::try_from(local.div_euclid(DAY)).ok()?;
    Some(i128::from(week::add_months(days, months)?) * DAY + local.rem_euclid(DAY))
}

/// What the clocks of a column show, in nanoseconds since 1970-01-01.
pub(super) fn local_nanos(of: &Type, array: &ArrayRef) -> Result<Vec<Option<i128>>> {
    let points = value::Points::new(of, array)?;
    Ok((0..array.len()).map(|row| points.get(row).map(|point| point.local)).collect())
}

/// The column of this type, without zone, out of such nanoseconds.
pub(super) fn from_local_nanos(of: &Type, values: &[i128]) -> Result<ArrayRef> {
    value::build(of, values.len(), |row| Ok(Some(value::Point { local: values[row], ahead: 0, zone: None })))
}
