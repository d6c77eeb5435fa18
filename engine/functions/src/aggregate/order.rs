//! Order of values for least and greatest, as bytes that compare like them.
//!
//! NaN loses against every other number, both for the least and the greatest. NULL within a row or an array
//! cannot be compared. `char` compares padded with blanks.

use std::sync::Arc;

use arrow::array::BooleanArray;
use arrow::array::{Array, ArrayRef, AsArray, ListArray, StringViewBuilder, StructArray};
use arrow::compute::{SortOptions, is_null, nullif};
use arrow::datatypes::{DataType, Float32Type, Float64Type};
use arrow::row::{RowConverter, Rows, SortField};
use datafusion::error::Result;
use polias_types::Type;

use super::identity::canonical;
use crate::DataError;

/// How values of a type become bytes.
#[derive(Debug)]
pub(super) struct Order {
    converter: RowConverter,
    greatest: bool,
    padded: Option<usize>,
    nested: Nested,
}

/// What kind of nested value cannot be compared when it holds a NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nested {
    /// None.
    Plain,
    /// A row.
    Row,
    /// An array.
    Array,
}

impl Nested {
    /// That values with NULLs inside cannot be compared.
    pub(super) fn incomparable(self) -> DataError {
        DataError::new(
            "NOT_SUPPORTED",
            match self {
                Self::Array => "ARRAY comparison not supported for arrays with null elements",
                Self::Plain | Self::Row => "ROW comparison not supported for fields with null elements",
            },
        )
    }
}

/// Values as bytes.
pub(super) struct Keys {
    /// Greater bytes are better, or smaller ones; NULL is no key.
    pub(super) rows: Rows,
    /// Values that are NULL.
    pub(super) nulls: Option<arrow::buffer::NullBuffer>,
    /// Values with NULLs inside.
    pub(super) incomparable: Option<BooleanArray>,
}

impl Order {
    /// The order of a type; for the greatest the best value has the greatest bytes, else the smallest.
    pub(super) fn new(data_type: &Type, greatest: bool) -> Result<Self> {
        let nested = match data_type {
            Type::Row(_) => Nested::Row,
            Type::Array(_) => Nested::Array,
            _ => Nested::Plain,
        };
        let padded = match data_type {
            Type::Char(length) => Some(*length as usize),
            _ => None,
        };
        let example = comparable(&arrow::array::new_empty_array(&data_type.carrier()))?;
        let options = SortOptions { descending: false, nulls_first: greatest };
        let field = SortField::new_with_options(example.data_type().clone(), options);
        Ok(Self { converter: RowConverter::new(vec![field])?, greatest, padded, nested })
    }

    /// Whether the left bytes are better.
    pub(super) fn better(&self, left: &[u8], right: &[u8]) -> bool {
        self.compare(left, right).is_lt()
    }

    /// The better one first.
    pub(super) fn compare(&self, left: &[u8], right: &[u8]) -> std::cmp::Ordering {
        if self.greatest { right.cmp(left) } else { left.cmp(right) }
    }

    /// The kind of nested value.
    pub(super) fn nested(&self) -> Nested {
        self.nested
    }

    /// A column as bytes.
    pub(super) fn keys(&self, column: &ArrayRef) -> Result<Keys> {
        let incomparable = match self.nested {
            Nested::Plain => None,
            Nested::Row | Nested::Array => holds_null(column)?,
        };
        let column = match self.padded {
            Some(length) => &pad(column, length)?,
            None => column,
        };
        let nulls = column.logical_nulls();
        let rows = self.converter.convert_columns(&[comparable(column)?])?;
        Ok(Keys { rows, nulls, incomparable })
    }

    /// Bytes held.
    pub(super) fn size(&self) -> usize {
        self.converter.size()
    }
}

fn pad(column: &ArrayRef, length: usize) -> Result<ArrayRef> {
    let texts = column.as_string_view();
    let mut padded = StringViewBuilder::with_capacity(texts.len());
    for text in texts {
        match text {
            Some(text) => padded.try_append_value(format!("{text:length$}"))?,
            None => padded.append_null(),
        }
    }
    Ok(Arc::new(padded.finish()))
}

/// The canonical column with NULL instead of NaN.
fn comparable(column: &ArrayRef) -> Result<ArrayRef> {
    without_nan(&canonical(column)?)
}

fn without_nan(column: &ArrayRef) -> Result<ArrayRef> {
    let nan = match column.data_type() {
        DataType::Float64 => BooleanArray::from_unary(column.as_primitive::<Float64Type>(), f64::is_nan),
        DataType::Float32 => BooleanArray::from_unary(column.as_primitive::<Float32Type>(), f32::is_nan),
        DataType::Struct(fields) => {
            let rows = column.as_struct();
            let columns: Vec<_> = rows.columns().iter().map(without_nan).collect::<Result<_>>()?;
            let nulls = rows.nulls().cloned();
            return Ok(Arc::new(StructArray::try_new(fields.clone(), columns, nulls)?));
        }
        DataType::List(field) => {
            let lists = column.as_list::<i32>();
            let (values, nulls) = (without_nan(lists.values())?, lists.nulls().cloned());
            let lists = ListArray::try_new(Arc::clone(field), lists.offsets().clone(), values, nulls)?;
            return Ok(Arc::new(lists));
        }
        _ => return Ok(Arc::clone(column)),
    };
    Ok(nullif(column, &nan)?)
}

/// Which values hold a NULL at any depth; `None` when none does.
fn holds_null(column: &ArrayRef) -> Result<Option<BooleanArray>> {
    let inside = |child: &ArrayRef| -> Result<Option<BooleanArray>> {
        let below = match child.data_type() {
            DataType::Struct(_) | DataType::List(_) => holds_null(child)?,
            _ => None,
        };
        let own = (child.logical_null_count() > 0).then(|| is_null(child)).transpose()?;
        Ok(match (own, below) {
            (Some(own), Some(below)) => Some(arrow::compute::or(&own, &below)?),
            (own, below) => own.or(below),
        })
    };
    match column.data_type() {
        DataType::Struct(_) => {
            let mut held: Option<BooleanArray> = None;
            for child in column.as_struct().columns() {
                held = match (held, inside(child)?) {
                    (Some(left), Some(right)) => Some(arrow::compute::or(&left, &right)?),
                    (left, right) => left.or(right),
                };
            }
            Ok(held)
        }
        DataType::List(_) => {
            let lists = column.as_list::<i32>();
            let Some(held) = inside(lists.values())? else { return Ok(None) };
            let offsets = lists.offsets().windows(2);
            Ok(Some(offsets.map(|ends| (ends[0]..ends[1]).any(|at| held.value(at as usize))).collect()))
        }
        _ => Ok(None),
    }
}
