//! Casts to json.

use arrow::array::{
    Array, ArrayRef, Float32Array, Float64Array, ListArray, MapArray, StringViewArray, StructArray,
};
use datafusion::error::Result;
use polias_types::Type;

use super::conversion::{Conversion, invalid, unknown};
use super::json_text::write_string;
use super::text::{self, texts_of};
use crate::kernel::column;
use crate::rows::{cell, texts};

/// Writes the JSON of a row.
type Writer<'a> = Box<dyn Fn(usize, &mut String) + 'a>;

/// The conversion of a type to json.
pub(super) fn conversion(from: &Type) -> Option<Conversion> {
    if let Some(map) = unwritable(from) {
        let error = invalid(format!("Cannot cast {map} to JSON"));
        return Some(Box::new(move |_, _| Err(error.clone().into())));
    }
    if !is_known(from) {
        return Some(unknown(from, &Type::Json));
    }
    let from = from.clone();
    Some(Box::new(move |array, _| {
        let writer = writer(&from, array)?;
        let nulls = array.logical_nulls();
        texts(array.len(), |row| {
            if nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
                return Ok(None);
            }
            let mut json = String::new();
            writer(row, &mut json);
            Ok(Some(json))
        })
    }))
}

fn is_known(from: &Type) -> bool {
    match from {
        Type::Array(element) => is_known(element),
        Type::Map(_, value) => is_known(value),
        Type::Row(fields) => fields.iter().all(|field| is_known(&field.data_type)),
        from => {
            is_number(from)
                || matches!(
                    from,
                    Type::Unknown
                        | Type::Boolean
                        | Type::Varchar(_)
                        | Type::Json
                        | Type::Date
                        | Type::Timestamp(_)
                )
        }
    }
}

fn is_number(from: &Type) -> bool {
    matches!(
        from,
        Type::Tinyint
            | Type::Smallint
            | Type::Integer
            | Type::Bigint
            | Type::Real
            | Type::Double
            | Type::Decimal { .. }
    )
}

/// A map within the type whose keys cannot be names of fields.
fn unwritable(from: &Type) -> Option<&Type> {
    match from {
        Type::Array(element) => unwritable(element),
        Type::Map(key, _)
            if !is_number(key) && !matches!(**key, Type::Boolean | Type::Varchar(_) | Type::Unknown) =>
        {
            Some(from)
        }
        Type::Map(_, value) => unwritable(value),
        Type::Row(fields) => fields.iter().find_map(|field| unwritable(&field.data_type)),
        _ => None,
    }
}

fn writer<'a>(from: &'a Type, array: &'a ArrayRef) -> Result<Writer<'a>> {
    let writer: Writer<'a> = match from {
        Type::Unknown => Box::new(|_, out| out.push_str("null")),
        Type::Json => {
            let values = column::<StringViewArray>(array)?;
            Box::new(move |row, out| out.push_str(values.value(row)))
        }
        Type::Varchar(_) => {
            let values = column::<StringViewArray>(array)?;
            Box::new(move |row, out| write_string(out, values.value(row)))
        }
        Type::Date | Type::Timestamp(_) => {
            let values = texts_of(from, array)?;
            Box::new(move |row, out| write_string(out, &values(row).unwrap_or_default()))
        }
        Type::Real | Type::Double => {
            let numbers = numbers(array)?;
            Box::new(move |row, out| match numbers(row) {
                number if number.ends_with(|last: char| last.is_ascii_digit()) => out.push_str(&number),
                special => write_string(out, &special),
            })
        }
        Type::Array(element) => {
            let list = column::<ListArray>(array)?;
            let elements = writer(element, list.values())?;
            Box::new(move |row, out| {
                out.push('[');
                for (index, element) in span(list.value_offsets(), row).enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    elements(element, out);
                }
                out.push(']');
            })
        }
        Type::Map(key, value) => {
            let map = column::<MapArray>(array)?;
            let values = writer(value, map.values())?;
            let names: super::text::Texts<'a> = match **key {
                Type::Real | Type::Double => {
                    let numbers = numbers(map.keys())?;
                    Box::new(move |row| Some(numbers(row)))
                }
                _ => texts_of(key, map.keys())?,
            };
            Box::new(move |row, out| {
                let mut entries: Vec<_> = span(map.value_offsets(), row)
                    .map(|entry| (names(entry).unwrap_or_default(), entry))
                    .collect();
                entries.sort();
                out.push('{');
                for (index, (name, entry)) in entries.into_iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write_string(out, &name);
                    out.push(':');
                    values(entry, out);
                }
                out.push('}');
            })
        }
        Type::Row(fields) => {
            let columns = column::<StructArray>(array)?.columns();
            let fields = fields
                .iter()
                .zip(columns)
                .map(|(field, column)| {
                    Ok((field.name.as_deref().unwrap_or_default(), writer(&field.data_type, column)?))
                })
                .collect::<Result<Vec<_>>>()?;
            Box::new(move |row, out| {
                out.push('{');
                for (index, (name, field)) in fields.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write_string(out, name);
                    out.push(':');
                    field(row, out);
                }
                out.push('}');
            })
        }
        _ => {
            let values = texts_of(from, array)?;
            Box::new(move |row, out| out.push_str(&values(row).unwrap_or_default()))
        }
    };
    let Some(nulls) = array.logical_nulls() else { return Ok(writer) };
    Ok(Box::new(move |row, out| if nulls.is_null(row) { out.push_str("null") } else { writer(row, out) }))
}

/// Numbers as Java writes them.
fn numbers<'a>(array: &'a ArrayRef) -> Result<Box<dyn Fn(usize) -> String + 'a>> {
    if let Some(values) = array.as_any().downcast_ref::<Float32Array>() {
        return Ok(Box::new(move |row| cell(values, row).map(text::java_float).unwrap_or_default()));
    }
    let values = column::<Float64Array>(array)?;
    Ok(Box::new(move |row| cell(values, row).map(text::java_double).unwrap_or_default()))
}

fn span(offsets: &[i32], row: usize) -> std::ops::Range<usize> {
    let place = |row: usize| usize::try_from(offsets[row]).unwrap_or_default();
    place(row)..place(row + 1)
}
