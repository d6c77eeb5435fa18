//! Numbers and booleans from text, by the rules of Java's parsers that Trino uses.

use polias_types::Type;

use super::conversion::invalid;
use super::integers::range;
use crate::DataError;
use crate::operator::decimal::POWERS;

/// `+12`; no blanks, no point.
pub(super) fn integer(text: &str, to: &Type) -> Result<i64, DataError> {
    let (least, greatest) = range(to);
    // The standard parser takes what Java's does: a sign and digits.
    match text.parse::<i64>() {
        Ok(value) if (least..=greatest).contains(&value) => Ok(value),
        _ => {
            let name = match to {
                Type::Tinyint => "TINYINT",
                Type::Smallint => "SMALLINT",
                Type::Integer => "INT",
                _ => "BIGINT",
            };
            Err(invalid(format!("Cannot cast '{text}' to {name}")))
        }
    }
}

/// `1.5`, `-Infinity`, `0x1p3`, `1d`; blanks around are ignored.
pub(super) fn double(text: &str) -> Result<f64, DataError> {
    floating(text).ok_or_else(|| invalid(format!("Cannot cast '{text}' to DOUBLE")))
}

/// As [`double`].
pub(super) fn real(text: &str) -> Result<f32, DataError> {
    floating(text).ok_or_else(|| invalid(format!("Cannot cast '{text}' to REAL")))
}

/// A float of either width.
trait Floating: std::str::FromStr + std::ops::Neg<Output = Self> {
    const NAN: Self;
    const INFINITY: Self;
    fn of(value: f64) -> Self;
}

impl Floating for f32 {
    const NAN: Self = f32::NAN;
    const INFINITY: Self = f32::INFINITY;
    fn of(value: f64) -> Self {
        value as f32
    }
}

impl Floating for f64 {
    const NAN: Self = f64::NAN;
    const INFINITY: Self = f64::INFINITY;
    fn of(value: f64) -> Self {
        value
    }
}

fn floating<F: Floating>(text: &str) -> Option<F> {
    let text = text.trim_matches(|character: char| character <= ' ');
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let value = match digits {
        "NaN" => F::NAN,
        "Infinity" => F::INFINITY,
        _ => {
            let plain = digits.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(digits);
            if let Some(hexadecimal) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
                F::of(hexadecimal_float(hexadecimal)?)
            } else if plain.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
                plain.parse().ok()?
            } else {
                return None;
            }
        }
    };
    Some(if negative { -value } else { value })
}

/// `1.8p3` of `0x1.8p3`: hexadecimal digits, and a power of two that must be there.
fn hexadecimal_float(text: &str) -> Option<f64> {
    let text = text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text);
    let (digits, exponent) = text.split_once(['p', 'P'])?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut value = 0.0_f64;
    for digit in whole.chars().chain(fraction.chars()) {
        value = value * 16.0 + f64::from(digit.to_digit(16)?);
    }
    let shift = i32::try_from(fraction.len()).ok()?.checked_mul(4)?;
    Some(value * 2.0_f64.powi(exponent.parse::<i32>().ok()?.checked_sub(shift)?))
}

/// `true`, `t`, `1` and their opposites, without regard to case.
pub(super) fn boolean(text: &str) -> Result<bool, DataError> {
    let is = |words: [&str; 3]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(["t", "true", "1"]) {
        Ok(true)
    } else if is(["f", "false", "0"]) {
        Ok(false)
    } else {
        Err(invalid(format!("Cannot cast '{text}' to BOOLEAN")))
    }
}

/// Why a text is no decimal of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DecimalError {
    NotANumber,
    TooLarge,
}

/// `-1.5`, `1e2`: rounded to the scale, halves away from zero.
pub(super) fn decimal(text: &str, precision: u8, scale: u8) -> Result<i128, DecimalError> {
    let (negative, digits, exponent) = number(text).ok_or(DecimalError::NotANumber)?;
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Ok(0);
    }
    // How many digits are left when the point moves behind the last one that is kept.
    let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    let kept = length.saturating_add(exponent).saturating_add(i64::from(scale));
    if kept < 0 {
        return Ok(0);
    }
    let kept = usize::try_from(kept).unwrap_or(usize::MAX);
    if kept > usize::from(precision) {
        return Err(DecimalError::TooLarge);
    }
    let mut value = 0_i128;
    for index in 0..kept {
        let digit = digits.as_bytes().get(index).map_or(0, |digit| i128::from(digit - b'0'));
        value = value * 10 + digit;
    }
    if digits.as_bytes().get(kept).is_some_and(|digit| *digit >= b'5') {
        value += 1;
    }
    if value >= POWERS[usize::from(precision)] {
        return Err(DecimalError::TooLarge);
    }
    Ok(if negative { -value } else { value })
}

/// Sign, digits, and the power of ten by which they are multiplied.
fn number(text: &str) -> Option<(bool, String, i64)> {
    let (negative, text) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((negative, digits, i64::from(exponent) - i64::try_from(fraction.len()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals() {
        let of = |text| decimal(text, 5, 2);
        assert_eq!(of("1.235"), Ok(124));
        assert_eq!(of("-1.235"), Ok(-124));
        assert_eq!(of("1e2"), Ok(10_000));
        assert_eq!((of(".5"), of("5."), of("+5")), (Ok(50), Ok(500), Ok(500)));
        assert_eq!((of("0.004"), of("0.005"), of("0.0005"), of("1e-999")), (Ok(0), Ok(1), Ok(0), Ok(0)));
        assert_eq!(of("999.995"), Err(DecimalError::TooLarge));
        assert_eq!(of("1e999999999"), Err(DecimalError::TooLarge));
        assert_eq!(
            (of(""), of("x"), of(" 1"), of("."), of("1e")),
            (
                Err(DecimalError::NotANumber),
                Err(DecimalError::NotANumber),
                Err(DecimalError::NotANumber),
                Err(DecimalError::NotANumber),
                Err(DecimalError::NotANumber)
            )
        );
    }

    #[test]
    fn floats() {
        assert_eq!(double("0x1p3"), Ok(8.0));
        assert_eq!((double("1d"), double(" 1.5 "), double("5.")), (Ok(1.0), Ok(1.5), Ok(5.0)));
        assert!(
            double("inf").is_err() && double("").is_err() && double("x").is_err() && double("+-1").is_err()
        );
        assert_eq!(double("-Infinity"), Ok(f64::NEG_INFINITY));
    }
}
