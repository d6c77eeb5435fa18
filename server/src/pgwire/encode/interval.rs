//! Intervals in the styles `postgres` and `iso_8601`.
//!
//! Source: `EncodeInterval` of PostgreSQL 15.

use super::datetime::{clock, fraction};
use super::text::integer;

/// `IntervalStyle`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalStyle {
    /// `1 year 2 mons 3 days 04:05:06`
    Postgres,
    /// `P1Y2M3DT4H5M6S`
    Iso8601,
}

/// An interval in PostgreSQL's parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Months.
    pub months: i32,
    /// Days.
    pub days: i32,
    /// Microseconds.
    pub micros: i64,
}

impl Interval {
    /// Appends the text.
    pub fn write(self, style: IntervalStyle, out: &mut Vec<u8>) {
        match style {
            IntervalStyle::Postgres => self.postgres(out),
            IntervalStyle::Iso8601 => self.iso_8601(out),
        }
    }

    /// Appends the binary form.
    pub fn write_binary(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.micros.to_be_bytes());
        out.extend_from_slice(&self.days.to_be_bytes());
        out.extend_from_slice(&self.months.to_be_bytes());
    }

    fn postgres(self, out: &mut Vec<u8>) {
        let start = out.len();
        let mut after_negative = false;
        for (value, unit) in [(self.months / 12, "year"), (self.months % 12, "mon"), (self.days, "day")] {
            if value == 0 {
                continue;
            }
            if out.len() > start {
                out.push(b' ');
            }
            if after_negative && value > 0 {
                out.push(b'+');
            }
            integer(value, out);
            out.push(b' ');
            out.extend_from_slice(unit.as_bytes());
            if value != 1 {
                out.push(b's');
            }
            after_negative = value < 0;
        }
        if out.len() > start && self.micros == 0 {
            return;
        }
        if out.len() > start {
            out.push(b' ');
        }
        if self.micros < 0 {
            out.push(b'-');
        } else if after_negative {
            out.push(b'+');
        }
        clock(self.micros.unsigned_abs(), None, out);
    }

    fn iso_8601(self, out: &mut Vec<u8>) {
        if self == (Self { months: 0, days: 0, micros: 0 }) {
            out.extend_from_slice(b"PT0S");
            return;
        }
        out.push(b'P');
        for (value, unit) in [(self.months / 12, b'Y'), (self.months % 12, b'M'), (self.days, b'D')] {
            if value != 0 {
                integer(value, out);
                out.push(unit);
            }
        }
        if self.micros == 0 {
            return;
        }
        out.push(b'T');
        let negative = self.micros < 0;
        let rest = self.micros.unsigned_abs();
        for (value, unit) in [(rest / 3_600_000_000, b'H'), (rest / 60_000_000 % 60, b'M')] {
            if value != 0 {
                if negative {
                    out.push(b'-');
                }
                integer(value, out);
                out.push(unit);
            }
        }
        if !rest.is_multiple_of(60_000_000) {
            if negative {
                out.push(b'-');
            }
            integer(rest / 1_000_000 % 60, out);
            fraction(rest % 1_000_000, out);
            out.push(b'S');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(months: i32, days: i32, micros: i64, style: IntervalStyle) -> String {
        let mut out = Vec::new();
        Interval { months, days, micros }.write(style, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn postgres_style() {
        for (months, days, micros, expected) in [
            (0, 0, 0, "00:00:00"),
            (14, 3, 14_706_500_000, "1 year 2 mons 3 days 04:05:06.5"),
            (-1, 1, 0, "-1 mons +1 day"),
            (0, -1, 3_600_000_000, "-1 days +01:00:00"),
            (0, 0, -1, "-00:00:00.000001"),
            (0, 0, 360_000_000_000, "100:00:00"),
            (12, 0, 0, "1 year"),
        ] {
            assert_eq!(text(months, days, micros, IntervalStyle::Postgres), expected);
        }
    }

    #[test]
    fn iso_style() {
        for (months, days, micros, expected) in [
            (0, 0, 0, "PT0S"),
            (14, 3, 14_706_500_000, "P1Y2M3DT4H5M6.5S"),
            (0, -1, 0, "P-1D"),
            (0, 0, -90_000_000, "PT-1M-30S"),
        ] {
            assert_eq!(text(months, days, micros, IntervalStyle::Iso8601), expected);
        }
    }
}
