//! CURRENT_TIMESTAMP and its like: constants of the query.

use polias_sql::ast::{Current, Offset};
use polias_types::{MAX_CARRIED_PRECISION, Type, Value};

use super::literals::precision_not_supported;
use crate::analyzer::Analyzer;
use crate::plan::Expression;
use crate::{AnalysisError, Result};

const NANOSECONDS: i128 = 1_000_000_000;
const NANOSECONDS_PER_DAY: i128 = 86_400 * NANOSECONDS;

/// Digits when none are asked for.
const DEFAULT_PRECISION: u32 = 3;

impl Analyzer<'_> {
    /// A value of the session, or the time at which the query started in the session's zone.
    pub(super) fn current(&self, offset: Offset, current: Current) -> Result<Expression> {
        let now = self.session.now;
        let zone = self.session.zone;
        let epoch = i64::try_from(now.div_euclid(NANOSECONDS)).unwrap_or_default();
        let east = zone.seconds_east(epoch);
        let local = now + i128::from(east) * NANOSECONDS;
        let text = |value: &str| Expression::literal(Value::Text(value.to_owned()), Type::VARCHAR);
        Ok(match current {
            Current::Date => {
                let days = i64::try_from(local.div_euclid(NANOSECONDS_PER_DAY)).unwrap_or_default();
                Expression::literal(Value::Integer(days), Type::Date)
            }
            Current::Timestamp(digits) => {
                let digits = precision(offset, "TIMESTAMP WITH TIME ZONE", digits)?;
                let value = Value::Instant(rounded(now, digits), zone);
                Expression::literal(value, Type::TimestampTz(digits))
            }
            Current::LocalTimestamp(digits) => {
                let digits = precision(offset, "TIMESTAMP", digits)?;
                Expression::literal(Value::Nanoseconds(rounded(local, digits)), Type::Timestamp(digits))
            }
            Current::LocalTime(digits) => {
                let digits = precision(offset, "TIME", digits)?;
                Expression::literal(Value::Nanoseconds(time_of_day(local, digits)), Type::Time(digits))
            }
            Current::Time(digits) => {
                let digits = precision(offset, "TIME WITH TIME ZONE", digits)?;
                let time = i64::try_from(time_of_day(local, digits)).unwrap_or_default();
                let minutes = i16::try_from(east / 60).unwrap_or_default();
                Expression::literal(Value::ZonedTime(time, minutes), Type::TimeTz(digits))
            }
            Current::User => text(&self.session.user),
            Current::Catalog => text(&self.session.catalog),
            Current::Schema => text(&self.session.schema),
            Current::Path => text(""),
        })
    }
}

fn precision(offset: Offset, name: &str, digits: Option<u32>) -> Result<u8> {
    let digits = digits.unwrap_or(DEFAULT_PRECISION);
    if digits > 12 {
        let message = format!("{name} precision must be in range [0, 12]: {digits}");
        return Err(AnalysisError::new("NUMERIC_VALUE_OUT_OF_RANGE", offset, message));
    }
    u8::try_from(digits)
        .ok()
        .filter(|digits| *digits <= MAX_CARRIED_PRECISION)
        .ok_or_else(|| precision_not_supported(offset, name, digits))
}

/// To so many digits of the second, half up.
fn rounded(nanoseconds: i128, digits: u8) -> i128 {
    let unit = 10_i128.pow(u32::from(MAX_CARRIED_PRECISION.saturating_sub(digits)));
    (nanoseconds + unit / 2).div_euclid(unit) * unit
}

fn time_of_day(local: i128, digits: u8) -> i128 {
    rounded(local.rem_euclid(NANOSECONDS_PER_DAY), digits).rem_euclid(NANOSECONDS_PER_DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_up() {
        let cases = [
            (1_368_487_076, 0, 1_000_000_000),
            (1_368_487_076, 1, 1_400_000_000),
            (1_368_487_076, 3, 1_368_000_000),
            (1_368_487_076, 6, 1_368_487_000),
            (1_368_487_076, 9, 1_368_487_076),
            (-1_500_000_000, 0, -1_000_000_000),
        ];
        for (nanoseconds, digits, expected) in cases {
            assert_eq!(rounded(nanoseconds, digits), expected, "{nanoseconds} {digits}");
        }
        assert_eq!(time_of_day(NANOSECONDS_PER_DAY - 1, 3), 0);
    }
}
