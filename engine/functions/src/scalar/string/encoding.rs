//! Text and code points, text and bytes.

use polias_types::Type;

use super::padded;
use crate::DataError;
use crate::scalar::body::{Body, strict};

/// The text of one code point.
pub(super) fn chr(code: i64) -> Result<String, DataError> {
    u32::try_from(code).ok().and_then(char::from_u32).map(String::from).ok_or_else(|| {
        DataError::new("INVALID_FUNCTION_ARGUMENT", format!("Not a valid Unicode code point: {code}"))
    })
}

/// The code point of a text of one.
pub(super) fn codepoint(text: &str) -> Result<i32, DataError> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(char), None) => Ok(u32::from(char).cast_signed()),
        _ => {
            Err(DataError::new("INVALID_FUNCTION_ARGUMENT", "Input string must be a single character string"))
        }
    }
}

/// The text's UTF-8.
pub(super) fn to_utf8(of: &Type) -> Option<Body> {
    Some(match of {
        Type::Varchar(_) => strict!(bytes; value: Text => Ok(Some(value))),
        Type::Char(_) => {
            let of = of.clone();
            strict!(bytes; value: Text => Ok(Some(padded(value, &of).into_owned())))
        }
        _ => return None,
    })
}

/// What `from_utf8` does: the replacement is U+FFFD, a text of at most one code point, or a code point.
pub(super) fn from_utf8_body(arguments: &[Type]) -> Option<Body> {
    Some(match arguments {
        [_] => strict!(text; value: Bytes => Ok(Some(from_utf8(value, "\u{fffd}")))),
        [_, Type::Bigint] => strict!(text; value: Bytes, code: Bigint => {
            let replacement = u32::try_from(code).ok().and_then(char::from_u32).ok_or_else(|| {
                DataError::new("INVALID_FUNCTION_ARGUMENT", "Invalid replacement character")
            })?;
            Ok(Some(from_utf8(value, replacement.encode_utf8(&mut [0; 4]))))
        }),
        [_, _] => strict!(text; value: Bytes, replacement: Text => {
            if replacement.chars().nth(1).is_some() {
                return Err(DataError::new(
                    "INVALID_FUNCTION_ARGUMENT",
                    "Replacement character string must empty or a single character",
                ));
            }
            Ok(Some(from_utf8(value, replacement)))
        }),
        _ => return None,
    })
}

/// Every sequence that is no code point is replaced once, also an overlong one and a surrogate.
fn from_utf8(bytes: &[u8], replacement: &str) -> String {
    let mut result = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Err(error) = std::str::from_utf8(rest) {
        let (valid, invalid) = rest.split_at(error.valid_up_to());
        result.push_str(&String::from_utf8_lossy(valid));
        result.push_str(replacement);
        rest = &invalid[invalid_length(invalid)..];
    }
    result.push_str(&String::from_utf8_lossy(rest));
    result
}

/// Bytes of the invalid sequence at the start: the first byte says how many belong to it, as far as they go on.
fn invalid_length(bytes: &[u8]) -> usize {
    let length = match bytes.first() {
        Some(0xc0..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf7) => 4,
        Some(0xf8..=0xfb) => 5,
        Some(0xfc..=0xfd) => 6,
        _ => return 1,
    };
    1 + bytes[1..].iter().take(length - 1).take_while(|byte| **byte & 0xc0 == 0x80).count()
}
