//! Rows, maps and deeper arrays as text, the way Athena prints them: `{name=Bob, tags=[a, null]}`.
//!
//! Source: <https://docs.aws.amazon.com/athena/latest/ug/rows-and-structs.html>.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::DataType;

use super::array::as_lists;
use super::{ColumnEncoder, EncodeError, TextStyle};
use crate::pgwire::types;

/// Prints one nested column.
pub struct NestedEncoder {
    nulls: Option<NullBuffer>,
    values: Values,
}

enum Values {
    Scalar(Box<ColumnEncoder>),
    List(OffsetBuffer<i32>, Box<NestedEncoder>),
    Row(Vec<(String, NestedEncoder)>),
    Map(OffsetBuffer<i32>, Box<NestedEncoder>, Box<NestedEncoder>),
}

impl NestedEncoder {
    /// Chooses the encoders of all levels.
    pub fn new(array: &ArrayRef, style: &TextStyle) -> Result<Self, EncodeError> {
        let nulls = array.logical_nulls();
        let values = match array.data_type() {
            DataType::List(_)
            | DataType::LargeList(_)
            | DataType::ListView(_)
            | DataType::LargeListView(_)
            | DataType::FixedSizeList(_, _) => {
                let lists = as_lists(array)?;
                let lists = lists.as_list::<i32>();
                Values::List(lists.offsets().clone(), Box::new(Self::new(lists.values(), style)?))
            }
            DataType::Struct(fields) => {
                let columns = fields.iter().zip(array.as_struct().columns());
                let row =
                    columns.map(|(field, column)| Ok((field.name().clone(), Self::new(column, style)?)));
                Values::Row(row.collect::<Result<_, EncodeError>>()?)
            }
            DataType::Map(_, _) => {
                let map = array.as_map();
                let keys = Box::new(Self::new(map.keys(), style)?);
                Values::Map(map.offsets().clone(), keys, Box::new(Self::new(map.values(), style)?))
            }
            data_type @ DataType::Union(_, _) => return Err(EncodeError::Unsupported(data_type.to_string())),
            data_type => {
                let kind = types::of(data_type, "").kind;
                Values::Scalar(Box::new(ColumnEncoder::new(array, &kind, style)?))
            }
        };
        Ok(Self { nulls, values })
    }

    /// Appends a value, `null` for NULL.
    pub fn write(&self, row: usize, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            out.extend_from_slice(b"null");
            return Ok(());
        }
        match &self.values {
            Values::Scalar(column) => column.write_nested(row, out)?,
            Values::List(offsets, elements) => {
                out.push(b'[');
                for (index, element) in range(offsets, row).enumerate() {
                    separate(index, out);
                    elements.write(element, out)?;
                }
                out.push(b']');
            }
            Values::Row(columns) => {
                out.push(b'{');
                for (index, (name, column)) in columns.iter().enumerate() {
                    separate(index, out);
                    out.extend_from_slice(name.as_bytes());
                    out.push(b'=');
                    column.write(row, out)?;
                }
                out.push(b'}');
            }
            Values::Map(offsets, keys, values) => {
                out.push(b'{');
                for (index, entry) in range(offsets, row).enumerate() {
                    separate(index, out);
                    keys.write(entry, out)?;
                    out.push(b'=');
                    values.write(entry, out)?;
                }
                out.push(b'}');
            }
        }
        Ok(())
    }
}

fn range(offsets: &OffsetBuffer<i32>, row: usize) -> std::ops::Range<usize> {
    let offset = |at: usize| offsets.get(at).copied().unwrap_or_default() as usize;
    offset(row)..offset(row + 1)
}

fn separate(index: usize, out: &mut Vec<u8>) {
    if index > 0 {
        out.extend_from_slice(b", ");
    }
}
