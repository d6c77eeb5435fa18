//! Operators over small columns; what is expected was answered by Trino 440.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int64Array, StringViewArray};
use datafusion::common::ScalarValue;
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{Expr, lit};
use datafusion::prelude::col;
use polias_types::{ArithmeticOperator, Type, Zone};

use super::*;
use crate::kernel::tests::{batch, evaluate};
use crate::{Context, DataError};

fn context() -> Context {
    Context { zone: Zone::UTC, now: 0, user: "user".to_owned(), version: "440" }
}

fn message(error: &DataFusionError) -> String {
    match error.find_root() {
        DataFusionError::External(error) => match error.downcast_ref::<DataError>() {
            Some(error) => format!("{}: {}", error.name, error.message),
            None => error.to_string(),
        },
        other => other.to_string(),
    }
}

fn fails(expression: &Expr, columns: Vec<ArrayRef>) -> String {
    message(&evaluate(expression, &batch(columns)).unwrap_err())
}

fn bigint(operator: ArithmeticOperator) -> Expr {
    arithmetic(operator, (col("a"), &Type::Bigint), (col("b"), &Type::Bigint), &Type::Bigint, &context())
}

fn bigints(values: &[Option<i64>]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

fn doubles(values: &[Option<f64>]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

fn decimals(values: &[Option<i128>], precision: u8, scale: i8) -> ArrayRef {
    Arc::new(Decimal128Array::from(values.to_vec()).with_precision_and_scale(precision, scale).unwrap())
}

fn truths(values: &[Option<bool>]) -> ArrayRef {
    Arc::new(BooleanArray::from(values.to_vec()))
}

#[test]
fn integers_are_checked() {
    use ArithmeticOperator::{Add, Divide, Modulus, Multiply, Subtract};
    let columns = vec![bigints(&[Some(7), None, Some(-7)]), bigints(&[Some(2), Some(0), Some(2)])];
    let of = |operator| evaluate(&bigint(operator), &batch(columns.clone())).unwrap();
    assert_eq!(&of(Add), &bigints(&[Some(9), None, Some(-5)]));
    assert_eq!(&of(Divide), &bigints(&[Some(3), None, Some(-3)]));
    assert_eq!(&of(Modulus), &bigints(&[Some(1), None, Some(-1)]));
    let overflow = |operator, left, right| {
        fails(&bigint(operator), vec![bigints(&[Some(left)]), bigints(&[Some(right)])])
    };
    let max = i64::MAX;
    assert_eq!(
        overflow(Add, max, 1),
        format!("NUMERIC_VALUE_OUT_OF_RANGE: bigint addition overflow: {max} + 1")
    );
    assert_eq!(
        overflow(Subtract, -max, 2),
        format!("NUMERIC_VALUE_OUT_OF_RANGE: bigint subtraction overflow: -{max} - 2")
    );
    assert_eq!(
        overflow(Multiply, max, 2),
        format!("NUMERIC_VALUE_OUT_OF_RANGE: bigint multiplication overflow: {max} * 2")
    );
    assert_eq!(
        overflow(Divide, i64::MIN, -1),
        format!("NUMERIC_VALUE_OUT_OF_RANGE: bigint division overflow: {} / -1", i64::MIN)
    );
    assert_eq!(overflow(Divide, 1, 0), "DIVISION_BY_ZERO: Division by zero");
    assert_eq!(overflow(Modulus, 1, 0), "DIVISION_BY_ZERO: Division by zero");
    let rest =
        evaluate(&bigint(Modulus), &batch(vec![bigints(&[Some(i64::MIN)]), bigints(&[Some(-1)])])).unwrap();
    assert_eq!(&rest, &bigints(&[Some(0)]));
    let negated = negate(col("a"), &Type::Bigint);
    assert_eq!(
        fails(&negated, vec![bigints(&[Some(i64::MIN)])]),
        format!("NUMERIC_VALUE_OUT_OF_RANGE: bigint negation overflow: {}", i64::MIN)
    );
}

#[test]
fn values_under_nulls_do_not_fail() {
    let left = Int64Array::new(vec![i64::MAX, 1].into(), Some(vec![false, true].into()));
    let sum = arithmetic(
        ArithmeticOperator::Add,
        (col("a"), &Type::Bigint),
        (lit(1_i64), &Type::Bigint),
        &Type::Bigint,
        &context(),
    );
    assert_eq!(&evaluate(&sum, &batch(vec![Arc::new(left)])).unwrap(), &bigints(&[None, Some(2)]));
}

#[test]
fn decimals_have_trinos_scale() {
    let of = |operator, left: (i128, u8, u8), right: (i128, u8, u8), result: (u8, u8)| {
        let (left_type, right_type) = (Type::decimal(left.1, left.2), Type::decimal(right.1, right.2));
        let expression = arithmetic(
            operator,
            (col("a"), &left_type),
            (col("b"), &right_type),
            &Type::decimal(result.0, result.1),
            &context(),
        );
        let columns = vec![
            decimals(&[Some(left.0)], left.1, left.2 as i8),
            decimals(&[Some(right.0)], right.1, right.2 as i8),
        ];
        match evaluate(&expression, &batch(columns)) {
            Ok(array) => Ok(array.as_any().downcast_ref::<Decimal128Array>().unwrap().value(0)),
            Err(error) => Err(message(&error)),
        }
    };
    use ArithmeticOperator::{Add, Divide, Modulus, Multiply, Subtract};
    assert_eq!(of(Divide, (1000, 4, 3), (3, 1, 0), (4, 3)), Ok(333));
    assert_eq!(of(Divide, (20, 2, 1), (3, 1, 0), (2, 1)), Ok(7));
    assert_eq!(of(Divide, (-20, 2, 1), (3, 1, 0), (2, 1)), Ok(-7));
    assert_eq!(of(Divide, (5, 10, 0), (20, 2, 1), (12, 1)), Ok(25));
    assert_eq!(of(Modulus, (105, 3, 1), (3, 1, 0), (2, 1)), Ok(15));
    assert_eq!(of(Modulus, (-105, 3, 1), (325, 3, 2), (3, 2)), Ok(-75));
    assert_eq!(of(Multiply, (1234, 15, 2), (95, 16, 2), (31, 4)), Ok(117_230));
    assert_eq!(of(Subtract, (1, 10, 0), (5, 15, 2), (16, 2)), Ok(95));
    let max = decimal::POWERS[38] - 1;
    let overflow = Err("NUMERIC_VALUE_OUT_OF_RANGE: Decimal overflow".to_owned());
    assert_eq!(of(Add, (max, 38, 0), (1, 10, 0), (38, 0)), overflow);
    assert_eq!(of(Subtract, (max, 38, 0), (-1, 1, 0), (38, 0)), overflow);
    assert_eq!(of(Add, (max, 38, 0), (0, 38, 10), (38, 10)), overflow);
    assert_eq!(of(Multiply, (max, 38, 0), (10, 10, 0), (38, 0)), overflow);
    assert_eq!(of(Divide, (max, 38, 0), (1, 2, 1), (38, 1)), overflow);
    assert_eq!(
        of(Divide, (max, 38, 0), (0, 2, 1), (38, 1)),
        Err("DIVISION_BY_ZERO: Division by zero".to_owned())
    );
    assert_eq!(of(Divide, (max, 38, 0), (max, 38, 0), (38, 0)), Ok(1));
    assert_eq!(of(Modulus, (max, 38, 0), (3, 38, 37), (38, 37)), Ok(0));
}

#[test]
fn doubles_compare_as_ieee_says() {
    let nan = -f64::NAN;
    let left = doubles(&[Some(nan), Some(f64::NAN), Some(-0.0), Some(1.0), None, Some(nan)]);
    let right = doubles(&[Some(nan), Some(1.0), Some(0.0), Some(1.0), Some(1.0), None]);
    let columns = || batch(vec![Arc::clone(&left), Arc::clone(&right)]);
    let of =
        |operator| evaluate(&comparison(operator, col("a"), col("b"), &Type::Double), &columns()).unwrap();
    let (t, f) = (Some(true), Some(false));
    assert_eq!(&of(Comparison::Equal), &truths(&[f, f, t, t, None, None]));
    assert_eq!(&of(Comparison::NotEqual), &truths(&[t, t, f, f, None, None]));
    assert_eq!(&of(Comparison::Less), &truths(&[f, f, f, f, None, None]));
    assert_eq!(&of(Comparison::GreaterOrEqual), &truths(&[f, f, t, t, None, None]));
    let against = |operator, number: f64| {
        let flipped = comparison(operator, lit(number), col("a"), &Type::Double);
        let straight = comparison(operator, col("a"), lit(number), &Type::Double);
        (evaluate(&straight, &columns()).unwrap(), evaluate(&flipped, &columns()).unwrap())
    };
    let rows = |values: [Option<bool>; 6]| truths(&values);
    assert_eq!(against(Comparison::Equal, 0.0).0.as_ref(), rows([f, f, t, f, None, f]).as_ref());
    assert_eq!(against(Comparison::NotEqual, -0.0).0.as_ref(), rows([t, t, f, t, None, t]).as_ref());
    assert_eq!(against(Comparison::Greater, 0.5).0.as_ref(), rows([f, f, f, t, None, f]).as_ref());
    assert_eq!(against(Comparison::Less, 0.0).0.as_ref(), rows([f, f, f, f, None, f]).as_ref());
    assert_eq!(against(Comparison::LessOrEqual, -0.0).0.as_ref(), rows([f, f, t, f, None, f]).as_ref());
    assert_eq!(against(Comparison::Less, 0.5).1.as_ref(), rows([f, f, f, t, None, f]).as_ref());
    assert_eq!(against(Comparison::Equal, f64::NAN).0.as_ref(), rows([f, f, f, f, None, f]).as_ref());
    let distinct = evaluate(&is_distinct(col("a"), col("b"), &Type::Double), &columns()).unwrap();
    assert_eq!(&distinct, &truths(&[f, t, f, f, t, t]));
    let list = in_list(col("a"), vec![lit(0.0), lit(f64::NAN)], &Type::Double);
    assert_eq!(evaluate(&list, &columns()).unwrap().as_ref(), rows([f, f, t, f, None, f]).as_ref());
}

fn array(elements: Vec<Expr>) -> Expr {
    array_constructor(elements, &Type::array(Type::Bigint))
}

fn null() -> Expr {
    lit(ScalarValue::Int64(None))
}

fn truth(expression: &Expr) -> Option<bool> {
    let array = evaluate(expression, &batch(vec![])).unwrap();
    let array = array.as_any().downcast_ref::<BooleanArray>().unwrap();
    (array.null_count() == 0).then(|| array.value(0))
}

use arrow::array::Array;

#[test]
fn nested_values_compare_three_valued() {
    let arrays = Type::array(Type::Bigint);
    let equal = |left, right| truth(&comparison(Comparison::Equal, left, right, &arrays));
    assert_eq!(equal(array(vec![lit(1_i64), null()]), array(vec![lit(1_i64), null()])), None);
    assert_eq!(equal(array(vec![lit(1_i64), null()]), array(vec![lit(2_i64), null()])), Some(false));
    assert_eq!(equal(array(vec![lit(1_i64)]), array(vec![lit(1_i64), lit(2_i64)])), Some(false));
    let less = |left, right| comparison(Comparison::Less, left, right, &arrays);
    assert_eq!(
        truth(&less(array(vec![lit(1_i64), null()]), array(vec![lit(2_i64), lit(2_i64)]))),
        Some(true)
    );
    assert_eq!(truth(&less(array(vec![lit(1_i64)]), array(vec![lit(1_i64), lit(2_i64)]))), Some(true));
    assert_eq!(
        fails(&less(array(vec![null(), lit(1_i64)]), array(vec![lit(1_i64), lit(2_i64)])), vec![]),
        "NOT_SUPPORTED: ARRAY comparison not supported for arrays with null elements"
    );
    let distinct = is_distinct(array(vec![lit(1_i64), null()]), array(vec![lit(1_i64), null()]), &arrays);
    assert_eq!(truth(&distinct), Some(false));
    let rows = Type::row([Type::Bigint, Type::Bigint]);
    let row = |left: Expr, right: Expr| row_constructor(vec![left, right], &rows);
    let equal = |left, right| truth(&comparison(Comparison::Equal, left, right, &rows));
    assert_eq!(equal(row(lit(1_i64), lit(2_i64)), row(lit(1_i64), null())), None);
    assert_eq!(equal(row(lit(1_i64), lit(2_i64)), row(lit(2_i64), null())), Some(false));
    let among = |list| truth(&in_list(row(lit(3_i64), null()), list, &rows));
    let (first, second) = (row(lit(1_i64), lit(2_i64)), row(lit(2_i64), lit(2_i64)));
    assert_eq!(among(vec![first.clone()]), Some(false));
    assert_eq!(among(vec![first.clone(), second.clone()]), None);
    assert_eq!(truth(&in_list(first.clone(), vec![second.clone(), first], &rows)), Some(true));
    assert_eq!(
        truth(&in_list(row(lit(3_i64), lit(2_i64)), vec![second.clone(), second], &rows)),
        Some(false)
    );
    let field = row_field(row(lit(1_i64), lit(2_i64)), &rows, 1);
    assert_eq!(&evaluate(&field, &batch(vec![])).unwrap(), &bigints(&[Some(2)]));
}

#[test]
fn subscripts() {
    let arrays = Type::array(Type::Bigint);
    let element =
        |index: i64| subscript((array(vec![lit(1_i64), lit(2_i64)]), &arrays), (lit(index), &Type::Bigint));
    assert_eq!(&evaluate(&element(2), &batch(vec![])).unwrap(), &bigints(&[Some(2)]));
    let wrong = |index| fails(&element(index), vec![]);
    assert_eq!(
        wrong(3),
        "INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: 3 > 2"
    );
    assert_eq!(wrong(0), "INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1");
    assert_eq!(wrong(-1), "INVALID_FUNCTION_ARGUMENT: Array subscript is negative: -1");
}

#[test]
fn likes() {
    let texts: ArrayRef = Arc::new(StringViewArray::from(vec![Some("a\\b"), Some("axb"), Some("a%b"), None]));
    let view = |text: &str| lit(ScalarValue::Utf8View(Some(text.to_owned())));
    let of = |pattern: &str, escape: Option<&str>| {
        let constant = like(col("a"), view(pattern), escape.map(view), &Type::VARCHAR);
        let patterns: ArrayRef = Arc::new(StringViewArray::from(vec![pattern; 4]));
        let column = like(col("a"), col("b"), escape.map(view), &Type::VARCHAR);
        let columns = || batch(vec![Arc::clone(&texts), Arc::clone(&patterns)]);
        let result = evaluate(&constant, &columns()).unwrap();
        assert_eq!(&result, &evaluate(&column, &columns()).unwrap(), "{pattern}");
        result
    };
    let (t, f) = (Some(true), Some(false));
    assert_eq!(&of("a\\b", None), &truths(&[t, f, f, None]));
    assert_eq!(&of("a\\%", None), &truths(&[t, f, f, None]));
    assert_eq!(&of("a!%b", Some("!")), &truths(&[f, f, t, None]));
    assert_eq!(&of("a\\%b", Some("\\")), &truths(&[f, f, t, None]));
    assert_eq!(&of("%_b", None), &truths(&[t, t, t, None]));
    let invalid = |pattern: &str, escape: &str| {
        fails(&like(view("a"), view(pattern), Some(view(escape)), &Type::VARCHAR), vec![])
    };
    assert_eq!(
        invalid("a!b", "!"),
        "INVALID_FUNCTION_ARGUMENT: Escape character must be followed by '%', '_' or the escape character itself"
    );
    assert_eq!(invalid("a", "!!"), "INVALID_FUNCTION_ARGUMENT: Escape string must be a single character");
    let char = |pattern: &str| like(view("a"), view(pattern), None, &Type::Char(3));
    assert_eq!((truth(&char("a")), truth(&char("a  "))), (f, t));
}

#[test]
fn try_catches_rows() {
    let quotient = try_expression(bigint(ArithmeticOperator::Divide), &Type::Bigint);
    let columns = vec![
        bigints(&[Some(6), Some(1), None, Some(8), Some(i64::MIN)]),
        bigints(&[Some(3), Some(0), Some(0), Some(2), Some(-1)]),
    ];
    assert_eq!(
        &evaluate(&quotient, &batch(columns)).unwrap(),
        &bigints(&[Some(2), None, None, Some(4), None])
    );
    let constant = arithmetic(
        ArithmeticOperator::Divide,
        (lit(1_i64), &Type::Bigint),
        (lit(0_i64), &Type::Bigint),
        &Type::Bigint,
        &context(),
    );
    let expected = bigints(&[None, None]);
    let column = vec![bigints(&[Some(1), Some(2)])];
    assert_eq!(&evaluate(&try_expression(constant, &Type::Bigint), &batch(column)).unwrap(), &expected);
}

/// The text of an operator over two values given as text.
fn moved(operator: ArithmeticOperator, left: (&str, &str), right: (Expr, Type), result: &str) -> String {
    let data_type = |name: &str| Type::parse(name).unwrap_or_else(|| panic!("{name}"));
    let (left_type, result) = (data_type(left.0), data_type(result));
    let text = lit(ScalarValue::Utf8View(Some(left.1.to_owned())));
    let left = crate::cast::cast(text, &Type::VARCHAR, &left_type, false, &context());
    let value = arithmetic(operator, (left, &left_type), (right.0, &right.1), &result, &context());
    let text = crate::cast::cast(value, &result, &Type::VARCHAR, false, &context());
    match evaluate(&text, &batch(vec![])) {
        Ok(array) => array.as_any().downcast_ref::<StringViewArray>().unwrap().value(0).to_owned(),
        Err(error) => message(&error),
    }
}

fn milliseconds(value: i64) -> (Expr, Type) {
    (lit(value), Type::IntervalDaySecond)
}

fn months(value: i32) -> (Expr, Type) {
    (lit(ScalarValue::IntervalYearMonth(Some(value))), Type::IntervalYearMonth)
}

#[test]
fn points_in_time_move() {
    use ArithmeticOperator::{Add, Subtract};
    let zoned = "timestamp(3) with time zone";
    let hour = 3_600_000;
    assert_eq!(moved(Add, ("date", "2020-01-31"), months(1), "date"), "2020-02-29");
    assert_eq!(moved(Add, ("date", "9999-12-31"), months(5_000_000 * 12), "date"), "5009999-12-31");
    assert_eq!(
        moved(Add, ("timestamp(0)", "2020-01-31 00:00:00"), months(-1), "timestamp(0)"),
        "2019-12-31 00:00:00"
    );
    assert_eq!(
        moved(Add, ("date", "2020-01-01"), milliseconds(hour), "date"),
        "INVALID_FUNCTION_ARGUMENT: Cannot add hour, minutes or seconds to a date"
    );
    assert_eq!(
        moved(Subtract, ("date", "2020-01-01"), milliseconds(hour), "date"),
        "INVALID_FUNCTION_ARGUMENT: Cannot subtract hour, minutes or seconds from a date"
    );
    assert_eq!(moved(Subtract, ("date", "2020-01-01"), milliseconds(24 * hour), "date"), "2019-12-31");
    assert_eq!(moved(Add, ("time(0)", "23:00:00"), milliseconds(2 * hour), "time(3)"), "01:00:00.000");
    let berlin = |clock: &str, by| moved(Add, (zoned, &format!("{clock} Europe/Berlin")), by, zoned);
    assert_eq!(berlin("2024-03-31 01:30:00", months(1)), "2024-04-30 01:30:00.000 Europe/Berlin");
    assert_eq!(
        berlin("2024-03-30 02:30:00", milliseconds(24 * hour)),
        "2024-03-31 03:30:00.000 Europe/Berlin"
    );
}

#[test]
fn intervals_scale() {
    use ArithmeticOperator::{Divide, Multiply};
    let of = |operator, left: (Expr, Type), right: f64| {
        let right = (lit(right), &Type::Double);
        let value = arithmetic(operator, (left.0, &left.1), right, &left.1, &context());
        let text = crate::cast::cast(value, &left.1, &Type::VARCHAR, false, &context());
        match evaluate(&text, &batch(vec![])) {
            Ok(array) => array.as_any().downcast_ref::<StringViewArray>().unwrap().value(0).to_owned(),
            Err(error) => message(&error),
        }
    };
    let days = || milliseconds(3 * 86_400_000);
    assert_eq!(of(Divide, days(), 2.0), "1 12:00:00.000");
    assert_eq!(of(Multiply, days(), 0.5), "1 12:00:00.000");
    assert_eq!(of(Multiply, months(3), 1.5), "0-4");
    assert_eq!(of(Divide, days(), 0.0), "INVALID_FUNCTION_ARGUMENT: Cannot divide by double 0.0");
    assert_eq!(of(Multiply, days(), f64::NAN), "INVALID_FUNCTION_ARGUMENT: Cannot multiply by double NaN");
}
