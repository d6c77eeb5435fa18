//! Reads a point in time by a pattern, as Joda-Time does: fields are set from the longest to the shortest.

use polias_types::Zone;

use super::{DAYS, Element, Field, MONTHS, malformed};
use crate::DataError;
use crate::calendar::{date_of, day_of, days_in_month};
use crate::scalar::datetime::week;

/// What was read.
pub(super) struct Parsed {
    /// Milliseconds since 1970-01-01 of the clock.
    pub(super) millis: i64,
    /// The zone, when the pattern has one.
    pub(super) zone: Option<Zone>,
}

/// Reads the whole text.
pub(super) fn parse(text: &str, elements: &[Element]) -> Result<Parsed, DataError> {
    let mut reader = Reader { text, position: 0, fields: Vec::new(), millis: 0, zone: None };
    for element in elements {
        if !reader.element(element) {
            return Err(error(malformed(text, reader.position)));
        }
    }
    if reader.position < text.len() {
        return Err(error(malformed(text, reader.position)));
    }
    let days = reader.days()?;
    let time = reader.time()?;
    Ok(Parsed { millis: days * 86_400_000 + time, zone: reader.zone })
}

fn error(message: String) -> DataError {
    DataError::new("INVALID_FUNCTION_ARGUMENT", message)
}

struct Reader<'a> {
    text: &'a str,
    position: usize,
    fields: Vec<(Field, i64)>,
    millis: i64,
    zone: Option<Zone>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or("")
    }

    /// Whether the element was there.
    fn element(&mut self, element: &Element) -> bool {
        match element {
            Element::Literal(literal) => self.literal(literal),
            Element::Number { field, most, .. } => {
                let signed = matches!(field, Field::Year | Field::WeekYear);
                self.number(*most, signed).map(|value| self.fields.push((*field, value))).is_some()
            }
            Element::TwoDigits { field, pivot, lenient } => self.two_digits(*field, *pivot, *lenient),
            Element::Fraction { most, .. } => self.fraction(*most),
            Element::Name { field, .. } => self.name(*field),
            Element::Offset { .. } => self.offset(),
            Element::ZoneId => self.zone_id(),
            Element::ZoneName { .. } => {
                self.literal("UTC") && {
                    self.zone = Some(Zone::UTC);
                    true
                }
            }
        }
    }

    fn literal(&mut self, literal: &str) -> bool {
        let found = self.rest().get(..literal.len()).is_some_and(|start| start.eq_ignore_ascii_case(literal));
        self.position += if found { literal.len() } else { 0 };
        found
    }

    fn number(&mut self, most: usize, signed: bool) -> Option<i64> {
        let rest = self.rest();
        let sign = usize::from(signed && rest.starts_with(['-', '+']));
        let count = rest[sign..].bytes().take(most).take_while(u8::is_ascii_digit).count();
        if count == 0 {
            return None;
        }
        let value: i64 = rest[sign..sign + count].parse().ok()?;
        self.position += sign + count;
        Some(if sign == 1 && rest.starts_with('-') { -value } else { value })
    }

    fn two_digits(&mut self, field: Field, pivot: i64, lenient: bool) -> bool {
        let rest = self.rest();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if lenient && (digits != 2 || rest.starts_with(['-', '+'])) {
            return self.number(9, true).map(|value| self.fields.push((field, value))).is_some();
        }
        if digits < 2 {
            return false;
        }
        let Some(value) = self.number(2, false) else { return false };
        let low = pivot - 50;
        self.fields.push((field, low + (value - low).rem_euclid(100)));
        true
    }

    fn fraction(&mut self, most: usize) -> bool {
        let digits = self.rest().bytes().take(most).take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return false;
        }
        let millis: String = self.rest()[..digits].chars().chain("00".chars()).take(3).collect();
        self.millis = millis.parse().unwrap_or_default();
        self.position += digits;
        true
    }

    /// The longest name that stands here, whole or short.
    fn name(&mut self, field: Field) -> bool {
        let names: &[&str] = match field {
            Field::Month => &MONTHS,
            Field::DayOfWeek => &DAYS,
            Field::HalfDay => &["AM", "PM"],
            _ => &["BC", "AD"],
        };
        let first = i64::from(matches!(field, Field::Month | Field::DayOfWeek));
        let rest = self.rest();
        let starts =
            |name: &str| rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        for short in [false, true] {
            for (index, name) in names.iter().enumerate() {
                let name = if short { &name[..name.len().min(3)] } else { name };
                if starts(name) {
                    self.position += name.len();
                    self.fields.push((field, first + i64::try_from(index).unwrap_or_default()));
                    return true;
                }
            }
        }
        false
    }

    fn offset(&mut self) -> bool {
        if self.literal("Z") {
            self.zone = Some(Zone::UTC);
            return true;
        }
        let sign = match self.rest().bytes().next() {
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => return false,
        };
        let start = self.position;
        self.position += 1;
        let Some(hours) = self.number(2, false) else {
            self.position = start;
            return false;
        };
        let colon = self.literal(":");
        let minutes = if colon || self.rest().starts_with(|char: char| char.is_ascii_digit()) {
            self.number(2, false)
        } else {
            Some(0)
        };
        let zone = minutes
            .and_then(|minutes| i16::try_from(sign * (hours * 60 + minutes)).ok())
            .and_then(Zone::offset);
        if zone.is_none() {
            self.position = start;
        }
        self.zone = zone;
        zone.is_some()
    }

    fn zone_id(&mut self) -> bool {
        let rest = self.rest();
        let end = rest
            .find(|char: char| !(char.is_ascii_alphanumeric() || "/_+-:".contains(char)))
            .unwrap_or(rest.len());
        let longest = (1..=end).rev().find_map(|end| Zone::named(rest.get(..end)?).map(|zone| (end, zone)));
        let Some((end, zone)) = longest else { return false };
        self.position += end;
        self.zone = Some(zone);
        true
    }

    fn get(&self, field: Field) -> Option<i64> {
        self.fields.iter().rev().find(|(known, _)| *known == field).map(|(_, value)| *value)
    }

    fn ranged(&self, value: i64, name: &str, low: i64, high: i64) -> Result<i64, DataError> {
        if (low..=high).contains(&value) {
            return Ok(value);
        }
        Err(error(format!(
            "Cannot parse \"{}\": Value {value} for {name} must be in the range [{low},{high}]",
            self.text
        )))
    }

    fn days(&self) -> Result<i64, DataError> {
        let year = match (self.get(Field::Year), self.get(Field::YearOfEra)) {
            (Some(year), _) => Some(year),
            (None, Some(year)) if self.get(Field::Era) == Some(0) => Some(1 - year),
            (None, year) => year,
        };
        let week_year = self.get(Field::WeekYear);
        let (month, number) = (self.get(Field::Month), self.get(Field::Week));
        let of_year = self.get(Field::DayOfYear);
        let (of_month, of_week) = (self.get(Field::DayOfMonth), self.get(Field::DayOfWeek));
        // Without a year, months and days are those of a leap year.
        let dated = month.or(number).or(of_year).or(of_month).or(of_week).is_some();
        let default = if dated && week_year.is_none() { 2000 } else { 1970 };
        let mut days = day_of(year.unwrap_or(default), 1, 1);
        if let Some(year) = week_year {
            days = week::first_monday(year);
        }
        if let Some(month) = month {
            days = day_of(date_of(days).0, self.ranged(month, "monthOfYear", 1, 12)?, 1);
        }
        if let Some(number) = number {
            let year = week_year.unwrap_or_else(|| week::week(days).0);
            let number = self.ranged(number, "weekOfWeekyear", 1, week::weeks_in_year(year))?;
            days = week::first_monday(year) + (number - 1) * 7;
        }
        if let Some(day) = of_year {
            let year = date_of(days).0;
            let last = 365 + i64::from(week::is_leap(year));
            days = day_of(year, 1, 1) + self.ranged(day, "dayOfYear", 1, last)? - 1;
        }
        if let Some(day) = of_week {
            let day = self.ranged(day, "dayOfWeek", 1, 7)?;
            days += day - week::day_of_week(days);
        }
        if let Some(day) = of_month {
            let (year, month, _) = date_of(days);
            days = day_of(year, month, self.ranged(day, "dayOfMonth", 1, days_in_month(year, month))?);
        }
        Ok(days)
    }

    /// Milliseconds of the day.
    fn time(&self) -> Result<i64, DataError> {
        let mut hour = 0;
        if let Some(half) = self.get(Field::HalfDay) {
            hour = half * 12;
        }
        if let Some(value) = self.get(Field::HourOfHalf) {
            hour += self.ranged(value, "hourOfHalfday", 0, 11)?;
        }
        if let Some(value) = self.get(Field::ClockHourOfHalf) {
            hour += self.ranged(value, "clockhourOfHalfday", 1, 12)? % 12;
        }
        if let Some(value) = self.get(Field::Hour) {
            hour = self.ranged(value, "hourOfDay", 0, 23)?;
        }
        if let Some(value) = self.get(Field::ClockHour) {
            hour = self.ranged(value, "clockhourOfDay", 1, 24)? % 24;
        }
        let minute = self.ranged(self.get(Field::Minute).unwrap_or(0), "minuteOfHour", 0, 59)?;
        let second = self.ranged(self.get(Field::Second).unwrap_or(0), "secondOfMinute", 0, 59)?;
        Ok(((hour * 60 + minute) * 60 + second) * 1000 + self.millis)
    }
}
