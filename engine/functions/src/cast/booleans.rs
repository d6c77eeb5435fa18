//! Casts to boolean.

use arrow::array::{
    Array, Decimal128Array, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array,
    StringViewArray,
};
use polias_types::Type;

use super::conversion::{Conversion, unknown};
use super::parse_number;
use crate::kernel::column;
use crate::rows::{booleans, cell};

/// The conversion of a type to boolean: a number is true when it is not zero.
pub(super) fn conversion(from: &Type) -> Conversion {
    macro_rules! not_zero {
        ($array:ty, $zero:literal) => {
            Box::new(|array, _| {
                let values = column::<$array>(array)?;
                booleans(array.len(), |row| Ok(cell(values, row).map(|value| value != $zero)))
            })
        };
    }
    match from {
        Type::Tinyint => not_zero!(Int8Array, 0),
        Type::Smallint => not_zero!(Int16Array, 0),
        Type::Integer => not_zero!(Int32Array, 0),
        Type::Bigint => not_zero!(Int64Array, 0),
        Type::Real => not_zero!(Float32Array, 0.0),
        Type::Double => not_zero!(Float64Array, 0.0),
        Type::Decimal { .. } => not_zero!(Decimal128Array, 0),
        Type::Varchar(_) => Box::new(|array, failures| {
            let values = column::<StringViewArray>(array)?;
            booleans(array.len(), |row| {
                failures.catch(row, cell(values, row).map(parse_number::boolean).transpose())
            })
        }),
        _ => unknown(from, &Type::Boolean),
    }
}
