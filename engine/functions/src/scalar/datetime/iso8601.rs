//! Points in time as ISO 8601 writes them.

use arrow::array::StringViewArray;
use polias_types::{Type, Zone};

use super::value::{Point, Points, build};
use super::week;
use crate::DataError;
use crate::calendar::{date_of, day_of, days_in_month};
use crate::kernel::column;
use crate::moments::{self, DAY, SECOND};
use crate::rows::{cell, texts};
use crate::scalar::body::Body;

fn refuse<T>(message: impl Into<String>) -> Result<T, DataError> {
    Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message))
}

/// What the cast of text to date does: `2020-02-03`, blanks around.
pub(super) fn cast_date(text: &str) -> Result<i32, DataError> {
    let invalid = || DataError::new("INVALID_CAST_ARGUMENT", format!("Value cannot be cast to date: {text}"));
    let trimmed = text.trim();
    let (sign, digits) = match trimmed.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let parts: Vec<_> =
        digits.split('-').map(|part| number(part).ok_or_else(invalid)).collect::<Result<_, _>>()?;
    let [year, month, day] = parts[..] else { return Err(invalid()) };
    let year = sign * year;
    if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
        return Err(invalid());
    }
    i32::try_from(day_of(year, month, day)).map_err(|_| invalid())
}

fn number(digits: &str) -> Option<i64> {
    let valid = (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    valid.then(|| digits.parse().ok()).flatten()
}

/// What `to_iso8601` does for this type.
pub(super) fn print_body(of: &Type) -> Body {
    let of = of.clone();
    Box::new(move |columns, rows| {
        let points = Points::new(&of, &columns[0])?;
        texts(rows, |row| Ok(points.get(row).map(|point| print(&of, point))))
    })
}

fn print(of: &Type, point: Point) -> String {
    let (year, month, day) = date_of(point.days());
    let sign = if year < 0 { "-" } else { "" };
    let date = format!("{sign}{:04}-{month:02}-{day:02}", year.abs());
    let (Type::Timestamp(precision) | Type::TimestampTz(precision)) = of else { return date };
    let seconds = point.of_day() / SECOND;
    let time = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = format!("{:09}", point.of_day() % SECOND);
    let fraction = match fraction.get(..usize::from(*precision)) {
        Some("") | None => String::new(),
        Some(digits) => format!(".{digits}"),
    };
    let zone = match point.zone {
        None => String::new(),
        Some(_) => offset(point.ahead, true),
    };
    format!("{date}T{time}{fraction}{zone}")
}

/// `+01:00`, `+0100`; `Z` for 0 when asked for by the colon form of ISO.
fn offset(ahead: i128, zulu: bool) -> String {
    if ahead == 0 && zulu {
        return "Z".to_owned();
    }
    let minutes = ahead / (60 * SECOND);
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// What `from_iso8601_timestamp` and `from_iso8601_timestamp_nanos` do.
pub(super) fn timestamp_body(result: &Type, session: Zone) -> Body {
    let result = result.clone();
    Box::new(move |columns, rows| {
        let values = column::<StringViewArray>(&columns[0])?;
        build(&result, rows, |row| {
            let Some(text) = cell(values, row) else { return Ok(None) };
            let parsed = Reader { text, position: 0 }.timestamp(matches!(result, Type::TimestampTz(9)))?;
            let zone = parsed.zone.unwrap_or(session);
            Ok(Some(Point::at(moments::instant(parsed.local, zone), zone)))
        })
    })
}

/// What `from_iso8601_date` does.
pub(super) fn date(text: &str) -> Result<i32, DataError> {
    let mut reader = Reader { text, position: 0 };
    let days = reader.date()?;
    if reader.position < text.len() {
        return Err(reader.malformed());
    }
    super::value::date(i128::from(days))
}

struct Parsed {
    local: i128,
    zone: Option<Zone>,
}

struct Reader<'a> {
    text: &'a str,
    position: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.position..]
    }

    fn eat(&mut self, char: char) -> bool {
        let found = self.rest().starts_with(char);
        self.position += if found { char.len_utf8() } else { 0 };
        found
    }

    /// At least one and at most so many digits.
    fn digits(&mut self, most: usize) -> Result<i64, DataError> {
        let count = self.rest().bytes().take(most).take_while(u8::is_ascii_digit).count();
        if count == 0 {
            return Err(self.malformed());
        }
        let value = self.rest()[..count].parse().unwrap_or_default();
        self.position += count;
        Ok(value)
    }

    fn malformed(&self) -> DataError {
        DataError::new("INVALID_FUNCTION_ARGUMENT", super::format::malformed(self.text, self.position))
    }

    fn ranged(&self, value: i64, name: &str, low: i64, high: i64) -> Result<i64, DataError> {
        if (low..=high).contains(&value) {
            return Ok(value);
        }
        refuse(format!(
            "Cannot parse \"{}\": Value {value} for {name} must be in the range [{low},{high}]",
            self.text
        ))
    }

    /// `2020`, `2020-05-11`, `2020-W10-3`, `2020-123`: days since 1970-01-01.
    fn date(&mut self) -> Result<i64, DataError> {
        let sign = if self.eat('-') { -1 } else { i64::from(self.eat('+')) | 1 };
        let year = sign * self.digits(9)?;
        let before = self.position;
        if !self.eat('-') {
            return Ok(day_of(year, 1, 1));
        }
        if self.eat('W') {
            let number = self.digits(2)?;
            let number = self.ranged(number, "weekOfWeekyear", 1, week::weeks_in_year(year))?;
            let day = if self.eat('-') { self.digits(1)? } else { 1 };
            let day = self.ranged(day, "dayOfWeek", 1, 7)?;
            return Ok(week::first_monday(year) + (number - 1) * 7 + day - 1);
        }
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        match digits {
            0 => {
                self.position = before;
                Ok(day_of(year, 1, 1))
            }
            3 => {
                let day = self.digits(3)?;
                let days = 365 + i64::from(week::is_leap(year));
                Ok(day_of(year, 1, 1) + self.ranged(day, "dayOfYear", 1, days)? - 1)
            }
            _ => {
                let month = self.digits(2)?;
                let month = self.ranged(month, "monthOfYear", 1, 12)?;
                let day = if self.eat('-') { self.digits(2)? } else { 1 };
                let day = self.ranged(day, "dayOfMonth", 1, days_in_month(year, month))?;
                Ok(day_of(year, month, day))
            }
        }
    }

    fn timestamp(mut self, nanos: bool) -> Result<Parsed, DataError> {
        let days = if self.rest().starts_with('T') && !nanos { 0 } else { self.date()? };
        let (mut local, mut zone) = (i128::from(days) * DAY, None);
        if self.eat('T') && self.position < self.text.len() {
            if !self.rest().starts_with(['Z', '+', '-']) {
                local += self.time(if nanos { 9 } else { 3 })?;
            }
            zone = self.zone()?;
        }
        if self.position < self.text.len() {
            return Err(self.malformed());
        }
        Ok(Parsed { local, zone })
    }

    /// Nanoseconds of the day; digits of a second beyond `digits` are cut off.
    fn time(&mut self, digits: u32) -> Result<i128, DataError> {
        let hour = self.digits(2)?;
        let mut time = i128::from(self.ranged(hour, "hourOfDay", 0, 23)?) * 3600 * SECOND;
        let mut unit = 3600 * SECOND;
        for (name, next) in [("minuteOfHour", 60 * SECOND), ("secondOfMinute", SECOND)] {
            if !self.eat(':') {
                break;
            }
            let value = self.digits(2)?;
            time += i128::from(self.ranged(value, name, 0, 59)?) * next;
            unit = next;
        }
        if self.eat('.') || self.eat(',') {
            let count = self.rest().bytes().take_while(u8::is_ascii_digit).count();
            if count == 0 {
                return Err(self.malformed());
            }
            let taken = count.min(9);
            let value: i128 = self.rest()[..taken].parse().unwrap_or_default();
            self.position += count;
            time += value * unit / 10_i128.pow(u32::try_from(taken).unwrap_or(9));
        }
        let smallest = 10_i128.pow(9 - digits);
        Ok(time / smallest * smallest)
    }

    fn zone(&mut self) -> Result<Option<Zone>, DataError> {
        if self.eat('Z') {
            return Ok(Some(Zone::UTC));
        }
        let sign = if self.eat('+') {
            1
        } else if self.eat('-') {
            -1
        } else {
            return Ok(None);
        };
        let hours = self.digits(2)?;
        let colon = self.eat(':');
        let minutes = if colon || self.rest().starts_with(|char: char| char.is_ascii_digit()) {
            self.digits(2)?
        } else {
            0
        };
        let total = i16::try_from(sign * (hours * 60 + minutes)).unwrap_or(i16::MAX);
        match Zone::offset(total) {
            Some(zone) => Ok(Some(zone)),
            None => refuse(format!("Invalid offset minutes {total}")),
        }
    }
}
