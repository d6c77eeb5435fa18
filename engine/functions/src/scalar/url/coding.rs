//! Percent encoding, of forms (`+` is a blank) and of URLs.

use crate::DataError;

/// As forms are sent: letters, digits and `*-._` stay, a blank becomes `+`.
pub(super) fn encode(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut result = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => {
                result.push(char::from(byte))
            }
            b' ' => result.push('+'),
            _ => {
                result.push('%');
                result.push(char::from(DIGITS[usize::from(byte >> 4)]));
                result.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
    }
    result
}

/// The text of a form; an error for an incomplete escape.
pub(super) fn decode(text: &str) -> Result<String, DataError> {
    let refuse =
        |message: String| Err(DataError::new("INVALID_FUNCTION_ARGUMENT", format!("URLDecoder: {message}")));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let Some(digits) = after.get(..2) else {
                    return refuse("Incomplete trailing escape (%) pattern".to_owned());
                };
                let Some(value) = hex(digits) else {
                    let digits = String::from_utf8_lossy(digits);
                    let bad = usize::from(digits.starts_with(|char: char| char.is_ascii_hexdigit()));
                    return refuse(format!(
                        "Illegal hex characters in escape (%) pattern - Error at index {bad} in: \"{digits}\""
                    ));
                };
                bytes.push(value);
                rest = &after[2..];
            }
            _ => bytes.push(*byte),
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The text with its escapes, which are well-formed, resolved.
pub(super) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match after.get(..2).filter(|_| *byte == b'%').and_then(hex) {
            Some(value) => {
                bytes.push(value);
                rest = &after[2..];
            }
            None => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The byte of two hexadecimal digits.
pub(super) fn hex(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(*digits.first()?)? * 16 + digit(*digits.get(1)?)?).ok()
}
