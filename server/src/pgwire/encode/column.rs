//! The encoder of one column of one batch.

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, BinaryViewArray, BooleanArray, Date32Array, Decimal128Array,
    Decimal256Array, FixedSizeBinaryArray, Float32Array, Float64Array, Int16Array, Int32Array, Int64Array,
    IntervalMonthDayNanoArray, LargeBinaryArray, LargeStringArray, StringArray, StringViewArray,
    Time64MicrosecondArray, TimestampMicrosecondArray, UInt32Array,
};
use arrow::buffer::NullBuffer;
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Decimal256Type, Float32Type, Float64Type, Int16Type, Int32Type,
    Int64Type, IntervalMonthDayNanoType, IntervalUnit, Time64MicrosecondType, TimeUnit,
    TimestampMicrosecondType, TimestampNanosecondType, UInt32Type,
};

use super::array::ListEncoder;
use super::interval::{Interval, IntervalStyle};
use super::{EncodeError, Format, TextStyle, Zone, datetime, numeric, set_length, text};
use polias_engine::types::text::{write_double, write_real, write_value};
use polias_engine::types::{INSTANT_FIELD, Type};

use crate::pgwire::errors::PgError;
use crate::pgwire::types::Kind;

/// Writes values of one column.
pub struct ColumnEncoder {
    nulls: Option<NullBuffer>,
    values: Values,
}

/// Typed values with what their text needs.
enum Values {
    Nothing,
    Bool(BooleanArray),
    Int2(Int16Array),
    Int4(Int32Array),
    Int8(Int64Array),
    Oid(UInt32Array),
    Char(Int16Array),
    Float4(Float32Array),
    Float8(Float64Array),
    Decimal(Decimal128Array, i32),
    WideDecimal(Decimal256Array, i32),
    Text(StringArray),
    LargeText(LargeStringArray),
    TextView(StringViewArray),
    Jsonb(StringArray),
    Bytes(BinaryArray),
    LargeBytes(LargeBinaryArray),
    BytesView(BinaryViewArray),
    FixedBytes(FixedSizeBinaryArray),
    Uuid(FixedSizeBinaryArray),
    Date(Date32Array),
    Time(Time64MicrosecondArray, Option<u8>),
    Timestamp(TimestampMicrosecondArray, Option<u8>),
    TimestampTz(TimestampMicrosecondArray, Zone, Option<u8>),
    Interval(IntervalMonthDayNanoArray, IntervalStyle),
    Milliseconds(Int64Array, IntervalStyle),
    List(ListEncoder),
    Padded(StringViewArray, usize),
    Printed(ArrayRef, Type),
}

impl ColumnEncoder {
    /// Chooses how values of `array` are written as `kind`; converts carriers that have no encoder of their own.
    pub fn new(array: &ArrayRef, kind: &Kind, style: &TextStyle) -> Result<Self, EncodeError> {
        let array = match array.data_type() {
            DataType::Dictionary(_, values) => &converted(array, values)?,
            DataType::RunEndEncoded(_, values) => &converted(array, values.data_type())?,
            _ => array,
        };
        let nulls = array.logical_nulls();
        if *array.data_type() == DataType::Null {
            return Ok(Self { nulls, values: Values::Nothing });
        }
        let values = match kind {
            Kind::Bool => Values::Bool(converted(array, &DataType::Boolean)?.as_boolean().clone()),
            Kind::Int2 => {
                Values::Int2(converted(array, &DataType::Int16)?.as_primitive::<Int16Type>().clone())
            }
            Kind::Int4 => {
                Values::Int4(converted(array, &DataType::Int32)?.as_primitive::<Int32Type>().clone())
            }
            Kind::Int8 => {
                Values::Int8(converted(array, &DataType::Int64)?.as_primitive::<Int64Type>().clone())
            }
            Kind::Oid => {
                Values::Oid(converted(array, &DataType::UInt32)?.as_primitive::<UInt32Type>().clone())
            }
            Kind::Float4 => {
                Values::Float4(converted(array, &DataType::Float32)?.as_primitive::<Float32Type>().clone())
            }
            Kind::Float8 => {
                Values::Float8(converted(array, &DataType::Float64)?.as_primitive::<Float64Type>().clone())
            }
            Kind::Numeric => decimal(array)?,
            Kind::Char if array.data_type().is_integer() => {
                Values::Char(converted(array, &DataType::Int16)?.as_primitive::<Int16Type>().clone())
            }
            Kind::Text | Kind::Char => string(array)?,
            Kind::Jsonb => Values::Jsonb(converted(array, &DataType::Utf8)?.as_string().clone()),
            Kind::Bytea => bytes(array)?,
            Kind::Uuid => {
                Values::Uuid(converted(array, &DataType::FixedSizeBinary(16))?.as_fixed_size_binary().clone())
            }
            Kind::Date => {
                Values::Date(converted(array, &DataType::Date32)?.as_primitive::<Date32Type>().clone())
            }
            Kind::Time(digits) => {
                let unit = DataType::Time64(TimeUnit::Microsecond);
                Values::Time(
                    converted(array, &unit)?.as_primitive::<Time64MicrosecondType>().clone(),
                    *digits,
                )
            }
            Kind::Timestamp(digits) => Values::Timestamp(microseconds(array)?, *digits),
            Kind::TimestampTz(digits) => Values::TimestampTz(microseconds(array)?, style.zone, *digits),
            Kind::Interval if *array.data_type() == DataType::Int64 => {
                Values::Milliseconds(array.as_primitive::<Int64Type>().clone(), style.interval)
            }
            Kind::Interval => {
                let unit = DataType::Interval(IntervalUnit::MonthDayNano);
                let intervals = converted(array, &unit)?.as_primitive::<IntervalMonthDayNanoType>().clone();
                Values::Interval(intervals, style.interval)
            }
            Kind::Array(element) => Values::List(ListEncoder::new(array, element, style)?),
            Kind::Vector(element) => Values::List(ListEncoder::vector(array, element, style)?),
            Kind::Padded(length) => {
                let texts = converted(array, &DataType::Utf8View)?.as_string_view().clone();
                Values::Padded(texts, *length as usize)
            }
            Kind::Printed(data_type) => Values::Printed(ArrayRef::clone(array), data_type.clone()),
        };
        Ok(Self { nulls, values })
    }

    /// True when the value is NULL.
    pub fn is_null(&self, row: usize) -> bool {
        self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row))
    }

    /// Appends length and value, -1 for NULL.
    pub fn write_field(&self, row: usize, format: Format, out: &mut Vec<u8>) -> Result<(), PgError> {
        if self.is_null(row) {
            out.extend_from_slice(&(-1i32).to_be_bytes());
            return Ok(());
        }
        let at = out.len();
        out.extend_from_slice(&[0; 4]);
        match format {
            Format::Text => self.write_text(row, out)?,
            Format::Binary => self.write_binary(row, out)?,
        }
        let length = out.len() - at - 4;
        set_length(out, at, length);
        Ok(())
    }

    /// Appends the text of a value that is not NULL.
    pub fn write_text(&self, row: usize, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        match &self.values {
            Values::Nothing => {}
            Values::Bool(array) => out.push(if array.value(row) { b't' } else { b'f' }),
            Values::Int2(array) => text::integer(array.value(row), out),
            Values::Int4(array) => text::integer(array.value(row), out),
            Values::Int8(array) => text::integer(array.value(row), out),
            Values::Oid(array) => text::integer(array.value(row), out),
            Values::Char(array) => out.push(array.value(row) as u8),
            Values::Float4(array) => printed(out, |text| write_real(text, array.value(row))),
            Values::Float8(array) => printed(out, |text| write_double(text, array.value(row))),
            Values::Decimal(array, scale) => {
                let value = array.value(row);
                let mut buffer = itoa::Buffer::new();
                numeric::numeric(value < 0, buffer.format(value.unsigned_abs()).as_bytes(), *scale, out);
            }
            Values::WideDecimal(array, scale) => {
                let (negative, digits) = wide_digits(array, row);
                numeric::numeric(negative, digits.as_bytes(), *scale, out);
            }
            Values::Text(array) => out.extend_from_slice(array.value(row).as_bytes()),
            Values::LargeText(array) => out.extend_from_slice(array.value(row).as_bytes()),
            Values::TextView(array) => out.extend_from_slice(array.value(row).as_bytes()),
            Values::Jsonb(array) => out.extend_from_slice(array.value(row).as_bytes()),
            Values::Bytes(array) => text::hex(array.value(row), out),
            Values::LargeBytes(array) => text::hex(array.value(row), out),
            Values::BytesView(array) => text::hex(array.value(row), out),
            Values::FixedBytes(array) => text::hex(array.value(row), out),
            Values::Uuid(array) => text::uuid(array.value(row), out),
            Values::Date(array) => datetime::date(array.value(row), out),
            Values::Time(array, digits) => datetime::time(array.value(row), *digits, out),
            Values::Timestamp(array, digits) => datetime::timestamp(array.value(row), *digits, out),
            Values::TimestampTz(array, zone, digits) => {
                datetime::timestamp_tz(array.value(row), *zone, *digits, out)?;
            }
            Values::Interval(array, style) => interval(array, row).write(*style, out),
            Values::Milliseconds(array, style) => milliseconds(array, row)?.write(*style, out),
            Values::List(list) => list.write_text(row, out)?,
            Values::Padded(array, length) => {
                let value = array.value(row);
                out.extend_from_slice(value.as_bytes());
                out.resize(out.len() + length.saturating_sub(value.chars().count()), b' ');
            }
            Values::Printed(array, data_type) => {
                let mut printed = String::new();
                write_value(&mut printed, data_type, array, row)?;
                out.extend_from_slice(printed.as_bytes());
            }
        }
        Ok(())
    }

    /// Appends the binary form of a value that is not NULL.
    pub fn write_binary(&self, row: usize, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        match &self.values {
            Values::Bool(array) => out.push(u8::from(array.value(row))),
            Values::Int2(array) => out.extend_from_slice(&array.value(row).to_be_bytes()),
            Values::Int4(array) => out.extend_from_slice(&array.value(row).to_be_bytes()),
            Values::Int8(array) => out.extend_from_slice(&array.value(row).to_be_bytes()),
            Values::Oid(array) => out.extend_from_slice(&array.value(row).to_be_bytes()),
            Values::Float4(array) => out.extend_from_slice(&array.value(row).to_be_bytes()),
            Values::Float8(array) => out.extend_from_slice(&array.value(row).to_be_bytes()),
            Values::Decimal(array, scale) => {
                let value = array.value(row);
                let mut buffer = itoa::Buffer::new();
                numeric::numeric_binary(
                    value < 0,
                    buffer.format(value.unsigned_abs()).as_bytes(),
                    *scale,
                    out,
                );
            }
            Values::WideDecimal(array, scale) => {
                let (negative, digits) = wide_digits(array, row);
                numeric::numeric_binary(negative, digits.as_bytes(), *scale, out);
            }
            Values::Jsonb(array) => {
                out.push(1);
                out.extend_from_slice(array.value(row).as_bytes());
            }
            Values::Bytes(array) => out.extend_from_slice(array.value(row)),
            Values::LargeBytes(array) => out.extend_from_slice(array.value(row)),
            Values::BytesView(array) => out.extend_from_slice(array.value(row)),
            Values::FixedBytes(array) | Values::Uuid(array) => out.extend_from_slice(array.value(row)),
            Values::Date(array) => datetime::date_binary(array.value(row), out)?,
            Values::Time(array, _) => out.extend_from_slice(&array.value(row).to_be_bytes()),
            Values::Timestamp(array, _) | Values::TimestampTz(array, ..) => {
                datetime::timestamp_binary(array.value(row), out)?;
            }
            Values::Interval(array, _) => interval(array, row).write_binary(out),
            Values::Milliseconds(array, _) => milliseconds(array, row)?.write_binary(out),
            Values::List(list) => list.write_binary(row, out)?,
            // The same characters in both formats.
            Values::Nothing
            | Values::Char(_)
            | Values::Text(_)
            | Values::LargeText(_)
            | Values::TextView(_)
            | Values::Padded(..)
            | Values::Printed(..) => self.write_text(row, out)?,
        }
        Ok(())
    }
}

/// Appends what is written to a text. Floating-point numbers look as Trino prints them; drivers read both forms.
fn printed(out: &mut Vec<u8>, write: impl FnOnce(&mut String)) {
    let mut text = String::with_capacity(24);
    write(&mut text);
    out.extend_from_slice(text.as_bytes());
}

/// A cast that fails rather than making NULLs; the same array when the type is already right.
pub fn converted(array: &ArrayRef, data_type: &DataType) -> Result<ArrayRef, EncodeError> {
    if array.data_type() == data_type {
        return Ok(ArrayRef::clone(array));
    }
    Ok(cast_with_options(array, data_type, &CastOptions { safe: false, ..CastOptions::default() })?)
}

fn decimal(array: &ArrayRef) -> Result<Values, EncodeError> {
    Ok(match array.data_type() {
        DataType::Decimal256(_, scale) => {
            Values::WideDecimal(array.as_primitive::<Decimal256Type>().clone(), i32::from(*scale))
        }
        DataType::Decimal128(_, scale) => {
            Values::Decimal(array.as_primitive::<Decimal128Type>().clone(), i32::from(*scale))
        }
        DataType::Decimal32(_, scale) | DataType::Decimal64(_, scale) => {
            let wider = converted(array, &DataType::Decimal128(38, *scale))?;
            Values::Decimal(wider.as_primitive::<Decimal128Type>().clone(), i32::from(*scale))
        }
        _ => {
            let wider = converted(array, &DataType::Decimal128(38, 0))?;
            Values::Decimal(wider.as_primitive::<Decimal128Type>().clone(), 0)
        }
    })
}

fn string(array: &ArrayRef) -> Result<Values, EncodeError> {
    Ok(match array.data_type() {
        DataType::Utf8 => Values::Text(array.as_string().clone()),
        DataType::LargeUtf8 => Values::LargeText(array.as_string().clone()),
        DataType::Utf8View => Values::TextView(array.as_string_view().clone()),
        _ => Values::Text(converted(array, &DataType::Utf8)?.as_string().clone()),
    })
}

fn bytes(array: &ArrayRef) -> Result<Values, EncodeError> {
    Ok(match array.data_type() {
        DataType::LargeBinary => Values::LargeBytes(array.as_binary().clone()),
        DataType::BinaryView => Values::BytesView(array.as_binary_view().clone()),
        DataType::FixedSizeBinary(_) => Values::FixedBytes(array.as_fixed_size_binary().clone()),
        _ => Values::Bytes(converted(array, &DataType::Binary)?.as_binary().clone()),
    })
}

/// Timestamps in microseconds, nanoseconds rounded half up; the zone of the carrier plays no role.
fn microseconds(array: &ArrayRef) -> Result<TimestampMicrosecondArray, EncodeError> {
    // The carrier of `timestamp with time zone`: the client's zone takes the place of each value's own.
    if let Some(instants) = array.as_struct_opt().and_then(|zoned| zoned.column_by_name(INSTANT_FIELD)) {
        return microseconds(instants);
    }
    let DataType::Timestamp(unit, _) = array.data_type() else {
        return Err(EncodeError::Unsupported(array.data_type().to_string()));
    };
    if *unit == TimeUnit::Nanosecond {
        let nanos = array.as_primitive::<TimestampNanosecondType>();
        return Ok(nanos.unary::<_, TimestampMicrosecondType>(|value| {
            value.div_euclid(1_000) + i64::from(value.rem_euclid(1_000) >= 500)
        }));
    }
    let zone = match array.data_type() {
        DataType::Timestamp(_, zone) => zone.clone(),
        _ => None,
    };
    let micros = converted(array, &DataType::Timestamp(TimeUnit::Microsecond, zone))?;
    Ok(micros.as_primitive::<TimestampMicrosecondType>().clone())
}

fn wide_digits(array: &Decimal256Array, row: usize) -> (bool, String) {
    let text = array.value(row).to_string();
    match text.strip_prefix('-') {
        Some(digits) => (true, digits.to_owned()),
        None => (false, text),
    }
}

fn interval(array: &IntervalMonthDayNanoArray, row: usize) -> Interval {
    let value = array.value(row);
    Interval { months: value.months, days: value.days, micros: value.nanoseconds / 1_000 }
}

/// Trino's `interval day to second` counts milliseconds; PostgreSQL shows whole days apart.
fn milliseconds(array: &Int64Array, row: usize) -> Result<Interval, EncodeError> {
    let value = array.value(row);
    let days = i32::try_from(value / 86_400_000).map_err(|_| EncodeError::OutOfRange("interval"))?;
    Ok(Interval { months: 0, days, micros: value % 86_400_000 * 1_000 })
}
