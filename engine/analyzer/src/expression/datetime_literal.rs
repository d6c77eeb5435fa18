//! Texts of DATE, TIME and TIMESTAMP literals, by the patterns of Trino's `DateTimes`.

use polias_types::{Type, Value, Zone};

const NANOSECONDS: i128 = 1_000_000_000;
const SECONDS_PER_DAY: i64 = 86_400;

/// Digits of years beyond which no type holds a value.
const MAX_YEAR_DIGITS: usize = 9;

/// A literal's value, type, and number of digits of the second (which may be more than any type has; the
/// value is not to be used then).
type TimeValue = (Value, Type, u32);

/// `2020-01-31`, blanks around: days since 1970-01-01.
pub(super) fn parse_date(text: &str) -> Option<i64> {
    let mut reader = Reader { rest: text.trim() };
    let days = reader.date(1)?;
    (reader.rest.is_empty() && i32::try_from(days).is_ok()).then_some(days)
}

/// `01:02[:03[.456]] [+01:00]`
pub(super) fn parse_time(text: &str) -> Option<TimeValue> {
    let mut reader = Reader { rest: text };
    let time = reader.time()?;
    let nanoseconds = i128::from(time.seconds) * NANOSECONDS + time.nanoseconds;
    let precision = time.precision();
    if reader.rest.is_empty() {
        return Some((Value::Nanoseconds(nanoseconds), Type::Time(precision), time.digits));
    }
    let minutes = offset_minutes(reader.rest.trim_start())?;
    let value = Value::ZonedTime(i64::try_from(nanoseconds).ok()?, minutes);
    Some((value, Type::TimeTz(precision), time.digits))
}

/// `2020-01-31 [01:02[:03[.456]]] [zone]`, with one blank after the date.
pub(super) fn parse_timestamp(text: &str) -> Option<TimeValue> {
    let mut reader = Reader { rest: text };
    let days = reader.date(4)?;
    let mut time = Time::default();
    if !reader.rest.is_empty() {
        reader.character(' ')?;
        let before = reader.rest;
        match reader.time() {
            Some(read) => time = read,
            None => reader.rest = before,
        }
    }
    let seconds = days * SECONDS_PER_DAY + time.seconds;
    let precision = time.precision();
    let zone = reader.rest.trim_start();
    if zone.is_empty() {
        let value = Value::Nanoseconds(i128::from(seconds) * NANOSECONDS + time.nanoseconds);
        return Some((value, Type::Timestamp(precision), time.digits));
    }
    let zone = exact_zone(zone)?;
    let epoch = zone.local_to_epoch(seconds);
    // In a gap no clock of the zone shows the time.
    if epoch + i64::from(zone.seconds_east(epoch)) != seconds {
        return None;
    }
    let value = Value::Instant(i128::from(epoch) * NANOSECONDS + time.nanoseconds, zone);
    Some((value, Type::TimestampTz(precision), time.digits))
}

/// A zone by its name as it is written; case matters in Trino.
fn exact_zone(name: &str) -> Option<Zone> {
    let zone = Zone::named(name)?;
    let is_offset = name.starts_with(['+', '-']);
    let is_utc = zone == Zone::UTC && !name.bytes().any(|byte| byte.is_ascii_lowercase());
    (is_offset || is_utc || zone.to_string() == name).then_some(zone)
}

/// Minutes of `+01:30`.
fn offset_minutes(text: &str) -> Option<i16> {
    let bytes = text.as_bytes();
    if bytes.len() != 6 || !matches!(bytes[0], b'+' | b'-') || bytes[3] != b':' {
        return None;
    }
    let digits = |range: std::ops::Range<usize>| {
        text.get(range).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?.parse::<i16>().ok()
    };
    let (hours, minutes) = (digits(1..3)?, digits(4..6)?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= polias_types::MAX_OFFSET_MINUTES).then_some(if bytes[0] == b'-' {
        -total
    } else {
        total
    })
}

/// A time of the day.
#[derive(Default)]
struct Time {
    seconds: i64,
    nanoseconds: i128,
    digits: u32,
}

impl Time {
    fn precision(&self) -> u8 {
        u8::try_from(self.digits).unwrap_or(u8::MAX)
    }
}

/// What is left of a text.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn character(&mut self, character: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(character)?;
        Some(())
    }

    /// From `least` to `most` digits, as many as there are.
    fn number(&mut self, least: usize, most: usize) -> Option<i64> {
        let count = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(least..=most).contains(&count) {
            return None;
        }
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        digits.parse().ok()
    }

    /// Days since 1970-01-01 of `[+-]year-month-day`.
    fn date(&mut self, year_digits: usize) -> Option<i64> {
        let negative = self.character('-').is_some();
        if !negative {
            let _ = self.character('+');
        }
        let year = self.number(year_digits, MAX_YEAR_DIGITS)?;
        self.character('-')?;
        let month = self.number(1, 2)?;
        self.character('-')?;
        let day = self.number(1, 2)?;
        days_from_civil(if negative { -year } else { year }, month, day)
    }

    /// `hour:minute[:second[.fraction]]`
    fn time(&mut self) -> Option<Time> {
        let hour = self.number(1, 2)?;
        self.character(':')?;
        let minute = self.number(1, 2)?;
        let mut time = Time::default();
        let mut second = 0;
        if self.character(':').is_some() {
            second = self.number(1, 2)?;
            let before = self.rest;
            if self.character('.').is_some() {
                let count = self.rest.bytes().take_while(u8::is_ascii_digit).count();
                if count == 0 {
                    self.rest = before;
                }
                let (digits, rest) = self.rest.split_at(count);
                self.rest = rest;
                time.digits = u32::try_from(count).ok()?;
                for place in 0..9 {
                    let digit = digits.as_bytes().get(place).map_or(0, |digit| digit - b'0');
                    time.nanoseconds = time.nanoseconds * 10 + i128::from(digit);
                }
            }
        }
        time.seconds = (hour * 60 + minute) * 60 + second;
        (hour < 24 && minute < 60 && second < 60).then_some(time)
    }
}

/// Days since 1970-01-01 of a day of the proleptic Gregorian calendar. Source: Howard Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms".
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0);
    let longest = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if !(1..=longest).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        let cases = [
            ("1970-01-01", Some(0)),
            ("2020-1-1", Some(18_262)),
            ("  2020-02-03 ", Some(18_295)),
            ("0000-01-01", Some(-719_528)),
            ("-0001-01-01", Some(-719_893)),
            ("1-1-1", Some(-719_162)),
            ("+12345-01-01", Some(3_789_391)),
            ("2020-02-29", Some(18_321)),
            ("2020-02-30", None),
            ("2020-01-32", None),
            ("2020-13-01", None),
            ("2020-01-01 00:00:00", None),
            ("5881581-01-01", None),
            ("abc", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_date(text), expected, "{text}");
        }
    }

    #[test]
    fn times() {
        let plain = |nanoseconds, precision, digits| {
            Some((Value::Nanoseconds(nanoseconds), Type::Time(precision), digits))
        };
        let zoned = |nanoseconds, offset, precision, digits| {
            Some((Value::ZonedTime(nanoseconds, offset), Type::TimeTz(precision), digits))
        };
        let cases = [
            ("01:02", plain(3_720_000_000_000, 0, 0)),
            ("1:2", plain(3_720_000_000_000, 0, 0)),
            ("1:2:3.4567", plain(3_723_456_700_000, 4, 4)),
            ("01:02:03 +01:30", zoned(3_723_000_000_000, 90, 0, 0)),
            ("01:02 -08:00", zoned(3_720_000_000_000, -480, 0, 0)),
            ("01:02:03.123+14:00", zoned(3_723_123_000_000, 840, 3, 3)),
            ("01:02:03.", None),
            ("24:00", None),
            ("01", None),
            ("01:02:03 +14:01", None),
            ("01:02:03 UTC", None),
            ("01:02 +5", None),
            ("01:02 +0500", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_time(text), expected, "{text}");
        }
    }

    #[test]
    fn timestamps() {
        let day = 1_577_836_800;
        let local = |seconds: i64, nanoseconds: i128, precision| {
            let value = Value::Nanoseconds(i128::from(day + seconds) * NANOSECONDS + nanoseconds);
            Some((value, Type::Timestamp(precision), u32::from(precision)))
        };
        let instant = |seconds: i64, nanoseconds: i128, precision, zone: &str| {
            let value = Value::Instant(
                i128::from(day + seconds) * NANOSECONDS + nanoseconds,
                Zone::named(zone).unwrap(),
            );
            Some((value, Type::TimestampTz(precision), u32::from(precision)))
        };
        let cases = [
            ("2020-01-01", local(0, 0, 0)),
            ("2020-01-01 01:02", local(3720, 0, 0)),
            ("2020-1-1 1:2:3.1234", local(3723, 123_400_000, 4)),
            ("2020-01-01 01:02:03 UTC", instant(3723, 0, 0, "UTC")),
            ("2020-01-01 UTC", instant(0, 0, 0, "UTC")),
            ("2020-01-01 01:02:03Z", instant(3723, 0, 0, "UTC")),
            ("2020-01-01 01:02:03.5 Europe/Berlin", instant(123, 500_000_000, 1, "Europe/Berlin")),
            ("2020-01-01 01:02:03+01:00", instant(123, 0, 0, "+01:00")),
            ("2020-01-01 01:02:03 +1", instant(123, 0, 0, "+01:00")),
            ("2020-01-01 01", None),
            ("2020-01-01T01:02:03", None),
            (" 2020-01-01 01:02:03", None),
            ("2020-01-01  01:02:03", None),
            ("2020-01-01 01:02:03 europe/berlin", None),
            ("2020-01-01 01:02:03 Foo/Bar", None),
            ("2020-01-01 25:02:03", None),
            ("2020-03-29 02:30:00 Europe/Berlin", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_timestamp(text), expected, "{text}");
        }
    }
}
