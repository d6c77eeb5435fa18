//! Values as the protocol's JSON.

use arrow::array::{Array, AsArray};
use arrow::datatypes::{Float32Type, Float64Type};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use polias_engine::types::text::{CarrierMismatch, write_value};
use polias_engine::types::{Opaque, Type};

/// Appends a value of an array of its type's carrier. Numbers and booleans are JSON's; everything else is
/// text, as Trino prints it.
pub(super) fn write(
    out: &mut String,
    data_type: &Type,
    array: &dyn Array,
    row: usize,
) -> Result<(), CarrierMismatch> {
    if array.is_null(row) || matches!(data_type, Type::Unknown) {
        out.push_str("null");
        return Ok(());
    }
    match data_type {
        Type::Boolean | Type::Tinyint | Type::Smallint | Type::Integer | Type::Bigint => {
            write_value(out, data_type, array, row)?;
        }
        Type::Real => {
            let finite = array.as_primitive::<Float32Type>().value(row).is_finite();
            number(out, finite, data_type, array, row)?;
        }
        Type::Double => {
            let finite = array.as_primitive::<Float64Type>().value(row).is_finite();
            number(out, finite, data_type, array, row)?;
        }
        Type::Opaque(Opaque::JsonPath | Opaque::Regexp | Opaque::CodePoints | Opaque::Color)
        | Type::Varchar(_)
        | Type::Json => text(out, array.as_string_view().value(row)),
        Type::Varbinary | Type::Opaque(_) => bytes(out, array.as_binary_view().value(row)),
        Type::Array(element) => {
            let values = array.as_list::<i32>().value(row);
            out.push('[');
            for index in 0..values.len() {
                separate(out, index);
                write(out, element, &values, index)?;
            }
            out.push(']');
        }
        Type::Map(key, value) => {
            let entries = array.as_map().value(row);
            let (keys, values) = (entries.column(0), entries.column(1));
            out.push('{');
            for index in 0..entries.len() {
                separate(out, index);
                let mut name = String::new();
                write_value(&mut name, key, keys, index)?;
                text(out, &name);
                out.push(':');
                write(out, value, values, index)?;
            }
            out.push('}');
        }
        Type::Row(fields) => {
            let columns = array.as_struct().columns();
            out.push('[');
            for (index, (field, column)) in fields.iter().zip(columns).enumerate() {
                separate(out, index);
                write(out, &field.data_type, column, row)?;
            }
            out.push(']');
        }
        _ => {
            let mut printed = String::new();
            write_value(&mut printed, data_type, array, row)?;
            text(out, &printed);
        }
    }
    Ok(())
}

fn separate(out: &mut String, index: usize) {
    if index > 0 {
        out.push(',');
    }
}

/// A floating-point number; what JSON has no number for is text.
fn number(
    out: &mut String,
    finite: bool,
    data_type: &Type,
    array: &dyn Array,
    row: usize,
) -> Result<(), CarrierMismatch> {
    if finite {
        return write_value(out, data_type, array, row);
    }
    out.push('"');
    write_value(out, data_type, array, row)?;
    out.push('"');
    Ok(())
}

fn bytes(out: &mut String, value: &[u8]) {
    out.push('"');
    BASE64.encode_string(value, out);
    out.push('"');
}

/// A JSON string.
fn text(out: &mut String, value: &str) {
    out.push('"');
    let mut plain = 0;
    for (index, byte) in value.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&value[plain..index]);
        plain = index + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            other => out.push_str(&format!("\\u{other:04x}")),
        }
    }
    out.push_str(&value[plain..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, BinaryViewArray, Float64Array, StringViewArray};

    use super::*;

    fn written(data_type: &Type, array: impl Array + 'static) -> Vec<String> {
        let array: ArrayRef = Arc::new(array);
        let write_row = |row| {
            let mut out = String::new();
            write(&mut out, data_type, &array, row).unwrap();
            out
        };
        (0..array.len()).map(write_row).collect()
    }

    #[test]
    fn texts_are_escaped() {
        let texts = StringViewArray::from(vec![Some("a\"\\\n\u{1}ñ"), None]);
        assert_eq!(written(&Type::VARCHAR, texts), ["\"a\\\"\\\\\\n\\u0001ñ\"", "null"]);
    }

    #[test]
    fn what_json_has_no_number_for_is_text() {
        let doubles = Float64Array::from(vec![1.5, f64::NAN, f64::INFINITY]);
        assert_eq!(written(&Type::Double, doubles), ["1.5", "\"NaN\"", "\"Infinity\""]);
    }

    #[test]
    fn bytes_are_base64() {
        assert_eq!(written(&Type::Varbinary, BinaryViewArray::from(vec![&b"hi"[..]])), ["\"aGk=\""]);
    }
}
