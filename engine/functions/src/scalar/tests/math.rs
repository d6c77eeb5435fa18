//! Functions of numbers.

use super::*;

#[test]
fn rounding() {
    check! {
        "round"(double(2.5)) => "3.0";
        "round"(double(-2.5)) => "-3.0";
        "round"(double(0.499_999_999_999_999_94)) => "0.0";
        "round"(double(1e308), value("2", "integer")) => "1e308";
        "round"(double(1.005), value("2", "integer")) => "1.0";
        "round"(double(2.675), value("2", "integer")) => "2.68";
        "round"(double(5.0), value("-1", "integer")) => "10.0";
        "round"(double(1.0), value("400", "integer")) => "1.0";
        "round"(double(123_456_789_012_345_678.0), value("2", "integer")) => "1.2345678901234566e17";
        "round"(value("1.25", "real"), value("1", "integer")) => "1.3";
        "round"(value("-15", "integer"), value("-1", "integer")) => "-20";
        "round"(value("15", "integer"), value("-2", "integer")) => "0";
        "round"(int(i64::MAX), value("-1", "integer")) =>
            "NUMERIC_VALUE_OUT_OF_RANGE: numerical overflow: 9223372036854775807";
        "round"(value("127", "tinyint"), value("-1", "integer")) =>
            "NUMERIC_VALUE_OUT_OF_RANGE: Out of range for tinyint: 130";
        "round"(value("123.456", "decimal(6,3)"), value("2", "integer")) => "123.460";
        "round"(value("123.456", "decimal(6,3)"), value("-2", "integer")) => "100.000";
        "round"(value("-0.5", "decimal(1,1)")) => "-1";
        "round"(value("99.99", "decimal(4,2)"), value("1", "integer")) => "100.00";
        "round"(value("550", "decimal(3,0)"), value("-3", "integer")) => "1000";
        "round"(value("5.5", "decimal(2,1)"), value("40", "integer")) => "5.5";
        "round"(value("5", "decimal(1,0)"), value("-20", "integer")) => "0";
        "truncate"(value("-123.456", "decimal(6,3)"), value("1", "integer")) => "-123.400";
        "truncate"(value("123.456", "decimal(6,3)"), value("-5", "integer")) => "0.000";
        "truncate"(double(-1.9)) => "-1.0";
        "ceil"(value("99.1", "decimal(3,1)")) => "100";
        "ceil"(value("-0.5", "decimal(1,1)")) => "0";
        "floor"(value("-0.5", "decimal(1,1)")) => "-1";
        "floor"(double(-0.5)) => "-1.0";
        "sign"(value("-5.5", "decimal(2,1)")) => "-1";
        "sign"(double(f64::NAN)) => "NaN";
        "abs"(value("-128", "tinyint")) =>
            "NUMERIC_VALUE_OUT_OF_RANGE: Value -128 is out of range for abs(tinyint)";
        "mod"(value("5.5", "decimal(2,1)"), value("2", "decimal(1,0)")) => "1.5";
        "mod"(int(-13), int(5)) => "-3";
        "mod"(int(i64::MIN), int(-1)) => "0";
        "mod"(value("1.0", "decimal(2,1)"), value("0", "decimal(1,0)")) => "DIVISION_BY_ZERO: Division by zero";
    }
}

#[test]
fn powers_and_logarithms() {
    check! {
        "power"(int(2), int(-1)) => "0.5";
        "power"(double(1.0), double(f64::NAN)) => "NaN";
        "sqrt"(int(-1)) => "NaN";
        "ln"(int(0)) => "-inf";
        "log"(int(10), int(1000)) => "2.9999999999999996";
        "log"(int(2), int(8)) => "3.0";
        "log2"(int(8)) => "3.0";
        "log10"(int(1000)) => "3.0";
        "degrees"(int(1)) => "57.29577951308232";
        "radians"(int(180)) => "3.141592653589793";
        "atan2"(int(1), int(-1)) => "2.356194490192345";
        "e"() => "2.718281828459045";
        "is_infinite"(double(f64::NEG_INFINITY)) => "true";
    }
}

#[test]
fn greatest_and_least() {
    check! {
        "greatest"(int(1), int(3), int(2)) => "3";
        "greatest"(int(1), null("bigint"), int(2)) => "NULL";
        "greatest"(double(f64::NAN), double(1.0)) => "1.0";
        "greatest"(double(1.0), double(f64::NAN)) => "1.0";
        "least"(double(f64::NAN), double(1.0)) => "1.0";
        "least"(double(f64::NAN), double(f64::NAN)) => "NaN";
        "least"(text("b"), text("a")) => "a";
        "greatest"(zoned("2020-01-01T00:00:00", 0, "UTC"), zoned("2020-01-01T00:00:00", 0, "+01:00")) =>
            "2020-01-01 00:00:00 UTC";
    }
}

#[test]
fn buckets_bases_and_bits() {
    check! {
        "width_bucket"(double(3.1), int(0), int(4), int(3)) => "3";
        "width_bucket"(int(1), int(4), int(0), int(4)) => "3";
        "width_bucket"(int(5), int(4), int(0), int(4)) => "0";
        "width_bucket"(int(1), int(1), int(1), int(4)) =>
            "INVALID_FUNCTION_ARGUMENT: bounds cannot equal each other";
        "width_bucket"(int(1), int(0), int(4), int(0)) =>
            "INVALID_FUNCTION_ARGUMENT: bucketCount must be greater than 0";
        "from_base"(text("zz"), int(36)) => "1295";
        "from_base"(text("-ff"), int(16)) => "-255";
        "from_base"(text("2"), int(2)) => "INVALID_FUNCTION_ARGUMENT: Not a valid base-2 number: 2";
        "from_base"(text("1"), int(37)) => "INVALID_FUNCTION_ARGUMENT: Radix must be between 2 and 36";
        "to_base"(int(-255), int(16)) => "-ff";
        "to_base"(int(0), int(2)) => "0";
        "bit_count"(int(-7), int(8)) => "6";
        "bit_count"(int(8), int(4)) =>
            "INVALID_FUNCTION_ARGUMENT: Number must be representable with the bits specified. 8 cannot be represented with 4 bits";
        "bitwise_left_shift"(value("64", "tinyint"), value("1", "integer")) => "-128";
        "bitwise_left_shift"(value("1", "integer"), value("33", "integer")) => "0";
        "bitwise_right_shift"(value("-7", "tinyint"), value("2", "integer")) => "62";
        "bitwise_right_shift_arithmetic"(value("-8", "integer"), value("100", "integer")) => "-1";
        "bitwise_xor"(int(19), int(25)) => "10";
        "random"(int(0)) => "INVALID_FUNCTION_ARGUMENT: bound must be positive";
        "random"(int(5), int(6)) => "5";
        "wilson_interval_lower"(int(1250), int(1310), double(1.96)) => "0.9414883725395894";
    }
}
