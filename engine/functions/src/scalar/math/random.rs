//! `random`, `rand`.

use arrow::array::ArrayRef;
use datafusion::error::Result;
use polias_types::Type;
use rand::Rng;

use crate::DataError;
use crate::scalar::body::{Body, build, strict};

/// Whether a function of this name gives another result every time.
pub(in crate::scalar) fn is_random(name: &str) -> bool {
    matches!(name, "random" | "rand" | "shuffle" | "uuid")
}

/// What the function does: a double below 1, or a number below a bound or between two.
pub(super) fn body(arguments: &[Type]) -> Option<Body> {
    macro_rules! bounded {
        ($kind:ident, $array:ident) => {
            match arguments.len() {
                1 => strict!($kind; stop: $array => {
                    if stop <= 0 {
                        return Err(DataError::new("INVALID_FUNCTION_ARGUMENT", "bound must be positive"));
                    }
                    Ok(Some(rand::rng().random_range(0..stop)))
                }),
                2 => strict!($kind; start: $array, stop: $array => {
                    if start >= stop {
                        return Err(DataError::new(
                            "INVALID_FUNCTION_ARGUMENT",
                            "start value must be less than stop value",
                        ));
                    }
                    Ok(Some(rand::rng().random_range(start..stop)))
                }),
                _ => return None,
            }
        };
    }
    Some(match arguments.first() {
        None => Box::new(|_: &[ArrayRef], rows| -> Result<ArrayRef> {
            let mut random = rand::rng();
            build!(double, rows, |_| Ok(Some(random.random::<f64>())))
        }),
        Some(Type::Tinyint) => bounded!(tinyint, Tinyint),
        Some(Type::Smallint) => bounded!(smallint, Smallint),
        Some(Type::Integer) => bounded!(integer, Integer),
        Some(Type::Bigint) => bounded!(bigint, Bigint),
        _ => return None,
    })
}
