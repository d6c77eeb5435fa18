//! `numeric` values as 128-bit decimals of exactly the digits that were sent.

use datafusion::common::ScalarValue;

use super::invalid;
use crate::pgwire::errors::PgError;

/// Most digits of a decimal.
const MAX_DIGITS: usize = 38;

/// Reads `-12.50`, `1e-3`.
pub fn read_text(text: &str) -> Result<ScalarValue, PgError> {
    let trimmed = text.trim();
    let (mantissa, exponent) = match trimmed.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            (mantissa, exponent.parse::<i32>().map_err(|_| invalid("numeric", text))?)
        }
        None => (trimmed, 0),
    };
    let (negative, digits) = match mantissa.as_bytes() {
        [b'-', ..] => (true, &mantissa[1..]),
        [b'+', ..] => (false, &mantissa[1..]),
        _ => (false, mantissa),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all: String = [whole, part].concat();
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(invalid("numeric", text));
    }
    decimal(negative, &all, part.len() as i64 - i64::from(exponent))
}

/// Reads the binary form of base 10000 digits.
pub fn read_binary(bytes: &[u8]) -> Result<ScalarValue, PgError> {
    let malformed = || PgError::error("22P03", "incorrect binary data format of a numeric parameter");
    let words: Vec<u16> =
        bytes.chunks(2).map(|pair| pair.iter().fold(0, |word, byte| word << 8 | u16::from(*byte))).collect();
    let [count, weight, sign, scale, groups @ ..] = words.as_slice() else { return Err(malformed()) };
    if usize::from(*count) != groups.len()
        || !bytes.len().is_multiple_of(2)
        || groups.iter().any(|group| *group > 9_999)
    {
        return Err(malformed());
    }
    let negative = match sign {
        0x0000 => false,
        0x4000 => true,
        0xc000 | 0xd000 | 0xf000 => {
            return Err(PgError::unsupported("NaN and infinity are not values of decimal"));
        }
        _ => return Err(malformed()),
    };
    let digits: String = groups.iter().map(|group| format!("{group:04}")).collect();
    // The last group stands at 10^(4 * (weight - count + 1)).
    let last = 4 * (i64::from(*weight as i16) - i64::from(*count) + 1);
    let digits = if digits.is_empty() { "0" } else { &digits };
    widen(negative, digits, -last, i64::from(*scale))
}

/// Gives the digits at least the scale the client declared.
fn widen(negative: bool, digits: &str, scale: i64, declared: i64) -> Result<ScalarValue, PgError> {
    let trailing = digits.bytes().rev().take_while(|byte| *byte == b'0').count() as i64;
    let dropped = (scale - declared).clamp(0, trailing);
    let kept = digits.get(..digits.len() - dropped as usize).unwrap_or_default();
    decimal(negative, if kept.is_empty() { "0" } else { kept }, scale - dropped)
}

/// A decimal of these digits; a negative scale appends zeros.
fn decimal(negative: bool, digits: &str, scale: i64) -> Result<ScalarValue, PgError> {
    let too_long =
        || PgError::error("22003", format!("value has more than the {MAX_DIGITS} digits of a decimal"));
    let zeros = usize::try_from(-scale).unwrap_or(0);
    let significant = digits.trim_start_matches('0');
    if significant.len() + zeros > MAX_DIGITS || scale > MAX_DIGITS as i64 {
        if !significant.is_empty() || scale > MAX_DIGITS as i64 {
            return Err(too_long());
        }
        return Ok(ScalarValue::Decimal128(Some(0), 1, 0));
    }
    let text = format!("{significant}{}", "0".repeat(if significant.is_empty() { 0 } else { zeros }));
    let unscaled: i128 = if text.is_empty() { 0 } else { text.parse().map_err(|_| too_long())? };
    let scale = scale.max(0) as usize;
    let precision = text.len().max(scale).max(1);
    let value = if negative { -unscaled } else { unscaled };
    Ok(ScalarValue::Decimal128(Some(value), precision as u8, scale as i8))
}
