//! `round`, `truncate`, `ceil`, `floor`: half away from zero, exact for integers and decimals.

use arrow::array::{Decimal128Array, Int32Array};
use arrow::datatypes::Decimal128Type;
use datafusion::error::Result;
use polias_types::{MAX_PRECISION, Type};

use crate::DataError;
use crate::kernel::column;
use crate::rows::{cell, numbers};
use crate::scalar::body::{Body, strict};

/// Where `ceil`, `floor` and `truncate` go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
    Zero,
}

/// What the function without digits does for this type.
pub(super) fn whole(of: &Type, way: Way) -> Option<Body> {
    let double = move |value: f64| match way {
        Way::Up => value.ceil(),
        Way::Down => value.floor(),
        Way::Zero => value.trunc(),
    };
    Some(match of {
        Type::Tinyint | Type::Smallint | Type::Integer | Type::Bigint => same(),
        Type::Real => strict!(real; value: Real => Ok(Some(double(f64::from(value)) as f32))),
        Type::Double => strict!(double; value: Double => Ok(Some(double(value)))),
        Type::Decimal { precision, scale } => {
            let unit = power_of_ten(i64::from(*scale))?;
            // The result's precision is the least that holds every outcome.
            let result = match way {
                Way::Zero => (precision - scale).max(1),
                Way::Up | Way::Down => precision - scale + scale.min(&1),
            };
            let carrier = Type::decimal(result, 0).carrier();
            Box::new(move |columns, rows| {
                let values = column::<Decimal128Array>(&columns[0])?;
                numbers::<Decimal128Type>(&carrier, rows, |row| {
                    Ok(cell(values, row).map(|value| match way {
                        Way::Zero => value / unit,
                        Way::Down => value.div_euclid(unit),
                        Way::Up => -(-value).div_euclid(unit),
                    }))
                })
            })
        }
        _ => return None,
    })
}

/// What `round` does for this type; `digits` when it has a second argument.
pub(super) fn round(of: &Type, result: &Type, digits: bool) -> Option<Body> {
    macro_rules! integers {
        ($kind:ident, $array:ident) => {
            strict!($kind; value: $array, digits: Integer => {
                let rounded = round_integer(i64::from(value), digits)?;
                rounded.try_into().map(Some).map_err(|_| DataError::new(
                    "NUMERIC_VALUE_OUT_OF_RANGE",
                    format!(concat!("Out of range for ", stringify!($kind), ": {}"), rounded),
                ))
            })
        };
    }
    Some(match (of, digits) {
        (Type::Tinyint | Type::Smallint | Type::Integer | Type::Bigint, false) => same(),
        (Type::Tinyint, true) => integers!(tinyint, Tinyint),
        (Type::Smallint, true) => integers!(smallint, Smallint),
        (Type::Integer, true) => strict!(integer; value: Integer, digits: Integer => {
            let rounded = round_integer(i64::from(value), digits)?;
            rounded.try_into().map(Some).map_err(|_| overflow("integer overflow"))
        }),
        (Type::Bigint, true) => strict!(bigint; value: Bigint, digits: Integer => {
            round_integer(value, digits).map(Some)
        }),
        (Type::Real, false) => {
            strict!(real; value: Real => Ok(Some(round_double(f64::from(value), 0) as f32)))
        }
        (Type::Real, true) => strict!(real; value: Real, digits: Integer => {
            Ok(Some(round_double(f64::from(value), digits) as f32))
        }),
        (Type::Double, false) => strict!(double; value: Double => Ok(Some(round_double(value, 0)))),
        (Type::Double, true) => {
            strict!(double; value: Double, digits: Integer => Ok(Some(round_double(value, digits))))
        }
        (Type::Decimal { scale, .. }, _) => decimal(*scale, result, digits, round_decimal),
        _ => return None,
    })
}

/// What `truncate` with digits does for this type.
pub(super) fn truncate(of: &Type) -> Option<Body> {
    match of {
        Type::Decimal { scale, .. } => Some(decimal(*scale, of, true, |value, unit| value - value % unit)),
        _ => None,
    }
}

/// Rounds a decimal of this scale to a multiple of a power of ten. Without digits the result has no scale.
fn decimal(scale: u8, result: &Type, digits: bool, to_multiple: fn(i128, i128) -> i128) -> Body {
    let carrier = result.carrier();
    let limit = match result {
        Type::Decimal { precision, .. } => power_of_ten(i64::from(*precision)),
        _ => None,
    };
    Box::new(move |columns, rows| {
        let values = column::<Decimal128Array>(&columns[0])?;
        let places = if digits { Some(column::<Int32Array>(&columns[1])?) } else { None };
        numbers::<Decimal128Type>(&carrier, rows, |row| {
            let Some(value) = cell(values, row) else { return Ok(None) };
            let place = match places {
                None => 0,
                Some(places) => match cell(places, row) {
                    Some(place) => place,
                    None => return Ok(None),
                },
            };
            let rounded = match power_of_ten(i64::from(scale) - i64::from(place)) {
                Some(unit) => to_multiple(value, unit),
                None if i64::from(place) > i64::from(scale) => value,
                None => 0,
            };
            let rounded = match (digits, power_of_ten(i64::from(scale))) {
                (false, Some(unit)) => rounded / unit,
                _ => rounded,
            };
            if limit.is_some_and(|limit| rounded.abs() >= limit) {
                return Err(overflow(&format!("decimal overflow: {value}")));
            }
            Ok(Some(rounded))
        })
    })
}

/// To the nearest multiple of the unit, ties away from zero.
fn round_decimal(value: i128, unit: i128) -> i128 {
    let rest = value % unit;
    // `unit` is at most 10^38, `rest` less: their differences fit.
    if rest.abs() >= unit - rest.abs() { value - rest + unit * value.signum() } else { value - rest }
}

/// `None` below 10^0 and beyond 10^38.
fn power_of_ten(exponent: i64) -> Option<i128> {
    let exponent = u32::try_from(exponent).ok()?;
    (exponent <= u32::from(MAX_PRECISION)).then(|| 10_i128.pow(exponent))
}

fn round_integer(value: i64, digits: i32) -> Result<i64, DataError> {
    if digits >= 0 {
        return Ok(value);
    }
    let failed = || overflow(&format!("numerical overflow: {value}"));
    match power_of_ten(-i64::from(digits)).filter(|_| digits > -19) {
        Some(unit) => i64::try_from(round_decimal(i128::from(value), unit)).map_err(|_| failed()),
        None => Err(failed()),
    }
}

fn round_double(value: f64, digits: i32) -> f64 {
    let factor = 10_f64.powi(digits);
    let scaled = value * factor;
    if scaled.is_infinite() || value.is_nan() { value } else { scaled.round() / factor }
}

/// The values as they are.
fn same() -> Body {
    Box::new(|columns, _| Ok(std::sync::Arc::clone(&columns[0])))
}

fn overflow(message: &str) -> DataError {
    DataError::new("NUMERIC_VALUE_OUT_OF_RANGE", message)
}
