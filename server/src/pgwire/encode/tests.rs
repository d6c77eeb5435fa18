//! Values of every type in both formats, through the encoders of a batch.

use std::sync::Arc;

use arrow::array::*;
use arrow::datatypes::{DataType, Field, Int32Type, Schema};
use polias_engine::OutputColumn;

use super::*;

fn style() -> TextStyle {
    TextStyle { zone: Zone::Utc, interval: IntervalStyle::Postgres }
}

/// Of the type named, or of the one the array holds when it is empty.
fn encoder(array: ArrayRef, trino_type: &str, pg_oid: Option<u32>) -> ColumnEncoder {
    let data_type = array.data_type().clone();
    let trino_type = match trino_type {
        "" => polias_engine::trino_type(&data_type),
        name => polias_engine::types::Type::parse(name).unwrap(),
    };
    let column = OutputColumn { name: "c".to_owned(), trino_type, data_type, pg_oid };
    ColumnEncoder::new(&array, &Column::from(&column).pg_type.kind, &style()).unwrap()
}

fn text(array: impl Array + 'static, trino_type: &str) -> Vec<Option<String>> {
    let rows = array.len();
    let column = encoder(Arc::new(array), trino_type, None);
    let value = |row| {
        let mut out = Vec::new();
        column.write_text(row, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    (0..rows).map(|row| (!column.is_null(row)).then(|| value(row))).collect()
}

fn binary(array: impl Array + 'static, pg_oid: Option<u32>) -> Vec<u8> {
    let mut out = Vec::new();
    encoder(Arc::new(array), "", pg_oid).write_binary(0, &mut out).unwrap();
    out
}

fn some(values: &[&str]) -> Vec<Option<String>> {
    values.iter().map(|value| Some((*value).to_owned())).collect()
}

#[test]
fn scalars_as_text() {
    assert_eq!(
        text(BooleanArray::from(vec![Some(true), None, Some(false)]), "boolean"),
        [Some("t".into()), None, Some("f".into())]
    );
    assert_eq!(text(Int8Array::from(vec![-128, 127]), "tinyint"), some(&["-128", "127"]));
    assert_eq!(text(BinaryArray::from(vec![&b"\x00\xab"[..]]), "varbinary"), some(&["\\x00ab"]));
    let decimals = Decimal128Array::from(vec![Some(-5), None]).with_precision_and_scale(4, 2).unwrap();
    assert_eq!(text(decimals, "decimal(4,2)"), [Some("-0.05".into()), None]);
    assert_eq!(
        text(Time64MicrosecondArray::from(vec![86_399_500_000]), "time(6)"),
        some(&["23:59:59.500000"])
    );
    assert_eq!(
        text(Int64Array::from(vec![-90_000_001]), "interval day to second"),
        some(&["-1 days -01:00:00.001"])
    );
    assert_eq!(text(NullArray::new(1), "unknown"), [None]);
    let dictionary: DictionaryArray<Int32Type> = vec![Some("a"), None, Some("a")].into_iter().collect();
    assert_eq!(text(dictionary, "varchar"), [Some("a".into()), None, Some("a".into())]);
}

#[test]
fn nanoseconds_round_half_up() {
    let array = TimestampNanosecondArray::from(vec![1_499, 1_500, -1_500]);
    let expected = ["1970-01-01 00:00:00.000001", "1970-01-01 00:00:00.000002", "1969-12-31 23:59:59.999999"];
    assert_eq!(text(array, "timestamp(9)"), some(&expected));
}

#[test]
fn scalars_as_binary() {
    assert_eq!(binary(Int8Array::from(vec![-1]), None), [0xff, 0xff]);
    assert_eq!(binary(Int64Array::from(vec![258]), None), [0, 0, 0, 0, 0, 0, 1, 2]);
    assert_eq!(binary(Int64Array::from(vec![26]), Some(26)), [0, 0, 0, 26]);
    assert_eq!(binary(StringArray::from(vec!["r"]), Some(18)), *b"r");
    assert_eq!(binary(StringArray::from(vec!["{}"]), Some(3802)), *b"\x01{}");
    assert_eq!(binary(TimestampMicrosecondArray::from(vec![PG_EPOCH_MICROS + 7]), None), 7i64.to_be_bytes());
    assert_eq!(
        binary(IntervalYearMonthArray::from(vec![14]), None),
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 14]
    );
}

#[test]
fn numbers_beyond_the_type_are_an_error_not_null() {
    let array: ArrayRef = Arc::new(Int64Array::from(vec![-1]));
    let kind = crate::pgwire::types::by_oid(26).unwrap().kind;
    assert!(ColumnEncoder::new(&array, &kind, &style()).is_err());
}

fn words() -> ListArray {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for value in [Some("a"), None, Some(""), Some("NULL"), Some("x y"), Some("q\"\\")] {
        builder.values().append_option(value);
    }
    builder.append(true);
    builder.append(true);
    builder.append(false);
    builder.finish()
}

#[test]
fn arrays_quote_what_needs_it() {
    let expected = r#"{a,NULL,"","NULL","x y","q\"\\"}"#;
    assert_eq!(text(words(), "array(varchar)"), [Some(expected.into()), Some("{}".into()), None]);
}

#[test]
fn arrays_as_binary() {
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1), None])]);
    let mut expected = Vec::new();
    for value in [1, 1, 23, 2, 1, 4, 1, -1i32] {
        expected.extend_from_slice(&value.to_be_bytes());
    }
    assert_eq!(binary(list, None), expected);
    let empty = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(Vec::<Option<i32>>::new())]);
    assert_eq!(binary(empty, None), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 23]);
}

#[test]
fn vectors_count_from_zero() {
    let list = || ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1), Some(2)])]);
    let column = encoder(Arc::new(list()), "", Some(22));
    let mut out = Vec::new();
    column.write_text(0, &mut out).unwrap();
    assert_eq!(out, b"1 2");
    assert_eq!(binary(list(), Some(22))[12..20], [0, 0, 0, 2, 0, 0, 0, 0]);
}

#[test]
fn nested_values_print_as_athena_does() {
    let data_type = polias_engine::types::Type::parse("row(name varchar, n integer)").unwrap();
    let DataType::Struct(fields) = data_type.carrier() else { panic!("a row is no struct") };
    let names: ArrayRef = Arc::new(StringViewArray::from(vec![Some("Bob"), None]));
    let numbers: ArrayRef = Arc::new(Int32Array::from(vec![1, 2]));
    let rows = StructArray::new(fields, vec![names, numbers], None);
    assert_eq!(text(rows, "row(name varchar, n integer)"), some(&["{name=Bob, n=1}", "{name=null, n=2}"]));
}

fn batch() -> (RecordBatch, Vec<Column>) {
    let numbers: ArrayRef = Arc::new(Int32Array::from(vec![Some(1), None]));
    let names: ArrayRef = Arc::new(StringArray::from(vec!["a,\"b", "\\\t"]));
    let fields = [("n", &numbers), ("s", &names)];
    let schema =
        Schema::new(fields.map(|(name, array)| Field::new(name, array.data_type().clone(), true)).to_vec());
    let columns = fields.map(|(name, array)| Column {
        name: name.to_owned(),
        pg_type: crate::pgwire::types::of(array.data_type()),
    });
    (RecordBatch::try_new(Arc::new(schema), vec![numbers, names]).unwrap(), columns.to_vec())
}

#[test]
fn data_rows_have_exact_lengths() {
    let (batch, columns) = batch();
    let mut out = Vec::new();
    let encoder = RowEncoder::new(&batch, &columns, &style()).unwrap();
    assert_eq!(encoder.data_rows(0..2, &[Format::Binary, Format::Text], &mut out).unwrap(), 2);
    let first = b"D\0\0\0\x16\0\x02\0\0\0\x04\0\0\0\x01\0\0\0\x04a,\"b";
    assert_eq!(&out[..first.len()], first);
    assert_eq!(&out[first.len()..], b"D\0\0\0\x10\0\x02\xff\xff\xff\xff\0\0\0\x02\\\t");
    assert!(RowEncoder::new(&batch, &columns[..1], &style()).is_err());
}

fn copied(options: &CopyOptions) -> Vec<u8> {
    let (batch, columns) = batch();
    let mut out = Vec::new();
    let prefix = options.write_start(&columns, &mut out);
    let encoder = RowEncoder::new(&batch, &columns, &style()).unwrap();
    assert_eq!(encoder.copy_rows(0..2, options, &prefix, &mut out).unwrap(), 2);
    options.write_end(&prefix, &mut out);
    let mut data = Vec::new();
    while let Some((&[kind, a, b, c, d], rest)) = out.split_first_chunk() {
        assert_eq!(kind, b'd');
        let length = u32::from_be_bytes([a, b, c, d]) as usize - 4;
        data.extend_from_slice(&rest[..length]);
        out = rest[length..].to_vec();
    }
    assert!(out.is_empty());
    data
}

#[test]
fn copy_formats() {
    assert_eq!(copied(&CopyOptions::of(CopyFormat::Text)), b"1\ta,\"b\n\\N\t\\\\\\t\n");
    let csv = CopyOptions { header: true, ..CopyOptions::of(CopyFormat::Csv) };
    assert_eq!(copied(&csv), b"n,s\n1,\"a,\"\"b\"\n,\\\t\n");
    let binary = copied(&CopyOptions::of(CopyFormat::Binary));
    assert!(binary.starts_with(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\x04\0\0\0\x01"));
    assert!(binary.ends_with(b"\xff\xff"));
}
