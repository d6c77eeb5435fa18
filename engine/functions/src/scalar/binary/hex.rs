//! Hexadecimal digits, in capitals.

use crate::DataError;

/// Two digits for each byte.
pub(super) fn encode(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// The bytes of an even number of digits.
pub(super) fn decode(text: &[u8]) -> Result<Vec<u8>, DataError> {
    if !text.len().is_multiple_of(2) {
        return Err(DataError::new(
            "INVALID_FUNCTION_ARGUMENT",
            format!("invalid input length {}", text.len()),
        ));
    }
    let digit = |byte: u8| {
        char::from(byte).to_digit(16).ok_or_else(|| {
            DataError::new(
                "INVALID_FUNCTION_ARGUMENT",
                format!("not a hexadecimal digit: \"{}\" = {byte}", char::from(byte)),
            )
        })
    };
    text.chunks_exact(2).map(|pair| Ok((digit(pair[0])? * 16 + digit(pair[1])?) as u8)).collect()
}
