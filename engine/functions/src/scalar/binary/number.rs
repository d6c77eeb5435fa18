//! Numbers as bytes, the highest first.

use crate::DataError;
use crate::scalar::body::{Body, strict};

/// What the function of this name does.
pub(super) fn body(name: &str) -> Option<Body> {
    Some(match name {
        "to_big_endian_32" => strict!(bytes; value: Integer => Ok(Some(value.to_be_bytes()))),
        "to_big_endian_64" => strict!(bytes; value: Bigint => Ok(Some(value.to_be_bytes()))),
        "to_ieee754_32" => strict!(bytes; value: Real => Ok(Some(value.to_be_bytes()))),
        "to_ieee754_64" => strict!(bytes; value: Double => Ok(Some(value.to_be_bytes()))),
        "from_big_endian_32" => strict!(integer; value: Bytes => {
            value.try_into().map(|bytes| Some(i32::from_be_bytes(bytes))).map_err(|_| expected(4, value))
        }),
        "from_big_endian_64" => strict!(bigint; value: Bytes => {
            value.try_into().map(|bytes| Some(i64::from_be_bytes(bytes))).map_err(|_| expected(8, value))
        }),
        "from_ieee754_32" => strict!(real; value: Bytes => {
            value.try_into().map(|bytes| Some(f32::from_be_bytes(bytes))).map_err(|_| exactly(4))
        }),
        "from_ieee754_64" => strict!(double; value: Bytes => {
            value.try_into().map(|bytes| Some(f64::from_be_bytes(bytes))).map_err(|_| exactly(8))
        }),
        _ => return None,
    })
}

fn expected(length: usize, value: &[u8]) -> DataError {
    DataError::new(
        "INVALID_FUNCTION_ARGUMENT",
        format!("expected {length}-byte input, but got instead: {}", value.len()),
    )
}

fn exactly(length: usize) -> DataError {
    DataError::new(
        "INVALID_FUNCTION_ARGUMENT",
        format!("Input floating-point value must be exactly {length} bytes long"),
    )
}
