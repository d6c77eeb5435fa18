//! Values of every type, in both formats, and what is refused.

use super::*;

fn text_of(oid: u32, value: &str) -> Result<ScalarValue, PgError> {
    let parameter_type = ParameterType::new(oid, None);
    decode_one(Some(value.as_bytes()), Format::Text, &parameter_type, Zone::Utc)
}

fn binary_of(oid: u32, value: &[u8]) -> Result<ScalarValue, PgError> {
    decode_one(Some(value), Format::Binary, &ParameterType::new(oid, None), Zone::Utc)
}

#[test]
fn texts() {
    for (oid, text, expected) in [
        (16, " Yes ", ScalarValue::Boolean(Some(true))),
        (21, "-5", ScalarValue::Int16(Some(-5))),
        (20, "9223372036854775807", ScalarValue::Int64(Some(i64::MAX))),
        (26, "4294967295", ScalarValue::Int64(Some(4_294_967_295))),
        (701, "1.5e3", ScalarValue::Float64(Some(1_500.0))),
        (1700, "-12.50", ScalarValue::Decimal128(Some(-1_250), 4, 2)),
        (1700, "1e-3", ScalarValue::Decimal128(Some(1), 3, 3)),
        (1700, "12e2", ScalarValue::Decimal128(Some(1_200), 4, 0)),
        (1700, "0.0", ScalarValue::Decimal128(Some(0), 1, 1)),
        (25, " as is ", ScalarValue::Utf8(Some(" as is ".into()))),
        (17, "\\x00FF", ScalarValue::Binary(Some(vec![0, 255]))),
        (17, "a\\\\\\001", ScalarValue::Binary(Some(vec![b'a', b'\\', 1]))),
        (1082, "2024-02-29", ScalarValue::Date32(Some(19_782))),
        (1083, "01:02:03.5", ScalarValue::Time64Microsecond(Some(3_723_500_000))),
        (1114, "1970-01-02T00:00:00", ScalarValue::TimestampMicrosecond(Some(86_400_000_000), None)),
        (1114, "1970-01-02", ScalarValue::TimestampMicrosecond(Some(86_400_000_000), None)),
        (1184, "1970-01-01 02:00:00+02", ScalarValue::TimestampMicrosecond(Some(0), Some("UTC".into()))),
        (
            1184,
            "1970-01-01 01:00 Europe/Berlin",
            ScalarValue::TimestampMicrosecond(Some(0), Some("UTC".into())),
        ),
    ] {
        assert_eq!(text_of(oid, text).unwrap(), expected, "{oid} {text}");
    }
}

#[test]
fn texts_that_are_no_values() {
    for (oid, text, code) in [
        (16, "maybe", "22P02"),
        (21, "40000", "22003"),
        (23, "5.5", "22P02"),
        (1700, "NaN", "22P02"),
        (1700, "1e60", "22003"),
        (17, "\\x0", "22P02"),
        (1082, "2023-02-29", "22P02"),
        (1184, "1970-01-01 00:00 Mars", "22P02"),
        (2950, "x", "22P02"),
        (1007, "{{1},{2}}", "0A000"),
        (1007, "1,2", "22P02"),
    ] {
        assert_eq!(text_of(oid, text).unwrap_err().code, code, "{oid} {text}");
    }
}

#[test]
fn binaries() {
    assert_eq!(binary_of(23, &[0, 0, 1, 0]).unwrap(), ScalarValue::Int32(Some(256)));
    assert_eq!(binary_of(1082, &[0, 0, 0, 1]).unwrap(), ScalarValue::Date32(Some(PG_EPOCH + 1)));
    let numeric = [0, 2, 0, 0, 0x40, 0, 0, 2, 0, 123, 0x11, 0x94]; // -123.45
    assert_eq!(binary_of(1700, &numeric).unwrap(), ScalarValue::Decimal128(Some(-12_345), 5, 2));
    let thousands = [0, 1, 0, 1, 0, 0, 0, 0, 0, 7]; // 70000
    assert_eq!(binary_of(1700, &thousands).unwrap(), ScalarValue::Decimal128(Some(70_000), 5, 0));
    assert_eq!(binary_of(3802, b"\x01{}").unwrap(), ScalarValue::Utf8(Some("{}".into())));
    for (oid, bytes) in [(23, &[0, 0, 1][..]), (23, &[0; 5]), (1700, &[0, 9]), (2950, &[1]), (1007, &[0; 7])]
    {
        assert_eq!(binary_of(oid, bytes).unwrap_err().code, "22P03", "{oid}");
    }
    assert_eq!(binary_of(869, &[1]).unwrap_err().code, "0A000");
}

const PG_EPOCH: i32 = crate::pgwire::encode::PG_EPOCH_DAYS;

#[test]
fn arrays_of_both_formats() {
    let expected = ScalarValue::List(ScalarValue::new_list(
        &[ScalarValue::Int32(Some(1)), ScalarValue::Int32(None)],
        &DataType::Int32,
        true,
    ));
    assert_eq!(text_of(1007, "{1,NULL}").unwrap(), expected);
    let words = [1i32, 1, 23, 2, 1, 4, 1, -1];
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
    assert_eq!(binary_of(1007, &bytes).unwrap(), expected);
    let texts = text_of(1009, r#"{a,"b,\"c","NULL"}"#).unwrap();
    assert_eq!(texts.to_string(), "[a, b,\"c, NULL]");
}

#[test]
fn types_left_open_follow_the_statement_without_rounding() {
    let decoded = |data_type: DataType, value: &str| {
        let parameter_type = ParameterType::new(0, Some(&data_type));
        decode_one(Some(value.as_bytes()), Format::Text, &parameter_type, Zone::Utc)
    };
    assert_eq!(decoded(DataType::Utf8View, "x").unwrap(), ScalarValue::Utf8View(Some("x".into())));
    assert_eq!(decoded(DataType::Int64, "5.5").unwrap_err().code, "22P02");
    let decimal = decoded(DataType::Decimal128(15, 2), "0.055").unwrap();
    assert_eq!(decimal, ScalarValue::Decimal128(Some(55), 3, 3));
    let null =
        decode_one(None, Format::Text, &ParameterType::new(0, Some(&DataType::Int8)), Zone::Utc).unwrap();
    assert_eq!(null, ScalarValue::Int8(None));
    assert_eq!(decoded(DataType::UInt32, "16384").unwrap(), ScalarValue::UInt32(Some(16_384)));
    assert_eq!(ParameterType::new(0, Some(&DataType::UInt32)).pg_type.oid, 26);
    assert_eq!(ParameterType::new(705, None).pg_type.oid, 25);
    assert_eq!(declared_carrier(1700), None);
    assert_eq!(declared_carrier(20), Some(DataType::Int64));
}

#[test]
fn format_codes_are_validated() {
    assert_eq!(formats_of(&[], 2, "parameter").unwrap(), [Format::Text; 2]);
    assert_eq!(formats_of(&[1], 2, "parameter").unwrap(), [Format::Binary; 2]);
    assert_eq!(formats_of(&[0, 1, 0], 2, "result").unwrap_err().code, "08P01");
    assert_eq!(formats_of(&[7], 1, "result").unwrap_err().code, "08P01");
}
