//! Arrays, maps, lists, histograms, percentiles, checksums.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use polias_types::Type;

use super::*;

fn ordered(name: &'static str, arguments: &[Type], result: Type, columns: Vec<ArrayRef>) -> Call {
    call(name, arguments, result, columns).order_by("c0", true)
}

#[test]
fn arrays_keep_nulls_and_order() {
    let values = || vec![bigints(&[Some(3), Some(1), None, Some(1)])];
    let array = |values| call("array_agg", &[Type::Bigint], Type::array(Type::Bigint), values);
    assert_eq!(array(values()).order_by("c0", false).value(), "[3, 1, 1, NULL]");
    assert_eq!(array(values()).order_by("c0", true).value(), "[1, 1, 3, NULL]");
    assert_eq!(array(values()).distinct().order_by("c0", true).value(), "[1, 3, NULL]");
    assert_eq!(array(values()).try_value(1, usize::MAX, true).unwrap(), "[3, 1, NULL, 1]");
    assert_eq!(array(vec![bigints(&[None, None])]).value(), "[NULL, NULL]");
}

#[test]
fn maps_keep_the_first_of_equal_keys() {
    let arguments = [Type::Bigint, Type::VARCHAR];
    let columns = || {
        let keys = bigints(&[Some(1), Some(1), Some(2), None]);
        vec![keys, varchars(&[Some("a"), Some("b"), None, Some("c")])]
    };
    let map = Type::map(Type::Bigint, Type::VARCHAR);
    let agg = call("map_agg", &arguments, map.clone(), columns()).order_by("c1", true);
    assert_eq!(agg.value(), "{1: a, 2: NULL}");
    let lists = Type::map(Type::Bigint, Type::array(Type::VARCHAR));
    let multi = call("multimap_agg", &arguments, lists, columns()).order_by("c1", true);
    assert_eq!(multi.value(), "{1: [a, b], 2: [NULL]}");
    let none = call("map_agg", &arguments, map, vec![bigints(&[None]), varchars(&[Some("c")])]);
    assert_eq!(none.value(), "NULL");
    let floats = vec![doubles(&[f64::NAN, f64::NAN, 0.0, -0.0])];
    let counted = call("histogram", &[Type::Double], Type::map(Type::Double, Type::Bigint), floats);
    assert_eq!(counted.try_value(1, usize::MAX, true).unwrap(), "{NaN: 2, 0.0: 2}");
}

#[test]
fn unions_of_maps() {
    let map = Type::map(Type::Bigint, Type::VARCHAR);
    let mut builder = arrow::array::MapBuilder::new(
        None,
        arrow::array::Int64Builder::new(),
        arrow::array::StringViewBuilder::new(),
    );
    for (keys, values) in [(vec![1, 2], vec!["a", "b"]), (vec![2, 3], vec!["c", "d"])] {
        builder.keys().append_slice(&keys);
        values.iter().for_each(|value| builder.values().append_value(value));
        builder.append(true).unwrap();
    }
    builder.append(false).unwrap();
    let maps: ArrayRef = Arc::new(builder.finish());
    let maps = arrow::compute::cast(&maps, &map.carrier()).unwrap();
    let union = |maps| call("map_union", std::slice::from_ref(&map), map.clone(), vec![maps]);
    assert_eq!(union(Arc::clone(&maps)).try_value(1, usize::MAX, true).unwrap(), "{1: a, 2: b, 3: d}");
    assert_eq!(union(maps.slice(2, 1)).value(), "NULL");
}

#[test]
fn histograms() {
    let map = Type::map(Type::Bigint, Type::Bigint);
    let values = bigints(&[Some(3), Some(1), None, Some(1)]);
    let histogram = call("histogram", &[Type::Bigint], map.clone(), vec![values]);
    assert_eq!(histogram.try_value(1, usize::MAX, true).unwrap(), "{3: 1, 1: 2}");
    let frequent = |buckets| {
        let values = bigints(&[Some(1), Some(1), Some(2), Some(3), Some(3), Some(3)]);
        let columns = vec![bigints(&[Some(buckets); 6]), values, bigints(&[Some(10); 6])];
        call("approx_most_frequent", &[Type::Bigint, Type::Bigint, Type::Bigint], map.clone(), columns)
    };
    assert_eq!(frequent(2).value(), "{3: 3, 1: 2}");
    assert_eq!(frequent(1).error(), "approx_most_frequent bucket count must be greater than one");
}

#[test]
fn numeric_histograms() {
    let numeric = |buckets: i64, values: &[f32]| {
        let columns = vec![bigints(&vec![Some(buckets); values.len()]), reals(values)];
        call("numeric_histogram", &[Type::Bigint, Type::Real], Type::map(Type::Real, Type::Real), columns)
    };
    let twenty: Vec<_> = (1..=20).map(|value| value as f32).collect();
    assert_eq!(numeric(2, &twenty).value(), "{4.5: 8.0, 14.5: 12.0}");
    assert_eq!(numeric(3, &twenty).value(), "{4.5: 8.0, 12.5: 8.0, 18.5: 4.0}");
    assert_eq!(numeric(3, &[1.0, 2.0, 10.0, 12.0, 13.0]).value(), "{1.5: 2.0, 10.0: 1.0, 12.5: 2.0}");
    assert_eq!(numeric(10, &[1.0, 2.0, 2.0]).value(), "{1.0: 1.0, 2.0: 2.0}");
    assert_eq!(numeric(1, &[1.0]).error(), "numeric_histogram bucket count must be greater than one");
}

fn listed(values: &[Option<&str>], error: bool, filler: &str, count: bool) -> Call {
    let constant = |text: &str| varchars(&vec![Some(text); values.len()]);
    let flag = |flag| -> ArrayRef { Arc::new(BooleanArray::from(vec![flag; values.len()])) };
    let columns = vec![varchars(values), constant(","), flag(error), constant(filler), flag(count)];
    let arguments = [Type::VARCHAR, Type::VARCHAR, Type::Boolean, Type::VARCHAR, Type::Boolean];
    call("listagg", &arguments, Type::VARCHAR, columns)
}

#[test]
fn lists() {
    let values = [Some("a"), Some("c"), None, Some("b")];
    assert_eq!(listed(&values, true, "", false).order_by("c0", false).value(), "c,b,a");
    assert_eq!(listed(&[None], true, "", false).order_by("c0", true).value(), "NULL");
    let distinct = listed(&[Some("a"), Some("b"), Some("a")], true, "", false).distinct();
    assert_eq!(distinct.order_by("c0", true).value(), "a,b");
    let long = "x".repeat(400_000);
    let long = vec![Some(&*long); 4];
    assert_eq!(
        listed(&long, true, "", false).order_by("c0", true).error(),
        "Concatenated string has the length in bytes larger than the maximum output length 1048576"
    );
    let cut = listed(&long, false, "...", true).order_by("c0", true).value();
    assert!(cut.ends_with("x,...(2)"), "{}", &cut[cut.len() - 20..]);
    assert_eq!(cut.len(), 800_001 + ",...(2)".len());
}

fn percentile(value: Type, values: ArrayRef, percentile: f64) -> Call {
    let percentiles = doubles(&vec![percentile; values.len()]);
    call("approx_percentile", &[value.clone(), Type::Double], value, vec![values, percentiles])
}

#[test]
fn percentiles() {
    let four = || bigints(&[Some(1), Some(2), Some(3), Some(4)]);
    let of_four = |at| percentile(Type::Bigint, four(), at).value();
    assert_eq!([0.5, 0.0, 1.0].map(of_four), ["3", "1", "4"]);
    assert_eq!(percentile(Type::Bigint, four(), 1.5).error(), "Percentile must be between 0 and 1");
    assert_eq!(percentile(Type::Real, reals(&[1.0, 2.0]), 0.5).value(), "2.0");
    assert_eq!(percentile(Type::Double, doubles(&[f64::NAN]), 0.5).error(), "value is NaN");
    let thousand: Vec<_> = (1..=1000).map(Some).collect();
    let of_thousand = |at| percentile(Type::Bigint, bigints(&thousand), at).value();
    assert_eq!([0.5, 0.1, 0.9, 0.25, 0.99].map(of_thousand), ["501", "101", "901", "251", "991"]);
    let many: Vec<_> = (1..=20_000).map(Some).collect();
    let median: i64 =
        percentile(Type::Bigint, bigints(&many), 0.5).try_value(1, 5000, true).unwrap().parse().unwrap();
    assert!((median - 10_000).abs() < 200, "{median}");
    let lists = {
        let list = arrow::array::ListArray::from_iter_primitive::<arrow::datatypes::Float64Type, _, _>(
            (0..4).map(|_| Some([Some(0.25), Some(0.5), Some(0.75)])),
        );
        Arc::new(list) as ArrayRef
    };
    let array = Type::array(Type::Double);
    let arguments = [Type::Bigint, Type::Double, array];
    let weights = doubles(&[1.0, 2.0, 3.0, 4.0]);
    let weighted =
        call("approx_percentile", &arguments, Type::array(Type::Bigint), vec![four(), weights, lists]);
    assert_eq!(weighted.value(), "[2, 3, 4]");
    let zero = call(
        "approx_percentile",
        &[Type::Bigint, Type::Double, Type::Double],
        Type::Bigint,
        vec![four(), doubles(&[0.0; 4]), doubles(&[0.5; 4])],
    );
    assert_eq!(zero.error(), "weight must be >= 1, was 0.0");
}

#[test]
fn checksums() {
    let checksum = |data_type: Type, column: ArrayRef| {
        let hex = call("checksum", &[data_type], Type::Varbinary, vec![column]).value();
        let bytes: Vec<_> =
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        STANDARD.encode(bytes)
    };
    assert_eq!(checksum(Type::Bigint, bigints(&[Some(1), Some(2), None])), "6lG8ezjZCNU=");
    assert_eq!(checksum(Type::Bigint, bigints(&[Some(1), Some(2), Some(3)])), "qusYDTxP+gU=");
    assert_eq!(checksum(Type::Bigint, bigints(&[None])), "h8rrhbF5N54=");
    assert_eq!(checksum(Type::VARCHAR, varchars(&[Some("a"), Some("b")])), "unhdSVb72nE=");
    assert_eq!(checksum(Type::Boolean, Arc::new(BooleanArray::from(vec![true]))), "k4/DCrUt5dQ=");
    assert_eq!(checksum(Type::Double, doubles(&[1.0])), "k9UXOKMfSdA=");
}

#[test]
fn arrays_of_distinct_values_with_other_aggregates_ordered() {
    let call = ordered("map_agg", &[Type::Bigint, Type::Bigint], Type::map(Type::Bigint, Type::Bigint), {
        vec![bigints(&[Some(2), Some(1), Some(2)]), bigints(&[Some(5), Some(6), Some(5)])]
    });
    assert_eq!(call.distinct().value(), "{1: 6, 2: 5}");
}
