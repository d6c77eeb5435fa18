//! Base 32 of RFC 4648, in capitals.

use crate::DataError;

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// With padding.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for chunk in bytes.chunks(5) {
        let mut padded = [0_u8; 8];
        padded[3..3 + chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_be_bytes(padded);
        let digits = (chunk.len() * 8).div_ceil(5);
        for index in 0..8 {
            let digit = (bits >> (35 - 5 * index)) & 31;
            text.push(if index < digits { char::from(ALPHABET[digit as usize]) } else { '=' });
        }
    }
    text
}

/// The bytes; padding may be left out.
pub(super) fn decode(text: &[u8]) -> Result<Vec<u8>, DataError> {
    let end = text.iter().rposition(|byte| *byte != b'=').map_or(0, |last| last + 1);
    let mut bytes = Vec::with_capacity(end * 5 / 8);
    let (mut bits, mut count) = (0_u32, 0);
    if matches!(end % 8, 1 | 3 | 6) {
        return Err(refusal(format!("Invalid input length {end}")));
    }
    for byte in &text[..end] {
        let Some(digit) = ALPHABET.iter().position(|known| known == byte) else {
            return Err(refusal(format!("Unrecognized character: {}", char::from(*byte))));
        };
        bits = (bits << 5 | digit as u32) & 0xffff;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Ok(bytes)
}

fn refusal(message: String) -> DataError {
    DataError::new("INVALID_FUNCTION_ARGUMENT", message)
}
