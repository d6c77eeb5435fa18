//! Arrays of one dimension, and the two vector types of the catalog.
//!
//! Source: `array_out` and `array_send` of PostgreSQL 15.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field};
use std::sync::Arc;

use super::column::converted;
use super::{ColumnEncoder, EncodeError, TextStyle, set_length};
use crate::pgwire::types::PgType;

/// Writes lists; the elements have an encoder of their own.
pub struct ListEncoder {
    offsets: OffsetBuffer<i32>,
    elements: Box<ColumnEncoder>,
    element_oid: u32,
    /// `int2vector`, `oidvector`: from 0, printed with blanks.
    is_vector: bool,
}

impl ListEncoder {
    /// An ordinary array.
    pub fn new(array: &ArrayRef, element: &PgType, style: &TextStyle) -> Result<Self, EncodeError> {
        let lists = as_lists(array)?;
        let lists = lists.as_list::<i32>();
        let elements = Box::new(ColumnEncoder::new(lists.values(), &element.kind, style)?);
        Ok(Self { offsets: lists.offsets().clone(), elements, element_oid: element.oid, is_vector: false })
    }

    /// A vector of the catalog.
    pub fn vector(array: &ArrayRef, element: &PgType, style: &TextStyle) -> Result<Self, EncodeError> {
        Ok(Self { is_vector: true, ..Self::new(array, element, style)? })
    }

    fn range(&self, row: usize) -> std::ops::Range<usize> {
        let offset = |at: usize| self.offsets.get(at).copied().unwrap_or_default() as usize;
        offset(row)..offset(row + 1)
    }

    /// Appends the text.
    pub fn write_text(&self, row: usize, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        let (open, between, close): (&[u8], u8, &[u8]) =
            if self.is_vector { (b"", b' ', b"") } else { (b"{", b',', b"}") };
        out.extend_from_slice(open);
        for (index, element) in self.range(row).enumerate() {
            if index > 0 {
                out.push(between);
            }
            if self.elements.is_null(element) {
                out.extend_from_slice(b"NULL");
                continue;
            }
            let start = out.len();
            self.elements.write_text(element, out)?;
            if !self.is_vector {
                quote(out, start);
            }
        }
        out.extend_from_slice(close);
        Ok(())
    }

    /// Appends the binary form.
    pub fn write_binary(&self, row: usize, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        let range = self.range(row);
        let has_null = range.clone().any(|element| self.elements.is_null(element));
        // A vector always has its one dimension; an empty array has none.
        let dimensions = i32::from(self.is_vector || !range.is_empty());
        out.extend_from_slice(&dimensions.to_be_bytes());
        out.extend_from_slice(&i32::from(has_null).to_be_bytes());
        out.extend_from_slice(&self.element_oid.to_be_bytes());
        if dimensions == 1 {
            out.extend_from_slice(&(range.len() as i32).to_be_bytes());
            out.extend_from_slice(&i32::from(!self.is_vector).to_be_bytes());
        }
        for element in range {
            if self.elements.is_null(element) {
                out.extend_from_slice(&(-1i32).to_be_bytes());
                continue;
            }
            let at = out.len();
            out.extend_from_slice(&[0; 4]);
            self.elements.write_binary(element, out)?;
            let length = out.len() - at - 4;
            set_length(out, at, length);
        }
        Ok(())
    }
}

/// Any list carrier with 32-bit offsets.
pub fn as_lists(array: &ArrayRef) -> Result<ArrayRef, EncodeError> {
    let field = match array.data_type() {
        DataType::List(_) => return Ok(ArrayRef::clone(array)),
        DataType::LargeList(field)
        | DataType::ListView(field)
        | DataType::LargeListView(field)
        | DataType::FixedSizeList(field, _) => Arc::<Field>::clone(field),
        other => return Err(EncodeError::Unsupported(other.to_string())),
    };
    converted(array, &DataType::List(field))
}

/// Puts the element written from `start` on into quotes when its text needs them.
fn quote(out: &mut Vec<u8>, start: usize) {
    let element = out.get(start..).unwrap_or_default();
    let special = |byte: &u8| {
        matches!(byte, b'{' | b'}' | b',' | b'"' | b'\\' | b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
    };
    if !element.is_empty() && !element.eq_ignore_ascii_case(b"null") && !element.iter().any(special) {
        return;
    }
    let element = out.split_off(start);
    out.push(b'"');
    for byte in element {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}
