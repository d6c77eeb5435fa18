//! Rows to Arrow, with the exact PostgreSQL type beside each column.
//!
//! Carriers: `oid`, `xid`, `cid` are `UInt32`; `reg…` types are `Utf8` with the object's name, as PostgreSQL's text
//! format shows them; `name`, `"char"`, json and all other types without an Arrow counterpart are `Utf8` with
//! PostgreSQL's text; `int2vector` and `oidvector` are lists; `numeric` is `Decimal128` with the largest scale of
//! the column (0 when only described).

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Float32Builder, Float64Builder, Int16Builder,
    Int32Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder, UInt32Builder,
};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use chrono::{Datelike, NaiveDate};

use crate::PgColumn;
use crate::context::Context;
use crate::error::{self, Result};
use crate::plan::{Field as Column, Tuple};
use crate::types::{element_of, names, oids};
use crate::value::Datum;
use crate::value::text::to_text;

/// Rows per batch.
const BATCH_ROWS: usize = 8192;

/// Output columns of a plan.
pub(crate) fn columns(fields: &[Column]) -> Vec<PgColumn> {
    fields
        .iter()
        .map(|field| PgColumn { name: field.name.clone(), pg_oid: field.ty, data_type: carrier(field.ty) })
        .collect()
}

fn carrier(ty: u32) -> DataType {
    match ty {
        oids::BOOL => DataType::Boolean,
        oids::INT2 => DataType::Int16,
        oids::INT4 => DataType::Int32,
        oids::INT8 => DataType::Int64,
        oids::OID | oids::XID | oids::CID => DataType::UInt32,
        oids::FLOAT4 => DataType::Float32,
        oids::FLOAT8 => DataType::Float64,
        oids::NUMERIC => DataType::Decimal128(38, 0),
        oids::DATE => DataType::Date32,
        oids::TIMESTAMP => DataType::Timestamp(TimeUnit::Microsecond, None),
        oids::TIMESTAMPTZ => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        oids::ANYARRAY => DataType::Utf8,
        _ => match element_of(ty) {
            Some(element) => {
                let element = match carrier(element) {
                    DataType::Decimal128(..) | DataType::Date32 | DataType::Timestamp(..) => DataType::Utf8,
                    other => other,
                };
                DataType::List(Arc::new(Field::new_list_field(element, true)))
            }
            None => DataType::Utf8,
        },
    }
}

/// Batches of rows; fixes the scale of numeric columns.
pub(crate) fn batches(
    ctx: &Context<'_>,
    columns: &mut [PgColumn],
    rows: &[Tuple],
) -> Result<Vec<RecordBatch>> {
    for (index, column) in columns.iter_mut().enumerate() {
        if column.pg_oid == oids::NUMERIC {
            let scales = rows
                .iter()
                .map(|row| if let Datum::Numeric(number) = &row[index] { number.scale } else { 0 });
            let scale = scales.max().unwrap_or(0).min(37);
            column.data_type = DataType::Decimal128(38, i8::try_from(scale).unwrap_or(37));
        }
    }
    let fields: Vec<Field> = columns
        .iter()
        .map(|column| {
            let metadata = [("pg_oid".to_owned(), column.pg_oid.to_string())].into();
            Field::new(&column.name, column.data_type.clone(), true).with_metadata(metadata)
        })
        .collect();
    let schema = Arc::new(Schema::new(fields));
    let mut batches = Vec::with_capacity(rows.len().div_ceil(BATCH_ROWS));
    for chunk in rows.chunks(BATCH_ROWS) {
        let arrays = columns
            .iter()
            .enumerate()
            .map(|(index, column)| array(ctx, column, chunk.iter().map(|row| &row[index])))
            .collect::<Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(chunk.len()));
        let batch = RecordBatch::try_new_with_options(Arc::clone(&schema), arrays, &options)
            .map_err(|error| error::internal(format!("result does not fit its columns: {error}")))?;
        batches.push(batch);
    }
    Ok(batches)
}

fn mismatch(ty: u32, value: &Datum) -> error::PgCatalogError {
    error::internal(format!("value {value:?} is no {}", names::format(ty, -1)))
}

/// Builds an array with `$builder`, taking `$pattern` to `$value`; anything but NULL and that is a defect.
macro_rules! build {
    ($values:expr, $ty:expr, $builder:expr, $pattern:pat => $value:expr) => {{
        let mut builder = $builder;
        for value in $values {
            match value {
                Datum::Null => builder.append_null(),
                $pattern => builder.append_value($value),
                other => return Err(mismatch($ty, other)),
            }
        }
        Arc::new(builder.finish()) as ArrayRef
    }};
}

fn array<'d>(
    ctx: &Context<'_>,
    column: &PgColumn,
    values: impl Iterator<Item = &'d Datum>,
) -> Result<ArrayRef> {
    let ty = column.pg_oid;
    let range = || error::out_of_range(&names::format(ty, -1));
    Ok(match &column.data_type {
        DataType::Boolean => build!(values, ty, BooleanBuilder::new(), Datum::Bool(value) => *value),
        DataType::Int16 => {
            build!(values, ty, Int16Builder::new(), Datum::Int(n) => i16::try_from(*n).map_err(|_| range())?)
        }
        DataType::Int32 => {
            build!(values, ty, Int32Builder::new(), Datum::Int(n) => i32::try_from(*n).map_err(|_| range())?)
        }
        DataType::Int64 => build!(values, ty, Int64Builder::new(), Datum::Int(n) => *n),
        DataType::UInt32 => {
            build!(values, ty, UInt32Builder::new(), Datum::Int(n) => u32::try_from(*n).map_err(|_| range())?)
        }
        DataType::Float32 => build!(values, ty, Float32Builder::new(), Datum::Float(n) => *n as f32),
        DataType::Float64 => build!(values, ty, Float64Builder::new(), Datum::Float(n) => *n),
        DataType::Decimal128(_, scale) => {
            let scale = u8::try_from(*scale).unwrap_or(0);
            let builder = Decimal128Builder::new().with_data_type(column.data_type.clone());
            build!(values, ty, builder, Datum::Numeric(n) => n.with_scale(scale).ok_or_else(range)?)
        }
        DataType::Date32 => {
            build!(values, ty, Date32Builder::new(), Datum::Text(text) => days(text).ok_or_else(range)?)
        }
        DataType::Timestamp(_, zone) => {
            let builder = TimestampMicrosecondBuilder::new().with_timezone_opt(zone.clone());
            build!(values, ty, builder, Datum::Timestamp(micros) => *micros)
        }
        DataType::List(field) => list(ctx, ty, field, values)?,
        _ => {
            let mut builder = StringBuilder::new();
            for value in values {
                builder.append_option(to_text(ctx, value, ty));
            }
            Arc::new(builder.finish())
        }
    })
}

fn days(text: &str) -> Option<i32> {
    Some(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.num_days_from_ce() - 719_163)
}

fn list<'d>(
    ctx: &Context<'_>,
    ty: u32,
    field: &Arc<Field>,
    values: impl Iterator<Item = &'d Datum>,
) -> Result<ArrayRef> {
    let element = element_of(ty).unwrap_or(oids::TEXT);
    let column = PgColumn { name: String::new(), pg_oid: element, data_type: field.data_type().clone() };
    let mut offsets = vec![0i32];
    let mut items = Vec::new();
    let mut valid = Vec::new();
    for value in values {
        match value {
            Datum::Null => valid.push(false),
            Datum::Array(array) => {
                valid.push(true);
                items.extend(array.items.iter().cloned());
            }
            other => return Err(mismatch(ty, other)),
        }
        offsets.push(i32::try_from(items.len()).map_err(|_| error::limit("array result is too large"))?);
    }
    let items = array(ctx, &column, items.iter())?;
    let list = arrow::array::ListArray::try_new(
        Arc::clone(field),
        arrow::buffer::OffsetBuffer::new(offsets.into()),
        items,
        Some(valid.into()),
    );
    let list = list.map_err(|error| error::internal(format!("array result: {error}")))?;
    Ok(Arc::new(list))
}
