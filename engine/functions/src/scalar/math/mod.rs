//! Functions of numbers.

mod absolute;
mod base;
mod bitwise;
mod bucket;
mod distribution;
mod extreme;
mod logarithm;
mod modulus;
mod random;
mod rounding;

use polias_types::{ResolvedFunction, Type};

use super::body::{Body, strict};

pub(super) use random::is_random;

/// What the function does; `None` when it is none of these.
pub(super) fn body(function: &ResolvedFunction) -> Option<Body> {
    let arguments = function.arguments.as_slice();
    Some(match (function.name, arguments) {
        ("abs", [of]) => absolute::absolute(of)?,
        ("sign", [of]) => absolute::sign(of)?,
        ("ceil" | "ceiling", [of]) => rounding::whole(of, rounding::Way::Up)?,
        ("floor", [of]) => rounding::whole(of, rounding::Way::Down)?,
        ("round", [of]) => rounding::round(of, &function.result, false)?,
        ("round", [of, _]) => rounding::round(of, &function.result, true)?,
        ("truncate", [of]) => rounding::whole(of, rounding::Way::Zero)?,
        ("truncate", [of, _]) => rounding::truncate(of)?,
        ("mod", [left, right]) => modulus::body(left, right, &function.result)?,
        ("greatest" | "least", [of, ..]) => extreme::body(function.name == "greatest", of, arguments.len()),
        ("e", []) => constant(std::f64::consts::E),
        ("pi", []) => constant(std::f64::consts::PI),
        ("nan", []) => constant(f64::NAN),
        ("infinity", []) => constant(f64::INFINITY),
        ("is_nan", [Type::Double]) => strict!(boolean; value: Double => Ok(Some(value.is_nan()))),
        ("is_nan", [Type::Real]) => strict!(boolean; value: Real => Ok(Some(value.is_nan()))),
        ("is_finite", [_]) => strict!(boolean; value: Double => Ok(Some(value.is_finite()))),
        ("is_infinite", [_]) => strict!(boolean; value: Double => Ok(Some(value.is_infinite()))),
        ("power" | "pow", [_, _]) => {
            strict!(double; base: Double, exponent: Double => Ok(Some(logarithm::power(base, exponent))))
        }
        ("log", [_, _]) => strict!(double; base: Double, value: Double => Ok(Some(value.ln() / base.ln()))),
        ("atan2", [_, _]) => strict!(double; y: Double, x: Double => Ok(Some(y.atan2(x)))),
        ("from_base" | "to_base", [_, _]) => base::body(function.name)?,
        ("bit_count", [_, _]) => {
            strict!(bigint; value: Bigint, bits: Bigint => bitwise::count(value, bits).map(Some))
        }
        (name, _) if name.starts_with("bitwise_") => bitwise::body(name, arguments)?,
        ("width_bucket", _) => bucket::body(arguments)?,
        ("random" | "rand", _) => random::body(arguments)?,
        (_, [Type::Double]) => {
            let compute = of_double(function.name)?;
            strict!(double; value: Double => Ok(Some(compute(value))))
        }
        _ => distribution::body(function.name, arguments)?,
    })
}

/// A function of one double that cannot fail.
fn of_double(name: &str) -> Option<fn(f64) -> f64> {
    Some(match name {
        "sqrt" => f64::sqrt,
        "cbrt" => f64::cbrt,
        "exp" => f64::exp,
        "ln" => f64::ln,
        "log2" => |value| value.ln() / std::f64::consts::LN_2,
        "log10" => f64::log10,
        "sin" => f64::sin,
        "cos" => f64::cos,
        "tan" => f64::tan,
        "asin" => f64::asin,
        "acos" => f64::acos,
        "atan" => f64::atan,
        "sinh" => f64::sinh,
        "cosh" => f64::cosh,
        "tanh" => f64::tanh,
        "degrees" => logarithm::degrees,
        "radians" => logarithm::radians,
        _ => return None,
    })
}

fn constant(value: f64) -> Body {
    Box::new(move |_, rows| crate::scalar::body::build!(double, rows, |_| Ok(Some(value))))
}
