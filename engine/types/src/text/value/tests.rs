use std::sync::Arc;

use arrow::array::{
    BinaryViewArray, Date32Array, Decimal128Array, FixedSizeBinaryArray, Float32Array, Float64Array,
    Int16Array, Int32Array, Int64Array, IntervalYearMonthArray, ListArray, MapArray, NullArray,
    StringViewArray, StructArray, Time64MicrosecondArray, Time64NanosecondArray, TimestampMillisecondArray,
    TimestampNanosecondArray, new_null_array,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::Field;

use super::*;

fn text(data_type: &str, array: &dyn Array) -> Vec<String> {
    let data_type = Type::parse(data_type).unwrap();
    assert_eq!(*array.data_type(), data_type.carrier());
    let writer = ValueWriter::new(&data_type, array).unwrap();
    (0..array.len())
        .map(|row| {
            let mut out = String::new();
            writer.write(&mut out, row);
            out
        })
        .collect()
}

#[test]
fn scalars() {
    assert_eq!(
        text("boolean", &BooleanArray::from(vec![Some(true), Some(false), None])),
        ["true", "false", ""]
    );
    assert_eq!(text("integer", &Int32Array::from(vec![-5])), ["-5"]);
    assert_eq!(text("double", &Float64Array::from(vec![1e10, f64::NAN, 0.5])), ["1.0E10", "NaN", "0.5"]);
    assert_eq!(text("real", &Float32Array::from(vec![0.1])), ["0.1"]);
    let decimals = Decimal128Array::from(vec![-5, 150]).with_precision_and_scale(5, 2).unwrap();
    assert_eq!(text("decimal(5,2)", &decimals), ["-0.05", "1.50"]);
    assert_eq!(text("varchar(3)", &StringViewArray::from(vec!["a b"])), ["a b"]);
    assert_eq!(text("char(3)", &StringViewArray::from(vec!["é", "", "abc"])), ["é  ", "   ", "abc"]);
    assert_eq!(text("json", &StringViewArray::from(vec![r#"{"a":1.0}"#])), [r#"{"a":1.0}"#]);
    assert_eq!(text("varbinary", &BinaryViewArray::from(vec![b"hel".as_slice()])), ["68 65 6c"]);
    assert_eq!(text("unknown", &NullArray::new(1)), [""]);
}

#[test]
fn sixteen_byte_types() {
    let bytes = FixedSizeBinaryArray::try_from_iter(
        [[0u8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 1, 2, 3, 4]].into_iter(),
    )
    .unwrap();
    assert_eq!(text("ipaddress", &bytes), ["1.2.3.4"]);
    assert_eq!(text("uuid", &bytes), ["00000000-0000-0000-0000-ffff01020304"]);
}

#[test]
fn times() {
    assert_eq!(text("date", &Date32Array::from(vec![18_262, 3_789_391])), ["2020-01-01", "+12345-01-01"]);
    assert_eq!(text("time(3)", &Time64MicrosecondArray::from(vec![3_723_100_000])), ["01:02:03.100"]);
    assert_eq!(
        text("time(9)", &Time64NanosecondArray::from(vec![3_723_000_000_001])),
        ["01:02:03.000000001"]
    );
    assert_eq!(text("timestamp(0)", &TimestampMillisecondArray::from(vec![-1_000])), ["1969-12-31 23:59:59"]);
    assert_eq!(
        text("timestamp(9)", &TimestampNanosecondArray::from(vec![-1])),
        ["1969-12-31 23:59:59.999999999"]
    );
    assert_eq!(text("interval day to second", &Int64Array::from(vec![183_600_000])), ["2 03:00:00.000"]);
    assert_eq!(text("interval year to month", &IntervalYearMonthArray::from(vec![14])), ["1-2"]);
}

#[test]
fn zones() {
    let data_type = Type::TimestampTz(3);
    let DataType::Struct(fields) = data_type.carrier() else { panic!("{data_type}") };
    let zones = [Zone::named("Europe/Berlin").unwrap().id(), Zone::offset(-330).unwrap().id()];
    let instants = TimestampMillisecondArray::from(vec![1_577_833_200_000; 2]);
    let array =
        StructArray::new(fields, vec![Arc::new(instants), Arc::new(Int16Array::from(zones.to_vec()))], None);
    assert_eq!(
        text("timestamp(3) with time zone", &array),
        ["2020-01-01 00:00:00.000 Europe/Berlin", "2019-12-31 17:30:00.000 -05:30"]
    );

    let DataType::Struct(fields) = Type::TimeTz(1).carrier() else { panic!("no struct") };
    let times = Time64NanosecondArray::from(vec![3_723_100_000_000]);
    let array = StructArray::new(fields, vec![Arc::new(times), Arc::new(Int16Array::from(vec![120]))], None);
    assert_eq!(text("time(1) with time zone", &array), ["01:02:03.1+02:00"]);
}

#[test]
fn nested() {
    let field = Arc::new(Field::new_list_field(DataType::Int32, true));
    let list = ListArray::new(
        field,
        OffsetBuffer::from_lengths([2, 0, 1]),
        Arc::new(Int32Array::from(vec![Some(1), None, Some(3)])),
        Some(vec![true, true, false].into()),
    );
    assert_eq!(text("array(integer)", &list), ["[1, null]", "[]", ""]);

    let data_type = Type::parse("row(a integer, varchar)").unwrap();
    let DataType::Struct(fields) = data_type.carrier() else { panic!("{data_type}") };
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int32Array::from(vec![Some(1), None])),
        Arc::new(StringViewArray::from(vec!["x", "y, z"])),
    ];
    let row = StructArray::new(fields, columns, None);
    assert_eq!(text("row(a integer, varchar)", &row), ["{a=1, field1=x}", "{a=null, field1=y, z}"]);

    let data_type = Type::parse("map(varchar, double)").unwrap();
    let DataType::Map(entries, _) = data_type.carrier() else { panic!("{data_type}") };
    let DataType::Struct(fields) = entries.data_type() else { panic!("{entries}") };
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringViewArray::from(vec!["k", "l"])),
        Arc::new(Float64Array::from(vec![Some(1.0), None])),
    ];
    let structs = StructArray::new(fields.clone(), columns, None);
    let map = MapArray::new(entries.clone(), OffsetBuffer::from_lengths([2, 0]), structs, None, false);
    assert_eq!(text("map(varchar, double)", &map), ["{k=1.0, l=null}", "{}"]);
}

#[test]
fn slices_keep_their_place() {
    let array = Int32Array::from(vec![1, 2, 3]).slice(1, 2);
    assert_eq!(text("integer", &array), ["2", "3"]);
    let field = Arc::new(Field::new_list_field(DataType::Int32, true));
    let list = ListArray::new(
        field,
        OffsetBuffer::from_lengths([1, 2]),
        Arc::new(Int32Array::from(vec![1, 2, 3])),
        None,
    );
    assert_eq!(text("array(integer)", &list.slice(1, 1)), ["[2, 3]"]);
}

#[test]
fn casts_differ() {
    let cast = |data_type: &Type, array: &dyn Array| {
        let mut out = String::new();
        ValueWriter::of_cast(data_type, array).unwrap().write(&mut out, 0);
        out
    };
    assert_eq!(cast(&Type::Double, &Float64Array::from(vec![1.0])), "1.0E0");
    assert_eq!(cast(&Type::Real, &Float32Array::from(vec![16_777_216.0])), "1.677722E7");
    assert_eq!(cast(&Type::Date, &Date32Array::from(vec![3_789_391])), "12345-01-01");
    assert_eq!(cast(&Type::Char(3), &StringViewArray::from(vec!["a"])), "a  ");
}

#[test]
fn every_carrier_is_written() {
    for line in include_str!("../../testdata/type-pairs.tsv").lines().skip(1) {
        let data_type = Type::parse(line.split('\t').next().unwrap()).unwrap();
        let array = new_null_array(&data_type.carrier(), 1);
        let mut out = String::new();
        write_value(&mut out, &data_type, &array, 0).unwrap();
        assert_eq!(out, "");
    }
}

#[test]
fn other_arrays_are_refused() {
    let array = Int64Array::from(vec![1]);
    let error = write_value(&mut String::new(), &Type::Integer, &array, 0).unwrap_err();
    assert_eq!(error.to_string(), "values of integer are carried by Int32, not by Int64");
    assert!(write_value(&mut String::new(), &Type::array(Type::Integer), &array, 0).is_err());
    let decimals = Decimal128Array::from(vec![1]).with_precision_and_scale(5, 2).unwrap();
    assert!(write_value(&mut String::new(), &Type::decimal(5, 1), &decimals, 0).is_err());
}
