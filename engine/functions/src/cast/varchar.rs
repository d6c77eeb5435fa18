//! Casts to `varchar(n)` and `char(n)`.

use arrow::array::{Array, StringViewArray};
use polias_types::Type;

use super::conversion::{Conversion, invalid, unknown};
use super::text::{self, has_text, texts_of};
use crate::DataError;
use crate::kernel::column;
use crate::rows::{cell, texts};

/// The conversion of a type to `varchar(n)` or `char(n)`.
pub(super) fn conversion(from: &Type, to: &Type) -> Option<Conversion> {
    match (from, to) {
        (Type::Varchar(_), Type::Varchar(None)) => None,
        (Type::Varchar(Some(length)), Type::Varchar(Some(bound))) if length <= bound => None,
        (Type::Char(length), Type::Char(bound)) if length <= bound => None,
        (Type::Varchar(_), Type::Varchar(Some(bound))) => Some(cut(*bound, false)),
        (Type::Varchar(_) | Type::Char(_), Type::Char(bound)) => Some(cut(*bound, true)),
        (Type::Char(length), Type::Varchar(bound)) => Some(padded(*length, *bound)),
        (from, Type::Varchar(bound)) if has_text(from) => Some(text(from, to, *bound)),
        _ => Some(unknown(from, to)),
    }
}

/// Text that is too long is cut; `char` values are kept without trailing blanks.
fn cut(bound: u32, blanks: bool) -> Conversion {
    Box::new(move |array, _| {
        let values = column::<StringViewArray>(array)?;
        texts(values.len(), |row| {
            Ok(cell(values, row).map(|value| {
                let value = prefix(value, bound);
                if blanks { value.trim_end_matches(' ') } else { value }
            }))
        })
    })
}

/// `char(n)` as varchar has its blanks.
fn padded(length: u32, bound: Option<u32>) -> Conversion {
    let width = bound.map_or(length, |bound| bound.min(length)) as usize;
    Box::new(move |array, _| {
        let values = column::<StringViewArray>(array)?;
        texts(values.len(), |row| {
            Ok(cell(values, row).map(|value| format!("{:width$}", prefix(value, width as u32))))
        })
    })
}

/// The text of another type; one that is too long is an error.
fn text(from: &Type, to: &Type, bound: Option<u32>) -> Conversion {
    let (from, to) = (from.clone(), to.to_string());
    Box::new(move |array, failures| {
        let values = texts_of(&from, array)?;
        texts(array.len(), |row| {
            let value = match (values(row), bound) {
                (Some(value), Some(bound)) if value.chars().count() > bound as usize => {
                    Err(too_long(&from, &to, array, row, &value))
                }
                (value, _) => Ok(value),
            };
            failures.catch(row, value)
        })
    })
}

fn too_long(from: &Type, to: &str, array: &arrow::array::ArrayRef, row: usize, value: &str) -> DataError {
    let double =
        || array.as_any().downcast_ref().and_then(|array: &arrow::array::Float64Array| cell(array, row));
    let float =
        || array.as_any().downcast_ref().and_then(|array: &arrow::array::Float32Array| cell(array, row));
    let shown = match from {
        Type::Double => format!("{} ({value})", double().map(text::java_double).unwrap_or_default()),
        Type::Real => format!("{} ({value})", float().map(text::java_float).unwrap_or_default()),
        Type::Tinyint | Type::Smallint | Type::Integer | Type::Bigint | Type::Decimal { .. } | Type::Date => {
            value.to_owned()
        }
        _ => return invalid(format!("Value [{value}] does not fit in type {to}")),
    };
    invalid(format!("Value {shown} cannot be represented as {to}"))
}

/// The first code points.
fn prefix(value: &str, bound: u32) -> &str {
    // No text has more code points than bytes.
    if value.len() <= bound as usize {
        return value;
    }
    value.char_indices().nth(bound as usize).map_or(value, |(end, _)| &value[..end])
}
