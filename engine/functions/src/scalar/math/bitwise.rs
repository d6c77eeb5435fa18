//! Functions of bits. Shifts beyond the width, and by less than nothing, leave no bits.

use polias_types::Type;

use crate::DataError;
use crate::scalar::body::{Body, strict};

/// What the function of this name does for these types.
pub(super) fn body(name: &str, arguments: &[Type]) -> Option<Body> {
    Some(match (name, arguments) {
        ("bitwise_and", [_, _]) => strict!(bigint; left: Bigint, right: Bigint => Ok(Some(left & right))),
        ("bitwise_or", [_, _]) => strict!(bigint; left: Bigint, right: Bigint => Ok(Some(left | right))),
        ("bitwise_xor", [_, _]) => strict!(bigint; left: Bigint, right: Bigint => Ok(Some(left ^ right))),
        ("bitwise_not", [_]) => strict!(bigint; value: Bigint => Ok(Some(!value))),
        (_, [of, _]) => shift(name, of)?,
        _ => return None,
    })
}

fn shift(name: &str, of: &Type) -> Option<Body> {
    macro_rules! shifts {
        ($kind:ident, $array:ident, $unsigned:ty, $signed:ty) => {
            match name {
                "bitwise_left_shift" => strict!($kind; value: $array, by: Integer => {
                    Ok(Some(u32::try_from(by).ok().and_then(|by| value.checked_shl(by)).unwrap_or(0)))
                }),
                "bitwise_right_shift" => strict!($kind; value: $array, by: Integer => {
                    let value = <$unsigned>::from_ne_bytes(value.to_ne_bytes());
                    let shifted = u32::try_from(by).ok().and_then(|by| value.checked_shr(by)).unwrap_or(0);
                    Ok(Some(<$signed>::from_ne_bytes(shifted.to_ne_bytes())))
                }),
                "bitwise_right_shift_arithmetic" => strict!($kind; value: $array, by: Integer => {
                    let filled = if value < 0 { -1 } else { 0 };
                    Ok(Some(match u32::try_from(by) {
                        Ok(by) => value.checked_shr(by).unwrap_or(filled),
                        Err(_) => filled,
                    }))
                }),
                _ => return None,
            }
        };
    }
    Some(match of {
        Type::Tinyint => shifts!(tinyint, Tinyint, u8, i8),
        Type::Smallint => shifts!(smallint, Smallint, u16, i16),
        Type::Integer => shifts!(integer, Integer, u32, i32),
        Type::Bigint => shifts!(bigint, Bigint, u64, i64),
        _ => return None,
    })
}

/// Ones among the lowest bits, of a number that they can say.
pub(super) fn count(value: i64, bits: i64) -> Result<i64, DataError> {
    let refuse = |message: String| Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message));
    if !(2..=64).contains(&bits) {
        return refuse(format!("Bits specified in bit_count must be between 2 and 64, got {bits}"));
    }
    if bits == 64 {
        return Ok(i64::from(value.count_ones()));
    }
    let low = (1_i64 << (bits - 1)) - 1;
    if value > low || value < !low {
        return refuse(format!(
            "Number must be representable with the bits specified. {value} cannot be represented with {bits} bits"
        ));
    }
    let mask = (1_i64 << bits) - 1;
    Ok(i64::from((value & mask).count_ones()))
}
