//! Text of dates, times and intervals. No calendar library here: results have millions of them.

use super::number::write_digits;
use crate::Zone;

const SECONDS_OF_DAY: i64 = 86_400;
const NANOSECONDS_OF_SECOND: i64 = 1_000_000_000;

/// A date: `2020-01-31`; years beyond four digits have a sign, `+12345-01-01`, `-0001-01-01`.
pub fn write_date(out: &mut String, days: i64) {
    let (year, month, day) = civil(days);
    write_year(out, year, true);
    write_month_and_day(out, month, day);
}

/// A date as CAST to varchar prints it: years beyond 9999 have no sign.
pub fn write_date_cast(out: &mut String, days: i64) {
    let (year, month, day) = civil(days);
    write_year(out, year, false);
    write_month_and_day(out, month, day);
}

fn write_year(out: &mut String, year: i64, signed: bool) {
    if year < 0 {
        out.push('-');
    } else if signed && year > 9999 {
        out.push('+');
    }
    write_digits(out, year.unsigned_abs().into(), 4);
}

fn write_month_and_day(out: &mut String, month: u8, day: u8) {
    out.push('-');
    write_two(out, month.into());
    out.push('-');
    write_two(out, day.into());
}

/// A time of day with `precision` digits of the second: `01:02:03.100`.
pub fn write_time(out: &mut String, nanoseconds: i64, precision: u8) {
    let seconds = nanoseconds.div_euclid(NANOSECONDS_OF_SECOND);
    write_two(out, seconds / 3600);
    out.push(':');
    write_two(out, seconds / 60 % 60);
    out.push(':');
    write_two(out, seconds % 60);
    write_fraction(out, nanoseconds.rem_euclid(NANOSECONDS_OF_SECOND), precision);
}

/// A time of day with the offset it is local to: `01:02:03.1+02:00`.
pub fn write_time_with_zone(out: &mut String, nanoseconds: i64, offset_minutes: i16, precision: u8) {
    write_time(out, nanoseconds, precision);
    write_offset(out, offset_minutes);
}

/// An offset: `+02:00`.
pub fn write_offset(out: &mut String, minutes: i16) {
    out.push(if minutes < 0 { '-' } else { '+' });
    let minutes = i64::from(minutes.unsigned_abs());
    write_two(out, minutes / 60);
    out.push(':');
    write_two(out, minutes % 60);
}

/// A local time with `precision` digits of the second: `2020-01-31 01:02:03.100`. `seconds` since 1970-01-01
/// and `nanoseconds` of the second.
pub fn write_timestamp(out: &mut String, seconds: i64, nanoseconds: u32, precision: u8) {
    write_date(out, seconds.div_euclid(SECONDS_OF_DAY));
    out.push(' ');
    let of_day = seconds.rem_euclid(SECONDS_OF_DAY) * NANOSECONDS_OF_SECOND + i64::from(nanoseconds);
    write_time(out, of_day, precision);
}

/// An instant on the clocks of its zone: `2020-01-31 01:02:03.100 Europe/Berlin`. `seconds` since 1970-01-01 UTC.
pub fn write_timestamp_with_zone(
    out: &mut String,
    seconds: i64,
    nanoseconds: u32,
    zone: Zone,
    precision: u8,
) {
    let local = seconds.saturating_add(zone.seconds_east(seconds).into());
    write_timestamp(out, local, nanoseconds, precision);
    out.push(' ');
    zone.write_name(out);
}

/// `interval day to second`: `2 03:00:00.000`, `-0 00:00:00.500`.
pub fn write_interval_day_second(out: &mut String, milliseconds: i64) {
    if milliseconds < 0 {
        out.push('-');
    }
    let milliseconds = milliseconds.unsigned_abs();
    let (days, of_day) = (milliseconds / 86_400_000, milliseconds % 86_400_000);
    write_digits(out, days.into(), 1);
    out.push(' ');
    write_time(out, i64::try_from(of_day).unwrap_or(0) * 1_000_000, 3);
}

/// `interval year to month`: `1-2`, `-0-1`.
pub fn write_interval_year_month(out: &mut String, months: i32) {
    if months < 0 {
        out.push('-');
    }
    let months = months.unsigned_abs();
    write_digits(out, (months / 12).into(), 1);
    out.push('-');
    write_digits(out, (months % 12).into(), 1);
}

fn write_two(out: &mut String, value: i64) {
    write_digits(out, value.unsigned_abs().into(), 2);
}

/// `.123`; nothing for no digits.
fn write_fraction(out: &mut String, nanoseconds: i64, precision: u8) {
    if precision == 0 {
        return;
    }
    out.push('.');
    let kept = precision.min(9);
    let fraction = nanoseconds.unsigned_abs() / 10u64.pow(u32::from(9 - kept));
    write_digits(out, fraction.into(), kept.into());
    for _ in kept..precision {
        out.push('0');
    }
}

/// Year, month, day of days since 1970-01-01, in the Gregorian calendar before and after. By Howard Hinnant's
/// `civil_from_days`: years begin in March, so that leap days are last.
pub fn civil(days: i64) -> (i64, u8, u8) {
    let days = i128::from(days) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i128::from(month <= 2);
    // The day and the month are small by construction, the year is days / 365.
    (i64::try_from(year).unwrap_or(0), u8::try_from(month).unwrap_or(0), u8::try_from(day).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl Fn(&mut String)) -> String {
        let mut out = String::new();
        write(&mut out);
        out
    }

    #[test]
    fn dates() {
        for (days, shown, cast) in [
            (0, "1970-01-01", "1970-01-01"),
            (-719_162, "0001-01-01", "0001-01-01"),
            (-719_528, "0000-01-01", "0000-01-01"),
            (-719_893, "-0001-01-01", "-0001-01-01"),
            (3_789_391, "+12345-01-01", "12345-01-01"),
            (18_321, "2020-02-29", "2020-02-29"),
            (2_932_896, "9999-12-31", "9999-12-31"),
        ] {
            assert_eq!(text(|out| write_date(out, days)), shown);
            assert_eq!(text(|out| write_date_cast(out, days)), cast);
        }
        assert!(!text(|out| write_date(out, i64::MIN)).is_empty());
    }

    #[test]
    fn dates_agree_with_chrono() {
        for days in (-1_000_000..1_000_000).step_by(997) {
            let date = chrono::DateTime::from_timestamp(days * 86_400, 0).unwrap().date_naive();
            let expected = if chrono::Datelike::year(&date) < 0 {
                format!("-{:04}-{}", -chrono::Datelike::year(&date), date.format("%m-%d"))
            } else {
                date.to_string()
            };
            assert_eq!(text(|out| write_date(out, days)), expected);
        }
    }

    #[test]
    fn times() {
        let nanoseconds = 3_723_123_456_789;
        assert_eq!(text(|out| write_time(out, nanoseconds, 0)), "01:02:03");
        assert_eq!(text(|out| write_time(out, nanoseconds, 9)), "01:02:03.123456789");
        assert_eq!(text(|out| write_time(out, nanoseconds, 12)), "01:02:03.123456789000");
        assert_eq!(text(|out| write_time(out, 3_723_000_000_000, 3)), "01:02:03.000");
        assert_eq!(text(|out| write_time_with_zone(out, 3_723_100_000_000, 120, 1)), "01:02:03.1+02:00");
        assert_eq!(text(|out| write_time_with_zone(out, 3_723_000_000_000, -330, 0)), "01:02:03-05:30");
        assert_eq!(text(|out| write_time_with_zone(out, 0, 0, 0)), "00:00:00+00:00");
    }

    #[test]
    fn timestamps() {
        assert_eq!(text(|out| write_timestamp(out, -1, 999_000_000, 3)), "1969-12-31 23:59:59.999");
        assert_eq!(text(|out| write_timestamp(out, 1_577_836_800, 0, 0)), "2020-01-01 00:00:00");
        assert_eq!(
            text(|out| write_timestamp(out, 327_403_382_400, 123_000_000, 3)),
            "+12345-01-01 00:00:00.123"
        );
        let zoned = |zone: &str, seconds| {
            let zone = Zone::named(zone).unwrap();
            text(|out| write_timestamp_with_zone(out, seconds, 0, zone, 3))
        };
        assert_eq!(zoned("Europe/Berlin", 1_577_833_200), "2020-01-01 00:00:00.000 Europe/Berlin");
        assert_eq!(zoned("UTC", 1_577_836_800), "2020-01-01 00:00:00.000 UTC");
        assert_eq!(zoned("-05:30", 1_577_836_800), "2019-12-31 18:30:00.000 -05:30");
    }

    #[test]
    fn intervals() {
        for (milliseconds, expected) in [
            (0, "0 00:00:00.000"),
            (86_400_000, "1 00:00:00.000"),
            (-86_400_000, "-1 00:00:00.000"),
            (93_784_005, "1 02:03:04.005"),
            (-500, "-0 00:00:00.500"),
            (360_000_000, "4 04:00:00.000"),
            (i64::MIN, "-106751991167 07:12:55.808"),
        ] {
            assert_eq!(text(|out| write_interval_day_second(out, milliseconds)), expected);
        }
        for (months, expected) in [(12, "1-0"), (-1, "-0-1"), (14, "1-2"), (-14, "-1-2"), (0, "0-0")] {
            assert_eq!(text(|out| write_interval_year_month(out, months)), expected);
        }
    }
}
