//! Base 64, as Java's decoder reads it: padding may be left out, unused bits are ignored.

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::DataError;

const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const PLAIN: GeneralPurpose = GeneralPurpose::new(&STANDARD, CONFIG);
const URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, CONFIG);

/// With padding.
pub(super) fn encode(bytes: &[u8], url: bool) -> String {
    if url { URL.encode(bytes) } else { PLAIN.encode(bytes) }
}

/// The bytes; an error for what is not of the alphabet.
pub(super) fn decode(text: &[u8], url: bool) -> Result<Vec<u8>, DataError> {
    if text.len() == 1 {
        return Err(refusal("Input byte[] should at least have 2 bytes for base64 bytes"));
    }
    let engine = if url { &URL } else { &PLAIN };
    engine.decode(text).map_err(|error| match error {
        base64::DecodeError::InvalidByte(_, byte) if byte != b'=' => {
            refusal(&format!("Illegal base64 character {byte:x}"))
        }
        base64::DecodeError::InvalidLength(_) => refusal("Last unit does not have enough valid bits"),
        _ => refusal("Input byte array has wrong 4-byte ending unit"),
    })
}

fn refusal(message: &str) -> DataError {
    DataError::new("INVALID_FUNCTION_ARGUMENT", message)
}
