//! Aggregates over frames whose start moves.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::{WindowFrame, WindowFrameBound, WindowFrameUnits, col, lit};
use polias_types::Type;

use super::*;

/// ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
fn two_rows() -> WindowFrame {
    WindowFrame::new_bounds(
        WindowFrameUnits::Rows,
        WindowFrameBound::Preceding(ScalarValue::UInt64(Some(1))),
        WindowFrameBound::CurrentRow,
    )
}

/// ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING
fn ahead() -> WindowFrame {
    WindowFrame::new_bounds(
        WindowFrameUnits::Rows,
        WindowFrameBound::Following(ScalarValue::UInt64(Some(2))),
        WindowFrameBound::Following(ScalarValue::UInt64(Some(3))),
    )
}

/// ROWS UNBOUNDED PRECEDING
fn growing() -> WindowFrame {
    WindowFrame::new_bounds(
        WindowFrameUnits::Rows,
        WindowFrameBound::Preceding(ScalarValue::UInt64(None)),
        WindowFrameBound::CurrentRow,
    )
}

fn numbers(name: &'static str) -> Call {
    let values = [1.0, f64::NAN, 3.0, 3.0, 3.0, f64::INFINITY, 1.0, 2.0];
    call(name, &[Type::Double], Type::Double, vec![doubles(&values)])
}

#[test]
fn nan_and_infinity_leave() {
    let of = |name| over(&numbers(name), two_rows()).unwrap();
    assert_eq!(of("stddev"), ["NULL", "NaN", "NaN", "0.0", "0.0", "NaN", "NaN", "0.7071067811865476"]);
    assert_eq!(of("sum"), ["1.0", "NaN", "NaN", "6.0", "6.0", "inf", "inf", "3.0"]);
    assert_eq!(of("avg"), ["1.0", "NaN", "NaN", "3.0", "3.0", "inf", "inf", "1.5"]);
    assert_eq!(of("max"), ["1.0", "1.0", "3.0", "3.0", "3.0", "inf", "inf", "2.0"]);
}

#[test]
fn whole_numbers() {
    let values = || vec![bigints(&[Some(1), None, None, Some(4), Some(9)])];
    let of = |name, result| over(&call(name, &[Type::Bigint], result, values()), two_rows()).unwrap();
    assert_eq!(of("sum", Type::Bigint), ["1", "1", "NULL", "4", "13"]);
    assert_eq!(of("count", Type::Bigint), ["1", "1", "0", "1", "2"]);
    assert_eq!(of("min", Type::Bigint), ["1", "1", "NULL", "4", "4"]);
    assert_eq!(of("max", Type::Bigint), ["1", "1", "NULL", "4", "9"]);
    assert_eq!(of("any_value", Type::Bigint), ["1", "1", "NULL", "4", "4"]);
    assert_eq!(
        of("array_agg", Type::array(Type::Bigint)),
        ["[1]", "[1, NULL]", "[NULL, NULL]", "[NULL, 4]", "[4, 9]"]
    );
    let decimal = vec![decimals(5, 1, &[10, 15, 20])];
    let decimal = call("avg", &[Type::decimal(5, 1)], Type::decimal(5, 1), decimal);
    assert_eq!(over(&decimal, two_rows()).unwrap(), ["1.0", "1.3", "1.8"]);
}

#[test]
fn empty_frames() {
    let of = |name, result| {
        let call = call(name, &[Type::Bigint], result, vec![bigints(&[Some(1), Some(2), Some(3)])]);
        over(&call, ahead()).unwrap()
    };
    assert_eq!(of("sum", Type::Bigint), ["3", "NULL", "NULL"]);
    assert_eq!(of("count", Type::Bigint), ["1", "0", "0"]);
    assert_eq!(of("array_agg", Type::array(Type::Bigint)), ["[3]", "NULL", "NULL"]);
    assert_eq!(of("approx_distinct", Type::Bigint), ["1", "0", "0"]);
}

#[test]
fn growing_frames_go_on_after_each_row() {
    let of = |name, result| {
        let call = call(name, &[Type::Bigint], result, vec![bigints(&[Some(4), Some(2), Some(3)])]);
        over(&call, growing()).unwrap()
    };
    assert_eq!(of("sum", Type::Bigint), ["4", "6", "9"]);
    assert_eq!(of("min", Type::Bigint), ["4", "2", "2"]);
    assert_eq!(of("var_pop", Type::Double), ["0.0", "1.0", "0.6666666666666666"]);
    assert_eq!(of("any_value", Type::Bigint), ["4", "4", "4"]);
    assert_eq!(
        of("histogram", Type::map(Type::Bigint, Type::Bigint)),
        ["{4: 1}", "{4: 1, 2: 1}", "{4: 1, 2: 1, 3: 1}"]
    );
}

#[test]
fn filters_leave_out_rows_of_frames() {
    let values = vec![bigints(&[Some(1), Some(2), Some(3), Some(4)])];
    let call = call("stddev_pop", &[Type::Double], Type::Double, vec![doubles(&[1.0, 2.0, 3.0, 5.0])]);
    let filtered = call.filter(col("c0").not_eq(lit(3.0)));
    assert_eq!(over(&filtered, two_rows()).unwrap(), ["0.0", "0.5", "0.0", "0.0"]);
    let sums = super::call("sum", &[Type::Bigint], Type::Bigint, values).filter(col("c0").not_eq(lit(3_i64)));
    assert_eq!(over(&sums, two_rows()).unwrap(), ["1", "3", "2", "4"]);
}
