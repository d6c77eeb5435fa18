//! Decimal numbers from their digits.

use polias_types::MAX_PRECISION;

/// The value times ten to the power of its scale, with precision and scale as Trino gives them: leading zeros
/// do not count. `None` when it is no number or has too many digits.
pub(super) fn parse(text: &str) -> Option<(i128, u8, u8)> {
    let (negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let precision = (whole.len() + fraction.len()).max(1);
    if precision > usize::from(MAX_PRECISION) {
        return None;
    }
    let digits = format!("0{whole}{fraction}");
    let value: i128 = digits.parse().ok()?;
    let scale = u8::try_from(fraction.len()).ok()?;
    Some((if negative { -value } else { value }, u8::try_from(precision).ok()?, scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_and_scale_are_trinos() {
        let cases = [
            ("1.50", Some((150, 3, 2))),
            (".5", Some((5, 1, 1))),
            ("5.", Some((5, 1, 0))),
            ("00.10", Some((10, 2, 2))),
            ("-1.5", Some((-15, 2, 1))),
            ("0.0", Some((0, 1, 1))),
            ("000.000", Some((0, 3, 3))),
            ("123", Some((123, 3, 0))),
            ("00123.4", Some((1234, 4, 1))),
            ("+1.", Some((1, 1, 0))),
            ("0", Some((0, 1, 0))),
            ("1e5", None),
            ("abc", None),
            (" 1", None),
            ("", None),
            (".", None),
            ("-", None),
            ("12345678901234567890123456789012345678901", None),
            (
                "99999999999999999999999999999999999999",
                Some((99_999_999_999_999_999_999_999_999_999_999_999_999, 38, 0)),
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}
