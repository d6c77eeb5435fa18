use polias_sql::Flavor;
use polias_sql::ast::ExpressionKind;

use super::*;
use crate::TypeSignature;

/// The type in `CAST(NULL AS …)`.
fn of_cast(text: &str) -> Result<Type, (&'static str, String)> {
    let cast = polias_sql::parse_expression(&format!("CAST(NULL AS {text})"), Flavor::Trino).unwrap();
    let ExpressionKind::Cast(cast) = &cast.kind else { panic!("{cast:?}") };
    Type::from_ast(&cast.target).map_err(|error| (error.name, error.to_string()))
}

#[test]
fn types_of_statements() {
    for (written, shown) in [
        ("int", "integer"),
        ("BIGINT", "bigint"),
        ("\"BIGINT\"", "bigint"),
        ("double precision", "double"),
        ("decimal", "decimal(38,0)"),
        ("decimal(7)", "decimal(7,0)"),
        ("decimal(5,2)", "decimal(5,2)"),
        ("varchar", "varchar"),
        ("varchar(0)", "varchar(0)"),
        ("varchar(2147483646)", "varchar(2147483646)"),
        ("varchar(2147483647)", "varchar"),
        ("char", "char(1)"),
        ("char(65536)", "char(65536)"),
        ("time", "time(3)"),
        ("time(0) with time zone", "time(0) with time zone"),
        ("timestamp", "timestamp(3)"),
        ("timestamp(9)", "timestamp(9)"),
        ("timestamp with time zone", "timestamp(3) with time zone"),
        ("\"timestamp with time zone\"", "timestamp(3) with time zone"),
        ("interval day to second", "interval day to second"),
        ("interval year to month", "interval year to month"),
        ("map(json, bigint)", "map(json, bigint)"),
        ("array(unknown)", "array(unknown)"),
        ("bigint array array", "array(array(bigint))"),
        ("hyperloglog", "HyperLogLog"),
        ("qdigest(varchar)", "qdigest(varchar)"),
        (
            "row(a bigint, \"B c\" varchar, \"a\"\"b\" double, C date, \"select\" bigint)",
            "row(a bigint, B c varchar, a\"b double, c date, select bigint)",
        ),
        ("row(x row(y bigint))", "row(x row(y bigint))"),
        ("row(bigint)", "row(bigint)"),
    ] {
        assert_eq!(
            of_cast(written).map(|data_type| data_type.to_string()),
            Ok(shown.to_owned()),
            "{written}"
        );
    }
}

#[test]
fn types_there_are_not() {
    for written in [
        "foo",
        "string",
        "dec",
        "numeric",
        "float",
        "text",
        "ObjectId",
        "char(65537)",
        "varchar(99999999999)",
        "decimal(3, 2, 1)",
        "timestamp(13)",
        "timestamp(13) with time zone",
        "time(13)",
        "time(13) with time zone",
        "bigint(3)",
        "array",
        "array(bigint, bigint)",
        "array(3)",
        "map",
        "map(bigint)",
        "map(HyperLogLog, bigint)",
        "map(3, bigint)",
        "row",
        "varchar(bigint)",
        "qdigest",
        "uuid(3)",
        "array(map(varchar, foo(3)))",
        "ROW(a foo, \"B\" timestamp(13), bigint)",
        "array(\"Foo\")",
        "array(INTERVAL DAY TO SECOND, foo)",
        "array(char(70000))",
    ] {
        assert_eq!(of_cast(written), Err(("TYPE_MISMATCH", format!("Unknown type: {written}"))));
    }
}

#[test]
fn types_refused_for_other_reasons() {
    for (written, name, message) in [
        ("unknown", "TYPE_MISMATCH", "UNKNOWN is not a valid type"),
        ("decimal(39)", "INVALID_FUNCTION_ARGUMENT", "DECIMAL precision must be in range [1, 38]: 39"),
        ("array(decimal(0))", "INVALID_FUNCTION_ARGUMENT", "DECIMAL precision must be in range [1, 38]: 0"),
        ("decimal(3,5)", "INVALID_FUNCTION_ARGUMENT", "DECIMAL scale must be in range [0, precision (3)]: 5"),
        ("interval day to hour", "NOT_SUPPORTED", "INTERVAL DAY TO HOUR type not supported"),
        ("interval year", "NOT_SUPPORTED", "INTERVAL YEAR TO YEAR type not supported"),
        (
            "varchar(99999999999999999999999)",
            "TYPE_MISMATCH",
            "Invalid type parameter: 99999999999999999999999",
        ),
        (
            "timestamp(12)",
            "NOT_SUPPORTED",
            "Type timestamp(12) is not supported: values have at most 9 digits of a second; use a precision of 9 or less",
        ),
    ] {
        assert_eq!(of_cast(written), Err((name, message.to_owned())));
    }
    assert_eq!(of_cast("array(time(10) with time zone)").unwrap_err().0, "NOT_SUPPORTED");
}

#[test]
fn shown_types_are_read_again() {
    let rows = [
        "row(a bigint, \"B c\" varchar, \"a\"\"b\" double)",
        "row(date date, interval interval day to second, x double precision)",
        "row(interval day to second, timestamp(3) with time zone, a timestamp(6) with time zone)",
        "array(map(varchar(3), row(char(2), decimal(5,2))))",
        "function(bigint, array(boolean))",
        "timestamp(12) with time zone",
        "qdigest(double)",
        "unknown",
    ];
    for text in rows {
        let data_type = Type::parse(text).unwrap();
        let signature = TypeSignature(&data_type).to_string();
        assert_eq!(Type::parse(&signature).as_ref(), Some(&data_type), "{text}: {signature}");
    }
    for line in include_str!("../testdata/type-pairs.tsv").lines().skip(1) {
        let data_type = Type::parse(line.split('\t').next().unwrap()).unwrap();
        assert_eq!(Type::parse(&data_type.to_string()), Some(data_type));
    }
}

#[test]
fn signatures_of_types() {
    let shown = |text| TypeSignature(&Type::parse(text).unwrap()).to_string();
    assert_eq!(shown("map(integer, varchar(1))"), "map(integer,varchar(1))");
    assert_eq!(shown("row(a bigint, \"B\" varchar)"), "row(\"a\" bigint,\"B\" varchar)");
    assert_eq!(shown("decimal(2, 1)"), "decimal(2,1)");
}

#[test]
fn text_that_is_no_type() {
    for text in [
        "",
        "(",
        "array(",
        "array(bigint",
        "array(bigint))",
        "array()",
        "row()",
        "row(a)",
        "bigint,",
        "\"bigint",
        "3",
        "a b",
    ] {
        assert_eq!(Type::parse(text), None, "{text}");
    }
    let depth = 100_000;
    assert_eq!(Type::parse(&format!("{}bigint{}", "array(".repeat(depth), ")".repeat(depth))), None);
}
