//! Dates and times in PostgreSQL's ISO style and its binary counts from 2000-01-01.

use polias_engine::types::text::civil;

use super::text::{integer, two_digits};
use super::{EncodeError, Zone};

/// 2000-01-01 in days since 1970-01-01.
pub const PG_EPOCH_DAYS: i32 = 10_957;
/// 2000-01-01 in microseconds since 1970-01-01.
pub const PG_EPOCH_MICROS: i64 = 946_684_800_000_000;
const DAY_MICROS: i64 = 86_400_000_000;

/// Appends year, month and day; true when the year is before 1 AD and ` BC` must follow.
fn calendar_date(days: i64, out: &mut Vec<u8>) -> bool {
    let (year, month, day) = civil(days);
    let before_christ = year <= 0;
    let shown = if before_christ { 1 - year } else { year };
    if shown < 1_000 {
        out.extend_from_slice(match shown {
            0..10 => b"000",
            10..100 => b"00",
            _ => b"0",
        });
    }
    integer(shown, out);
    out.push(b'-');
    two_digits(u32::from(month), out);
    out.push(b'-');
    two_digits(u32::from(day), out);
    before_christ
}

/// Appends a date.
pub fn date(days: i32, out: &mut Vec<u8>) {
    if calendar_date(i64::from(days), out) {
        out.extend_from_slice(b" BC");
    }
}

/// Appends hours, minutes and seconds of a duration that is not negative, with so many digits of the second
/// (at most 6), or as many as needed.
pub fn clock(micros: u64, digits: Option<u8>, out: &mut Vec<u8>) {
    let seconds = micros / 1_000_000;
    let hours = seconds / 3_600;
    if hours < 100 {
        two_digits(hours as u32, out);
    } else {
        integer(hours, out);
    }
    out.push(b':');
    two_digits((seconds / 60 % 60) as u32, out);
    out.push(b':');
    two_digits((seconds % 60) as u32, out);
    match digits {
        None => fraction(micros % 1_000_000, out),
        Some(0) => {}
        Some(digits) => {
            out.push(b'.');
            let (mut rest, mut unit) = (micros % 1_000_000, 100_000);
            for _ in 0..digits.min(6) {
                out.push(b'0' + (rest / unit) as u8);
                rest %= unit;
                unit /= 10;
            }
        }
    }
}

/// Appends `.5` for half a million microseconds, nothing for none.
pub fn fraction(micros: u64, out: &mut Vec<u8>) {
    if micros == 0 {
        return;
    }
    out.push(b'.');
    let mut rest = micros;
    let mut unit = 100_000;
    while rest > 0 {
        out.push(b'0' + (rest / unit) as u8);
        rest %= unit;
        unit /= 10;
    }
}

/// Appends a time of day.
pub fn time(micros: i64, digits: Option<u8>, out: &mut Vec<u8>) {
    clock(micros.unsigned_abs(), digits, out);
}

/// Appends a timestamp.
pub fn timestamp(micros: i64, digits: Option<u8>, out: &mut Vec<u8>) {
    if local(micros, digits, out) {
        out.extend_from_slice(b" BC");
    }
}

/// Appends a timestamp in a zone, with its offset.
pub fn timestamp_tz(
    micros: i64,
    zone: Zone,
    digits: Option<u8>,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let offset = zone.offset_seconds(micros).ok_or(EncodeError::OutOfRange("timestamp"))?;
    let shifted =
        micros.checked_add(i64::from(offset) * 1_000_000).ok_or(EncodeError::OutOfRange("timestamp"))?;
    let before_christ = local(shifted, digits, out);
    out.push(if offset < 0 { b'-' } else { b'+' });
    let offset = offset.unsigned_abs();
    two_digits(offset / 3_600, out);
    if !offset.is_multiple_of(3_600) {
        out.push(b':');
        two_digits(offset / 60 % 60, out);
        if !offset.is_multiple_of(60) {
            out.push(b':');
            two_digits(offset % 60, out);
        }
    }
    if before_christ {
        out.extend_from_slice(b" BC");
    }
    Ok(())
}

fn local(micros: i64, digits: Option<u8>, out: &mut Vec<u8>) -> bool {
    let before_christ = calendar_date(micros.div_euclid(DAY_MICROS), out);
    out.push(b' ');
    clock(micros.rem_euclid(DAY_MICROS).unsigned_abs(), digits, out);
    before_christ
}

/// Appends a binary date.
pub fn date_binary(days: i32, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let count = days.checked_sub(PG_EPOCH_DAYS).ok_or(EncodeError::OutOfRange("date"))?;
    out.extend_from_slice(&count.to_be_bytes());
    Ok(())
}

/// Appends a binary timestamp.
pub fn timestamp_binary(micros: i64, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let count = micros.checked_sub(PG_EPOCH_MICROS).ok_or(EncodeError::OutOfRange("timestamp"))?;
    out.extend_from_slice(&count.to_be_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn dates() {
        for (days, text) in [
            (0, "1970-01-01"),
            (19_782, "2024-02-29"),
            (-719_162, "0001-01-01"),
            (-719_163, "0001-12-31 BC"),
            (2_932_897, "10000-01-01"),
            (-1, "1969-12-31"),
        ] {
            assert_eq!(written(|out| date(days, out)), text);
        }
    }

    #[test]
    fn timestamps_trim_their_fraction() {
        for (micros, text) in [
            (0, "1970-01-01 00:00:00"),
            (1_500_000, "1970-01-01 00:00:01.5"),
            (-1, "1969-12-31 23:59:59.999999"),
            (1_704_067_200_000_010, "2024-01-01 00:00:00.00001"),
        ] {
            assert_eq!(written(|out| timestamp(micros, None, out)), text);
        }
    }

    #[test]
    fn timestamps_of_a_precision_have_its_digits() {
        assert_eq!(written(|out| timestamp(0, Some(3), out)), "1970-01-01 00:00:00.000");
        assert_eq!(written(|out| timestamp(1_500_001, Some(6), out)), "1970-01-01 00:00:01.500001");
        assert_eq!(written(|out| time(1_000_000, Some(0), out)), "00:00:01");
    }

    #[test]
    fn zones_shift_and_show_their_offset() {
        let instant = 1_704_067_200_000_000;
        for (zone, text) in [
            ("UTC", "2024-01-01 00:00:00+00"),
            ("Europe/Berlin", "2024-01-01 01:00:00+01"),
            ("Asia/Kolkata", "2024-01-01 05:30:00+05:30"),
            ("-03:30", "2023-12-31 20:30:00-03:30"),
        ] {
            let (_, zone) = Zone::parse(zone).unwrap();
            assert_eq!(written(|out| timestamp_tz(instant, zone, None, out).unwrap()), text);
        }
    }

    #[test]
    fn binary_counts_from_2000() {
        let mut out = Vec::new();
        date_binary(PG_EPOCH_DAYS + 1, &mut out).unwrap();
        assert_eq!(out, 1i32.to_be_bytes());
        assert!(date_binary(i32::MIN, &mut out).is_err());
        assert!(timestamp_binary(i64::MIN, &mut out).is_err());
    }
}
