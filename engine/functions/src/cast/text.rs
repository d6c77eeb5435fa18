//! The text of scalar values as CAST to varchar, JSON and errors write it: strings from the writers of
//! `polias_types::text`.

use arrow::array::{Array, ArrayRef};
use datafusion::common::internal_datafusion_err;
use datafusion::error::Result;
use polias_types::Type;
use polias_types::text::{ValueWriter, write_decimal, write_double, write_double_cast, write_real};

/// The text of a row, `None` for NULL.
pub(super) type Texts<'a> = Box<dyn Fn(usize) -> Option<String> + 'a>;

/// Whether values of the type have a text.
pub(super) fn has_text(data_type: &Type) -> bool {
    !matches!(
        data_type,
        Type::Unknown
            | Type::Varbinary
            | Type::Array(_)
            | Type::Map(..)
            | Type::Row(_)
            | Type::Function(..)
            | Type::Opaque(_)
    )
}

/// The texts of a column.
pub(super) fn texts_of<'a>(data_type: &Type, array: &'a ArrayRef) -> Result<Texts<'a>> {
    let writer =
        ValueWriter::of_cast(data_type, array).map_err(|error| internal_datafusion_err!("{error}"))?;
    Ok(Box::new(move |row| array.is_valid(row).then(|| text(|out| writer.write(out, row)))))
}

/// `1.0E0`, `-0E0`, `NaN`
pub(super) fn double(value: f64) -> String {
    text(|out| write_double_cast(out, value))
}

/// As Java writes a double: `300.0`, `1.0E10`. Errors and JSON have it.
pub(crate) fn java_double(value: f64) -> String {
    text(|out| write_double(out, value))
}

/// As Java writes a float.
pub(super) fn java_float(value: f32) -> String {
    text(|out| write_real(out, value))
}

/// `-0.05`
pub(super) fn decimal(value: i128, scale: u8) -> String {
    text(|out| write_decimal(out, value, scale))
}

fn text(write: impl FnOnce(&mut String)) -> String {
    let mut text = String::new();
    write(&mut text);
    text
}
