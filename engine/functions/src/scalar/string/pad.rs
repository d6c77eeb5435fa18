//! `lpad`, `rpad` of text and of bytes.

use polias_types::Type;

use super::limit::check_length;
use super::padded;
use crate::DataError;
use crate::scalar::body::{Body, strict};

/// Which side is padded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// The text cut or padded to `length` code points.
pub(super) fn pad(text: &str, length: i64, padding: &str, side: Side) -> Result<String, DataError> {
    let length = target(length)?;
    if padding.is_empty() {
        return Err(DataError::new("INVALID_FUNCTION_ARGUMENT", "Padding string must not be empty"));
    }
    let count = text.chars().count();
    if length <= count {
        return Ok(text.chars().take(length).collect());
    }
    let missing = length - count;
    let widest = padding.chars().map(char::len_utf8).max().unwrap_or(1);
    check_length(text.len().saturating_add(missing.saturating_mul(widest)), "Input string too long")?;
    let mut result = String::new();
    if side == Side::Right {
        result.push_str(text);
    }
    result.extend(padding.chars().cycle().take(missing));
    if side == Side::Left {
        result.push_str(text);
    }
    Ok(result)
}

/// The same of bytes.
pub(super) fn pad_bytes(bytes: &[u8], length: i64, padding: &[u8], side: Side) -> Result<Vec<u8>, DataError> {
    let length = target(length)?;
    if padding.is_empty() {
        return Err(DataError::new("INVALID_FUNCTION_ARGUMENT", "Padding bytes must not be empty"));
    }
    if length <= bytes.len() {
        return Ok(bytes[..length].to_vec());
    }
    let mut result = Vec::with_capacity(length);
    if side == Side::Right {
        result.extend_from_slice(bytes);
    }
    result.extend(padding.iter().cycle().take(length - bytes.len()));
    if side == Side::Left {
        result.extend_from_slice(bytes);
    }
    Ok(result)
}

fn target(length: i64) -> Result<usize, DataError> {
    i32::try_from(length).ok().and_then(|length| usize::try_from(length).ok()).ok_or_else(|| {
        DataError::new("INVALID_FUNCTION_ARGUMENT", "Target length must be in the range [0..2147483647]")
    })
}

/// What the function does for this type.
pub(super) fn body(of: &Type, side: Side) -> Option<Body> {
    Some(match of {
        Type::Varchar(_) => strict!(text; value: Text, length: Bigint, padding: Text => {
            pad(value, length, padding, side).map(Some)
        }),
        Type::Char(_) => {
            let of = of.clone();
            strict!(text; value: Text, length: Bigint, padding: Text => {
                pad(&padded(value, &of), length, padding, side).map(Some)
            })
        }
        Type::Varbinary => strict!(bytes; value: Bytes, length: Bigint, padding: Bytes => {
            pad_bytes(value, length, padding, side).map(Some)
        }),
        _ => return None,
    })
}
