"""Expressions of every type with edge values; the first of each type is an ordinary value."""

EDGES = {
    "boolean": ["true", "false"],
    "tinyint": ["TINYINT '7'", "TINYINT '-128'", "TINYINT '127'", "TINYINT '0'"],
    "smallint": ["SMALLINT '300'", "SMALLINT '-32768'", "SMALLINT '32767'", "SMALLINT '0'"],
    "integer": ["70000", "-2147483648", "2147483647", "0", "-1"],
    "bigint": ["BIGINT '5000000000'", "-9223372036854775808", "9223372036854775807", "BIGINT '0'", "BIGINT '-1'"],
    "real": ["REAL '1.5'", "REAL '-2.5'", "REAL '-0.0'", "REAL '3.4028235e38'", "REAL '1.4e-45'", "REAL 'NaN'", "REAL 'Infinity'"],
    "double": ["1.5e0", "2.5e0", "-2.5e0", "-0e0", "1.7976931348623157e308", "5e-324", "1e19", "nan()", "infinity()", "-infinity()"],
    "decimal(5,2)": ["DECIMAL '123.45'", "DECIMAL '-999.99'", "DECIMAL '000.50'", "DECIMAL '001.50'", "DECIMAL '000.00'"],
    "decimal(20,3)": ["DECIMAL '12345678901234567.890'", "DECIMAL '-99999999999999999.999'", "DECIMAL '00000000000000000.500'"],
    "decimal(38,0)": ["DECIMAL '12345678901234567890123456789012345678'", "DECIMAL '-99999999999999999999999999999999999999'",
                      "DECIMAL '00000000000000000000000000000000000001'"],
    "varchar": ["CAST('abc' AS varchar)", "CAST('' AS varchar)", "CAST('12' AS varchar)", "CAST(' 12 ' AS varchar)", "CAST('1.5' AS varchar)",
                "CAST('1e3' AS varchar)", "CAST('true' AS varchar)", "CAST('2020-02-29' AS varchar)",
                "CAST('2020-02-29 01:02:03.456' AS varchar)", "CAST('01:02:03.456' AS varchar)",
                "CAST('2020-02-29 01:02:03.456 Europe/Warsaw' AS varchar)", "CAST('NaN' AS varchar)", "CAST('-0' AS varchar)"],
    "varchar(3)": ["CAST('abc' AS varchar(3))", "CAST('' AS varchar(3))", "CAST('-12' AS varchar(3))", "CAST('żół' AS varchar(3))"],
    "char(3)": ["CAST('abc' AS char(3))", "CAST('' AS char(3))", "CAST('12' AS char(3))"],
    "varbinary": ["X'616263'", "X''", "X'00FF'"],
    "json": ["JSON '1'", "JSON 'null'", "JSON '\"abc\"'", "JSON '\"12\"'", "JSON 'true'", "JSON '1.5'", "JSON '[1,2]'", "JSON '{\"x\":1,\"y\":\"b\"}'",
             "JSON '[\"a\",null]'"],
    "date": ["DATE '2020-02-29'", "DATE '0001-01-01'", "DATE '9999-12-31'", "DATE '1969-12-31'", "DATE '-0001-01-01'"],
    "time(3)": ["TIME '01:02:03.456'", "TIME '00:00:00.000'", "TIME '23:59:59.999'"],
    "time(6)": ["TIME '01:02:03.456789'", "TIME '23:59:59.999999'"],
    "time(6) with time zone": ["TIME '01:02:03.456789 +01:00'", "TIME '23:59:59.999999 -14:00'"],
    "timestamp(0)": ["TIMESTAMP '2020-02-29 01:02:03'", "TIMESTAMP '1969-12-31 23:59:59'"],
    "timestamp(3)": ["TIMESTAMP '2020-02-29 01:02:03.456'", "TIMESTAMP '0001-01-01 00:00:00.000'", "TIMESTAMP '9999-12-31 23:59:59.999'",
                     "TIMESTAMP '1969-12-31 23:59:59.999'"],
    "timestamp(6)": ["TIMESTAMP '2020-02-29 01:02:03.456789'", "TIMESTAMP '1969-12-31 23:59:59.999999'", "TIMESTAMP '2020-12-31 23:59:59.999500'"],
    "timestamp(3) with time zone": ["TIMESTAMP '2020-02-29 01:02:03.456 Europe/Warsaw'", "TIMESTAMP '1969-12-31 23:59:59.999 -08:00'",
                                    "TIMESTAMP '2020-10-25 02:30:00.000 Europe/Warsaw'"],
    "timestamp(6) with time zone": ["TIMESTAMP '2020-02-29 01:02:03.456789 Asia/Kathmandu'", "TIMESTAMP '2020-12-31 23:59:59.999999 UTC'"],
    "interval year to month": ["INTERVAL '1-2' YEAR TO MONTH", "INTERVAL '-3' MONTH"],
    "interval day to second": ["INTERVAL '1 02:03:04.567' DAY TO SECOND", "INTERVAL '-1' SECOND"],
    "array(integer)": ["ARRAY[1, NULL, 3]", "CAST(ARRAY[] AS array(integer))"],
    "array(varchar)": ["ARRAY[CAST('a' AS varchar), NULL, '1']"],
    "map(varchar,integer)": ["MAP(ARRAY[CAST('a' AS varchar), '1'], ARRAY[1, NULL])", "CAST(MAP() AS map(varchar, integer))"],
    "row(x integer,y varchar)": ["CAST(ROW(1, 'b') AS row(x integer, y varchar))", "CAST(ROW(NULL, NULL) AS row(x integer, y varchar))"],
    "row(bigint,varchar)": ["ROW(BIGINT '1', CAST('b' AS varchar))"],
    "uuid": ["UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'"],
    "ipaddress": ["IPADDRESS '10.0.0.1'", "IPADDRESS '2001:db8::1'"],
    "unknown": ["NULL"],
}

# Types as targets of casts, with parameters that cut, round and overflow.
TARGETS = [
    "boolean", "tinyint", "smallint", "integer", "bigint", "real", "double", "decimal(5,2)", "decimal(20,3)", "decimal(38,0)",
    "varchar", "varchar(3)", "char(3)", "varbinary", "json", "date", "time(3)", "time(6) with time zone", "timestamp(0)",
    "timestamp(3)", "timestamp(6)", "timestamp(3) with time zone", "timestamp(6) with time zone", "interval year to month",
    "interval day to second", "array(integer)", "array(varchar)", "map(varchar,integer)", "row(x integer,y varchar)", "uuid", "ipaddress",
]


def file_name(type_name):
    """A type as part of a topic's name."""
    for old, new in (("(", "_"), (")", ""), (",", "_"), (" ", "_")):
        type_name = type_name.replace(old, new)
    return type_name
