//! Growing columns of any Hive type, built value by value and handed over as Arrow arrays.

use std::sync::Arc;

use arrow::array::{
    ArrayBuilder, ArrayRef, BinaryViewBuilder, BooleanBuilder, Date32Builder, Decimal128Builder,
    Float32Builder, Float64Builder, Int8Builder, Int16Builder, Int32Builder, Int64Builder, ListArray,
    MapArray, NullBufferBuilder, StringViewBuilder, StructArray, TimestampMillisecondBuilder,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, FieldRef, Fields};
use arrow::error::ArrowError;
use polias_connector::{ConnectorError, Result};

use super::scalar::Scalar;
use crate::types::HiveType;

/// A column under construction.
pub(crate) enum ColumnBuilder {
    Boolean(BooleanBuilder),
    TinyInt(Int8Builder),
    SmallInt(Int16Builder),
    Int(Int32Builder),
    BigInt(Int64Builder),
    Float(Float32Builder),
    Double(Float64Builder),
    Decimal(Decimal128Builder),
    Text(StringViewBuilder),
    Binary(BinaryViewBuilder),
    Date(Date32Builder),
    Timestamp(TimestampMillisecondBuilder),
    Array(ArrayColumn),
    Map(MapColumn),
    Struct(StructColumn),
}

/// Lists under construction.
pub(crate) struct ArrayColumn {
    field: FieldRef,
    offsets: Vec<i32>,
    nulls: NullBufferBuilder,
    elements: Box<ColumnBuilder>,
}

/// Maps under construction.
pub(crate) struct MapColumn {
    entries: FieldRef,
    offsets: Vec<i32>,
    nulls: NullBufferBuilder,
    keys: Box<ColumnBuilder>,
    values: Box<ColumnBuilder>,
}

/// Structs under construction.
pub(crate) struct StructColumn {
    fields: Fields,
    nulls: NullBufferBuilder,
    children: Vec<ColumnBuilder>,
}

impl ColumnBuilder {
    /// An empty column with room for `rows` values. Its arrays have the type [`HiveType::arrow`] says.
    pub fn new(hive_type: &HiveType, rows: usize) -> Self {
        match hive_type {
            HiveType::Boolean => Self::Boolean(BooleanBuilder::with_capacity(rows)),
            HiveType::TinyInt => Self::TinyInt(Int8Builder::with_capacity(rows)),
            HiveType::SmallInt => Self::SmallInt(Int16Builder::with_capacity(rows)),
            HiveType::Int => Self::Int(Int32Builder::with_capacity(rows)),
            HiveType::BigInt => Self::BigInt(Int64Builder::with_capacity(rows)),
            HiveType::Float => Self::Float(Float32Builder::with_capacity(rows)),
            HiveType::Double => Self::Double(Float64Builder::with_capacity(rows)),
            HiveType::Decimal(..) => {
                Self::Decimal(Decimal128Builder::with_capacity(rows).with_data_type(hive_type.arrow()))
            }
            HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => {
                Self::Text(StringViewBuilder::with_capacity(rows))
            }
            HiveType::Binary => Self::Binary(BinaryViewBuilder::with_capacity(rows)),
            HiveType::Date => Self::Date(Date32Builder::with_capacity(rows)),
            HiveType::Timestamp => Self::Timestamp(TimestampMillisecondBuilder::with_capacity(rows)),
            HiveType::Array(element) => Self::Array(ArrayColumn {
                field: inner_field(&hive_type.arrow()),
                offsets: vec![0],
                nulls: NullBufferBuilder::new(rows),
                elements: Box::new(Self::new(element, rows)),
            }),
            HiveType::Map(key, value) => Self::Map(MapColumn {
                entries: inner_field(&hive_type.arrow()),
                offsets: vec![0],
                nulls: NullBufferBuilder::new(rows),
                keys: Box::new(Self::new(key, rows)),
                values: Box::new(Self::new(value, rows)),
            }),
            HiveType::Struct(fields) => Self::Struct(StructColumn {
                fields: match hive_type.arrow() {
                    DataType::Struct(fields) => fields,
                    _ => Fields::empty(),
                },
                nulls: NullBufferBuilder::new(rows),
                children: fields.iter().map(|(_, field)| Self::new(field, rows)).collect(),
            }),
        }
    }

    /// Appends a value of a primitive type.
    pub fn push(&mut self, value: Scalar<'_>) -> Result<()> {
        match (self, value) {
            (Self::Boolean(builder), Scalar::Boolean(value)) => builder.append_value(value),
            (Self::TinyInt(builder), Scalar::Integer(value)) => builder.append_value(narrow(value)?),
            (Self::SmallInt(builder), Scalar::Integer(value)) => builder.append_value(narrow(value)?),
            (Self::Int(builder), Scalar::Integer(value)) => builder.append_value(narrow(value)?),
            (Self::BigInt(builder), Scalar::Integer(value)) => builder.append_value(value),
            (Self::Float(builder), Scalar::Float(value)) => builder.append_value(value),
            (Self::Double(builder), Scalar::Double(value)) => builder.append_value(value),
            (Self::Decimal(builder), Scalar::Decimal(value)) => builder.append_value(value),
            (Self::Text(builder), Scalar::Text(value)) => {
                builder.try_append_value(value).map_err(arrow_error)?;
            }
            (Self::Binary(builder), Scalar::Binary(value)) => {
                builder.try_append_value(value).map_err(arrow_error)?;
            }
            (Self::Date(builder), Scalar::Integer(value)) => builder.append_value(narrow(value)?),
            (Self::Timestamp(builder), Scalar::Integer(value)) => builder.append_value(value),
            _ => return Err(mismatch()),
        }
        Ok(())
    }

    /// Appends a value of a primitive type, or NULL.
    pub fn push_option(&mut self, value: Option<Scalar<'_>>) -> Result<()> {
        match value {
            Some(value) => self.push(value),
            None => {
                self.push_null();
                Ok(())
            }
        }
    }

    /// Appends NULL.
    pub fn push_null(&mut self) {
        match self {
            Self::Boolean(builder) => builder.append_null(),
            Self::TinyInt(builder) => builder.append_null(),
            Self::SmallInt(builder) => builder.append_null(),
            Self::Int(builder) => builder.append_null(),
            Self::BigInt(builder) => builder.append_null(),
            Self::Float(builder) => builder.append_null(),
            Self::Double(builder) => builder.append_null(),
            Self::Decimal(builder) => builder.append_null(),
            Self::Text(builder) => builder.append_null(),
            Self::Binary(builder) => builder.append_null(),
            Self::Date(builder) => builder.append_null(),
            Self::Timestamp(builder) => builder.append_null(),
            Self::Array(column) => {
                column.offsets.push(column.offsets.last().copied().unwrap_or(0));
                column.nulls.append_null();
            }
            Self::Map(column) => {
                column.offsets.push(column.offsets.last().copied().unwrap_or(0));
                column.nulls.append_null();
            }
            Self::Struct(column) => {
                column.children.iter_mut().for_each(Self::push_null);
                column.nulls.append_null();
            }
        }
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Boolean(builder) => builder.len(),
            Self::TinyInt(builder) => builder.len(),
            Self::SmallInt(builder) => builder.len(),
            Self::Int(builder) => builder.len(),
            Self::BigInt(builder) => builder.len(),
            Self::Float(builder) => builder.len(),
            Self::Double(builder) => builder.len(),
            Self::Decimal(builder) => builder.len(),
            Self::Text(builder) => builder.len(),
            Self::Binary(builder) => builder.len(),
            Self::Date(builder) => builder.len(),
            Self::Timestamp(builder) => builder.len(),
            Self::Array(column) => column.nulls.len(),
            Self::Map(column) => column.nulls.len(),
            Self::Struct(column) => column.nulls.len(),
        }
    }

    /// The column as one of lists.
    pub fn array(&mut self) -> Result<&mut ArrayColumn> {
        match self {
            Self::Array(column) => Ok(column),
            _ => Err(mismatch()),
        }
    }

    /// The column as one of maps.
    pub fn map(&mut self) -> Result<&mut MapColumn> {
        match self {
            Self::Map(column) => Ok(column),
            _ => Err(mismatch()),
        }
    }

    /// The column as one of structs.
    pub fn structure(&mut self) -> Result<&mut StructColumn> {
        match self {
            Self::Struct(column) => Ok(column),
            _ => Err(mismatch()),
        }
    }

    /// Takes the values out; the column is empty again.
    pub fn finish(&mut self) -> Result<ArrayRef> {
        Ok(match self {
            Self::Boolean(builder) => Arc::new(builder.finish()),
            Self::TinyInt(builder) => Arc::new(builder.finish()),
            Self::SmallInt(builder) => Arc::new(builder.finish()),
            Self::Int(builder) => Arc::new(builder.finish()),
            Self::BigInt(builder) => Arc::new(builder.finish()),
            Self::Float(builder) => Arc::new(builder.finish()),
            Self::Double(builder) => Arc::new(builder.finish()),
            Self::Decimal(builder) => Arc::new(builder.finish()),
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Binary(builder) => Arc::new(builder.finish()),
            Self::Date(builder) => Arc::new(builder.finish()),
            Self::Timestamp(builder) => Arc::new(builder.finish()),
            Self::Array(column) => column.finish()?,
            Self::Map(column) => column.finish()?,
            Self::Struct(column) => column.finish()?,
        })
    }
}

impl ArrayColumn {
    /// Where the elements of the current list go.
    pub fn elements(&mut self) -> &mut ColumnBuilder {
        &mut self.elements
    }

    /// Ends the current list with the elements appended since the last one.
    pub fn close(&mut self) -> Result<()> {
        self.offsets.push(offset(self.elements.len())?);
        self.nulls.append_non_null();
        Ok(())
    }

    fn finish(&mut self) -> Result<ArrayRef> {
        let offsets = OffsetBuffer::new(std::mem::replace(&mut self.offsets, vec![0]).into());
        let elements = self.elements.finish()?;
        let lists = ListArray::try_new(Arc::clone(&self.field), offsets, elements, self.nulls.finish());
        Ok(Arc::new(lists.map_err(arrow_error)?))
    }
}

impl MapColumn {
    /// Where the keys of the current map go. Keys are distinct and never NULL.
    pub fn keys(&mut self) -> &mut ColumnBuilder {
        &mut self.keys
    }

    /// Where the values of the current map go, one for each key.
    pub fn values(&mut self) -> &mut ColumnBuilder {
        &mut self.values
    }

    /// Ends the current map with the entries appended since the last one.
    pub fn close(&mut self) -> Result<()> {
        self.offsets.push(offset(self.keys.len())?);
        self.nulls.append_non_null();
        Ok(())
    }

    fn finish(&mut self) -> Result<ArrayRef> {
        let offsets = OffsetBuffer::new(std::mem::replace(&mut self.offsets, vec![0]).into());
        let DataType::Struct(fields) = self.entries.data_type() else { return Err(mismatch()) };
        let arrays = vec![self.keys.finish()?, self.values.finish()?];
        let entries = StructArray::try_new(fields.clone(), arrays, None).map_err(arrow_error)?;
        let maps = MapArray::try_new(Arc::clone(&self.entries), offsets, entries, self.nulls.finish(), false);
        Ok(Arc::new(maps.map_err(arrow_error)?))
    }
}

impl StructColumn {
    /// Where the fields of the current struct go, one value each.
    pub fn children(&mut self) -> &mut [ColumnBuilder] {
        &mut self.children
    }

    /// Ends the current struct.
    pub fn close(&mut self) {
        self.nulls.append_non_null();
    }

    fn finish(&mut self) -> Result<ArrayRef> {
        let length = self.nulls.len();
        let nulls = self.nulls.finish();
        let arrays = self.children.iter_mut().map(ColumnBuilder::finish).collect::<Result<Vec<_>>>()?;
        let structs = StructArray::try_new_with_length(self.fields.clone(), arrays, nulls, length);
        Ok(Arc::new(structs.map_err(arrow_error)?))
    }
}

/// The element of a list, or the entries of a map.
fn inner_field(data_type: &DataType) -> FieldRef {
    match data_type {
        DataType::List(field) | DataType::Map(field, _) => Arc::clone(field),
        other => Arc::new(arrow::datatypes::Field::new("item", other.clone(), true)),
    }
}

fn narrow<T: TryFrom<i64>>(value: i64) -> Result<T> {
    T::try_from(value).map_err(|_| mismatch())
}

fn offset(length: usize) -> Result<i32> {
    i32::try_from(length).map_err(|_| {
        ConnectorError::new("HIVE_BAD_DATA", "more than 2147483647 nested elements in one batch of rows")
    })
}

/// A decoder gave a value of another type than its column: a defect, kept from becoming a wrong row.
fn mismatch() -> ConnectorError {
    ConnectorError::new("GENERIC_INTERNAL_ERROR", "a decoded value does not have the type of its column")
}

fn arrow_error(error: ArrowError) -> ConnectorError {
    ConnectorError::new("HIVE_BAD_DATA", format!("cannot build a column: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::Array;

    #[test]
    fn every_type_has_its_carrier() {
        let text = "struct<a:boolean,b:tinyint,c:smallint,d:int,e:bigint,f:float,g:double,h:decimal(9,2),i:string,\
                    j:varchar(3),k:char(3),l:binary,m:date,n:timestamp,o:array<int>,p:map<string,array<int>>>";
        let hive_type = HiveType::parse(text).unwrap();
        let mut column = ColumnBuilder::new(&hive_type, 4);
        column.push_null();
        let structure = column.structure().unwrap();
        structure.children().iter_mut().for_each(ColumnBuilder::push_null);
        structure.close();
        let array = column.finish().unwrap();
        assert_eq!(array.data_type(), &hive_type.arrow());
        assert_eq!((array.len(), array.null_count()), (2, 1));
        assert_eq!(column.len(), 0);
        assert_eq!(column.finish().unwrap().len(), 0);
    }

    #[test]
    fn wrong_types_are_refused() {
        let mut column = ColumnBuilder::new(&HiveType::Int, 1);
        assert_eq!(column.push(Scalar::Boolean(true)).unwrap_err().name, "GENERIC_INTERNAL_ERROR");
        assert!(column.push(Scalar::Integer(i64::MAX)).is_err());
        assert!(column.array().is_err() && column.map().is_err() && column.structure().is_err());
    }
}
