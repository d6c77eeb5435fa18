//! Numbers as Hive and Java read them.

use std::borrow::Cow;

use crate::types::HiveType;

/// Hive's `LazyLong`: optional sign and digits; a decimal part must be digits and is dropped.
pub(super) fn hive_integer(text: &[u8]) -> Option<i64> {
    let (negative, digits) = split_sign(text);
    if digits.is_empty() {
        return None;
    }
    let whole = match digits.iter().position(|&byte| byte == b'.') {
        Some(point) if digits[point + 1..].iter().all(u8::is_ascii_digit) => &digits[..point],
        Some(_) => return None,
        None => digits,
    };
    accumulate(whole, negative, 10)
}

/// `Long.parseLong(text, radix)`.
pub(super) fn java_integer(text: &[u8], radix: u8) -> Option<i64> {
    let (negative, digits) = split_sign(text);
    if digits.is_empty() { None } else { accumulate(digits, negative, radix) }
}

/// The openx SerDe's integers: decimal, `0x…` hexadecimal, `0…` octal.
pub(super) fn openx_radix_integer(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    match bytes {
        [b'0', b'x' | b'X', digit, ..] if digit.is_ascii_hexdigit() => java_integer(&bytes[2..], 16),
        [b'0', b'0'..=b'8', ..] => java_integer(&bytes[1..], 8),
        _ => java_integer(bytes, 10),
    }
}

/// The openx SerDe's integers, or else any decimal number without its fraction.
pub(super) fn openx_integer(text: &str) -> Option<i64> {
    openx_radix_integer(text).or_else(|| BigDecimal::parse(text.as_bytes())?.truncated())
}

/// Whether an integer is in the range of an integer type (and of the carriers of dates and timestamps).
pub(super) fn fits(hive_type: &HiveType, value: i64) -> bool {
    match hive_type {
        HiveType::TinyInt => i8::try_from(value).is_ok(),
        HiveType::SmallInt => i16::try_from(value).is_ok(),
        HiveType::Int | HiveType::Date => i32::try_from(value).is_ok(),
        _ => true,
    }
}

/// `Double.parseDouble` and `Float.parseFloat`, except hexadecimal floating point, which is not read.
pub(super) fn java_float<F: std::str::FromStr>(text: &[u8]) -> Option<F> {
    let text = java_trim(text);
    let (&last, _) = text.split_last()?;
    let number = match last {
        b'0'..=b'9' | b'.' => text,
        // The suffix of a Java literal.
        b'd' | b'D' | b'f' | b'F' => &text[..text.len() - 1],
        _ => {
            let special = match text {
                b"NaN" | b"+NaN" | b"-NaN" => "NaN",
                b"Infinity" | b"+Infinity" => "inf",
                b"-Infinity" => "-inf",
                _ => return None,
            };
            return special.parse().ok();
        }
    };
    // Rust also reads words such as `inf`, which Java does not.
    if number.iter().any(|byte| !matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')) {
        return None;
    }
    std::str::from_utf8(number).ok()?.parse().ok()
}

/// Why a text is no value of a decimal type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DecimalError {
    /// Not what `new BigDecimal(text)` reads.
    NotANumber,
    /// More digits than the type has.
    TooLarge,
}

/// `new BigDecimal(text)` rounded half up to the scale; the unscaled value.
pub(super) fn decimal(text: &[u8], precision: u8, scale: u8) -> Result<i128, DecimalError> {
    let number = BigDecimal::parse(text).ok_or(DecimalError::NotANumber)?;
    number
        .rounded(i64::from(scale), true)
        .filter(|value| digits_of(*value) <= precision)
        .ok_or(DecimalError::TooLarge)
}

/// `new BigDecimal(text).toString()`.
pub(super) fn canonical_decimal(text: &str) -> Option<String> {
    BigDecimal::parse(text.as_bytes()).map(|number| number.to_string())
}

/// Seconds with a decimal point as milliseconds, rounded down toward zero; `None` when out of range.
pub(super) fn seconds_to_millis(text: &[u8]) -> Option<i64> {
    i64::try_from(BigDecimal::parse(text)?.rounded(3, false)?).ok()
}

/// `String.trim`: drops bytes up to the space from both ends.
pub(super) fn java_trim(mut text: &[u8]) -> &[u8] {
    while let [b'\0'..=b' ', rest @ ..] = text {
        text = rest;
    }
    while let [rest @ .., b'\0'..=b' '] = text {
        text = rest;
    }
    text
}

/// A decimal number of any length: `digits` without leading zeros, times ten to the `exponent`.
struct BigDecimal<'a> {
    negative: bool,
    digits: Cow<'a, [u8]>,
    exponent: i64,
}

impl<'a> BigDecimal<'a> {
    fn parse(text: &'a [u8]) -> Option<Self> {
        let (negative, unsigned) = split_sign(text);
        let (mantissa, exponent) = match unsigned.iter().position(|byte| matches!(byte, b'e' | b'E')) {
            Some(at) => {
                let exponent = i32::try_from(java_integer(&unsigned[at + 1..], 10)?).ok()?;
                (&unsigned[..at], i64::from(exponent))
            }
            None => (unsigned, 0),
        };
        let (digits, fraction) = match mantissa.iter().position(|&byte| byte == b'.') {
            Some(point) => {
                let joined = [&mantissa[..point], &mantissa[point + 1..]].concat();
                (Cow::Owned(joined), mantissa.len() - point - 1)
            }
            None => (Cow::Borrowed(mantissa), 0),
        };
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
        let digits = match digits {
            Cow::Borrowed(digits) => Cow::Borrowed(&digits[zeros..]),
            Cow::Owned(mut digits) => {
                digits.drain(..zeros);
                Cow::Owned(digits)
            }
        };
        Some(Self { negative, digits, exponent: exponent - fraction as i64 })
    }

    /// The value times ten to the `scale`, as an integer; `None` when it has more than 38 digits.
    fn rounded(&self, scale: i64, half_up: bool) -> Option<i128> {
        if self.digits.is_empty() {
            return Some(0);
        }
        let shift = self.exponent + scale;
        let kept = self.digits.len() as i64 + shift;
        if kept > 38 {
            return None;
        }
        let kept = usize::try_from(kept).ok();
        let mut value: i128 = 0;
        for at in 0..kept.unwrap_or(0) {
            let digit = self.digits.get(at).map_or(0, |digit| i128::from(digit - b'0'));
            value = value * 10 + digit;
        }
        // The first digit that is cut decides; with fewer digits than none kept, it is a zero.
        if half_up && kept.and_then(|kept| self.digits.get(kept)).is_some_and(|&digit| digit >= b'5') {
            value += 1;
        }
        Some(if self.negative { -value } else { value })
    }

    /// Without its fraction, when that is a 64-bit number.
    fn truncated(&self) -> Option<i64> {
        i64::try_from(self.rounded(0, false)?).ok()
    }
}

impl std::fmt::Display for BigDecimal<'_> {
    /// Java's `BigDecimal.toString`: plain, or scientific for positive exponents and many leading zeros.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = if self.digits.is_empty() { b"0" } else { self.digits.as_ref() };
        let digits = std::str::from_utf8(digits).map_err(|_| std::fmt::Error)?;
        let adjusted = self.exponent + digits.len() as i64 - 1;
        if self.negative && !self.digits.is_empty() {
            f.write_str("-")?;
        }
        if self.exponent == 0 {
            return f.write_str(digits);
        }
        if self.exponent < 0 && adjusted >= -6 {
            return match usize::try_from(adjusted) {
                Ok(whole) => write!(f, "{}.{}", &digits[..=whole], &digits[whole + 1..]),
                Err(_) => write!(f, "0.{}{digits}", "0".repeat((-adjusted - 1) as usize)),
            };
        }
        f.write_str(&digits[..1])?;
        if digits.len() > 1 {
            write!(f, ".{}", &digits[1..])?;
        }
        if adjusted != 0 {
            write!(f, "E{adjusted:+}")?;
        }
        Ok(())
    }
}

fn split_sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// Digits as a number; `None` on other bytes and on overflow. No digits are zero.
fn accumulate(digits: &[u8], negative: bool, radix: u8) -> Option<i64> {
    // Eighteen decimal digits always fit: no checks needed on the common way.
    if radix == 10 && digits.len() <= 18 {
        let mut value: i64 = 0;
        for &byte in digits {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                return None;
            }
            value = value * 10 + i64::from(digit);
        }
        return Some(if negative { -value } else { value });
    }
    let mut value: i64 = 0;
    for &byte in digits {
        let digit = i64::from(char::from(byte).to_digit(u32::from(radix))?);
        // Downwards, because the smallest number has no positive counterpart.
        value = value.checked_mul(i64::from(radix))?.checked_sub(digit)?;
    }
    if negative { Some(value) } else { value.checked_neg() }
}

fn digits_of(value: i128) -> u8 {
    // At most 39 digits.
    value.unsigned_abs().checked_ilog10().map_or(0, |log| log as u8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hive_integers_as_trino_reads_them() {
        for (text, value) in [
            ("1", Some(1)),
            ("+2", Some(2)),
            ("-3", Some(-3)),
            (" 4", None),
            ("5 ", None),
            ("1.9", Some(1)),
            ("1.x", None),
            (".5", Some(0)),
            ("-", None),
            ("", None),
            ("1e3", None),
            ("0x10", None),
            ("007", Some(7)),
            ("--1", None),
            ("9223372036854775807", Some(i64::MAX)),
            ("9223372036854775808", None),
            ("-9223372036854775808", Some(i64::MIN)),
            ("00000000000000000000001", Some(1)),
        ] {
            assert_eq!(hive_integer(text.as_bytes()), value, "{text}");
        }
    }

    #[test]
    fn openx_integers_have_three_bases_and_fractions() {
        for (text, value) in [
            ("0x10", Some(16)),
            ("010", Some(8)),
            ("08", Some(8)),
            ("-0x10", None),
            ("1e3", Some(1000)),
            ("-1.9", Some(-1)),
            ("1e19", None),
            ("abc", None),
            ("", None),
            ("12 ", None),
            ("-0", Some(0)),
        ] {
            assert_eq!(openx_integer(text), value, "{text}");
        }
    }

    #[test]
    fn floats_as_java_reads_them() {
        let read = |text: &str| java_float::<f64>(text.as_bytes());
        for (text, value) in [
            (" 1.5 ", 1.5),
            ("1e3", 1000.0),
            ("Infinity", f64::INFINITY),
            ("-Infinity", f64::NEG_INFINITY),
            ("1d", 1.0),
            ("1f", 1.0),
            ("-.5e-2", -0.005),
            ("+1", 1.0),
            ("1.", 1.0),
            ("1e400", f64::INFINITY),
        ] {
            assert_eq!(read(text), Some(value), "{text}");
        }
        assert!(read("NaN").is_some_and(f64::is_nan));
        for text in ["nan", "inf", "infinity", "", " ", "1.5.5", "x", "d", "1 d", "1e", "0x10"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(java_float::<f32>(b"1e40"), Some(f32::INFINITY));
    }

    #[test]
    fn decimals_round_half_up() {
        let read = |text: &str| decimal(text.as_bytes(), 5, 2);
        for (text, value) in [
            ("1", 100),
            ("1.005", 101),
            ("1.004", 100),
            ("-1.005", -101),
            ("1e2", 10_000),
            ("999.994", 99_999),
            ("+5", 500),
            (".5", 50),
            ("5.", 500),
            ("1e-9", 0),
            ("0.005", 1),
            ("0e999999999", 0),
            ("1e-999999999", 0),
        ] {
            assert_eq!(read(text), Ok(value), "{text}");
        }
        for text in [" 1", "1 ", "x", "", "NaN", "1d", "1e", "1e99999999999", "."] {
            assert_eq!(read(text), Err(DecimalError::NotANumber), "{text}");
        }
        for text in ["12345", "999.995", "1e999999999"] {
            assert_eq!(read(text), Err(DecimalError::TooLarge), "{text}");
        }
        let long = "123456789012345678901234567890123456.785";
        assert_eq!(decimal(long.as_bytes(), 38, 2), Ok(12_345_678_901_234_567_890_123_456_789_012_345_679));
        assert_eq!(decimal(&[b'9'; 39], 38, 0), Err(DecimalError::TooLarge));
    }

    #[test]
    fn canonical_decimals_as_java_writes_them() {
        for (text, shown) in [
            ("1.50", "1.50"),
            ("1e3", "1E+3"),
            ("1E-2", "0.01"),
            ("1.0E+5", "1.0E+5"),
            (".5", "0.5"),
            ("1.", "1"),
            ("-0.0", "0.0"),
            ("0.0000001", "1E-7"),
            ("0.000001", "0.000001"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("-12.50", "-12.50"),
        ] {
            assert_eq!(canonical_decimal(text).as_deref(), Some(shown), "{text}");
        }
        assert_eq!(canonical_decimal("1L"), None);
    }
}
