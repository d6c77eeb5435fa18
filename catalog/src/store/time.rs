//! Times as the store keeps them: microseconds since 1970 in UTC, in a BIGINT.

use chrono::{DateTime, Utc};

/// Now, in the store's precision, so that what a call returns equals what is read later.
pub(super) fn now() -> DateTime<Utc> {
    from_micros(to_micros(Utc::now()))
}

/// As stored. Years are within ±262,000 in `DateTime`, so this never overflows.
pub(super) fn to_micros(time: DateTime<Utc>) -> i64 {
    time.timestamp_micros()
}

/// As read; a value outside of `DateTime`'s range becomes its nearest end.
pub(super) fn from_micros(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or(if micros < 0 {
        DateTime::<Utc>::MIN_UTC
    } else {
        DateTime::<Utc>::MAX_UTC
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_survive_the_store() {
        let time = now();
        assert_eq!(from_micros(to_micros(time)), time);
        assert_eq!(from_micros(i64::MAX), DateTime::<Utc>::MAX_UTC);
        assert_eq!(from_micros(i64::MIN), DateTime::<Utc>::MIN_UTC);
    }
}
