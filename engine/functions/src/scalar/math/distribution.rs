//! Statistics: Wilson's interval.

use polias_types::Type;

use crate::DataError;
use crate::scalar::body::{Body, strict};

/// What the function of this name does.
pub(super) fn body(name: &str, arguments: &[Type]) -> Option<Body> {
    Some(match (name, arguments) {
        ("wilson_interval_lower", [_, _, _]) => strict!(double; hits: Bigint, trials: Bigint, z: Double => {
            wilson(hits, trials, z, -1.0).map(Some)
        }),
        ("wilson_interval_upper", [_, _, _]) => strict!(double; hits: Bigint, trials: Bigint, z: Double => {
            wilson(hits, trials, z, 1.0).map(Some)
        }),
        _ => return None,
    })
}

fn wilson(hits: i64, trials: i64, z: f64, side: f64) -> Result<f64, DataError> {
    let refuse = |message: &str| Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message));
    if hits < 0 {
        return refuse("number of successes must not be negative");
    }
    if trials <= 0 {
        return refuse("number of trials must be positive");
    }
    if hits > trials {
        return refuse("number of successes must not be larger than number of trials");
    }
    if z < 0.0 {
        return refuse("z-score must not be negative");
    }
    let (hits, trials) = (hits as f64, trials as f64);
    let rate = hits / trials;
    let center = rate + z * z / (2.0 * trials);
    let margin = z * ((rate * (1.0 - rate) + z * z / (4.0 * trials)) / trials).sqrt();
    Ok((center + side * margin) / (1.0 + z * z / trials))
}
