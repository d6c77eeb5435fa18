//! Least, greatest, any.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, FixedSizeBinaryArray, Int16Array, ListArray, NullArray, TimestampMillisecondArray,
};
use arrow::datatypes::Int64Type;
use polias_types::Type;

use super::*;

fn both(data_type: &Type, column: ArrayRef) -> [String; 2] {
    ["max", "min"].map(|name| {
        call(name, std::slice::from_ref(data_type), data_type.clone(), vec![Arc::clone(&column)]).value()
    })
}

#[test]
fn nan_is_neither_least_nor_greatest() {
    assert_eq!(both(&Type::Double, doubles(&[f64::NAN, 1.0, 2.0])), ["2.0", "1.0"]);
    assert_eq!(both(&Type::Double, doubles(&[1.0, f64::NAN, f64::INFINITY])), ["inf", "1.0"]);
    assert_eq!(both(&Type::Double, doubles(&[f64::NAN, f64::NAN])), ["NaN", "NaN"]);
    assert_eq!(both(&Type::Real, reals(&[-1.0, f32::NAN])), ["-1.0", "-1.0"]);
    assert_eq!(both(&Type::Double, doubles(&[])), ["NULL", "NULL"]);
}

#[test]
fn every_orderable_type() {
    assert_eq!(both(&Type::VARCHAR, varchars(&[Some("b"), None, Some("a")])), ["b", "a"]);
    assert_eq!(both(&Type::decimal(3, 1), decimals(3, 1, &[15, -2])), ["1.5", "-0.2"]);
    // Padded with blanks, which come after control characters.
    assert_eq!(both(&Type::Char(3), varchars(&[Some("a"), Some("a\u{1}")])), ["a", "a\u{1}"]);
    let bytes = [[0x80; 16], [0; 16]];
    let uuids: ArrayRef = Arc::new(FixedSizeBinaryArray::try_from_iter(bytes.iter()).unwrap());
    assert_eq!(both(&Type::Uuid, uuids), ["80".repeat(16), "00".repeat(16)]);
    let nulls: ArrayRef = Arc::new(NullArray::new(2));
    let nothing = both(&Type::Unknown, nulls);
    assert!(nothing.iter().all(|text| text == "NULL" || text.is_empty()), "{nothing:?}");
}

#[test]
fn instants_not_zones() {
    let zoned = Type::TimestampTz(3);
    let instants: ArrayRef = Arc::new(TimestampMillisecondArray::from(vec![1000, 3000, 2000]));
    let zones: ArrayRef = Arc::new(Int16Array::from(vec![9, 1, 5]));
    assert_eq!(
        both(&zoned, rows(&zoned, vec![instants, zones])),
        ["{instant: 1970-01-01T00:00:03, zone: 1}", "{instant: 1970-01-01T00:00:01, zone: 9}"]
    );
}

#[test]
fn rows_and_arrays() {
    let row = Type::row([Type::Bigint, Type::Double]);
    let of = |a: &[Option<i64>], b: &[f64]| rows(&row, vec![bigints(a), doubles(b)]);
    assert_eq!(
        both(&row, of(&[Some(1), Some(1)], &[f64::NAN, 2.0])),
        ["{f0: 1, f1: 2.0}", "{f0: 1, f1: 2.0}"]
    );
    let null = call("max", std::slice::from_ref(&row), row.clone(), vec![of(&[None, Some(1)], &[1.0, 2.0])]);
    assert_eq!(null.error(), "ROW comparison not supported for fields with null elements");
    assert_eq!(both(&row, of(&[None], &[1.0]))[0], "{f0: NULL, f1: 1.0}");
    let array = Type::array(Type::Bigint);
    let lists = |lists: Vec<Vec<Option<i64>>>| -> ArrayRef {
        Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>(lists.into_iter().map(Some)))
    };
    let values = lists(vec![vec![Some(1), Some(2)], vec![Some(1)], vec![Some(1), Some(3)]]);
    assert_eq!(both(&array, values), ["[1, 3]", "[1]"]);
    let null = call(
        "min",
        std::slice::from_ref(&array),
        array.clone(),
        vec![lists(vec![vec![Some(1), None], vec![Some(1)]])],
    );
    assert_eq!(null.error(), "ARRAY comparison not supported for arrays with null elements");
}

#[test]
fn by_another_argument() {
    let by = |name, values: ArrayRef, keys: ArrayRef| {
        call(name, &[Type::Bigint, Type::Double], Type::Bigint, vec![values, keys]).value()
    };
    let values = bigints(&[Some(1), Some(2), Some(3)]);
    let keys = doubles(&[f64::NAN, 1.0, 2.0]);
    assert_eq!(by("max_by", Arc::clone(&values), Arc::clone(&keys)), "3");
    assert_eq!(by("min_by", Arc::clone(&values), Arc::clone(&keys)), "2");
    // The value may be NULL.
    assert_eq!(by("max_by", bigints(&[None, Some(2)]), doubles(&[5.0, 1.0])), "NULL");
    let text = call(
        "min_by",
        &[Type::VARCHAR, Type::Bigint],
        Type::VARCHAR,
        vec![varchars(&[Some("x"), Some("y")]), bigints(&[None, Some(1)])],
    );
    assert_eq!(text.value(), "y");
}

#[test]
fn several() {
    let top = |name, values: &[Option<i64>], count: i64| {
        let columns = vec![bigints(values), bigints(&vec![Some(count); values.len()])];
        call(name, &[Type::Bigint, Type::Bigint], Type::array(Type::Bigint), columns)
    };
    let values = [Some(1), None, Some(3), Some(2)];
    assert_eq!(top("max", &values, 2).value(), "[3, 2]");
    assert_eq!(top("min", &values, 2).value(), "[1, 2]");
    assert_eq!(top("max", &values, 9).value(), "[3, 2, 1]");
    assert_eq!(top("max", &[None], 9).value(), "NULL");
    assert_eq!(top("max", &values, 0).error(), "second argument of max_n must be positive");
    assert_eq!(
        top("max", &values, 20_000).error(),
        "second argument of max_n must be less than or equal to 10000; found 20000"
    );
    let nan = vec![doubles(&[f64::NAN, 1.0, 2.0]), bigints(&[Some(5); 3])];
    let result = Type::array(Type::Double);
    let arguments = [Type::Double, Type::Bigint];
    assert_eq!(call("max", &arguments, result.clone(), nan.clone()).value(), "[2.0, 1.0, NaN]");
    assert_eq!(call("min", &arguments, result, nan).value(), "[1.0, 2.0, NaN]");
    let by = |count| {
        let keys = doubles(&[f64::NAN, 1.0, 2.0]);
        let columns = vec![bigints(&[Some(1), Some(2), Some(3)]), keys, bigints(&[Some(count); 3])];
        let arguments = [Type::Bigint, Type::Double, Type::Bigint];
        call("max_by", &arguments, Type::array(Type::Bigint), columns)
    };
    assert_eq!(by(2).value(), "[3, 2]");
    assert_eq!(by(0).error(), "third argument of max_by must be a positive integer");
}

#[test]
fn any_of_the_values() {
    let any = |name| {
        let columns = vec![bigints(&[None, Some(4), Some(4)])];
        call(name, &[Type::Bigint], Type::Bigint, columns).value()
    };
    assert_eq!(any("any_value"), "4");
    assert_eq!(any("arbitrary"), "4");
    let ordered =
        call("any_value", &[Type::Bigint], Type::Bigint, vec![bigints(&[Some(5), Some(3), Some(8)])]);
    assert_eq!(ordered.order_by("c0", false).value(), "8");
}
