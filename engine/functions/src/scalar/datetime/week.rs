//! Weeks and years, counted as ISO 8601 counts them.

use crate::calendar::{date_of, day_of, days_in_month};

/// Whether the year has 366 days.
pub(super) fn is_leap(year: i64) -> bool {
    days_in_month(year, 2) == 29
}

/// Monday is 1, Sunday 7.
pub(super) fn day_of_week(days: i64) -> i64 {
    (days + 3).rem_euclid(7) + 1
}

/// 1 January is 1.
pub(super) fn day_of_year(days: i64) -> i64 {
    days - day_of(date_of(days).0, 1, 1) + 1
}

/// The Monday of the first week of a year: the week of 4 January.
pub(super) fn first_monday(year: i64) -> i64 {
    let fourth = day_of(year, 1, 4);
    fourth - (day_of_week(fourth) - 1)
}

/// Year and number of the week.
pub(super) fn week(days: i64) -> (i64, i64) {
    // The year of a week is that of its Thursday.
    let thursday = days - day_of_week(days) + 4;
    let year = date_of(thursday).0;
    (year, (thursday - day_of(year, 1, 1)) / 7 + 1)
}

/// The number of weeks of a year.
pub(super) fn weeks_in_year(year: i64) -> i64 {
    (first_monday(year + 1) - first_monday(year)) / 7
}

/// The day so many months later, at most the last of its month; `None` beyond what dates can say.
pub(super) fn add_months(days: i64, months: i64) -> Option<i64> {
    const MAX_YEAR: i64 = 1_000_000_000;
    let (year, month, day) = date_of(days);
    let month = year.checked_mul(12)?.checked_add(month - 1)?.checked_add(months)?;
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
    (year.abs() < MAX_YEAR).then(|| day_of(year, month, day.min(days_in_month(year, month))))
}
