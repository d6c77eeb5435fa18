//! Sums, averages, counts and statistics.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int64Array, IntervalYearMonthArray, TimestampMillisecondArray};
use datafusion::logical_expr::{col, lit};
use polias_types::Type;

use super::*;

fn one(name: &'static str, result: Type, values: &[Option<i64>]) -> Call {
    call(name, &[Type::Bigint], result, vec![bigints(values)])
}

#[test]
fn sums_are_exact_or_an_error() {
    assert_eq!(one("sum", Type::Bigint, &[Some(1), None, Some(4)]).value(), "5");
    assert_eq!(one("sum", Type::Bigint, &[None, None]).value(), "NULL");
    // In another order it would be too large on the way, as in Trino.
    let back = one("sum", Type::Bigint, &[Some(i64::MAX), Some(-1), Some(1)]);
    assert_eq!(back.try_value(1, usize::MAX, false).unwrap(), i64::MAX.to_string());
    assert_eq!(one("sum", Type::Bigint, &[Some(i64::MIN)]).value(), i64::MIN.to_string());
    assert_eq!(
        one("sum", Type::Bigint, &[Some(i64::MAX), Some(1)]).error(),
        "bigint addition overflow: 9223372036854775807 + 1"
    );
    let many: Vec<_> = (0..5000).map(|value| Some(value * 1_000_000_007 - 3)).collect();
    let sum: i64 = many.iter().flatten().sum();
    assert_eq!(one("sum", Type::Bigint, &many).value(), sum.to_string());
}

#[test]
fn no_rows_give_null_and_counts_0() {
    let empty = |name, result: Type| {
        let call = one(name, result, &[Some(1), Some(2)]).filter(nothing("c0"));
        let value = call.value();
        let none = one(name, call.function.result.clone(), &[]).try_value(1, 1, false).unwrap();
        assert_eq!(value, none);
        value
    };
    assert_eq!(empty("sum", Type::Bigint), "NULL");
    assert_eq!(empty("avg", Type::Double), "NULL");
    assert_eq!(empty("count", Type::Bigint), "0");
    assert_eq!(empty("approx_distinct", Type::Bigint), "0");
    assert_eq!(empty("variance", Type::Double), "NULL");
    assert_eq!(empty("min", Type::Bigint), "NULL");
    assert_eq!(empty("any_value", Type::Bigint), "NULL");
    assert_eq!(empty("array_agg", Type::array(Type::Bigint)), "NULL");
    assert_eq!(empty("histogram", Type::map(Type::Bigint, Type::Bigint)), "NULL");
    assert_eq!(empty("checksum", Type::Varbinary), "NULL");
}

#[test]
fn decimals_keep_scale_and_round_half_up() {
    let decimal = |name, result: Type, precision, values: &[i128]| {
        call(name, &[Type::decimal(precision, 2)], result, vec![decimals(precision, 2, values)])
    };
    let average = |values: &[i128]| decimal("avg", Type::decimal(3, 2), 3, values).value();
    assert_eq!(average(&[105, 110]), "1.08");
    assert_eq!(average(&[-105, -110]), "-1.08");
    assert_eq!(average(&[100, 100, 0]), "0.67");
    assert_eq!(average(&[]), "NULL");
    let sum = |values: &[i128]| decimal("sum", Type::decimal(38, 2), 38, values);
    assert_eq!(sum(&[105, 110]).value(), "2.15");
    let largest = 10_i128.pow(38) - 1;
    assert_eq!(sum(&[largest, -1, 1]).value(), format!("{}.99", "9".repeat(36)));
    assert_eq!(sum(&[largest, 1]).error(), "Decimal overflow");
    assert_eq!(sum(&[largest, largest]).error(), "Decimal overflow");
}

#[test]
fn averages_of_numbers_and_intervals() {
    assert_eq!(one("avg", Type::Double, &[Some(1), Some(2), Some(4)]).value(), "2.3333333333333335");
    assert_eq!(one("avg", Type::Double, &[Some(i64::MAX), Some(i64::MAX)]).value(), "9.223372036854776e18");
    let real = |name| call(name, &[Type::Real], Type::Real, vec![reals(&[1.1, 2.3])]).value();
    assert_eq!(real("avg"), "1.7");
    assert_eq!(real("sum"), "3.4");
    let days = |name, values: &[i64]| {
        let column: ArrayRef = Arc::new(Int64Array::from(values.to_vec()));
        call(name, &[Type::IntervalDaySecond], Type::IntervalDaySecond, vec![column]).value()
    };
    assert_eq!(days("avg", &[86_400_000, 172_800_000, 1]), "86400000");
    assert_eq!(days("avg", &[1, 2]), "2");
    assert_eq!(days("avg", &[-1000, -2]), "-501");
    assert_eq!(days("sum", &[1, 2]), "3");
    let months = |name, values: &[i32]| {
        let column: ArrayRef = Arc::new(IntervalYearMonthArray::from(values.to_vec()));
        call(name, &[Type::IntervalYearMonth], Type::IntervalYearMonth, vec![column])
    };
    let shown = |months: i32| {
        let column: ArrayRef = Arc::new(IntervalYearMonthArray::from(vec![months]));
        texts(&column).remove(0)
    };
    assert_eq!(months("avg", &[1, 2]).value(), shown(2));
    assert_eq!(months("avg", &[-1, -2]).value(), shown(-1));
    assert_eq!(months("sum", &[1, 2]).value(), shown(3));
    assert!(months("sum", &[i32::MAX, 1]).error().contains("exceeds MAX_INT"));
}

#[test]
fn counts() {
    assert_eq!(one("count", Type::Bigint, &[Some(1), None, Some(1)]).value(), "2");
    assert_eq!(one("count", Type::Bigint, &[Some(1), None, Some(1)]).distinct().value(), "1");
    let filtered = one("count", Type::Bigint, &[Some(1), Some(5), None]).filter(col("c0").gt(lit(1_i64)));
    assert_eq!(filtered.value(), "1");
    let conditions: ArrayRef = Arc::new(BooleanArray::from(vec![Some(true), Some(false), None, Some(true)]));
    let condition =
        |name, result| call(name, &[Type::Boolean], result, vec![Arc::clone(&conditions)]).value();
    assert_eq!(condition("count_if", Type::Bigint), "2");
    assert_eq!(condition("bool_and", Type::Boolean), "false");
    assert_eq!(condition("every", Type::Boolean), "false");
    assert_eq!(condition("bool_or", Type::Boolean), "true");
    assert_eq!(condition("min", Type::Boolean), "false");
    assert_eq!(condition("max", Type::Boolean), "true");
    let floats = vec![doubles(&[f64::NAN, -f64::NAN, 0.0, -0.0])];
    assert_eq!(call("count", &[Type::Double], Type::Bigint, floats.clone()).distinct().value(), "2");
    assert_eq!(call("approx_distinct", &[Type::Double], Type::Bigint, floats).value(), "2");
    let zoned = Type::TimestampTz(3);
    let instants: ArrayRef = Arc::new(TimestampMillisecondArray::from(vec![5, 5, 6]));
    let zones: ArrayRef = Arc::new(arrow::array::Int16Array::from(vec![1, 2, 1]));
    let zoned_rows = rows(&zoned, vec![instants, zones]);
    let counted =
        call("approx_distinct", std::slice::from_ref(&zoned), Type::Bigint, vec![zoned_rows]).value();
    assert_eq!(counted, "2");
}

#[test]
fn bits() {
    let bits = |name| one(name, Type::Bigint, &[Some(12), Some(10), None]).value();
    assert_eq!(bits("bitwise_and_agg"), "8");
    assert_eq!(bits("bitwise_or_agg"), "14");
}

#[test]
fn sums_of_distinct_values() {
    assert_eq!(one("sum", Type::Bigint, &[Some(2), Some(2), Some(3)]).distinct().value(), "5");
    assert_eq!(one("avg", Type::Double, &[Some(2), Some(2), Some(3)]).distinct().value(), "2.5");
}

/// To 14 digits, as partial results are merged in different orders.
fn statistic(name: &'static str, values: &[i64]) -> String {
    let values: Vec<_> = values.iter().map(|value| *value as f64).collect();
    let call = call(name, &[Type::Double], Type::Double, vec![doubles(&values)]);
    let once = call.try_value(1, usize::MAX, false).unwrap();
    let merged = call.try_value(3, 1, true).unwrap();
    match (once.parse::<f64>(), merged.parse::<f64>()) {
        (Ok(a), Ok(b)) if a.is_finite() => assert!((a - b).abs() <= 1e-13 * a.abs().max(1.0), "{a} {b}"),
        _ => assert_eq!(once, merged),
    }
    once
}

#[test]
fn statistics_of_one_argument() {
    let names = ["variance", "var_pop", "stddev", "stddev_pop", "skewness", "kurtosis", "geometric_mean"];
    let all = |values: &[i64]| names.map(|name| statistic(name, values));
    assert_eq!(
        all(&[1, 2, 4, 8, 3]),
        [
            "7.3",
            "5.84",
            "2.701851217221259",
            "2.4166091947189146",
            "0.8978957037987333",
            "2.021017076374557",
            "2.861938162210511"
        ]
    );
    assert_eq!(all(&[1]), ["NULL", "0.0", "NULL", "0.0", "NULL", "NULL", "1.0"]);
    assert_eq!(
        all(&[1, 2]),
        ["0.5", "0.25", "0.7071067811865476", "0.5", "NULL", "NULL", "1.414213562373095"]
    );
    assert_eq!(all(&[5, 5, 5, 5]), ["0.0", "0.0", "0.0", "0.0", "NaN", "NaN", "4.999999999999999"]);
}

#[test]
fn statistics_of_two_arguments() {
    let names = ["covar_pop", "covar_samp", "corr", "regr_slope", "regr_intercept"];
    let all = |y: &[f64], x: &[f64]| {
        names.map(|name| {
            let arguments = [Type::Double, Type::Double];
            call(name, &arguments, Type::Double, vec![doubles(y), doubles(x)])
                .try_value(1, usize::MAX, false)
                .unwrap()
        })
    };
    assert_eq!(
        all(&[1.0, 2.0, 4.0], &[2.0, 5.0, 7.0]),
        [
            "2.444444444444444",
            "3.6666666666666665",
            "0.953820966476532",
            "0.5789473684210527",
            "-0.3684210526315792"
        ]
    );
    assert_eq!(all(&[1.0], &[2.0]), ["0.0", "NULL", "NULL", "NULL", "NULL"]);
    assert_eq!(all(&[1.0, 1.0], &[2.0, 2.0]), ["0.0", "0.0", "NULL", "NULL", "NULL"]);
    let real =
        call("corr", &[Type::Real, Type::Real], Type::Real, vec![reals(&[1.0, 2.0]), reals(&[2.0, 5.0])]);
    assert_eq!(real.value(), "1.0");
}

#[test]
fn approximate_counts_are_near() {
    let values: Vec<_> = (0..20_000).map(Some).collect();
    let count = one("approx_distinct", Type::Bigint, &values).value();
    let count: i64 = count.parse().unwrap();
    assert!((count - 20_000).abs() < 400, "{count}");
    let error = |error| {
        let columns = vec![bigints(&[Some(1)]), doubles(&[error])];
        call("approx_distinct", &[Type::Bigint, Type::Double], Type::Bigint, columns)
    };
    assert_eq!(error(0.1).value(), "1");
    assert_eq!(error(0.5).error(), "Max standard error must be in [0.0040625, 0.26]: 0.5");
}
