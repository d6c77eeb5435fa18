//! `abs`, `sign`.

use arrow::array::Decimal128Array;
use arrow::datatypes::{DataType, Decimal128Type};
use polias_types::Type;

use crate::DataError;
use crate::kernel::column;
use crate::rows::{cell, numbers};
use crate::scalar::body::{Body, strict};

macro_rules! absolute_integer {
    ($kind:ident, $array:ident, $name:literal) => {
        strict!($kind; value: $array => match value.checked_abs() {
            Some(value) => Ok(Some(value)),
            None => Err(DataError::new(
                "NUMERIC_VALUE_OUT_OF_RANGE",
                format!(concat!("Value {} is out of range for abs(", $name, ")"), value),
            )),
        })
    };
}

/// What `abs` does for this type.
pub(super) fn absolute(of: &Type) -> Option<Body> {
    Some(match of {
        Type::Tinyint => absolute_integer!(tinyint, Tinyint, "tinyint"),
        Type::Smallint => absolute_integer!(smallint, Smallint, "smallint"),
        Type::Integer => absolute_integer!(integer, Integer, "integer"),
        Type::Bigint => absolute_integer!(bigint, Bigint, "bigint"),
        Type::Real => strict!(real; value: Real => Ok(Some(value.abs()))),
        Type::Double => strict!(double; value: Double => Ok(Some(value.abs()))),
        Type::Decimal { .. } => {
            let carrier = of.carrier();
            Box::new(move |columns, rows| {
                let values = column::<Decimal128Array>(&columns[0])?;
                // A decimal has at most 38 digits: far from the ends of 128 bits.
                numbers::<Decimal128Type>(&carrier, rows, |row| Ok(cell(values, row).map(i128::wrapping_abs)))
            })
        }
        _ => return None,
    })
}

/// What `sign` does for this type.
pub(super) fn sign(of: &Type) -> Option<Body> {
    Some(match of {
        Type::Tinyint => strict!(tinyint; value: Tinyint => Ok(Some(value.signum()))),
        Type::Smallint => strict!(smallint; value: Smallint => Ok(Some(value.signum()))),
        Type::Integer => strict!(integer; value: Integer => Ok(Some(value.signum()))),
        Type::Bigint => strict!(bigint; value: Bigint => Ok(Some(value.signum()))),
        Type::Real => {
            strict!(real; value: Real => Ok(Some(if value == 0.0 { value } else { value.signum() })))
        }
        Type::Double => {
            strict!(double; value: Double => Ok(Some(if value == 0.0 { value } else { value.signum() })))
        }
        Type::Decimal { .. } => Box::new(|columns, rows| {
            let values = column::<Decimal128Array>(&columns[0])?;
            numbers::<Decimal128Type>(&DataType::Decimal128(1, 0), rows, |row| {
                Ok(cell(values, row).map(i128::signum))
            })
        }),
        _ => return None,
    })
}
