//! Time zones as each value of `timestamp with time zone` carries one.

use chrono::{FixedOffset, Offset, TimeZone};

/// A zone of the IANA database, or an offset: 16 bits, as they stand in the carrier's `zone` field.
///
/// From 0 on it is the index of a named zone in [`chrono_tz::TZ_VARIANTS`]; below, an offset in minutes.
/// Numbers are valid within one process only (spilled rows, not files).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Zone(i16);

/// Widest offset in minutes.
pub const MAX_OFFSET_MINUTES: i16 = 14 * 60;

/// What is added to an offset so that its number is below 0.
const OFFSETS_BELOW: i16 = -10_000;

impl Zone {
    /// `UTC`
    pub const UTC: Self = Self(OFFSETS_BELOW);

    /// `Europe/Berlin`, `UTC`, `Z`, `+02:00`; names without regard to case. `None` when there is no such zone.
    pub fn named(name: &str) -> Option<Self> {
        if let Some(minutes) = parse_offset(name) {
            return Self::offset(minutes);
        }
        if ["utc", "z", "gmt", "ut", "greenwich", "zulu", "etc/utc", "etc/gmt"]
            .iter()
            .any(|utc| utc.eq_ignore_ascii_case(name))
            && !name.eq_ignore_ascii_case("gmt")
        {
            return Some(Self::UTC);
        }
        let index = chrono_tz::TZ_VARIANTS.iter().position(|zone| zone.name().eq_ignore_ascii_case(name))?;
        i16::try_from(index).ok().map(Self)
    }

    /// A fixed offset; `None` beyond 14 hours. The offset 0 is UTC.
    pub fn offset(minutes: i16) -> Option<Self> {
        (minutes.abs() <= MAX_OFFSET_MINUTES).then(|| Self(OFFSETS_BELOW + minutes))
    }

    /// The number in the carrier.
    pub fn id(self) -> i16 {
        self.0
    }

    /// From the number in the carrier; `None` when it is not one of [`Self::id`].
    pub fn from_id(id: i16) -> Option<Self> {
        let valid = match usize::try_from(id) {
            Ok(index) => index < chrono_tz::TZ_VARIANTS.len(),
            Err(_) => (id - OFFSETS_BELOW).abs() <= MAX_OFFSET_MINUTES,
        };
        valid.then_some(Self(id))
    }

    /// Seconds east of UTC at an instant, in seconds since 1970-01-01 UTC. 0 beyond chrono's years.
    pub fn seconds_east(self, epoch_seconds: i64) -> i32 {
        match self.iana() {
            Some(zone) => chrono::DateTime::from_timestamp(epoch_seconds, 0).map_or(0, |instant| {
                zone.offset_from_utc_datetime(&instant.naive_utc()).fix().local_minus_utc()
            }),
            None => i32::from(self.0 - OFFSETS_BELOW) * 60,
        }
    }

    /// The instant, in seconds since 1970-01-01 UTC, at which clocks of the zone show `local` (seconds since
    /// 1970-01-01 of a clock). In a gap the clock is taken as not yet moved, in an overlap as the earlier
    /// instant, as Trino does.
    pub fn local_to_epoch(self, local: i64) -> i64 {
        let Some(zone) = self.iana() else { return local - i64::from(self.seconds_east(0)) };
        let Some(naive) = chrono::DateTime::from_timestamp(local, 0).map(|time| time.naive_utc()) else {
            return local;
        };
        match zone.offset_from_local_datetime(&naive) {
            chrono::LocalResult::Single(offset) | chrono::LocalResult::Ambiguous(offset, _) => {
                local - i64::from(offset.fix().local_minus_utc())
            }
            // A gap: the offset before it, which is the one of a day earlier.
            chrono::LocalResult::None => local - i64::from(self.seconds_east(local - 86_400)),
        }
    }

    fn iana(self) -> Option<chrono_tz::Tz> {
        usize::try_from(self.0).ok().and_then(|index| chrono_tz::TZ_VARIANTS.get(index).copied())
    }
}

/// `Europe/Berlin`, `UTC`, `+02:00`
impl std::fmt::Display for Zone {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.iana() {
            Some(zone) => formatter.write_str(zone.name()),
            None if *self == Self::UTC => formatter.write_str("UTC"),
            None => match FixedOffset::east_opt(self.seconds_east(0)) {
                Some(offset) => write!(formatter, "{offset}"),
                None => Err(std::fmt::Error),
            },
        }
    }
}

/// Minutes of `+02:00`, `-0530`, `+2`.
fn parse_offset(text: &str) -> Option<i16> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
        None => (digits, "0"),
    };
    let number = |text: &str| {
        ((1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<i16>().ok())
            .flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (minutes < 60).then(|| sign * (hours * 60 + minutes))
}
