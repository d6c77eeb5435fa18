//! Text of a value in an Arrow array, by its Trino type.

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryViewArray, BooleanArray, FixedSizeBinaryArray, ListArray, MapArray,
    StringViewArray,
};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, IntervalYearMonthType, Time64MicrosecondType, Time64NanosecondType, TimeUnit,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
};

use super::bytes::{write_ip_address, write_uuid, write_varbinary};
use super::datetime::{
    write_date, write_date_cast, write_interval_day_second, write_interval_year_month, write_time,
    write_time_with_zone, write_timestamp, write_timestamp_with_zone,
};
use super::number::{
    write_decimal, write_double, write_double_cast, write_integer, write_real, write_real_cast,
};
use crate::{Opaque, Type, Zone};

/// An array is not of its type's carrier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("values of {data_type} are carried by {carrier}, not by {actual}")]
pub struct CarrierMismatch {
    /// The Trino type.
    pub data_type: Type,
    /// What its values are carried by, see [`Type::carrier`].
    pub carrier: DataType,
    /// What the array is of.
    pub actual: DataType,
}

/// Appends the text of one value; nothing for NULL. For many values of one array use [`ValueWriter`].
pub fn write_value(
    out: &mut String,
    data_type: &Type,
    array: &dyn Array,
    row: usize,
) -> Result<(), CarrierMismatch> {
    ValueWriter::new(data_type, array)?.write(out, row);
    Ok(())
}

/// Writes values of one array as results show them: `1.0E10`, `68 65 6c`, `[1, null]`, `{k=v}`, `{a=1, b=x}`,
/// `{field0=1}` for fields without names, `char` padded to its length.
pub struct ValueWriter<'a> {
    array: &'a dyn Array,
    values: Values<'a>,
}

enum Values<'a> {
    Null,
    Boolean(&'a BooleanArray),
    Tinyint(&'a [i8]),
    Smallint(&'a [i16]),
    Integer(&'a [i32]),
    Bigint(&'a [i64]),
    Real(&'a [f32]),
    Double(&'a [f64]),
    RealCast(&'a [f32]),
    DoubleCast(&'a [f64]),
    Decimal(&'a [i128], u8),
    Text(&'a StringViewArray),
    Padded(&'a StringViewArray, u32),
    Bytes(&'a BinaryViewArray),
    Uuid(&'a FixedSizeBinaryArray),
    IpAddress(&'a FixedSizeBinaryArray),
    Date(&'a [i32]),
    DateCast(&'a [i32]),
    /// Ticks, and nanoseconds of each.
    Time(&'a [i64], i64, u8),
    TimeTz(&'a [i64], &'a [i16], u8),
    Timestamp(Ticks<'a>, u8),
    TimestampTz(Ticks<'a>, &'a [i16], u8),
    IntervalDaySecond(&'a [i64]),
    IntervalYearMonth(&'a [i32]),
    Array(&'a ListArray, Box<ValueWriter<'a>>),
    Map(&'a MapArray, Box<ValueWriter<'a>>, Box<ValueWriter<'a>>),
    Row(Vec<(String, ValueWriter<'a>)>),
}

/// Moments counted from 1970-01-01.
struct Ticks<'a> {
    values: &'a [i64],
    per_second: i64,
}

impl Ticks<'_> {
    /// Seconds, and nanoseconds of the second.
    fn get(&self, row: usize) -> (i64, u32) {
        let ticks = self.values[row];
        let nanoseconds = ticks.rem_euclid(self.per_second) * (1_000_000_000 / self.per_second);
        // Less than a second.
        (ticks.div_euclid(self.per_second), u32::try_from(nanoseconds).unwrap_or(0))
    }
}

impl<'a> ValueWriter<'a> {
    /// A writer of results. Fails when the array is not of the type's carrier.
    pub fn new(data_type: &Type, array: &'a dyn Array) -> Result<Self, CarrierMismatch> {
        Self::styled(data_type, array, false)
    }

    /// A writer of what `CAST(value AS varchar)` gives: doubles and reals with an exponent, years without plus.
    pub fn of_cast(data_type: &Type, array: &'a dyn Array) -> Result<Self, CarrierMismatch> {
        Self::styled(data_type, array, true)
    }

    fn styled(data_type: &Type, array: &'a dyn Array, cast: bool) -> Result<Self, CarrierMismatch> {
        match values(data_type, array, cast)? {
            Some(values) => Ok(Self { array, values }),
            None => Err(CarrierMismatch {
                data_type: data_type.clone(),
                carrier: data_type.carrier(),
                actual: array.data_type().clone(),
            }),
        }
    }

    /// Appends the text of the value in a row of the array; nothing for NULL.
    ///
    /// # Panics
    /// When the array has no such row.
    pub fn write(&self, out: &mut String, row: usize) {
        if self.array.is_null(row) {
            return;
        }
        match &self.values {
            Values::Null => {}
            Values::Boolean(values) => out.push_str(if values.value(row) { "true" } else { "false" }),
            Values::Tinyint(values) => write_integer(out, values[row].into()),
            Values::Smallint(values) => write_integer(out, values[row].into()),
            Values::Integer(values) => write_integer(out, values[row].into()),
            Values::Bigint(values) => write_integer(out, values[row]),
            Values::Real(values) => write_real(out, values[row]),
            Values::Double(values) => write_double(out, values[row]),
            Values::RealCast(values) => write_real_cast(out, values[row]),
            Values::DoubleCast(values) => write_double_cast(out, values[row]),
            Values::Decimal(values, scale) => write_decimal(out, values[row], *scale),
            Values::Text(values) => out.push_str(values.value(row)),
            Values::Padded(values, length) => write_padded(out, values.value(row), *length),
            Values::Bytes(values) => write_varbinary(out, values.value(row)),
            Values::Uuid(values) => write_uuid(out, values.value(row)),
            Values::IpAddress(values) => write_ip_address(out, values.value(row)),
            Values::Date(values) => write_date(out, values[row].into()),
            Values::DateCast(values) => write_date_cast(out, values[row].into()),
            Values::Time(values, tick, precision) => write_time(out, values[row] * tick, *precision),
            Values::TimeTz(values, offsets, precision) => {
                write_time_with_zone(out, values[row], offsets[row], *precision);
            }
            Values::Timestamp(ticks, precision) => {
                let (seconds, nanoseconds) = ticks.get(row);
                write_timestamp(out, seconds, nanoseconds, *precision);
            }
            Values::TimestampTz(ticks, zones, precision) => {
                let (seconds, nanoseconds) = ticks.get(row);
                let zone = Zone::from_id(zones[row]).unwrap_or(Zone::UTC);
                write_timestamp_with_zone(out, seconds, nanoseconds, zone, *precision);
            }
            Values::IntervalDaySecond(values) => write_interval_day_second(out, values[row]),
            Values::IntervalYearMonth(values) => write_interval_year_month(out, values[row]),
            Values::Array(list, elements) => {
                out.push('[');
                for (index, element) in range(list.value_offsets(), row).enumerate() {
                    separate(out, index);
                    elements.write_nested(out, element);
                }
                out.push(']');
            }
            Values::Map(map, keys, values) => {
                out.push('{');
                for (index, entry) in range(map.value_offsets(), row).enumerate() {
                    separate(out, index);
                    keys.write_nested(out, entry);
                    out.push('=');
                    values.write_nested(out, entry);
                }
                out.push('}');
            }
            Values::Row(fields) => {
                out.push('{');
                for (index, (name, field)) in fields.iter().enumerate() {
                    separate(out, index);
                    out.push_str(name);
                    out.push('=');
                    field.write_nested(out, row);
                }
                out.push('}');
            }
        }
    }

    /// Inside arrays, maps and rows NULL has a text.
    fn write_nested(&self, out: &mut String, row: usize) {
        if self.array.is_null(row) || matches!(self.values, Values::Null) {
            out.push_str("null");
        } else {
            self.write(out, row);
        }
    }
}

/// Appends a value of `char(length)`, blanks behind it up to its length in code points.
pub fn write_padded(out: &mut String, value: &str, length: u32) {
    out.push_str(value);
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    out.extend(std::iter::repeat_n(' ', length.saturating_sub(value.chars().count())));
}

fn separate(out: &mut String, index: usize) {
    if index > 0 {
        out.push_str(", ");
    }
}

/// Places of a row's elements.
fn range(offsets: &[i32], row: usize) -> std::ops::Range<usize> {
    let place = |row: usize| usize::try_from(offsets[row]).unwrap_or(0);
    place(row)..place(row + 1)
}

/// `Ok(None)` when the array is not of the carrier.
fn values<'a>(
    data_type: &Type,
    array: &'a dyn Array,
    cast: bool,
) -> Result<Option<Values<'a>>, CarrierMismatch> {
    if let Some(nested) = nested(data_type, array, cast)? {
        return Ok(Some(nested));
    }
    Ok(primitive(data_type, array, cast))
}

fn nested<'a>(
    data_type: &Type,
    array: &'a dyn Array,
    cast: bool,
) -> Result<Option<Values<'a>>, CarrierMismatch> {
    let inner = |data_type: &Type, array: &'a ArrayRef| ValueWriter::styled(data_type, array.as_ref(), cast);
    Ok(match data_type {
        Type::Array(element) => match array.as_list_opt::<i32>() {
            Some(list) => Some(Values::Array(list, Box::new(inner(element, list.values())?))),
            None => None,
        },
        Type::Map(key, value) => match array.as_map_opt() {
            Some(map) => {
                let (keys, values) = (inner(key, map.keys())?, inner(value, map.values())?);
                Some(Values::Map(map, Box::new(keys), Box::new(values)))
            }
            None => None,
        },
        Type::Row(fields) => match array.as_struct_opt().filter(|row| row.num_columns() == fields.len()) {
            Some(row) => {
                let mut writers = Vec::with_capacity(fields.len());
                for (index, (field, column)) in fields.iter().zip(row.columns()).enumerate() {
                    let name = field.name.clone().unwrap_or_else(|| format!("field{index}"));
                    writers.push((name, inner(&field.data_type, column)?));
                }
                Some(Values::Row(writers))
            }
            None => None,
        },
        _ => None,
    })
}

fn primitive<'a>(data_type: &Type, array: &'a dyn Array, cast: bool) -> Option<Values<'a>> {
    macro_rules! slice {
        ($carrier:ty) => {
            array.as_primitive_opt::<$carrier>().map(|array| &array.values()[..])
        };
    }
    Some(match data_type {
        Type::Unknown | Type::Function(..) => {
            (*array.data_type() == DataType::Null).then_some(Values::Null)?
        }
        Type::Boolean => Values::Boolean(array.as_boolean_opt()?),
        Type::Tinyint => Values::Tinyint(slice!(Int8Type)?),
        Type::Smallint => Values::Smallint(slice!(Int16Type)?),
        Type::Integer => Values::Integer(slice!(Int32Type)?),
        Type::Bigint => Values::Bigint(slice!(Int64Type)?),
        Type::Real if cast => Values::RealCast(slice!(Float32Type)?),
        Type::Real => Values::Real(slice!(Float32Type)?),
        Type::Double if cast => Values::DoubleCast(slice!(Float64Type)?),
        Type::Double => Values::Double(slice!(Float64Type)?),
        Type::Decimal { scale, .. } => {
            let decimals = array.as_primitive_opt::<Decimal128Type>()?;
            (decimals.scale() == scale.cast_signed()).then(|| Values::Decimal(decimals.values(), *scale))?
        }
        Type::Varchar(_)
        | Type::Json
        | Type::Opaque(Opaque::JsonPath | Opaque::Regexp | Opaque::CodePoints | Opaque::Color) => {
            Values::Text(array.as_string_view_opt()?)
        }
        Type::Char(length) => Values::Padded(array.as_string_view_opt()?, *length),
        Type::Varbinary | Type::Opaque(_) => Values::Bytes(array.as_binary_view_opt()?),
        Type::Uuid => Values::Uuid(sixteen_bytes(array)?),
        Type::IpAddress => Values::IpAddress(sixteen_bytes(array)?),
        Type::Date if cast => Values::DateCast(slice!(Date32Type)?),
        Type::Date => Values::Date(slice!(Date32Type)?),
        Type::Time(precision) => match slice!(Time64MicrosecondType) {
            Some(values) => Values::Time(values, 1_000, *precision),
            None => Values::Time(slice!(Time64NanosecondType)?, 1, *precision),
        },
        Type::TimeTz(precision) => {
            let (times, offsets) = pair(array)?;
            let times = times.as_primitive_opt::<Time64NanosecondType>()?;
            Values::TimeTz(times.values(), offsets, *precision)
        }
        Type::Timestamp(precision) => Values::Timestamp(ticks(array)?, *precision),
        Type::TimestampTz(precision) => {
            let (instants, zones) = pair(array)?;
            Values::TimestampTz(ticks(instants)?, zones, *precision)
        }
        Type::IntervalDaySecond => Values::IntervalDaySecond(slice!(Int64Type)?),
        Type::IntervalYearMonth => Values::IntervalYearMonth(slice!(IntervalYearMonthType)?),
        Type::Array(_) | Type::Map(..) | Type::Row(_) => return None,
    })
}

fn sixteen_bytes(array: &dyn Array) -> Option<&FixedSizeBinaryArray> {
    array.as_fixed_size_binary_opt().filter(|array| array.value_length() == 16)
}

/// The two fields of carriers with a zone or offset.
fn pair(array: &dyn Array) -> Option<(&dyn Array, &[i16])> {
    match array.as_struct_opt()?.columns() {
        [first, second] => Some((first.as_ref(), second.as_primitive_opt::<Int16Type>()?.values())),
        _ => None,
    }
}

fn ticks(array: &dyn Array) -> Option<Ticks<'_>> {
    let (values, per_second): (&[i64], _) = match array.data_type() {
        DataType::Timestamp(TimeUnit::Millisecond, None) => {
            (array.as_primitive_opt::<TimestampMillisecondType>()?.values(), 1_000)
        }
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            (array.as_primitive_opt::<TimestampMicrosecondType>()?.values(), 1_000_000)
        }
        DataType::Timestamp(TimeUnit::Nanosecond, None) => {
            (array.as_primitive_opt::<TimestampNanosecondType>()?.values(), 1_000_000_000)
        }
        _ => return None,
    };
    Some(Ticks { values, per_second })
}

#[cfg(test)]
mod tests;
