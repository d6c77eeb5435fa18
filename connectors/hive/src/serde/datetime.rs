//! Dates and timestamps as Trino's Hive readers parse them.
//!
//! Both follow Java's lenient mode: fields may have fewer digits, and what is too large for a field carries
//! into the next (`2020-02-30` is `2020-03-01`).

use super::number::{java_integer, java_trim, seconds_to_millis};

/// A point in time without a zone: seconds since 1970 and nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Instant {
    pub seconds: i64,
    pub nanos: u32,
}

impl Instant {
    /// Milliseconds since 1970, rounded half up; `None` when out of range.
    pub fn rounded_millis(self) -> Option<i64> {
        self.seconds.checked_mul(1000)?.checked_add(i64::from((self.nanos + 500_000) / 1_000_000))
    }
}

const SECONDS_OF_DAY: i64 = 86_400;

/// Days since 1970 of a proleptic Gregorian date; month and day may be out of their range and carry.
pub(super) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let months = year * 12 + (month - 1);
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    // Years from March, so that the leap day is the last one; eras of 400 years.
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
        + (day - 1)
}

/// `parseHiveDate`: `yyyy-MM-dd`, anything after a space ignored. Days since 1970.
pub(super) fn hive_date(text: &[u8]) -> Option<i32> {
    let text = java_trim(text);
    let end = text.iter().position(|&byte| byte == b' ').unwrap_or(text.len());
    let mut cursor = Cursor::new(&text[..end]);
    let days = cursor.date(true)?;
    cursor.at_end().then(|| i32::try_from(days).ok()).flatten()
}

/// `parseHiveTimestamp`: `yyyy-MM-dd HH:mm:ss[.fraction]`, or ISO `yyyy-MM-ddTHH:mm[:ss[.fraction]]`.
pub(super) fn hive_timestamp(text: &[u8]) -> Option<Instant> {
    if let Some(instant) = plain_timestamp(text) {
        return Some(instant);
    }
    let text = java_trim(text);
    let mut cursor = Cursor::new(text);
    let days = cursor.date(true)?;
    if !cursor.accept(b' ') {
        return iso_timestamp(text);
    }
    let (hour, minute) = (cursor.number(true)?, cursor.colon(true)?);
    let (second, nanos) = (cursor.colon(true)?, cursor.fraction()?);
    cursor.at_end().then(|| instant(days, hour, minute, second, nanos)).flatten()
}

/// `yyyy-MM-dd HH:mm:ss` with all its digits, the usual form, without going from field to field. Fields out
/// of their range carry here too.
fn plain_timestamp(text: &[u8]) -> Option<Instant> {
    let [y1, y2, y3, y4, b'-', o1, o2, b'-', d1, d2, b' ' | b'T', h1, h2, b':', m1, m2, b':', s1, s2] = *text
    else {
        return None;
    };
    let pair = |tens: u8, ones: u8| {
        let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
        (tens <= 9 && ones <= 9).then(|| i64::from(tens * 10 + ones))
    };
    let days = days_from_civil(pair(y1, y2)? * 100 + pair(y3, y4)?, pair(o1, o2)?, pair(d1, d2)?);
    let time = pair(h1, h2)? * 3600 + pair(m1, m2)? * 60 + pair(s1, s2)?;
    Some(Instant { seconds: days * SECONDS_OF_DAY + time, nanos: 0 })
}

/// The openx SerDe's timestamps: with a zone (converted to UTC), the formats of [`hive_timestamp`], or
/// seconds (up to twelve characters, or with a decimal point) or milliseconds since 1970.
pub(super) fn openx_timestamp(text: &str) -> Option<Instant> {
    let bytes = text.as_bytes();
    if bytes.iter().skip(1).any(|&byte| byte == b':') && bytes.first() != Some(&b':') {
        return zoned_timestamp(bytes).or_else(|| hive_timestamp_untrimmed(bytes));
    }
    if !bytes.iter().all(|byte| matches!(byte, b'-' | b'+' | b'.' | b'0'..=b'9')) {
        return None;
    }
    if bytes.contains(&b'.') {
        return seconds_to_millis(bytes).map(from_millis);
    }
    let number = java_integer(bytes, 10)?;
    Some(if bytes.len() >= 13 { from_millis(number) } else { Instant { seconds: number, nanos: 0 } })
}

/// An instant from milliseconds since 1970.
pub(super) fn from_millis(millis: i64) -> Instant {
    // A remainder of 1000 times a million fits.
    Instant { seconds: millis.div_euclid(1000), nanos: millis.rem_euclid(1000) as u32 * 1_000_000 }
}

/// From days and a time of day whose fields may be out of their range and carry.
pub(super) fn instant(days: i64, hour: i64, minute: i64, second: i64, nanos: u32) -> Option<Instant> {
    let time = hour.checked_mul(3600)?.checked_add(minute.checked_mul(60)?)?.checked_add(second)?;
    Some(Instant { seconds: days.checked_mul(SECONDS_OF_DAY)?.checked_add(time)?, nanos })
}

/// `ISO_LOCAL_DATE_TIME` in lenient mode.
fn iso_timestamp(text: &[u8]) -> Option<Instant> {
    let mut cursor = Cursor::new(text);
    let days = cursor.date(false)?;
    if !cursor.accept(b'T') && !cursor.accept(b't') {
        return None;
    }
    let (hour, minute) = (cursor.number(false)?, cursor.colon(false)?);
    let (mut second, mut nanos) = (0, 0);
    if cursor.accept(b':') {
        second = cursor.number(false)?;
        nanos = cursor.fraction()?;
    }
    cursor.at_end().then(|| instant(days, hour, minute, second, nanos)).flatten()
}

/// ISO with `Z`, `+HHMM` or `+HH:MM` at the end.
fn zoned_timestamp(text: &[u8]) -> Option<Instant> {
    let (local, offset) = match text {
        [local @ .., b'z' | b'Z'] => (local, 0),
        [local @ .., sign @ (b'+' | b'-'), a, b, b':', c, d] => {
            (local, zone_offset(*sign, [*a, *b, *c, *d])?)
        }
        [local @ .., sign @ (b'+' | b'-'), a, b, c, d] => (local, zone_offset(*sign, [*a, *b, *c, *d])?),
        _ => return None,
    };
    let local = iso_timestamp(local)?;
    Some(Instant { seconds: local.seconds.checked_sub(offset)?, nanos: local.nanos })
}

/// Seconds east of Greenwich; at most eighteen hours, as in Java.
pub(super) fn zone_offset(sign: u8, digits: [u8; 4]) -> Option<i64> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let [a, b, c, d] = digits.map(|digit| i64::from(digit - b'0'));
    let (hours, minutes) = (a * 10 + b, c * 10 + d);
    let seconds = hours * 3600 + minutes * 60;
    if minutes > 59 || seconds > 18 * 3600 {
        return None;
    }
    Some(if sign == b'-' { -seconds } else { seconds })
}

/// Unlike the other readers, Trino 440's openx reader takes no spaces around a timestamp.
fn hive_timestamp_untrimmed(text: &[u8]) -> Option<Instant> {
    if java_trim(text).len() == text.len() { hive_timestamp(text) } else { None }
}

/// A position in a text, with the readers of `DateTimeFormatterBuilder` in lenient mode.
pub(super) struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    pub fn at_end(&self) -> bool {
        self.at == self.text.len()
    }

    pub fn rest(&self) -> &'a [u8] {
        &self.text[self.at..]
    }

    pub fn advance(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.text.len());
    }

    pub fn accept(&mut self, byte: u8) -> bool {
        let found = self.text.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    /// Up to nine digits, with a sign if `signed`.
    pub fn number(&mut self, signed: bool) -> Option<i64> {
        let negative = signed && self.accept(b'-');
        if signed && !negative {
            self.accept(b'+');
        }
        let value = self.digits(1, 9)?;
        Some(if negative { -value } else { value })
    }

    /// From `least` to `most` digits.
    pub fn digits(&mut self, least: usize, most: usize) -> Option<i64> {
        let digits = self.rest().iter().take(most).take_while(|byte| byte.is_ascii_digit());
        let (count, value) = digits.fold((0, 0), |(n, value), &b| (n + 1, value * 10 + i64::from(b - b'0')));
        self.at += count;
        (count >= least).then_some(value)
    }

    fn date(&mut self, signed: bool) -> Option<i64> {
        let year = self.number(true)?;
        let month = self.dash()?.number(signed)?;
        let day = self.dash()?.number(signed)?;
        Some(days_from_civil(year, month, day))
    }

    fn dash(&mut self) -> Option<&mut Self> {
        self.accept(b'-').then_some(self)
    }

    fn colon(&mut self, signed: bool) -> Option<i64> {
        if self.accept(b':') { self.number(signed) } else { None }
    }

    /// Nanoseconds of an optional fraction of at most nine digits.
    fn fraction(&mut self) -> Option<u32> {
        if !self.accept(b'.') {
            return Some(0);
        }
        self.fraction_digits(0, 9)
    }

    /// Nanoseconds from the digits of a fraction.
    pub fn fraction_digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let before = self.at;
        let value = self.digits(least, most.min(9))?;
        let missing = 9 - (self.at - before);
        // Nine digits at most.
        Some(value as u32 * 10_u32.pow(missing as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(text: &str) -> Option<i64> {
        hive_timestamp(text.as_bytes()).and_then(Instant::rounded_millis)
    }

    fn openx(text: &str) -> Option<i64> {
        openx_timestamp(text).and_then(Instant::rounded_millis)
    }

    /// 2020-01-02 03:04:05
    const BASE: i64 = 1_577_934_245_000;

    #[test]
    fn dates_as_trino_reads_them() {
        for (text, days) in [
            ("2020-01-02", Some(18_263)),
            ("2020-1-2", Some(18_263)),
            (" 2020-01-02 ", Some(18_263)),
            ("2020-01-02 10:00:00", Some(18_263)),
            ("2020-13-01", Some(18_628)),
            ("2020-02-30", Some(18_322)),
            ("2020-01-02T10:00:00", None),
            ("xx", None),
            ("", None),
            ("0001-01-01", Some(-719_162)),
            ("-0005-01-01", Some(-721_354)),
            ("12020-01-01", Some(3_670_687)),
            ("+2020-01-01", Some(18_262)),
            ("2020-00-00", Some(18_230)),
            ("2020--1-01", Some(18_201)),
            ("2020-01-2x", None),
            ("18000", None),
            ("999999999-01-01", None),
        ] {
            assert_eq!(hive_date(text.as_bytes()), days, "{text}");
        }
    }

    #[test]
    fn timestamps_as_trino_reads_them() {
        for (text, offset) in [
            ("2020-01-02 03:04:05", Some(0)),
            ("2020-01-02 03:04:05.6", Some(600)),
            ("2020-01-02 03:04:05.6789", Some(679)),
            ("2020-01-02 03:04:05.999999", Some(1000)),
            ("2020-01-02 03:04:05.123456789", Some(123)),
            ("2020-01-02 03:04:05.1234567890", None),
            ("2020-01-02T03:04:05", Some(0)),
            ("2020-01-02t03:04", Some(-5000)),
            ("2020-01-02T03:04:05Z", None),
            ("2020-01-02T03:04:05.5", Some(500)),
            ("2020-01-02", None),
            ("2020-1-2 3:4:5", Some(0)),
            ("2020-01-02 25:61:61", Some(82_676_000)),
            ("2020-01-02 03:04", None),
            (" 2020-01-02 03:04:05 ", Some(0)),
            ("2020-01-02 03:04:05.", Some(0)),
            ("1577934245", None),
            ("", None),
            ("2020-01-02  03:04:05", None),
        ] {
            assert_eq!(millis(text), offset.map(|offset| BASE + offset), "{text}");
        }
        assert_eq!(millis("1969-12-31 23:59:59.9996"), Some(0));
        assert_eq!(millis("1969-12-31 23:59:59.9994"), Some(-1));
        assert_eq!(millis("1-1-1 1:1:1"), Some(-62_135_593_139_000));
        assert_eq!(millis("999999999-01-01 00:00:00"), None);
    }

    #[test]
    fn openx_timestamps_as_trino_reads_them() {
        for (text, offset) in [
            ("2020-01-02 03:04:05", Some(0)),
            ("2020-01-02T03:04:05Z", Some(0)),
            ("2020-01-02T03:04:05.123456+01:00", Some(-3_600_000 + 123)),
            ("2020-01-02T03:04:05+0100", Some(-3_600_000)),
            ("2020-01-02T03:04:05", Some(0)),
            ("2020-01-02 03:04:05+01:00", None),
            ("2020-01-02", None),
            ("1577934245", Some(0)),
            ("1577934245123", Some(123)),
            ("1577934245.5", Some(500)),
            ("1577934245.9999", Some(999)),
            ("abc", None),
            ("", None),
            ("2020-01-02 03:04", None),
            ("2020-01-02T03:04", Some(-5000)),
            ("1e9", None),
            (" 2020-01-02 03:04:05 ", None),
            ("2020-01-02t03:04:05z", Some(0)),
            ("2020-01-02T03:04:05.1234567891Z", None),
            ("2020-01-02T25:04:05Z", Some(22 * 3_600_000)),
            ("2020-01-02 03:04:05Z", None),
            ("2020-01-02T03:04:05+01", None),
        ] {
            assert_eq!(openx(text), offset.map(|offset| BASE + offset), "{text}");
        }
        assert_eq!(openx("-1"), Some(-1000));
        assert_eq!(openx("+5"), Some(5000));
    }
}
