//! `numeric`: decimal text, and the binary form of base 10000 digits.
//!
//! Source: `numeric_send` of PostgreSQL 15. All works on the decimal digits, so every precision and scale of
//! 128 and 256 bits takes the same way and nothing can overflow.

/// Appends a decimal: `digits` are those of the unscaled absolute value.
pub fn numeric(negative: bool, digits: &[u8], scale: i32, out: &mut Vec<u8>) {
    if negative {
        out.push(b'-');
    }
    if scale <= 0 {
        out.extend_from_slice(digits);
        if digits != b"0" {
            out.extend(std::iter::repeat_n(b'0', scale.unsigned_abs() as usize));
        }
        return;
    }
    let scale = scale as usize;
    let (whole, part) = digits.split_at(digits.len().saturating_sub(scale));
    out.extend_from_slice(if whole.is_empty() { b"0" } else { whole });
    out.push(b'.');
    out.extend(std::iter::repeat_n(b'0', scale - part.len()));
    out.extend_from_slice(part);
}

/// Appends a decimal in binary form.
pub fn numeric_binary(negative: bool, digits: &[u8], scale: i32, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(&[0; 8]);
    // Position of a digit's power of ten: the last digit stands at -scale.
    let last = -scale;
    let first = last + digits.len() as i32 - 1;
    let top_group = first.div_euclid(4);
    let bottom_group = last.div_euclid(4);
    let mut weight = 0;
    let mut count: u16 = 0;
    let mut pending_zeros: u16 = 0;
    for group in (bottom_group..=top_group).rev() {
        let value = (0..4).rev().fold(0i16, |value, place| {
            let index = first - (group * 4 + place);
            let digit = usize::try_from(index).ok().and_then(|index| digits.get(index));
            value * 10 + digit.map_or(0, |digit| i16::from(digit - b'0'))
        });
        if value == 0 {
            // Zeros in front are left out, zeros behind only count when another digit follows.
            pending_zeros += u16::from(count > 0);
            continue;
        }
        if count == 0 {
            weight = group;
        }
        out.extend(std::iter::repeat_n(0u8, 2 * usize::from(pending_zeros)));
        count += pending_zeros + 1;
        pending_zeros = 0;
        out.extend_from_slice(&value.to_be_bytes());
    }
    let sign: u16 = if negative && count > 0 { 0x4000 } else { 0 };
    let header = [count, weight as u16, sign, scale.max(0) as u16];
    for (place, value) in out.iter_mut().skip(start).zip(header.iter().flat_map(|value| value.to_be_bytes()))
    {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: i128, scale: i32) -> String {
        let mut out = Vec::new();
        numeric(value < 0, value.unsigned_abs().to_string().as_bytes(), scale, &mut out);
        String::from_utf8(out).unwrap()
    }

    fn binary(value: i128, scale: i32) -> Vec<i16> {
        let mut out = Vec::new();
        numeric_binary(value < 0, value.unsigned_abs().to_string().as_bytes(), scale, &mut out);
        out.chunks(2).map(|pair| i16::from_be_bytes([pair[0], pair[1]])).collect()
    }

    #[test]
    fn decimal_text() {
        for (value, scale, expected) in [
            (0, 0, "0"),
            (0, 2, "0.00"),
            (5, 2, "0.05"),
            (-12_345, 2, "-123.45"),
            (7, -3, "7000"),
            (0, -3, "0"),
            (100, 0, "100"),
        ] {
            assert_eq!(text(value, scale), expected);
        }
        assert_eq!(text(10i128.pow(38) - 1, 38), format!("0.{}", "9".repeat(38)));
    }

    #[test]
    fn binary_groups() {
        // count, weight, sign, scale, digits
        for (value, scale, expected) in [
            (0, 2, vec![0, 0, 0, 2]),
            (1, 0, vec![1, 0, 0, 0, 1]),
            (12_345, 2, vec![2, 0, 0, 2, 123, 4_500]),
            (-12_345, 2, vec![2, 0, 0x4000, 2, 123, 4_500]),
            (10_000, 0, vec![1, 1, 0, 0, 1]),
            (100_000_001, 0, vec![3, 2, 0, 0, 1, 0, 1]),
            (1, 5, vec![1, -2, 0, 5, 1_000]),
            (7, -3, vec![1, 0, 0, 0, 7_000]),
            (123_456_789, 4, vec![3, 1, 0, 4, 1, 2_345, 6_789]),
        ] {
            assert_eq!(binary(value, scale), expected, "{value} {scale}");
        }
    }

    #[test]
    fn binary_of_the_longest() {
        let digits = binary(10i128.pow(38) - 1, 37);
        // 9.9999…: one whole digit, 37 decimals in ten groups, the last with one digit.
        assert_eq!(&digits[..5], &[11, 0, 0, 37, 9]);
        assert_eq!(digits.last(), Some(&9_000));
        let whole = binary(-(10i128.pow(38) - 1), 0);
        assert_eq!(&whole[..5], &[10, 9, 0x4000, 0, 99]);
    }
}
