//! `normalize`: Unicode's normal forms.

use unicode_normalization::UnicodeNormalization;

use crate::DataError;

/// The text in a form named `NFC`, `NFD`, `NFKC`, `NFKD`, without regard to case.
pub(super) fn normalize(text: &str, form: &str) -> Result<String, DataError> {
    Ok(match form.to_ascii_uppercase().as_str() {
        "NFC" => text.nfc().collect(),
        "NFD" => text.nfd().collect(),
        "NFKC" => text.nfkc().collect(),
        "NFKD" => text.nfkd().collect(),
        _ => {
            return Err(DataError::new(
                "INVALID_FUNCTION_ARGUMENT",
                "Normalization form must be one of [NFD, NFC, NFKD, NFKC]",
            ));
        }
    })
}
