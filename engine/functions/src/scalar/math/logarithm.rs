//! Powers and angles as Java's `Math` computes them.

/// `base` to the power of `exponent`. Unlike C's, NaN whenever the exponent is NaN, and for 1 and -1 to an
/// infinite power.
pub(super) fn power(base: f64, exponent: f64) -> f64 {
    if exponent.is_nan() || (exponent.is_infinite() && base.abs() == 1.0) {
        return f64::NAN;
    }
    base.powf(exponent)
}

/// Radians in degrees.
pub(super) fn degrees(radians: f64) -> f64 {
    const DEGREES: f64 = 57.295_779_513_082_32;
    radians * DEGREES
}

/// Degrees in radians.
pub(super) fn radians(degrees: f64) -> f64 {
    const RADIANS: f64 = 0.017_453_292_519_943_295;
    degrees * RADIANS
}
