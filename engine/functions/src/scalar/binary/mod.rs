//! Functions of bytes: hashes and encodings.

mod base32;
mod base64;
mod hash;
mod hex;
mod number;

use polias_types::{ResolvedFunction, Type};

use super::body::{Body, strict};

/// What the function does; `None` when it is none of these.
pub(super) fn body(function: &ResolvedFunction) -> Option<Body> {
    let name = function.name;
    Some(match (name, function.arguments.as_slice()) {
        ("to_hex", [_]) => strict!(text; value: Bytes => Ok(Some(hex::encode(value)))),
        ("to_base64", [_]) => strict!(text; value: Bytes => Ok(Some(base64::encode(value, false)))),
        ("to_base64url", [_]) => strict!(text; value: Bytes => Ok(Some(base64::encode(value, true)))),
        ("to_base32", [_]) => strict!(text; value: Bytes => Ok(Some(base32::encode(value)))),
        ("from_hex" | "from_base64" | "from_base64url" | "from_base32", [of]) => {
            let decode = match name {
                "from_hex" => hex::decode,
                "from_base64" => |value: &[u8]| base64::decode(value, false),
                "from_base64url" => |value: &[u8]| base64::decode(value, true),
                _ => base32::decode,
            };
            match of {
                Type::Varbinary => strict!(bytes; value: Bytes => decode(value).map(Some)),
                _ => strict!(bytes; value: Text => decode(value.as_bytes()).map(Some)),
            }
        }
        ("crc32", [_]) => strict!(bigint; value: Bytes => Ok(Some(hash::crc32(value)))),
        (_, [Type::Varbinary]) if hash::of_bytes(name).is_some() => {
            let hash = hash::of_bytes(name)?;
            strict!(bytes; value: Bytes => Ok(Some(hash(value))))
        }
        (_, [_, _]) => {
            let hash = hash::keyed(name)?;
            strict!(bytes; value: Bytes, key: Bytes => hash(value, key).map(Some))
        }
        _ => number::body(name)?,
    })
}
