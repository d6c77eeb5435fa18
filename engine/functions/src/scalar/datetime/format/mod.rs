//! `date_format`, `date_parse` with MySQL's patterns, `format_datetime`, `parse_datetime` with Joda's.

mod joda;
mod mysql;
mod parse;
mod print;

use arrow::array::StringViewArray;
use polias_types::{Type, Zone};

use super::value::{Point, Points, build};
use crate::DataError;
use crate::kernel::column;
use crate::moments::{self, MILLISECOND};
use crate::rows::{cell, texts};
use crate::scalar::body::Body;

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Element {
    /// Text as it is.
    Literal(String),
    /// A number of at least so many digits; at most so many are read.
    Number { field: Field, least: usize, most: usize },
    /// A year's last two digits; the century is that of the year up to 50 before or after this one. Lenient
    /// ones read any number.
    TwoDigits { field: Field, pivot: i64, lenient: bool },
    /// Digits behind the point of a second.
    Fraction { least: usize, most: usize },
    /// The name of a month, a day of the week, a half of the day, an era.
    Name { field: Field, short: bool },
    /// `+0200`, `+02:00`
    Offset { colon: bool },
    /// `Europe/Berlin`
    ZoneId,
    /// `CEST`
    ZoneName { short: bool },
}

/// What a number or a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Era,
    Century,
    YearOfEra,
    Year,
    WeekYear,
    Month,
    Week,
    DayOfYear,
    DayOfMonth,
    DayOfWeek,
    HalfDay,
    /// 0 to 11.
    HourOfHalf,
    /// 1 to 12.
    ClockHourOfHalf,
    /// 0 to 23.
    Hour,
    /// 1 to 24.
    ClockHour,
    Minute,
    Second,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The patterns of a column; the last one stays read.
struct Patterns<'a> {
    column: &'a StringViewArray,
    last: Option<(&'a str, Vec<Element>)>,
    read: fn(&str) -> Result<Vec<Element>, DataError>,
}

impl<'a> Patterns<'a> {
    fn of(&mut self, row: usize) -> Result<Option<&[Element]>, DataError> {
        let Some(text) = cell(self.column, row) else { return Ok(None) };
        if self.last.as_ref().is_none_or(|(last, _)| *last != text) {
            self.last = Some((text, (self.read)(text)?));
        }
        Ok(self.last.as_ref().map(|(_, elements)| elements.as_slice()))
    }
}

fn reader(name: &str) -> fn(&str) -> Result<Vec<Element>, DataError> {
    if name.starts_with("date_") { mysql::read } else { joda::read }
}

/// What `date_format` and `format_datetime` do for this type.
pub(super) fn print_body(name: &str, of: &Type) -> Body {
    let (read, of) = (reader(name), of.clone());
    Box::new(move |columns, rows| {
        let points = Points::new(&of, &columns[0])?;
        let mut patterns = Patterns { column: column::<StringViewArray>(&columns[1])?, last: None, read };
        texts(rows, |row| {
            let Some(point) = points.get(row) else { return Ok(None) };
            let Some(elements) = patterns.of(row)? else { return Ok(None) };
            if point.zone.is_none() && elements.iter().any(is_zone) {
                return Err(DataError::new(
                    "INVALID_FUNCTION_ARGUMENT",
                    "format_datetime for TIMESTAMP type, cannot use 'Z' nor 'z' in format, as this type does not contain TZ information",
                ));
            }
            print::print(elements, point).map(Some)
        })
    })
}

fn is_zone(element: &Element) -> bool {
    matches!(element, Element::Offset { .. } | Element::ZoneId | Element::ZoneName { .. })
}

/// What `date_parse` and `parse_datetime` do.
pub(super) fn parse_body(name: &str, result: &Type, session: Zone) -> Body {
    let (read, result, mysql) = (reader(name), result.clone(), name.starts_with("date_"));
    Box::new(move |columns, rows| {
        let values = column::<StringViewArray>(&columns[0])?;
        let mut patterns = Patterns { column: column::<StringViewArray>(&columns[1])?, last: None, read };
        build(&result, rows, |row| {
            let Some(text) = cell(values, row) else { return Ok(None) };
            let Some(elements) = patterns.of(row)? else { return Ok(None) };
            let parsed = parse::parse(text, elements)?;
            let local = i128::from(parsed.millis) * MILLISECOND;
            // MySQL's patterns know no zones.
            let zone = if mysql { Zone::UTC } else { parsed.zone.unwrap_or(session) };
            Ok(Some(Point::at(moments::instant(local, zone), zone)))
        })
    })
}

/// Joda's message about a text that no longer fits at a byte.
pub(super) fn malformed(text: &str, position: usize) -> String {
    let sample: String = if text.chars().count() <= position + 35 {
        text.to_owned()
    } else {
        format!("{}...", text.chars().take(position + 32).collect::<String>())
    };
    if position == 0 {
        format!("Invalid format: \"{sample}\"")
    } else if position >= text.len() {
        format!("Invalid format: \"{sample}\" is too short")
    } else {
        let rest = sample.get(position..).unwrap_or_default();
        format!("Invalid format: \"{sample}\" is malformed at \"{rest}\"")
    }
}
