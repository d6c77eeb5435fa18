//! `from_base`, `to_base`.

use crate::DataError;
use crate::scalar::body::{Body, strict};

/// What the function of this name does.
pub(super) fn body(name: &str) -> Option<Body> {
    Some(match name {
        "from_base" => strict!(bigint; text: Text, radix: Bigint => from_base(text, radix).map(Some)),
        "to_base" => strict!(text; value: Bigint, radix: Bigint => to_base(value, radix).map(Some)),
        _ => return None,
    })
}

fn from_base(text: &str, radix: i64) -> Result<i64, DataError> {
    i64::from_str_radix(text, check(radix)?).map_err(|_| {
        DataError::new("INVALID_FUNCTION_ARGUMENT", format!("Not a valid base-{radix} number: {text}"))
    })
}

fn to_base(value: i64, radix: i64) -> Result<String, DataError> {
    let radix = check(radix)?;
    let mut rest = value.unsigned_abs();
    let mut digits = Vec::new();
    loop {
        let digit = (rest % u64::from(radix)) as u32;
        digits.push(char::from_digit(digit, radix).unwrap_or('0'));
        rest /= u64::from(radix);
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        digits.push('-');
    }
    Ok(digits.into_iter().rev().collect())
}

fn check(radix: i64) -> Result<u32, DataError> {
    u32::try_from(radix)
        .ok()
        .filter(|radix| (2..=36).contains(radix))
        .ok_or_else(|| DataError::new("INVALID_FUNCTION_ARGUMENT", "Radix must be between 2 and 36"))
}
