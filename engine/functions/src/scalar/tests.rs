//! Calls of functions against what Trino 440 answers.

mod array;
mod binary;
mod datetime;
mod json;
mod lambda;
mod math;
mod string;

use arrow::array::{Array, ArrayRef};
use arrow::compute::cast;
use arrow::util::display::array_value_to_string;
use datafusion::common::ScalarValue;
use datafusion::error::DataFusionError;
use datafusion::logical_expr::Expr;
use polias_types::{ResolvedFunction, Type, Zone};

use crate::kernel::tests::{batch, evaluate};
use crate::{Context, DataError, functions, scalar};

/// An argument: its type and value.
pub(super) type Value = (Type, ArrayRef);

/// A value of the type named, out of the text that Arrow's casts read.
pub(super) fn value(text: &str, of: &str) -> Value {
    let of = Type::parse(of).unwrap();
    let text = ScalarValue::Utf8View(Some(text.to_owned())).to_array_of_size(1).unwrap();
    let array = cast(&text, &of.carrier()).unwrap();
    (of, array)
}

/// NULL of the type named.
pub(super) fn null(of: &str) -> Value {
    let of = Type::parse(of).unwrap();
    let array = arrow::array::new_null_array(&of.carrier(), 1);
    (of, array)
}

/// `varchar(n)`
pub(super) fn text(text: &str) -> Value {
    value(text, &format!("varchar({})", text.chars().count()))
}

/// `bigint`
pub(super) fn int(number: i64) -> Value {
    value(&number.to_string(), "bigint")
}

/// `double`
pub(super) fn double(number: f64) -> Value {
    (Type::Double, ScalarValue::Float64(Some(number)).to_array_of_size(1).unwrap())
}

/// `varbinary`, from hexadecimal digits.
pub(super) fn bytes(digits: &str) -> Value {
    let bytes = (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap());
    (Type::Varbinary, ScalarValue::BinaryView(Some(bytes.collect())).to_array_of_size(1).unwrap())
}

/// `timestamp(p) with time zone`: an instant as `timestamp(p)` in UTC, and the zone.
pub(super) fn zoned(text: &str, precision: u8, zone: &str) -> Value {
    let of = Type::TimestampTz(precision);
    let (_, instant) = value(text, &format!("timestamp({precision})"));
    let zone = Zone::named(zone).unwrap().id();
    let zone = ScalarValue::Int16(Some(zone)).to_array_of_size(1).unwrap();
    let arrow::datatypes::DataType::Struct(fields) = of.carrier() else { unreachable!() };
    let array = arrow::array::StructArray::try_new(fields, vec![instant, zone], None).unwrap();
    (of, std::sync::Arc::new(array))
}

/// An array of elements of the type named.
pub(super) fn list(of: &str, elements: Vec<Value>) -> Value {
    let of = Type::parse(of).unwrap();
    let carrier = of.carrier();
    let arrays: Vec<_> = elements.iter().map(|(_, array)| cast(array, &carrier).unwrap()).collect();
    let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
    let values = if arrays.is_empty() {
        arrow::array::new_empty_array(&carrier)
    } else {
        arrow::compute::concat(&arrays).unwrap()
    };
    let array = crate::scalar::lists::list(values, vec![elements.len()], vec![true]).unwrap();
    (Type::array(of), array)
}

/// The session of the tests.
pub(super) fn context() -> Context {
    Context { zone: Zone::UTC, now: 0, user: "me".to_owned(), version: "440" }
}

/// What a call gives, as text; NULL as `NULL`, an error as `NAME: message`.
pub(super) fn call(name: &str, arguments: &[Value]) -> String {
    let types: Vec<_> = arguments.iter().map(|(of, _)| of.clone()).collect();
    let function = match functions().resolve(name, &types) {
        Ok(function) => function,
        Err(error) => return format!("{}: {}", error.name, error.message),
    };
    match run(&function, arguments) {
        Ok(array) => {
            assert_eq!(array.data_type(), &function.result.carrier(), "{name}");
            show(&function.result, &array)
        }
        Err(error) => shown_error(error),
    }
}

/// The column that a call gives.
pub(super) fn run(function: &ResolvedFunction, arguments: &[Value]) -> Result<ArrayRef, DataFusionError> {
    let literals = arguments.iter().zip(&function.arguments).map(|((_, array), of)| {
        let array = cast(array, &of.carrier()).unwrap();
        Expr::Literal(ScalarValue::try_from_array(&array, 0).unwrap(), None)
    });
    let call = scalar(function, literals.collect(), &context())
        .unwrap_or_else(|| panic!("no kernel for {}", function.name));
    evaluate(&call, &batch(vec![]))
}

fn shown_error(error: DataFusionError) -> String {
    match error.find_root() {
        DataFusionError::External(external) => match external.downcast_ref::<DataError>() {
            Some(error) => format!("{}: {}", error.name, error.message),
            None => external.to_string(),
        },
        other => other.to_string(),
    }
}

fn show(of: &Type, array: &ArrayRef) -> String {
    if array.is_null(0) {
        return "NULL".to_owned();
    }
    if let Type::TimestampTz(_) = of {
        let (instant, zone) = crate::moments::ZonedMoments::new(array).unwrap().get(0).unwrap();
        let local = crate::moments::local(instant, zone);
        let seconds = i64::try_from(local.div_euclid(1_000_000_000)).unwrap();
        let nanos = u32::try_from(local.rem_euclid(1_000_000_000)).unwrap();
        let time = chrono::DateTime::from_timestamp(seconds, nanos).unwrap().naive_utc();
        return format!("{time} {zone}");
    }
    array_value_to_string(array, 0).unwrap()
}

/// Checks rows of: name, arguments, expected text.
macro_rules! check {
    ($($name:literal($($argument:expr),* $(,)?) => $expected:expr;)+) => {
        let failures: Vec<String> = [
            $((
                stringify!($name($($argument),*)),
                crate::scalar::tests::call($name, &[$($argument),*]),
                $expected.to_string(),
            )),+
        ]
        .into_iter()
        .filter(|(_, actual, expected)| actual != expected)
        .map(|(call, actual, expected)| format!("{call}\n  gives    {actual}\n  expected {expected}"))
        .collect();
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    };
}

pub(super) use check;
