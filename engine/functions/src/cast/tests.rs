//! Casts of values given as text; what is expected was answered by Trino 440 with the session's zone
//! Europe/Berlin.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BinaryViewArray, Int64Array, StringViewArray};
use datafusion::common::ScalarValue;
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{Expr, lit};
use datafusion::prelude::col;
use polias_types::{Type, Zone};

use super::*;
use crate::kernel::tests::{batch, evaluate};
use crate::{Context, DataError};

/// 2026-11-25 12:00 UTC.
const NOW: i128 = 1_795_608_000_000_000_000;

fn context() -> Context {
    Context { zone: Zone::named("Europe/Berlin").unwrap(), now: NOW, user: String::new(), version: "440" }
}

fn data_type(name: &str) -> Type {
    Type::parse(name).unwrap_or_else(|| panic!("{name}"))
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

fn text_of(expression: &Expr) -> Result<String, String> {
    let array = evaluate(expression, &batch(vec![])).map_err(|error| message(&error))?;
    let array = array.as_any().downcast_ref::<StringViewArray>().unwrap();
    Ok(if array.is_null(0) { "NULL".to_owned() } else { array.value(0).to_owned() })
}

/// A text as a value of a type; nested ones are read from JSON.
fn value(text: &str, of: &Type) -> Expr {
    let text = lit(ScalarValue::Utf8View(Some(text.to_owned())));
    if *of == Type::Json {
        return text;
    }
    let source = if is_nested(of) { Type::Json } else { Type::VARCHAR };
    cast(text, &source, of, false, &context())
}

fn is_nested(of: &Type) -> bool {
    matches!(of, Type::Array(_) | Type::Map(..) | Type::Row(_))
}

fn shown(expression: Expr, of: &Type) -> Result<String, String> {
    let target = if is_nested(of) { Type::Json } else { Type::VARCHAR };
    let text = if *of == Type::Json { expression } else { cast(expression, of, &target, false, &context()) };
    text_of(&text)
}

/// The text of a value of one type cast to another, or name and message of the error.
fn of(from: &str, text: &str, to: &str) -> String {
    let (from, to) = (data_type(from), data_type(to));
    let strict = shown(cast(value(text, &from), &from, &to, false, &context()), &to);
    let lenient = shown(cast(value(text, &from), &from, &to, true, &context()), &to);
    match &strict {
        Ok(_) => assert_eq!(strict, lenient, "{text}"),
        Err(_) => assert_eq!(lenient, Ok("NULL".to_owned()), "{text}"),
    }
    strict.unwrap_or_else(|error| error)
}

/// Rows of: from, value, to, result; an error without its usual name.
fn check(cases: &[(&str, &str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (from, text, to, expected) in cases {
        let found = of(from, text, to);
        let found = found.strip_prefix("INVALID_CAST_ARGUMENT: ").unwrap_or(&found);
        if found != *expected {
            wrong.push(format!("{text} {from} -> {to}: {found:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn numbers() {
    check(&[
        ("double", "2.5", "bigint", "3"),
        ("double", "-2.5", "integer", "-3"),
        ("double", "-2.5", "bigint", "-3"),
        ("double", "0.49999999999999994", "bigint", "0"),
        ("double", "1e19", "bigint", "Unable to cast 1.0E19 to bigint"),
        ("double", "3e9", "integer", "NUMERIC_VALUE_OUT_OF_RANGE: Out of range for integer: 3.0E9"),
        ("double", "NaN", "bigint", "Unable to cast NaN to bigint"),
        ("double", "NaN", "integer", "Cannot cast double NaN to integer"),
        ("double", "300", "tinyint", "NUMERIC_VALUE_OUT_OF_RANGE: Out of range for tinyint: 300.0"),
        ("double", "70000", "smallint", "NUMERIC_VALUE_OUT_OF_RANGE: Out of range for smallint: 70000.0"),
        ("real", "1e19", "bigint", "9223372036854775807"),
        ("real", "NaN", "bigint", "Cannot cast real NaN to bigint"),
        ("real", "3e9", "integer", "NUMERIC_VALUE_OUT_OF_RANGE: Out of range for integer: 3.0E9"),
        ("real", "-2.5", "integer", "-3"),
        ("integer", "300", "tinyint", "NUMERIC_VALUE_OUT_OF_RANGE: Out of range for tinyint: 300"),
        (
            "bigint",
            "3000000000",
            "integer",
            "NUMERIC_VALUE_OUT_OF_RANGE: Out of range for integer: 3000000000",
        ),
        ("integer", "300", "bigint", "300"),
        ("double", "NaN", "boolean", "true"),
        ("double", "0", "boolean", "false"),
        ("decimal(2,1)", "0.1", "boolean", "true"),
        ("boolean", "true", "decimal(5,2)", "1.00"),
        ("boolean", "true", "double", "1.0E0"),
        ("boolean", "true", "decimal(1,1)", "Cannot cast DECIMAL(2, 1) '1.0' to DECIMAL(1, 1)"),
        ("double", "1e39", "decimal(38,0)", "Cannot cast DOUBLE '1.0E39' to DECIMAL(38, 0)"),
        ("decimal(5,1)", "1234.5", "decimal(3,0)", "Cannot cast DECIMAL(5, 1) '1234.5' to DECIMAL(3, 0)"),
        ("double", "1e6", "decimal(5,2)", "Cannot cast DOUBLE '1000000.0' to DECIMAL(5, 2)"),
        ("double", "Infinity", "decimal(5,2)", "Cannot cast DOUBLE 'Infinity' to DECIMAL(5, 2)"),
        ("real", "1e6", "decimal(5,2)", "Cannot cast REAL '1000000.0' to DECIMAL(5, 2)"),
        ("integer", "1000", "decimal(5,2)", "Cannot cast INTEGER '1000' to DECIMAL(5, 2)"),
        ("bigint", "1000", "decimal(5,2)", "Cannot cast BIGINT '1000' to DECIMAL(5, 2)"),
        ("bigint", "1000", "decimal(25,2)", "1000.00"),
        ("double", "1.005", "decimal(5,2)", "1.01"),
        ("double", "0.1", "decimal(38,20)", "0.10000000000000000000"),
        ("real", "0.1", "decimal(38,20)", "0.10000000000000000000"),
        ("double", "-1.125", "decimal(5,2)", "-1.13"),
        ("decimal(2,1)", "-1.5", "bigint", "-2"),
        ("decimal(4,1)", "300.5", "tinyint", "Cannot cast '301' to TINYINT"),
        ("decimal(20,0)", "99999999999999999999", "bigint", "Cannot cast '99999999999999999999' to BIGINT"),
        ("decimal(11,1)", "3000000000.5", "integer", "Cannot cast '3000000001' to INTEGER"),
        ("decimal(6,3)", "-123.455", "decimal(5,2)", "-123.46"),
        (
            "decimal(9,3)",
            "123456.455",
            "decimal(5,2)",
            "Cannot cast DECIMAL(9, 3) '123456.455' to DECIMAL(5, 2)",
        ),
        ("decimal(5,2)", "123.45", "decimal(10,3)", "123.450"),
        ("double", "1e300", "real", "Infinity"),
        ("bigint", "9223372036854775807", "double", "9.223372036854776E18"),
        ("decimal(10,3)", "1234567.891", "double", "1.234567891E6"),
        ("decimal(16,4)", "900719925474.0993", "double", "9.007199254740992E11"),
        ("decimal(21,1)", "12345678901234567890.5", "double", "1.2345678901234567E19"),
        ("decimal(2,1)", "0.1", "real", "1.0E-1"),
    ]);
}

#[test]
fn text_to_numbers() {
    check(&[
        ("varchar", "abc", "bigint", "Cannot cast 'abc' to BIGINT"),
        ("varchar", " 12 ", "bigint", "Cannot cast ' 12 ' to BIGINT"),
        ("varchar", "+12", "bigint", "12"),
        ("varchar", "", "bigint", "Cannot cast '' to BIGINT"),
        ("varchar", "abc", "integer", "Cannot cast 'abc' to INT"),
        ("varchar", "300", "tinyint", "Cannot cast '300' to TINYINT"),
        ("varchar", "x", "smallint", "Cannot cast 'x' to SMALLINT"),
        ("varchar", "x", "double", "Cannot cast 'x' to DOUBLE"),
        ("varchar", " 1.5 ", "double", "1.5E0"),
        ("varchar", "-Infinity", "double", "-Infinity"),
        ("varchar", "inf", "double", "Cannot cast 'inf' to DOUBLE"),
        ("varchar", "x", "real", "Cannot cast 'x' to REAL"),
        ("varchar", "x", "decimal(5,2)", "Cannot cast VARCHAR 'x' to DECIMAL(5, 2). Value is not a number."),
        (
            "varchar",
            " 1.5 ",
            "decimal(5,2)",
            "Cannot cast VARCHAR ' 1.5 ' to DECIMAL(5, 2). Value is not a number.",
        ),
        ("varchar", "1e2", "decimal(5,2)", "100.00"),
        (
            "varchar",
            "12345",
            "decimal(5,2)",
            "Cannot cast VARCHAR '12345' to DECIMAL(5, 2). Value too large.",
        ),
        ("varchar", "t", "boolean", "true"),
        ("varchar", "F", "boolean", "false"),
        ("varchar", "yes", "boolean", "Cannot cast 'yes' to BOOLEAN"),
    ]);
}

#[test]
fn to_text() {
    check(&[
        ("boolean", "true", "varchar(4)", "true"),
        ("boolean", "false", "varchar(3)", "Value [false] does not fit in type varchar(3)"),
        ("integer", "12345", "varchar(3)", "Value 12345 cannot be represented as varchar(3)"),
        ("double", "1.5", "varchar(3)", "Value 1.5 (1.5E0) cannot be represented as varchar(3)"),
        ("double", "0", "varchar(2)", "Value 0.0 (0E0) cannot be represented as varchar(2)"),
        ("double", "NaN", "varchar(2)", "Value NaN (NaN) cannot be represented as varchar(2)"),
        ("real", "12.345", "varchar(3)", "Value 12.345 (1.2345E1) cannot be represented as varchar(3)"),
        ("decimal(5,2)", "123.45", "varchar(3)", "Value 123.45 cannot be represented as varchar(3)"),
        ("double", "1e-7", "varchar", "1.0E-7"),
        ("double", "123456789.125", "varchar", "1.23456789125E8"),
        ("double", "-0", "varchar", "-0E0"),
        ("double", "1.7976931348623157e308", "varchar", "1.7976931348623157E308"),
        ("double", "4.9e-324", "varchar", "4.9E-324"),
        ("real", "3.4028235e38", "varchar", "3.402823E38"),
        ("real", "123456.789", "varchar", "1.234568E5"),
        ("decimal(3,2)", "-0.05", "varchar", "-0.05"),
        ("varchar", "abcdef", "varchar(3)", "abc"),
        ("varchar", "äöü", "varchar(2)", "äö"),
        ("varchar", "ab", "char(5)", "ab   "),
        ("char(5)", "ab", "varchar", "ab   "),
        ("char(5)", "ab", "varchar(3)", "ab "),
        ("char(5)", "abcde", "char(3)", "abc"),
        ("date", "2020-01-01", "varchar(5)", "Value 2020-01-01 cannot be represented as varchar(5)"),
        (
            "timestamp(0)",
            "2020-01-01",
            "varchar(5)",
            "Value [2020-01-01 00:00:00] does not fit in type varchar(5)",
        ),
        ("time(0)", "10:00:00", "varchar(5)", "Value [10:00:00] does not fit in type varchar(5)"),
        ("date", "-0001-01-01", "varchar", "-0001-01-01"),
        ("date", "20000-01-01", "varchar", "20000-01-01"),
        ("timestamp(0)", "20000-01-01 00:00:00", "varchar", "+20000-01-01 00:00:00"),
        ("time(3)", "10:11:12.12", "varchar", "10:11:12.120"),
        ("time(0) with time zone", "10:00:00+05:30", "varchar", "10:00:00+05:30"),
        (
            "timestamp(3) with time zone",
            "2020-01-01 10:11:12.123 +03:00",
            "varchar",
            "2020-01-01 10:11:12.123 +03:00",
        ),
        ("uuid", "12151FD2-7586-11e9-8f9e-2a86e4085a59", "varchar", "12151fd2-7586-11e9-8f9e-2a86e4085a59"),
        ("ipaddress", "::ffff:1.2.3.4", "varchar", "1.2.3.4"),
        ("ipaddress", "2001:db8::1", "varchar", "2001:db8::1"),
        ("varchar", "x", "uuid", "Cannot cast value to UUID: x"),
        ("varchar", "x", "ipaddress", "Cannot cast value to IPADDRESS: x"),
    ]);
}

#[test]
fn dates_and_times() {
    let berlin = "timestamp(3) with time zone";
    check(&[
        ("varchar", "2020-02-30", "date", "Value cannot be cast to date: 2020-02-30"),
        ("varchar", "24:00:00", "time(3)", "Value cannot be cast to time: 24:00:00"),
        ("varchar", "10:11:12+01:00", "time(3)", "Value cannot be cast to time: 10:11:12+01:00"),
        ("varchar", "10:11:12", "time(3) with time zone", "10:11:12.000+01:00"),
        (
            "varchar",
            "10:11:12+1",
            "time(3) with time zone",
            "Value cannot be cast to time with time zone: 10:11:12+1",
        ),
        ("varchar", "2020-01-01 10:11:12 UTC", "timestamp(3)", "2020-01-01 10:11:12.000"),
        ("varchar", "2020-01-01 10:11:12.99999", "timestamp(3)", "2020-01-01 10:11:13.000"),
        (
            "varchar",
            "2020-01-01 25:00:00",
            "timestamp(3)",
            "Value cannot be cast to timestamp: 2020-01-01 25:00:00",
        ),
        ("varchar", "2020-01-01 10:11:12", berlin, "2020-01-01 10:11:12.000 Europe/Berlin"),
        ("varchar", "2020-01-01 America/New_York", berlin, "2020-01-01 00:00:00.000 America/New_York"),
        ("varchar", "2020-03-29 02:30:00", berlin, "2020-03-29 03:30:00.000 Europe/Berlin"),
        (
            "varchar",
            "2020-01-01 10:11:12 Mars/X",
            berlin,
            "Value cannot be cast to timestamp: 2020-01-01 10:11:12 Mars/X",
        ),
        ("timestamp(0)", "2020-03-29 02:30:00", berlin, "2020-03-29 03:30:00.000 Europe/Berlin"),
        ("timestamp(0)", "2020-10-25 02:30:00", berlin, "2020-10-25 02:30:00.000 Europe/Berlin"),
        ("date", "2020-01-01", berlin, "2020-01-01 00:00:00.000 Europe/Berlin"),
        ("date", "2020-01-01", "timestamp(6)", "2020-01-01 00:00:00.000000"),
        ("date", "2020-01-01", "timestamp(3)", "2020-01-01 00:00:00.000"),
        ("time(0)", "10:00:00", "time(3) with time zone", "10:00:00.000+01:00"),
        ("time(0)", "10:00:00", "timestamp(3)", "2026-11-25 10:00:00.000"),
        ("time(0)", "10:00:00", berlin, "2026-11-25 10:00:00.000 Europe/Berlin"),
        ("time(0) with time zone", "10:00:00+05:00", berlin, "2026-11-25 10:00:00.000 +05:00"),
        ("time(0) with time zone", "10:00:00+05:00", "time(3)", "10:00:00.000"),
        ("timestamp(0)", "2020-07-01 02:30:00", "time(3) with time zone", "02:30:00.000+01:00"),
        ("timestamp(0) with time zone", "2020-07-01 23:30:00 UTC", "date", "2020-07-01"),
        ("timestamp(0) with time zone", "2020-07-01 23:30:00 UTC", "timestamp(3)", "2020-07-01 23:30:00.000"),
        (
            "timestamp(0) with time zone",
            "2020-07-01 23:30:00 America/New_York",
            "time(3) with time zone",
            "23:30:00.000-04:00",
        ),
        (
            "timestamp(4) with time zone",
            "2020-07-01 23:30:00.9996 America/New_York",
            berlin,
            "2020-07-01 23:30:01.000 America/New_York",
        ),
        ("timestamp(4)", "2020-07-01 23:59:59.9996", "timestamp(3)", "2020-07-02 00:00:00.000"),
        ("timestamp(4)", "2020-07-01 23:59:59.9996", "date", "2020-07-01"),
        ("timestamp(4)", "2020-07-01 23:59:59.9996", "time(3)", "00:00:00.000"),
        ("timestamp(4)", "1960-07-01 23:59:59.9995", "timestamp(3)", "1960-07-02 00:00:00.000"),
        ("timestamp(4)", "1960-07-01 23:59:59.9994", "timestamp(3)", "1960-07-01 23:59:59.999"),
        ("timestamp(3)", "2020-07-01 23:59:59.999", "timestamp(9)", "2020-07-01 23:59:59.999000000"),
        ("timestamp(3)", "2020-07-01 23:59:59.999", "timestamp(6)", "2020-07-01 23:59:59.999000"),
        ("time(4) with time zone", "23:59:59.9996+05:00", "time(3) with time zone", "00:00:00.000+05:00"),
    ]);
}

#[test]
fn from_json() {
    check(&[
        ("json", "2.5", "bigint", "3"),
        ("json", "1.0E2", "bigint", "100"),
        ("json", "\"12\"", "bigint", "12"),
        ("json", "true", "bigint", "1"),
        ("json", "null", "bigint", "NULL"),
        ("json", "[1]", "bigint", "Cannot cast '[1]' to bigint"),
        ("json", "{}", "varchar", "Cannot cast '{}' to varchar"),
        ("json", "1.5", "varchar", "1.5E0"),
        ("json", "123456789012345678901234567890", "varchar", "123456789012345678901234567890"),
        ("json", "\"abc\"", "varchar(2)", "Value [abc] does not fit in type varchar(2)"),
        ("json", "\"a\"", "bigint", "Cannot cast 'a' to BIGINT"),
        ("json", "99999999999999999999", "bigint", "Cannot cast '99999999999999999999' to bigint"),
        ("json", "300", "tinyint", "Cannot cast '300' to tinyint"),
        ("json", "3e9", "integer", "Cannot cast '3.0E9' to integer"),
        ("json", "1e30", "bigint", "Unable to cast 1.0E30 to bigint"),
        ("json", "\"x\"", "decimal(5,2)", "Cannot cast '\"x\"' to DECIMAL(5,2)"),
        ("json", "12345", "decimal(5,2)", "Cannot cast input json to DECIMAL(5,2)"),
        ("json", "1.235", "decimal(5,2)", "1.24"),
        ("json", "\"true\"", "boolean", "true"),
        ("json", "0.5", "boolean", "true"),
        ("json", "[1,\"2\",null]", "array(bigint)", "[1,2,null]"),
        ("json", "{}", "array(bigint)", "Cannot cast to array(bigint). Expected a json array, but got {\n{}"),
        (
            "json",
            "[1,\"x\"]",
            "array(bigint)",
            "Cannot cast to array(bigint). Cannot cast 'x' to BIGINT\n[1,\"x\"]",
        ),
        ("json", "[300]", "array(tinyint)", "Cannot cast to array(tinyint).\n[300]"),
        (
            "json",
            "[12345]",
            "array(decimal(5,2))",
            "Cannot cast to array(decimal(5,2)). Cannot cast input json to DECIMAL(5,2)\n[12345]",
        ),
        (
            "json",
            "[\"a\",[1]]",
            "array(varchar)",
            "Cannot cast to array(varchar). Unexpected token when cast to varchar: [\n[\"a\",[1]]",
        ),
        ("json", "{\"b\":1,\"a\":null}", "map(varchar,bigint)", "{\"a\":null,\"b\":1}"),
        (
            "json",
            "{\"01\":2,\"1\":1}",
            "map(bigint,bigint)",
            "Cannot cast to map(bigint, bigint). Duplicate map keys are not allowed\n{\"01\":2,\"1\":1}",
        ),
        (
            "json",
            "[]",
            "map(varchar,bigint)",
            "Cannot cast to map(varchar, bigint). Expected a json object, but got [\n[]",
        ),
        ("json", "{\"A\":1,\"c\":2}", "row(a bigint,b varchar)", "{\"a\":1,\"b\":null}"),
        (
            "json",
            "[1]",
            "row(a bigint,b varchar)",
            "Cannot cast to row(a bigint, b varchar). Unexpected token when cast to varchar: ]\n[1]",
        ),
        (
            "json",
            "[1,2,3]",
            "row(a bigint,b varchar)",
            "Cannot cast to row(a bigint, b varchar). Expected json array ending, but got 3\n[1,2,3]",
        ),
        (
            "json",
            "{\"a\":1}",
            "row(bigint,varchar)",
            "Cannot cast to row(bigint, varchar). Cannot cast a JSON object to anonymous row type. Input must be a JSON array.\n{\"a\":1}",
        ),
        ("json", "[{\"a\":[1,2]},null]", "array(json)", "[{\"a\":[1,2]},null]"),
    ]);
}

#[test]
fn to_json() {
    check(&[
        ("decimal(3,2)", "1.50", "json", "1.50"),
        ("double", "1e10", "json", "1.0E10"),
        ("double", "1", "json", "1.0"),
        ("double", "NaN", "json", "\"NaN\""),
        ("real", "1.1", "json", "1.1"),
        ("varchar", "a\"b\n\u{1}é/", "json", "\"a\\\"b\\n\\u0001é/\""),
        ("date", "2020-01-01", "json", "\"2020-01-01\""),
        ("timestamp(3)", "2020-01-01 00:00:00.123", "json", "\"2020-01-01 00:00:00.123\""),
        ("map(double,integer)", "{\"1\":1}", "json", "{\"1.0\":1}"),
        ("row(integer,varchar)", "[1,\"x\"]", "json", "{\"\":1,\"\":\"x\"}"),
    ]);
}

#[test]
fn nested() {
    check(&[
        ("array(varchar)", "[\"1\",\"2\",null]", "array(bigint)", "[1,2,null]"),
        ("array(varchar)", "[\"1\",\"x\"]", "array(bigint)", "Cannot cast 'x' to BIGINT"),
        ("map(varchar,integer)", "{\"1\":1,\"01\":2}", "map(bigint,bigint)", "duplicate keys"),
        ("map(varchar,integer)", "{\"x\":1}", "map(bigint,bigint)", "Cannot cast 'x' to BIGINT"),
        ("map(varchar,integer)", "{\"1\":1,\"2\":2}", "map(bigint,varchar)", "{\"1\":\"1\",\"2\":\"2\"}"),
        ("row(integer,varchar)", "[1,\"2\"]", "row(varchar,bigint)", "{\"\":\"1\",\"\":2}"),
        ("row(integer,varchar)", "[1,\"x\"]", "row(varchar,bigint)", "Cannot cast 'x' to BIGINT"),
        (
            "array(row(integer,varchar))",
            "[[1,\"2\"],null]",
            "array(row(a varchar,b bigint))",
            "[{\"a\":\"1\",\"b\":2},null]",
        ),
    ]);
}

#[test]
fn bytes() {
    let of = |bytes: &[u8], to: Type| {
        let column: ArrayRef = Arc::new(BinaryViewArray::from(vec![bytes]));
        let value = cast(col("a"), &Type::Varbinary, &to, false, &context());
        let text = cast(value, &to, &Type::VARCHAR, false, &context());
        match evaluate(&text, &batch(vec![column])) {
            Ok(array) => array.as_any().downcast_ref::<StringViewArray>().unwrap().value(0).to_owned(),
            Err(error) => message(&error),
        }
    };
    assert_eq!(of(&[10, 0, 0, 1], Type::IpAddress), "10.0.0.1");
    assert_eq!(of(&[0], Type::IpAddress), "INVALID_CAST_ARGUMENT: Invalid IP address binary length: 1");
    assert_eq!(of(&[0], Type::Uuid), "INVALID_CAST_ARGUMENT: Invalid UUID binary length: 1");
}

#[test]
fn slices_and_values_under_nulls() {
    // The text 'x' is of a NULL array: it must not fail.
    let values: ArrayRef = Arc::new(StringViewArray::from(vec!["0", "1", "x", "2"]));
    let DataType::List(field) = data_type("array(varchar)").carrier() else { panic!("a list") };
    let list = ListArray::new(
        field,
        OffsetBuffer::from_lengths([1, 1, 1, 1]),
        values,
        Some(vec![true, true, false, true].into()),
    );
    let (from, to) = (data_type("array(varchar)"), data_type("array(bigint)"));
    let column: ArrayRef = Arc::new(list.slice(1, 3));
    let result = evaluate(&cast(col("a"), &from, &to, false, &context()), &batch(vec![column])).unwrap();
    let result = result.as_any().downcast_ref::<ListArray>().unwrap();
    assert!(result.is_null(1));
    let element = |row: usize| result.value(row).as_any().downcast_ref::<Int64Array>().unwrap().value(0);
    assert_eq!((element(0), element(2)), (1, 2));
}

use arrow::array::ListArray;
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::DataType;
