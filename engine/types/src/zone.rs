//! Time zones as each value of `timestamp with time zone` carries one.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{Datelike, Offset, TimeZone};

use crate::text::write_offset;

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

/// Names of UTC.
const UTC_NAMES: [&str; 13] = [
    "UTC",
    "Z",
    "UT",
    "GMT",
    "GMT0",
    "UCT",
    "Greenwich",
    "Universal",
    "Zulu",
    "Etc/UTC",
    "Etc/GMT",
    "Etc/GMT0",
    "Etc/UCT",
];

/// Names of the database that Trino does not take.
const REFUSED_NAMES: [&str; 7] = ["EST", "MST", "HST", "ROC", "Etc/Greenwich", "Etc/Universal", "Etc/Zulu"];

/// 2038-01-01: from there on rules are those of an equal year before, as tables of zones end somewhere.
const FIRST_BY_RULE: i64 = 2_145_916_800;

/// 2001-01-01
const START_OF_CYCLE: i64 = 978_307_200;

const SECONDS_OF_DAY: i64 = 86_400;

/// Days after which the calendar repeats, weekdays included: 400 years.
const CYCLE_DAYS: i64 = 146_097;

static BY_NAME: LazyLock<HashMap<&'static str, Zone>> = LazyLock::new(|| {
    let named = chrono_tz::TZ_VARIANTS.iter().zip(0i16..).map(|(zone, index)| (zone.name(), Zone(index)));
    let mut zones: HashMap<_, _> = named.filter(|(name, _)| !REFUSED_NAMES.contains(name)).collect();
    // These are offsets, with the sign turned: `Etc/GMT+5` is west.
    zones.retain(|name, _| !name.starts_with("Etc/GMT"));
    for hours in -14..=12i16 {
        if hours != 0 {
            zones.extend(etc_name(hours).map(|name| (name, Zone(OFFSETS_BELOW - hours * 60))));
        }
    }
    zones.extend(UTC_NAMES.map(|name| (name, Zone::UTC)));
    zones
});

/// `Etc/GMT+5` as the database has it.
fn etc_name(hours: i16) -> Option<&'static str> {
    let name = format!("Etc/GMT{hours:+}");
    chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).find(|known| *known == name)
}

impl Zone {
    /// `UTC`
    pub const UTC: Self = Self(OFFSETS_BELOW);

    /// `Europe/Berlin`, `UTC`, `Z`, `+02:00`, `UTC+2`; case matters, as to Trino. `None` when there is no such
    /// zone, or an offset is beyond 14 hours.
    pub fn named(name: &str) -> Option<Self> {
        if let Some(zone) = BY_NAME.get(name) {
            return Some(*zone);
        }
        let offset = ["Etc/UTC", "Etc/GMT", "UTC", "GMT", "UT"]
            .iter()
            .find_map(|prefix| name.strip_prefix(prefix))
            .unwrap_or(name);
        Self::offset(parse_offset(offset)?)
    }

    /// A fixed offset; `None` beyond 14 hours. The offset 0 is UTC.
    pub fn offset(minutes: i16) -> Option<Self> {
        (-MAX_OFFSET_MINUTES..=MAX_OFFSET_MINUTES).contains(&minutes).then(|| Self(OFFSETS_BELOW + minutes))
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

    /// Seconds east of UTC at an instant, in seconds since 1970-01-01 UTC.
    pub fn seconds_east(self, epoch_seconds: i64) -> i32 {
        let Some(zone) = self.iana() else { return i32::from(self.0 - OFFSETS_BELOW) * 60 };
        let within = within_tables(epoch_seconds);
        chrono::DateTime::from_timestamp(within, 0)
            .map_or(0, |instant| zone.offset_from_utc_datetime(&instant.naive_utc()).fix().local_minus_utc())
    }

    /// The instant, in seconds since 1970-01-01 UTC, at which clocks of the zone show `local` (seconds since
    /// 1970-01-01 of a clock), as literals and casts of text mean it: in an overlap the earlier instant, in a
    /// gap the clock is taken as not yet moved. (A literal in a gap is refused by Trino: [`Self::is_gap`].)
    pub fn local_to_epoch(self, local: i64) -> i64 {
        let (earlier, later) = self.offsets_around(local);
        // Valid under the offset before any change, and in a gap taken as if it were.
        if i64::from(self.seconds_east(local - earlier)) == earlier || !self.shows(local, later) {
            local - earlier
        } else {
            local - later
        }
    }

    /// The same as casts of timestamps and `with_timezone` mean it, which differs in overlaps: east of
    /// Greenwich it is the later instant. (Joda's convertLocalToUTC, which Trino uses there.)
    pub fn timestamp_to_epoch(self, local: i64) -> i64 {
        let first = i64::from(self.seconds_east(local));
        let second = i64::from(self.seconds_east(local - first));
        let in_gap = || i64::from(self.seconds_east(local - second)) != second;
        if first != second && first < 0 && in_gap() { local - first } else { local - second }
    }

    /// Whether clocks of the zone never show `local`.
    pub fn is_gap(self, local: i64) -> bool {
        let (earlier, later) = self.offsets_around(local);
        !self.shows(local, earlier) && !self.shows(local, later)
    }

    /// Offsets a day before and after: changes are further apart than that.
    fn offsets_around(self, local: i64) -> (i64, i64) {
        let at = |instant: i64| i64::from(self.seconds_east(instant));
        let near = at(local);
        (at(local - near - SECONDS_OF_DAY), at(local - near + SECONDS_OF_DAY))
    }

    fn shows(self, local: i64, offset: i64) -> bool {
        i64::from(self.seconds_east(local - offset)) == offset
    }

    /// Appends the name: `Europe/Berlin`, `UTC`, `+02:00`.
    pub fn write_name(self, out: &mut String) {
        match self.iana() {
            Some(zone) => out.push_str(zone.name()),
            None if self == Self::UTC => out.push_str("UTC"),
            None => write_offset(out, self.0 - OFFSETS_BELOW),
        }
    }

    fn iana(self) -> Option<chrono_tz::Tz> {
        usize::try_from(self.0).ok().and_then(|index| chrono_tz::TZ_VARIANTS.get(index).copied())
    }
}

/// An instant of the same date, weekday and time of day in a year the tables know: rules repeat by them.
fn within_tables(epoch_seconds: i64) -> i64 {
    if epoch_seconds < FIRST_BY_RULE {
        return epoch_seconds;
    }
    let cycle = CYCLE_DAYS * SECONDS_OF_DAY;
    let seconds = (epoch_seconds - START_OF_CYCLE).rem_euclid(cycle) + START_OF_CYCLE;
    let Some(date) = chrono::DateTime::from_timestamp(seconds, 0).map(|instant| instant.date_naive()) else {
        return epoch_seconds;
    };
    equal_year(date, seconds).unwrap_or(seconds)
}

/// The same place in the year among 2010 to 2037 that begins on the same weekday and is as long.
fn equal_year(date: chrono::NaiveDate, seconds: i64) -> Option<i64> {
    let first = chrono::NaiveDate::from_ymd_opt(date.year(), 1, 1)?;
    let equal = (2010..=2037).rev().find_map(|year| {
        let candidate = chrono::NaiveDate::from_ymd_opt(year, 1, 1)?;
        (candidate.weekday() == first.weekday() && candidate.leap_year() == first.leap_year())
            .then_some(candidate)
    })?;
    Some(seconds + (equal - first).num_days() * SECONDS_OF_DAY)
}

/// `Europe/Berlin`, `UTC`, `+02:00`
impl std::fmt::Display for Zone {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut name = String::new();
        self.write_name(&mut name);
        formatter.write_str(&name)
    }
}

/// Minutes of `+02:00`, `-0530`, `+2`, `+02:00:00`; seconds must be zero.
fn parse_offset(text: &str) -> Option<i16> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let digits = match digits.len() {
        8 => digits.strip_suffix(":00")?,
        6 => digits.strip_suffix("00")?,
        _ => digits,
    };
    if !digits.is_ascii() {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits, "00"),
        4 => digits.split_at(2),
        5 => digits.split_once(':').filter(|(hours, _)| hours.len() == 2)?,
        _ => return None,
    };
    let number = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<i16>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (minutes < 60).then(|| sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::named(name).unwrap()
    }

    #[test]
    fn names_as_trino_takes_them() {
        for (name, shown) in [
            ("UTC", "UTC"),
            ("Z", "UTC"),
            ("GMT", "UTC"),
            ("GMT0", "UTC"),
            ("UT", "UTC"),
            ("Etc/UCT", "UTC"),
            ("Zulu", "UTC"),
            ("+00:00", "UTC"),
            ("-00:00", "UTC"),
            ("+2", "+02:00"),
            ("+02", "+02:00"),
            ("+0130", "+01:30"),
            ("-05:30", "-05:30"),
            ("+02:00:00", "+02:00"),
            ("+020000", "+02:00"),
            ("UTC+2", "+02:00"),
            ("UT+1", "+01:00"),
            ("GMT+01:00", "+01:00"),
            ("Etc/UTC+1", "+01:00"),
            ("Etc/GMT+5", "-05:00"),
            ("Etc/GMT-14", "+14:00"),
            ("Europe/Berlin", "Europe/Berlin"),
            ("CET", "CET"),
            ("EST5EDT", "EST5EDT"),
            ("US/Eastern", "US/Eastern"),
        ] {
            assert_eq!(zone(name).to_string(), shown, "{name}");
        }
        for name in [
            "",
            "gmt",
            "utc",
            "z",
            "europe/berlin",
            "EST",
            "HST",
            "ROC",
            "Foo",
            "02:00",
            " +02:00",
            "+1:30",
            "+2:",
            "+02:0",
            "+02:60",
            "+020",
            "+14:30",
            "-14:01",
            "UTC0",
            "utc+1",
            "+é",
            "Etc/Zulu",
            "+02:00:01",
            "+-1",
        ] {
            assert_eq!(Zone::named(name), None, "{name}");
        }
    }

    #[test]
    fn numbers_go_there_and_back() {
        for name in ["UTC", "+14:00", "-14:00", "Europe/Berlin", "Africa/Abidjan"] {
            assert_eq!(Zone::from_id(zone(name).id()), Some(zone(name)));
        }
        assert_eq!(Zone::from_id(i16::MAX), None);
        assert_eq!(Zone::from_id(-1), None);
        assert_eq!(Zone::from_id(i16::MIN), None);
    }

    #[test]
    fn overlaps() {
        let (berlin, new_york) = (zone("Europe/Berlin"), zone("America/New_York"));
        // 2024-10-27 02:30:00, 2024-11-03 01:30:00
        assert_eq!(berlin.local_to_epoch(1_729_996_200), 1_729_989_000);
        assert_eq!(berlin.timestamp_to_epoch(1_729_996_200), 1_729_992_600);
        assert_eq!(new_york.local_to_epoch(1_730_597_400), 1_730_611_800);
        assert_eq!(new_york.timestamp_to_epoch(1_730_597_400), 1_730_611_800);
        // 2024-04-07 01:45:00: half an hour back.
        assert_eq!(zone("Australia/Lord_Howe").local_to_epoch(1_712_454_300), 1_712_414_700);
        assert!(!berlin.is_gap(1_729_996_200));
    }

    #[test]
    fn gaps() {
        // 2024-03-31 02:30, 2024-03-10 02:15, 2024-10-06 02:15, and a day left out: 2011-12-30 12:00.
        for (name, local, instant) in [
            ("Europe/Berlin", 1_711_852_200, 1_711_848_600),
            ("America/New_York", 1_710_036_900, 1_710_054_900),
            ("Australia/Lord_Howe", 1_728_180_900, 1_728_143_100),
            ("Pacific/Apia", 1_325_246_400, 1_325_282_400),
        ] {
            assert!(zone(name).is_gap(local), "{name}");
            assert_eq!(zone(name).local_to_epoch(local), instant, "{name}");
            assert_eq!(zone(name).timestamp_to_epoch(local), instant, "{name}");
        }
        assert!(!zone("Europe/Berlin").is_gap(0));
    }

    #[test]
    fn far_past_and_future() {
        let berlin = zone("Europe/Berlin");
        assert_eq!(berlin.local_to_epoch(-5_364_662_400), -5_364_665_608); // 1800-01-01
        assert_eq!(berlin.local_to_epoch(2_540_246_400), 2_540_239_200); // 2050-07-01
        assert_eq!(berlin.local_to_epoch(16_740_864_000), 16_740_856_800); // 2500-07-01
        assert_eq!(zone("America/New_York").local_to_epoch(253_386_403_200), 253_386_417_600); // 9999-07-01
        assert_eq!(berlin.seconds_east(i64::MIN), 0);
        assert!([3600, 7200].contains(&berlin.seconds_east(i64::MAX)));
        assert_eq!(zone("+05:30").local_to_epoch(0), -19_800);
    }
}
