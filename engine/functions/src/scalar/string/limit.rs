//! How long a text or a binary value may become.

use crate::DataError;

/// Longest result in bytes: 2^31 - 1, as far as Trino's slices and Arrow's views count.
const MAX_LENGTH: usize = i32::MAX as usize;

/// An error when a result would be too long.
pub(super) fn check_length(length: usize, message: &str) -> Result<(), DataError> {
    if length > MAX_LENGTH {
        return Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message));
    }
    Ok(())
}
