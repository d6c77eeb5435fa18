//! Text of numbers.

use std::fmt::{LowerExp, Write};

/// An integer. Faster than formatting through `Display`.
pub fn write_integer(out: &mut String, value: i64) {
    if value < 0 {
        out.push('-');
    }
    write_digits(out, value.unsigned_abs().into(), 1);
}

/// At least `width` digits.
pub(super) fn write_digits(out: &mut String, mut value: u128, width: usize) {
    // 39 digits hold every u128.
    let mut digits = [b'0'; 40];
    let mut start = digits.len();
    while value > u128::from(u64::MAX) {
        start -= 1;
        digits[start] = digit(value % 10);
        value /= 10;
    }
    let mut rest = u64::try_from(value).unwrap_or(u64::MAX);
    while rest > 0 {
        start -= 1;
        digits[start] = digit(u128::from(rest % 10));
        rest /= 10;
    }
    start = start.min(digits.len().saturating_sub(width));
    out.extend(digits[start..].iter().map(|digit| char::from(*digit)));
}

fn digit(value: u128) -> u8 {
    b'0' + u8::try_from(value).unwrap_or(0)
}

/// A decimal with exactly `scale` digits behind the point: `-0.05`, `100`.
pub fn write_decimal(out: &mut String, value: i128, scale: u8) {
    if value < 0 {
        out.push('-');
    }
    let value = value.unsigned_abs();
    if scale == 0 {
        return write_digits(out, value, 1);
    }
    // 38 digits at most: the power fits.
    let unit = 10u128.checked_pow(scale.into()).unwrap_or(u128::MAX);
    write_digits(out, value / unit, 1);
    out.push('.');
    write_digits(out, value % unit, scale.into());
}

/// A double as Java's `Double.toString` prints it: `1.0`, `1.0E10`, `1.0E-5`, `NaN`, `-Infinity`.
pub fn write_double(out: &mut String, value: f64) {
    if let Some(word) = special(value) {
        out.push_str(word);
    } else if is_plain(value.abs()) {
        let start = out.len();
        let _ = write!(out, "{value}");
        add_fraction(out, start);
    } else {
        write_scientific(out, value);
    }
}

/// A real as Java's `Float.toString` prints it.
pub fn write_real(out: &mut String, value: f32) {
    if let Some(word) = special(value.into()) {
        out.push_str(word);
    } else if is_plain(f64::from(value).abs()) {
        let start = out.len();
        let _ = write!(out, "{value}");
        add_fraction(out, start);
    } else {
        write_scientific(out, value);
    }
}

/// A double as CAST to varchar prints it: always with an exponent, `1.0E0`; zero is `0E0`.
///
/// Digits are the fewest that read back as the same double. Trino's are those of an older algorithm of Java,
/// which for few values (`2e23`) has one more.
pub fn write_double_cast(out: &mut String, value: f64) {
    if let Some(word) = special(value) {
        out.push_str(word);
    } else if value == 0.0 {
        out.push_str(if value.is_sign_negative() { "-0E0" } else { "0E0" });
    } else {
        write_scientific(out, value);
    }
}

/// A real as CAST to varchar prints it: rounded to seven digits, `1.677722E7`.
pub fn write_real_cast(out: &mut String, value: f32) {
    if special(value.into()).is_some() || value == 0.0 {
        return write_double_cast(out, value.into());
    }
    // The digits that Float.toString prints are what is rounded, by the exact value of their double.
    let mut shortest = String::new();
    write_real(&mut shortest, value);
    let shortest = shortest.parse::<f64>().unwrap_or_else(|_| value.into());
    let text = format!("{shortest:.6e}");
    let Some((digits, exponent)) = text.split_once('e') else { return out.push_str(&text) };
    let digits = digits.trim_end_matches('0');
    out.push_str(digits);
    if digits.ends_with('.') {
        out.push('0');
    }
    out.push('E');
    out.push_str(exponent);
}

fn special(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("NaN")
    } else if value == f64::INFINITY {
        Some("Infinity")
    } else if value == f64::NEG_INFINITY {
        Some("-Infinity")
    } else {
        None
    }
}

/// Java prints values from 0.001 to below ten million without exponent.
fn is_plain(magnitude: f64) -> bool {
    magnitude == 0.0 || (1e-3..1e7).contains(&magnitude)
}

/// Puts `.0` behind a number from `start` on that has no point.
fn add_fraction(out: &mut String, start: usize) {
    if !out[start..].contains('.') {
        out.push_str(".0");
    }
}

/// `1.0E10`: the fewest digits that read back as the value, but two at least, and then the nearest of two.
fn write_scientific<T: LowerExp>(out: &mut String, value: T) {
    let start = out.len();
    let _ = write!(out, "{value:e}");
    if !out[start..].contains('.') {
        out.truncate(start);
        let _ = write!(out, "{value:.1e}");
    }
    if let Some(at) = out[start..].find('e').map(|at| start + at) {
        out.replace_range(at..=at, "E");
    }
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
    fn integers_and_decimals() {
        for value in [0, 7, -7, 10, 1234567890123456789, i64::MAX, i64::MIN] {
            assert_eq!(text(|out| write_integer(out, value)), value.to_string());
        }
        for (value, scale, expected) in [
            (0, 0, "0"),
            (0, 2, "0.00"),
            (150, 2, "1.50"),
            (-5, 2, "-0.05"),
            (100, 0, "100"),
            (1, 38, "0.00000000000000000000000000000000000001"),
            (99_999_999_999_999_999_999_999_999_999_999_999_999, 0, "99999999999999999999999999999999999999"),
            (-12_345_678_901_234_567_890_123, 3, "-12345678901234567890.123"),
        ] {
            assert_eq!(text(|out| write_decimal(out, value, scale)), expected);
        }
    }

    #[test]
    fn doubles_as_java_prints_them() {
        for (value, expected) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.5, "0.5"),
            (0.001, "0.001"),
            (0.000_999, "9.99E-4"),
            (9_999_999.0, "9999999.0"),
            (1e7, "1.0E7"),
            (1.5e10, "1.5E10"),
            (1e-5, "1.0E-5"),
            (123_456.789, "123456.789"),
            (f64::MAX, "1.7976931348623157E308"),
            (4.9e-324, "4.9E-324"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "Infinity"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(text(|out| write_double(out, value)), expected);
        }
        for (value, expected) in [
            (0.1f32, "0.1"),
            (1e10, "1.0E10"),
            (f32::MAX, "3.4028235E38"),
            (16_777_216.0, "1.6777216E7"),
            (3.0, "3.0"),
        ] {
            assert_eq!(text(|out| write_real(out, value)), expected);
        }
    }

    #[test]
    fn casts_as_trino_prints_them() {
        for (value, expected) in [
            (1.0, "1.0E0"),
            (10.0, "1.0E1"),
            (123_456.789, "1.23456789E5"),
            (0.002, "2.0E-3"),
            (0.0, "0E0"),
            (-0.0, "-0E0"),
            (0.1 + 0.2, "3.0000000000000004E-1"),
            (12_345_678.0, "1.2345678E7"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(text(|out| write_double_cast(out, value)), expected);
        }
        for (value, expected) in [
            (1.0f32, "1.0E0"),
            (1e10, "1.0E10"),
            (0.001, "1.0E-3"),
            (1_234_567.0, "1.234567E6"),
            (f32::MAX, "3.402823E38"),
            (16_777_216.0, "1.677722E7"),
            (0.1, "1.0E-1"),
            (3.3, "3.3E0"),
            (1e23, "1.0E23"),
            (1.4e-45, "1.4E-45"),
            (-0.0, "-0E0"),
            (f32::NAN, "NaN"),
        ] {
            assert_eq!(text(|out| write_real_cast(out, value)), expected);
        }
    }
}
