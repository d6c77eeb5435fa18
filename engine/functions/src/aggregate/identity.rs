//! When two values are the same value, for DISTINCT, the keys of maps, and least and greatest.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, ListArray, StructArray};
use arrow::datatypes::{DataType, Float32Type, Float64Type, Int16Type, Time64NanosecondType};
use arrow::row::{RowConverter, Rows, SortField};
use datafusion::error::Result;
use polias_types::{INSTANT_FIELD, TIME_FIELDS};

/// Nanoseconds of a minute.
const MINUTE: i64 = 60_000_000_000;

/// The column with equal values made identical: 0.0 for -0.0, one NaN, instants without their zones.
/// Its type may be another one.
pub(super) fn canonical(column: &ArrayRef) -> Result<ArrayRef> {
    if !differs(column.data_type()) {
        return Ok(Arc::clone(column));
    }
    Ok(match column.data_type() {
        DataType::Float64 => Arc::new(column.as_primitive::<Float64Type>().unary::<_, Float64Type>(
            |value| {
                if value.is_nan() { f64::NAN } else { value + 0.0 }
            },
        )),
        DataType::Float32 => Arc::new(column.as_primitive::<Float32Type>().unary::<_, Float32Type>(
            |value| {
                if value.is_nan() { f32::NAN } else { value + 0.0 }
            },
        )),
        DataType::Struct(fields) => {
            let rows = column.as_struct();
            match fields.first().map(|field| field.name().as_str()) {
                Some(INSTANT_FIELD) => with_nulls_of(rows.column(0), rows),
                Some(name) if name == TIME_FIELDS.0 => {
                    let times = rows.column(0).as_primitive::<Time64NanosecondType>();
                    let offsets = rows.column(1).as_primitive::<Int16Type>();
                    let utc = times.values().iter().zip(offsets.values());
                    let utc = utc.map(|(time, offset)| {
                        (time - i64::from(*offset) * MINUTE).rem_euclid(24 * 60 * MINUTE)
                    });
                    Arc::new(Int64Array::new(utc.collect(), rows.nulls().cloned()))
                }
                _ => {
                    let columns: Vec<_> = rows.columns().iter().map(canonical).collect::<Result<_>>()?;
                    let fields = fields.iter().zip(&columns).map(|(field, column)| {
                        field.as_ref().clone().with_data_type(column.data_type().clone())
                    });
                    Arc::new(StructArray::try_new(fields.collect(), columns, rows.nulls().cloned())?)
                }
            }
        }
        DataType::List(field) => {
            let lists = column.as_list::<i32>();
            let values = canonical(lists.values())?;
            let field = field.as_ref().clone().with_data_type(values.data_type().clone());
            let offsets = lists.offsets().clone();
            Arc::new(ListArray::try_new(Arc::new(field), offsets, values, lists.nulls().cloned())?)
        }
        _ => Arc::clone(column),
    })
}

/// Rows that are equal where all values are the same.
pub(super) fn identities(columns: &[ArrayRef]) -> Result<Rows> {
    let columns: Vec<_> = columns.iter().map(canonical).collect::<Result<_>>()?;
    let fields = columns.iter().map(|column| SortField::new(column.data_type().clone()));
    Ok(RowConverter::new(fields.collect())?.convert_columns(&columns)?)
}

/// Whether equal values of the carrier may be unlike.
fn differs(data_type: &DataType) -> bool {
    match data_type {
        DataType::Float32 | DataType::Float64 => true,
        DataType::Struct(fields) => {
            fields.first().is_some_and(|field| field.name() == INSTANT_FIELD || field.name() == TIME_FIELDS.0)
                || fields.iter().any(|field| differs(field.data_type()))
        }
        DataType::List(field) => differs(field.data_type()),
        _ => false,
    }
}

fn with_nulls_of(column: &ArrayRef, rows: &StructArray) -> ArrayRef {
    let nulls = arrow::buffer::NullBuffer::union(column.nulls(), rows.nulls());
    match column.to_data().into_builder().nulls(nulls).build() {
        Ok(data) => arrow::array::make_array(data),
        Err(_) => Arc::clone(column),
    }
}
