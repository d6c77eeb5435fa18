//! From a file's types to the table's.
//!
//! [`check`] says whether a column of one type can be read as another, before any data is read; [`conform`]
//! does it. Allowed is what keeps every value (or fails on the one it cannot keep) and the rounding of
//! timestamps to milliseconds. Everything else is refused, as Trino refuses it: a table whose definition
//! does not fit its files must not show wrong values.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Int64Array, ListArray, MapArray, PrimitiveArray, StructArray, new_null_array,
};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{
    DataType, Field, Fields, Int64Type, TimeUnit, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType,
};
use arrow::error::ArrowError;

use super::resolve::find_field;

/// Values that do not fit are errors, never NULL.
const STRICT: CastOptions<'static> =
    CastOptions { safe: false, format_options: arrow::util::display::FormatOptions::new() };

/// How a column gets its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Conversion {
    /// Arrow's cast keeps values and their order: predicates can be evaluated on the file's statistics.
    Cast,
    /// [`conform`].
    Own,
}

/// How `from` (of a file) is read as `to` (of the table); `Err` is the path to the part that cannot be.
pub(super) fn check(from: &DataType, to: &DataType) -> Result<Conversion, String> {
    if from == to || *from == DataType::Null {
        return Ok(Conversion::Cast);
    }
    if let DataType::Dictionary(_, value) = from {
        return check(value, to);
    }
    match to {
        DataType::Struct(to_fields) => {
            let DataType::Struct(from_fields) = from else { return Err(mismatch(from, to)) };
            check_struct(from_fields, to_fields)
        }
        DataType::List(element) => match from {
            DataType::List(found) => check(found.data_type(), element.data_type()),
            DataType::LargeList(found) | DataType::FixedSizeList(found, _) => {
                check(found.data_type(), element.data_type()).map(|_| Conversion::Own)
            }
            _ => Err(mismatch(from, to)),
        },
        DataType::Map(entries, _) => {
            let DataType::Map(found, _) = from else { return Err(mismatch(from, to)) };
            let ([from_key, from_value], [to_key, to_value]) = (entry_types(found), entry_types(entries));
            let (Some(from_key), Some(from_value), Some(to_key), Some(to_value)) =
                (from_key, from_value, to_key, to_value)
            else {
                return Err(mismatch(from, to));
            };
            check(from_key, to_key)?;
            check(from_value, to_value).map(|_| Conversion::Own)
        }
        DataType::Timestamp(TimeUnit::Millisecond, None) => match from {
            DataType::Timestamp(TimeUnit::Second | TimeUnit::Millisecond, _) => Ok(Conversion::Cast),
            DataType::Timestamp(_, _) => Ok(Conversion::Own),
            _ => Err(mismatch(from, to)),
        },
        _ if keeps_values(from, to) => Ok(Conversion::Cast),
        _ => Err(mismatch(from, to)),
    }
}

/// DataFusion's cast of structs goes by exact name too, lets the reader skip fields the table has not, and
/// is therefore used where it can be: at least one field in common, and none that needs [`conform`].
fn check_struct(from: &Fields, to: &Fields) -> Result<Conversion, String> {
    let (mut in_common, mut own) = (false, false);
    for field in to {
        if let Some((_, found)) = find_field(from, field.name())? {
            let conversion = check(found.data_type(), field.data_type())
                .map_err(|reason| format!("in field '{}' {reason}", field.name()))?;
            in_common = true;
            own |= conversion == Conversion::Own || found.name() != field.name();
        }
    }
    Ok(if in_common && !own { Conversion::Cast } else { Conversion::Own })
}

fn mismatch(from: &DataType, to: &DataType) -> String {
    format!("has type {from}, which cannot be read as the table's type {to}")
}

fn entry_types(entries: &Field) -> [Option<&DataType>; 2] {
    match entries.data_type() {
        DataType::Struct(fields) => [0, 1].map(|index| fields.get(index).map(|field| field.data_type())),
        _ => [None, None],
    }
}

/// Casts of Arrow that keep values, or fail on one they cannot keep.
fn keeps_values(from: &DataType, to: &DataType) -> bool {
    use DataType::*;
    match to {
        Int8 | Int16 | Int32 | Int64 => from.is_integer(),
        Float32 => matches!(from, Float16 | Int8 | Int16 | UInt8 | UInt16),
        Float64 => matches!(from, Float16 | Float32 | Int8 | Int16 | Int32 | UInt8 | UInt16 | UInt32),
        Decimal128(_, scale) => match from {
            Decimal32(_, from) | Decimal64(_, from) | Decimal128(_, from) | Decimal256(_, from) => {
                from <= scale
            }
            other => other.is_integer(),
        },
        Utf8View => matches!(from, Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView),
        BinaryView => matches!(from, Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | FixedSizeBinary(_)),
        Date32 => matches!(from, Date64),
        _ => false,
    }
}

/// `array` as `to`; the types must have passed [`check`]. Fails on values that do not fit.
pub(super) fn conform(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, ArrowError> {
    let from = array.data_type();
    if from == to {
        return Ok(Arc::clone(array));
    }
    match (from, to) {
        (DataType::Null, _) => Ok(new_null_array(to, array.len())),
        (DataType::Dictionary(_, value), _) => conform(&cast_with_options(array, value, &STRICT)?, to),
        (DataType::Struct(_), DataType::Struct(fields)) => conform_struct(array.as_struct(), fields),
        (DataType::LargeList(element) | DataType::FixedSizeList(element, _), DataType::List(_)) => {
            let list = DataType::List(Arc::clone(element));
            conform(&cast_with_options(array, &list, &STRICT)?, to)
        }
        (DataType::List(_), DataType::List(element)) => {
            let list = array.as_list::<i32>();
            let values = conform(list.values(), element.data_type())?;
            let (offsets, nulls) = (list.offsets().clone(), list.nulls().cloned());
            Ok(Arc::new(ListArray::try_new(Arc::clone(element), offsets, values, nulls)?))
        }
        (DataType::Map(..), DataType::Map(entries, sorted)) => conform_map(array.as_map(), entries, *sorted),
        (DataType::Timestamp(unit, _), DataType::Timestamp(TimeUnit::Millisecond, None)) => {
            Ok(conform_timestamp(array, *unit))
        }
        _ => cast_with_options(array, to, &STRICT),
    }
}

/// Fields by name; missing ones are NULL.
fn conform_struct(array: &StructArray, fields: &Fields) -> Result<ArrayRef, ArrowError> {
    let columns = fields
        .iter()
        .map(|field| match find_field(array.fields(), field.name()).map_err(ArrowError::SchemaError)? {
            Some((index, _)) => conform(array.column(index), field.data_type()),
            None => Ok(new_null_array(field.data_type(), array.len())),
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(StructArray::try_new_with_length(
        fields.clone(),
        columns,
        array.nulls().cloned(),
        array.len(),
    )?))
}

fn conform_map(array: &MapArray, entries: &Arc<Field>, sorted: bool) -> Result<ArrayRef, ArrowError> {
    let DataType::Struct(fields) = entries.data_type() else {
        return Err(ArrowError::SchemaError("the entries of a map are no struct".to_string()));
    };
    // By position: writers call keys and values differently.
    let columns = array
        .entries()
        .columns()
        .iter()
        .zip(fields)
        .map(|(column, field)| conform(column, field.data_type()))
        .collect::<Result<Vec<_>, _>>()?;
    let pairs = StructArray::try_new(fields.clone(), columns, None)?;
    let (offsets, nulls) = (array.offsets().clone(), array.nulls().cloned());
    Ok(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, pairs, nulls, sorted)?))
}

/// Instants and local times alike become milliseconds, finer ones rounded half up as Trino does. An instant
/// is shown in UTC.
fn conform_timestamp(array: &ArrayRef, unit: TimeUnit) -> ArrayRef {
    let milliseconds: PrimitiveArray<TimestampMillisecondType> = match unit {
        TimeUnit::Nanosecond => {
            array.as_primitive::<TimestampNanosecondType>().unary(|value| round_half_up(value, 1_000_000))
        }
        TimeUnit::Microsecond => {
            array.as_primitive::<TimestampMicrosecondType>().unary(|value| round_half_up(value, 1_000))
        }
        // Seconds beyond the range of milliseconds (year 292 million) stay at its end.
        TimeUnit::Second => array
            .as_primitive::<arrow::datatypes::TimestampSecondType>()
            .unary(|value| value.saturating_mul(1_000)),
        TimeUnit::Millisecond => {
            let values: Int64Array =
                array.as_primitive::<TimestampMillisecondType>().reinterpret_cast::<Int64Type>();
            values.reinterpret_cast()
        }
    };
    Arc::new(milliseconds)
}

fn round_half_up(value: i64, unit: i64) -> i64 {
    let floor = value.div_euclid(unit);
    floor + i64::from(value.rem_euclid(unit) * 2 >= unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::*;
    use arrow::buffer::OffsetBuffer;
    use arrow::datatypes::Int32Type;

    const MILLIS: DataType = DataType::Timestamp(TimeUnit::Millisecond, None);

    fn as_type(array: impl Array + 'static, to: &DataType) -> Result<ArrayRef, String> {
        let array: ArrayRef = Arc::new(array);
        check(array.data_type(), to)?;
        let array = conform(&array, to).map_err(|error| error.to_string())?;
        assert_eq!(array.data_type(), to);
        Ok(array)
    }

    #[test]
    fn widening_keeps_values() {
        let array = as_type(Int32Array::from(vec![Some(1), None]), &DataType::Int64).unwrap();
        assert_eq!(array.as_primitive::<Int64Type>(), &Int64Array::from(vec![Some(1), None]));
        let array = as_type(Float32Array::from(vec![1.5]), &DataType::Float64).unwrap();
        assert_eq!(array.as_primitive::<arrow::datatypes::Float64Type>().value(0), 1.5);
        let decimal = Decimal128Array::from(vec![125]).with_precision_and_scale(5, 1).unwrap();
        let array = as_type(decimal, &DataType::Decimal128(10, 3)).unwrap();
        assert_eq!(array.as_primitive::<arrow::datatypes::Decimal128Type>().value(0), 12_500);
        let array = as_type(BinaryArray::from(vec![b"x".as_slice()]), &DataType::Utf8View).unwrap();
        assert_eq!(array.as_string_view().value(0), "x");
        let array = as_type(StringArray::from(vec!["x"]), &DataType::BinaryView).unwrap();
        assert_eq!(array.as_binary_view().value(0), b"x");
        let dictionary: DictionaryArray<Int32Type> = vec!["a", "b", "a"].into_iter().collect();
        assert_eq!(as_type(dictionary, &DataType::Utf8View).unwrap().as_string_view().value(2), "a");
    }

    #[test]
    fn values_that_do_not_fit_are_errors() {
        assert!(as_type(Int64Array::from(vec![1 << 40]), &DataType::Int32).is_err());
        assert!(as_type(BinaryArray::from(vec![b"\xff".as_slice()]), &DataType::Utf8View).is_err());
        let decimal = Decimal128Array::from(vec![99_999]).with_precision_and_scale(5, 0).unwrap();
        assert!(as_type(decimal, &DataType::Decimal128(5, 1)).is_err());
    }

    #[test]
    fn what_would_change_values_is_refused() {
        for (from, to) in [
            (DataType::Utf8, DataType::Int32),
            (DataType::Int32, DataType::Utf8View),
            (DataType::Float64, DataType::Float32),
            (DataType::Int64, DataType::Float64),
            (DataType::Float64, DataType::Int64),
            (DataType::Int64, MILLIS),
            (DataType::Date32, MILLIS),
            (MILLIS, DataType::Date32),
            (DataType::Decimal128(5, 3), DataType::Decimal128(5, 2)),
            (DataType::Boolean, DataType::Int32),
        ] {
            assert!(check(&from, &to).is_err(), "{from} {to}");
        }
        let list = |element| DataType::List(Arc::new(Field::new_list_field(element, true)));
        assert!(check(&list(DataType::Utf8), &list(DataType::Int32)).is_err());
        assert!(check(&DataType::Utf8, &list(DataType::Utf8View)).is_err());
    }

    #[test]
    fn timestamps_round_half_up() {
        let micros = TimestampMicrosecondArray::from(vec![1_499, 1_500, -1_500, -1_501, 0]);
        let array = as_type(micros, &MILLIS).unwrap();
        assert_eq!(array.as_primitive::<TimestampMillisecondType>().values(), &[1, 2, -1, -2, 0]);
        let nanos = TimestampNanosecondArray::from(vec![1_499_999, 1_500_000]).with_timezone("UTC");
        let array = as_type(nanos, &MILLIS).unwrap();
        assert_eq!(array.as_primitive::<TimestampMillisecondType>().values(), &[1, 2]);
        let millis = TimestampMillisecondArray::from(vec![7]).with_timezone("UTC");
        assert_eq!(as_type(millis, &MILLIS).unwrap().as_primitive::<TimestampMillisecondType>().value(0), 7);
        let seconds = TimestampSecondArray::from(vec![7]);
        assert_eq!(
            as_type(seconds, &MILLIS).unwrap().as_primitive::<TimestampMillisecondType>().value(0),
            7_000
        );
    }

    #[test]
    fn nested_fields_by_name_without_case() {
        let inner = StructArray::from(vec![
            (
                Arc::new(Field::new("UserId", DataType::Int32, true)),
                Arc::new(Int32Array::from(vec![1, 2])) as ArrayRef,
            ),
            (
                Arc::new(Field::new("extra", DataType::Utf8, true)),
                Arc::new(StringArray::from(vec!["a", "b"])),
            ),
        ]);
        let element = Arc::new(Field::new("element", inner.data_type().clone(), true));
        let list = ListArray::new(element, OffsetBuffer::from_lengths([2, 0]), Arc::new(inner), None);
        let fields =
            vec![Field::new("userid", DataType::Int64, true), Field::new("gone", DataType::Utf8View, true)];
        let to = DataType::List(Arc::new(Field::new_list_field(DataType::Struct(fields.into()), true)));
        let array = as_type(list, &to).unwrap();
        let structs = array.as_list::<i32>().value(0);
        let structs = structs.as_struct();
        assert_eq!(structs.column(0).as_primitive::<Int64Type>().values(), &[1, 2]);
        assert_eq!(structs.column(1).null_count(), 2);
        assert_eq!(array.as_list::<i32>().value(1).len(), 0);
    }

    #[test]
    fn maps_by_position() {
        let mut builder = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
        builder.keys().append_value("k");
        builder.values().append_value(3);
        builder.append(true).unwrap();
        builder.append(false).unwrap();
        let to = crate::types::HiveType::parse("map<string,bigint>").unwrap().arrow();
        let array = as_type(builder.finish(), &to).unwrap();
        assert_eq!(array.as_map().values().as_primitive::<Int64Type>().values(), &[3]);
        assert!(array.is_null(1));
    }
}
