//! Time zones of sessions, by the names PostgreSQL clients use.

use std::str::FromStr;

use arrow::array::timezone::Tz;
use chrono::{DateTime, FixedOffset, Offset, TimeZone};

/// A zone, or a fixed offset.
#[derive(Debug, Clone, Copy)]
pub enum Zone {
    /// No offset at all: the common case, without look-ups.
    Utc,
    /// A named zone or an offset.
    Other(Tz),
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Utc, Self::Utc) => true,
            (Self::Other(left), Self::Other(right)) => format!("{left:?}") == format!("{right:?}"),
            _ => false,
        }
    }
}

impl Zone {
    /// Reads a zone name of any case (`europe/berlin`), an ISO offset (`+02:00`), hours east (`-7`) or a POSIX
    /// offset, which counts west (`GMT-2` is two hours east). Returns the canonical name with the zone.
    pub fn parse(text: &str) -> Option<(String, Self)> {
        let text = text.trim();
        if ["utc", "gmt", "z", "etc/utc", "zulu", "utc0", "gmt0", "default", "local"]
            .iter()
            .any(|name| text.eq_ignore_ascii_case(name))
        {
            let name = if text.eq_ignore_ascii_case("gmt") {
                "GMT"
            } else if text.contains('/') {
                "Etc/UTC"
            } else {
                "UTC"
            };
            return Some((name.to_owned(), Self::Utc));
        }
        for name in [text.to_owned(), title_case(text), text.to_ascii_uppercase()] {
            let is_name = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
            if let (true, Ok(zone)) = (is_name, Tz::from_str(&name)) {
                return Some((name, Self::Other(zone)));
            }
        }
        let east = match text.find(['+', '-']) {
            Some(at @ 3..) if matches!(text.get(..3), Some(prefix) if prefix.eq_ignore_ascii_case("utc") || prefix.eq_ignore_ascii_case("gmt")) => {
                -offset_seconds(text.get(at..)?)?
            }
            _ => offset_seconds(text)?,
        };
        let sign = if east < 0 { '-' } else { '+' };
        let name = format!("{sign}{:02}:{:02}", east.abs() / 3600, east.abs() % 3600 / 60);
        let zone = Tz::from_str(&name).ok()?;
        Some((name, if east == 0 { Self::Utc } else { Self::Other(zone) }))
    }

    /// Seconds east of UTC at an instant (microseconds since 1970); `None` beyond the calendar of chrono.
    pub fn offset_seconds(self, micros: i64) -> Option<i32> {
        match self {
            Self::Utc => Some(0),
            Self::Other(zone) => {
                let utc = DateTime::from_timestamp_micros(micros)?.naive_utc();
                let fixed: FixedOffset = zone.offset_from_utc_datetime(&utc).fix();
                Some(fixed.local_minus_utc())
            }
        }
    }

    /// The instant (microseconds since 1970) of a local time in this zone; the earlier one where clocks go back.
    pub fn instant_of_local(self, local_micros: i64) -> Option<i64> {
        match self {
            Self::Utc => Some(local_micros),
            Self::Other(zone) => {
                let local = DateTime::from_timestamp_micros(local_micros)?.naive_utc();
                match zone.offset_from_local_datetime(&local).earliest() {
                    Some(offset) => {
                        Some(local_micros - i64::from(offset.fix().local_minus_utc()) * 1_000_000)
                    }
                    // Within a gap PostgreSQL takes the offset before it.
                    None => Some(
                        local_micros
                            - i64::from(self.offset_seconds(local_micros - 86_400_000_000)?) * 1_000_000,
                    ),
                }
            }
        }
    }
}

fn title_case(text: &str) -> String {
    let mut upper = true;
    text.chars()
        .map(|letter| {
            let letter = if upper { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() };
            upper = !letter.is_ascii_alphanumeric();
            letter
        })
        .collect()
}

/// `+02:00`, `+0230`, `-7`, `5.5`, `+02`.
fn offset_seconds(text: &str) -> Option<i32> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, text.get(1..)?),
        b'+' => (1, text.get(1..)?),
        _ => (1, text),
    };
    let seconds = if let Some((hours, minutes)) = digits.split_once(':') {
        hours.parse::<i32>().ok()?.checked_mul(3600)? + minutes.get(..2)?.parse::<i32>().ok()? * 60
    } else if digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        digits.get(..2)?.parse::<i32>().ok()? * 3600 + digits.get(2..)?.parse::<i32>().ok()? * 60
    } else {
        (digits.parse::<f64>().ok().filter(|hours| hours.abs() < 24.0)? * 3600.0).round() as i32
    };
    (0..=16 * 3600).contains(&seconds).then_some(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_offsets() {
        for (text, name, winter) in [
            ("UTC", "UTC", 0),
            ("utc", "UTC", 0),
            ("Europe/Berlin", "Europe/Berlin", 3600),
            ("europe/berlin", "Europe/Berlin", 3600),
            ("America/New_York", "America/New_York", -18_000),
            ("+05:30", "+05:30", 19_800),
            ("-7", "-07:00", -25_200),
            ("GMT-02:00", "+02:00", 7_200),
        ] {
            let (found, zone) = Zone::parse(text).unwrap();
            assert_eq!(
                (found.as_str(), zone.offset_seconds(1_704_067_200_000_000)),
                (name, Some(winter)),
                "{text}"
            );
        }
        assert!(Zone::parse("Mars/Olympus").is_none());
        assert!(Zone::parse("+99:00").is_none());
        assert!(Zone::parse("").is_none());
    }

    #[test]
    fn local_times_have_an_instant() {
        let (_, berlin) = Zone::parse("Europe/Berlin").unwrap();
        let noon = 1_719_835_200_000_000; // 2024-07-01 12:00
        assert_eq!(berlin.instant_of_local(noon), Some(noon - 7_200_000_000));
    }
}
