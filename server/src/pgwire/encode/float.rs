//! Floating point numbers as PostgreSQL prints them since version 12: the shortest digits that read back equal.
//!
//! Source: `double_to_shortest_decimal_buf` and `float_to_shortest_decimal_buf` of PostgreSQL 15: fixed notation
//! for exponents from -4 up to the type's bound, else `1.5e+300`.

use std::io::Write;

/// Appends a float8.
pub fn float8(value: f64, out: &mut Vec<u8>) {
    if !special(value, out) {
        layout(&format!("{value:e}"), 15, out);
    }
}

/// Appends a float4.
pub fn float4(value: f32, out: &mut Vec<u8>) {
    if !special(f64::from(value), out) {
        layout(&format!("{value:e}"), 6, out);
    }
}

fn special(value: f64, out: &mut Vec<u8>) -> bool {
    let text: &[u8] = if value.is_nan() {
        b"NaN"
    } else if value == f64::INFINITY {
        b"Infinity"
    } else if value == f64::NEG_INFINITY {
        b"-Infinity"
    } else {
        return false;
    };
    out.extend_from_slice(text);
    true
}

/// Lays out Rust's `-1.25e-7` form; `bound` is the first exponent of scientific notation.
fn layout(scientific: &str, bound: i32, out: &mut Vec<u8>) {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let mantissa = match mantissa.strip_prefix('-') {
        Some(rest) => {
            out.push(b'-');
            rest
        }
        None => mantissa,
    };
    if !(-4..bound).contains(&exponent) {
        out.extend_from_slice(mantissa.as_bytes());
        let sign = if exponent < 0 { '-' } else { '+' };
        // Writing to a Vec cannot fail.
        let _ = write!(out, "e{sign}{:02}", exponent.abs());
        return;
    }
    let digits = mantissa.bytes().filter(|byte| *byte != b'.');
    if exponent < 0 {
        out.extend_from_slice(b"0.");
        out.extend(std::iter::repeat_n(b'0', (-exponent - 1) as usize));
        out.extend(digits);
        return;
    }
    let whole = exponent as usize + 1;
    let mut written = 0;
    for digit in digits {
        if written == whole {
            out.push(b'.');
        }
        out.push(digit);
        written += 1;
    }
    out.extend(std::iter::repeat_n(b'0', whole.saturating_sub(written)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text8(value: f64) -> String {
        let mut out = Vec::new();
        float8(value, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn as_postgresql_15_prints() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (0.1, "0.1"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (123_456_789_012_345.0, "123456789012345"),
            (1e15, "1e+15"),
            (1.5e300, "1.5e+300"),
            (100.0, "100"),
            (0.1 + 0.2, "0.30000000000000004"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
            (5e-324, "5e-324"),
        ] {
            assert_eq!(text8(value), text);
        }
    }

    #[test]
    fn float4_has_its_own_digits_and_bound() {
        for (value, text) in [
            (0.1f32, "0.1"),
            (123_456.0, "123456"),
            (1_000_000.0, "1e+06"),
            (3.402_823_5e38, "3.4028235e+38"),
        ] {
            let mut out = Vec::new();
            float4(value, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
    }
}
