//! Dates, times and timestamps from text.

use polias_types::Zone;

use crate::calendar::{day_of, days_in_month};
use crate::moments::{DAY, SECOND};

/// Most digits of a second's fraction that are read.
const MAX_FRACTION: usize = 12;

/// Days since 1970-01-01 of `2020-1-31`; blanks around are ignored.
pub(super) fn date(text: &str) -> Option<i32> {
    let mut reader = Reader { rest: text.trim() };
    let day = reader.date(1)?;
    if !reader.rest.is_empty() {
        return None;
    }
    i32::try_from(day).ok()
}

/// Nanoseconds of `10:11:12.345+01:00`, rounded to the precision, and the offset in minutes.
pub(super) fn time(text: &str, precision: u8) -> Option<(i128, Option<i16>)> {
    let mut reader = Reader { rest: text };
    let time = reader.time(precision)?.rem_euclid(DAY);
    reader.rest = reader.rest.trim_start();
    if reader.rest.is_empty() {
        return Some((time, None));
    }
    let sign = match reader.rest.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    reader.rest = &reader.rest[1..];
    let hours = reader.digits(2, 2)?;
    reader.literal(':')?;
    let minutes = reader.digits(2, 2)?;
    if !reader.rest.is_empty() || minutes > 59 {
        return None;
    }
    let offset = i16::try_from(sign * (hours * 60 + minutes)).ok()?;
    (offset.abs() <= polias_types::MAX_OFFSET_MINUTES).then_some((time, Some(offset)))
}

/// Nanoseconds since 1970-01-01 of the clock that `2020-01-01 10:11:12.345 Europe/Berlin` shows, rounded to
/// the precision, and the zone. Blanks around are ignored.
pub(super) fn timestamp(text: &str, precision: u8) -> Option<(i128, Option<Zone>)> {
    let mut reader = Reader { rest: text.trim() };
    let day = i128::from(reader.date(4)?);
    if reader.rest.is_empty() {
        return Some((day * DAY, None));
    }
    reader.literal(' ')?;
    let time = if reader.rest.trim_start().starts_with(|first: char| first.is_ascii_digit()) {
        reader.time(precision)?
    } else {
        0
    };
    let name = reader.rest.trim();
    let zone = if name.is_empty() { None } else { Some(zone(name)?) };
    Some((day * DAY + time, zone))
}

/// Names have their exact case here.
fn zone(name: &str) -> Option<Zone> {
    let offset = ["UTC", "GMT", "UT"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix).filter(|offset| offset.starts_with(['+', '-'])));
    let zone = Zone::named(offset.unwrap_or(name))?;
    let shown = zone.to_string();
    let other_case = shown != name && shown.eq_ignore_ascii_case(name);
    (!other_case).then_some(zone)
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    /// Between so many digits.
    fn digits(&mut self, least: usize, most: usize) -> Option<i64> {
        let length = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(least..=most).contains(&length) {
            return None;
        }
        let (digits, rest) = self.rest.split_at(length);
        self.rest = rest;
        digits.parse().ok()
    }

    fn literal(&mut self, character: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(character)?;
        Some(())
    }

    /// Days since 1970-01-01.
    fn date(&mut self, year_digits: usize) -> Option<i64> {
        let negative = self.rest.starts_with('-');
        self.rest = self.rest.strip_prefix(['-', '+']).unwrap_or(self.rest);
        let year = self.digits(year_digits, 10)?;
        let year = if negative { -year } else { year };
        self.literal('-')?;
        let month = self.digits(1, 2)?;
        self.literal('-')?;
        let day = self.digits(1, 2)?;
        let valid = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        valid.then(|| day_of(year, month, day))
    }

    /// Nanoseconds of the day, rounded; may be the whole day.
    fn time(&mut self, precision: u8) -> Option<i128> {
        let hours = self.digits(1, 2)?;
        self.literal(':')?;
        let minutes = self.digits(1, 2)?;
        let mut seconds = 0;
        let mut fraction = 0;
        if self.literal(':').is_some() {
            seconds = self.digits(1, 2)?;
            if self.literal('.').is_some() {
                fraction = self.fraction(precision)?;
            }
        }
        if hours > 23 || minutes > 59 || seconds > 59 {
            return None;
        }
        Some(i128::from(hours * 3600 + minutes * 60 + seconds) * SECOND + fraction)
    }

    /// Nanoseconds of a second's fraction.
    fn fraction(&mut self, precision: u8) -> Option<i128> {
        let length = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return None;
        }
        let (digits, rest) = self.rest.split_at(length);
        self.rest = rest;
        let digits = &digits[..length.min(MAX_FRACTION)];
        let picoseconds: i128 = format!("{digits:0<width$}", width = MAX_FRACTION).parse().ok()?;
        let unit = 10_i128.pow(12 - u32::from(precision.min(9)));
        Some((picoseconds + unit / 2) / unit * unit / 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(
            (date(" 2020-01-01 "), date("2020-1-1"), date("+2020-01-01")),
            (Some(18_262), Some(18_262), Some(18_262))
        );
        assert_eq!(date("20-1-1"), Some(-712_223));
        for text in
            ["2020-01", "2020-13-01", "2020-01-01x", "2020-01-01 00:00:00", "", "2020-02-30", "2020-001-01"]
        {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn times() {
        assert_eq!(time("1:2", 3), Some((3720 * SECOND, None)));
        assert_eq!(time("23:59:59.9999", 3), Some((0, None)));
        assert_eq!(time("00:00:00 +01:00", 3), Some((0, Some(60))));
        for text in ["24:00:00", "x", " 10:11:12 ", "10:11:12+1", "10:11:12+15:00", "10:11:12-0830", "10"] {
            assert_eq!(time(text, 3), None, "{text}");
        }
    }

    #[test]
    fn timestamps() {
        let day = 18_262 * DAY;
        assert_eq!(timestamp("2020-01-01", 3), Some((day, None)));
        assert_eq!(timestamp("2020-1-1 1:2", 3), Some((day + 3720 * SECOND, None)));
        assert_eq!(timestamp("2020-01-01 UTC", 3), Some((day, Some(Zone::UTC))));
        assert_eq!(timestamp("2020-01-01 00:00:00 UTC+3", 3), Some((day, Zone::offset(180))));
        assert_eq!(timestamp("2020-01-01 00:00:00.9995", 3), Some((day + SECOND, None)));
        for text in [
            "2020-01-01T10:11:12",
            "2020-01-01 10",
            "2020-01-01 25:00:00",
            "20-01-01",
            "2020-01-01 10:11:12 europe/berlin",
            "2020-01-01 10:11:12 Mars/X",
        ] {
            assert_eq!(timestamp(text, 3), None, "{text}");
        }
    }
}
