//! The proleptic Gregorian calendar over all days a `date` holds, further than chrono's years reach.
//! Source: <https://howardhinnant.github.io/date_algorithms.html>

/// Days since 1970-01-01 of a year, month (1 to 12) and day.
pub(crate) fn day_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month (1 to 12) and day of a number of days since 1970-01-01.
pub(crate) fn date_of(days: i64) -> (i64, i64, i64) {
    let (year, month, day) = polias_types::text::civil(days);
    (year, month.into(), day.into())
}

/// Days of a month.
pub(crate) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_inverse() {
        for days in (-800_000_i64..800_000).step_by(37).chain([i64::from(i32::MIN), i64::from(i32::MAX)]) {
            let (year, month, day) = date_of(days);
            assert_eq!(day_of(year, month, day), days);
            assert!((1..=days_in_month(year, month)).contains(&day));
        }
        assert_eq!(date_of(0), (1970, 1, 1));
        assert_eq!(date_of(-719_162), (1, 1, 1));
        assert_eq!(date_of(19_782), (2024, 2, 29));
    }
}
