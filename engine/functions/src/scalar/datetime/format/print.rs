//! Prints a point in time by a pattern.

use chrono::{Offset, TimeZone};
use polias_types::Zone;

use super::{DAYS, Element, Field, MONTHS};
use crate::DataError;
use crate::calendar::date_of;
use crate::moments::{MILLISECOND, SECOND};
use crate::scalar::datetime::value::Point;
use crate::scalar::datetime::week;

/// The text of a point; a second has milliseconds.
pub(super) fn print(elements: &[Element], point: Point) -> Result<String, DataError> {
    let mut text = String::new();
    for element in elements {
        match element {
            Element::Literal(literal) => text.push_str(literal),
            Element::Number { field, least, .. } => push(&mut text, number(*field, point), *least),
            Element::TwoDigits { field, .. } => push(&mut text, number(*field, point).abs() % 100, 2),
            Element::Fraction { least, .. } => {
                let millis = point.of_day() % SECOND / MILLISECOND;
                let digits = format!("{millis:03}");
                text.extend(digits.chars().chain(std::iter::repeat('0')).take(*least));
            }
            Element::Name { field, short } => text.push_str(name(*field, *short, point)),
            Element::Offset { colon } => text.push_str(&offset(point.ahead, *colon)),
            Element::ZoneId => text.push_str(&point.zone.unwrap_or(Zone::UTC).to_string()),
            Element::ZoneName { short } => text.push_str(&zone_name(point, *short)?),
        }
    }
    Ok(text)
}

fn push(text: &mut String, number: i64, digits: usize) {
    if number < 0 {
        text.push('-');
    }
    text.push_str(&format!("{:0digits$}", number.unsigned_abs()));
}

fn number(field: Field, point: Point) -> i64 {
    let days = point.days();
    let (year, month, day) = date_of(days);
    let year_of_era = if year > 0 { year } else { 1 - year };
    let seconds = i64::try_from(point.of_day() / SECOND).unwrap_or_default();
    let hour = seconds / 3600;
    // 12 instead of 0, 24 instead of 0.
    let clock = |hour: i64, most: i64| if hour == 0 { most } else { hour };
    match field {
        Field::Era => i64::from(year > 0),
        Field::Century => year_of_era / 100,
        Field::YearOfEra => year_of_era,
        Field::Year => year,
        Field::WeekYear => week::week(days).0,
        Field::Month => month,
        Field::Week => week::week(days).1,
        Field::DayOfYear => week::day_of_year(days),
        Field::DayOfMonth => day,
        Field::DayOfWeek => week::day_of_week(days),
        Field::HalfDay => hour / 12,
        Field::HourOfHalf => hour % 12,
        Field::ClockHourOfHalf => clock(hour % 12, 12),
        Field::Hour => hour,
        Field::ClockHour => clock(hour, 24),
        Field::Minute => seconds / 60 % 60,
        Field::Second => seconds % 60,
    }
}

fn name(field: Field, short: bool, point: Point) -> &'static str {
    let number = number(field, point);
    let entry = |names: &'static [&'static str]| {
        let name =
            usize::try_from(number - 1).ok().and_then(|index| names.get(index)).copied().unwrap_or_default();
        if short { &name[..name.len().min(3)] } else { name }
    };
    match field {
        Field::Month => entry(&MONTHS),
        Field::DayOfWeek => entry(&DAYS),
        Field::HalfDay if number == 0 => "AM",
        Field::HalfDay => "PM",
        _ if number == 0 => "BC",
        _ => "AD",
    }
}

fn offset(ahead: i128, colon: bool) -> String {
    let minutes = ahead / (60 * SECOND);
    let sign = if minutes < 0 { '-' } else { '+' };
    let colon = if colon { ":" } else { "" };
    format!("{sign}{:02}{colon}{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

fn zone_name(point: Point, short: bool) -> Result<String, DataError> {
    let zone = point.zone.unwrap_or(Zone::UTC);
    let name = zone.to_string();
    if zone == Zone::UTC {
        return Ok(if short { name } else { "Coordinated Universal Time".to_owned() });
    }
    let Ok(known) = name.parse::<chrono_tz::Tz>() else { return Ok(name) };
    if !short {
        return Err(DataError::new(
            "NOT_SUPPORTED",
            format!("the long name of the time zone {name} is not supported; use 'ZZZ' for its id"),
        ));
    }
    let seconds = i64::try_from(point.instant().div_euclid(SECOND)).unwrap_or_default();
    let instant = chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    let offset = known.offset_from_utc_datetime(&instant.naive_utc());
    let text = chrono_tz::OffsetName::abbreviation(&offset).unwrap_or_default();
    // Zones without an abbreviation are named by their offset.
    if text.is_empty() || text.starts_with(['+', '-']) {
        return Ok(self::offset(i128::from(offset.fix().local_minus_utc()) * SECOND, true));
    }
    Ok(text.to_owned())
}
