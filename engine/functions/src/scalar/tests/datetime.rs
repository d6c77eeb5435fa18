//! Functions of points in time.

use super::*;

fn time(text: &str) -> Value {
    value(text, "timestamp(3)")
}

fn day(text: &str) -> Value {
    value(text, "date")
}

#[test]
fn truncation_and_addition() {
    check! {
        "date_trunc"(text("millisecond"), value("2020-01-01T00:00:00.123456", "timestamp(6)")) => "2020-01-01T00:00:00.123";
        "date_trunc"(text("QUARTER"), day("2020-05-05")) => "2020-04-01";
        "date_trunc"(text("week"), day("2020-05-05")) => "2020-05-04";
        "date_trunc"(text("day"), zoned("2020-03-29T01:30:00", 0, "Europe/Berlin")) => "2020-03-29 00:00:00 Europe/Berlin";
        "date_trunc"(text("hour"), day("2020-01-01")) =>
            "INVALID_FUNCTION_ARGUMENT: 'hour' is not a valid DATE field";
        "date_trunc"(text("foo"), time("2020-01-01T00:00:00")) =>
            "INVALID_FUNCTION_ARGUMENT: 'foo' is not a valid TIMESTAMP field";
        "date_add"(text("month"), int(1), day("2020-01-31")) => "2020-02-29";
        "date_add"(text("quarter"), int(-1), day("2020-05-31")) => "2020-02-29";
        "date_add"(text("millisecond"), int(1500), value("2020-01-01T00:00:00", "timestamp(0)")) => "2020-01-01T00:00:02";
        "date_add"(text("hour"), int(25), value("01:00:00", "time(0)")) => "02:00:00";
        "date_add"(text("day"), int(1), zoned("2020-03-28T01:30:00", 0, "Europe/Berlin")) => "2020-03-29 03:30:00 Europe/Berlin";
        "date_add"(text("hour"), int(24), zoned("2020-03-28T01:30:00", 0, "Europe/Berlin")) => "2020-03-29 03:30:00 Europe/Berlin";
        "date_add"(text("year"), int(3_000_000_000), time("2020-01-01T00:00:00")) =>
            "INVALID_FUNCTION_ARGUMENT: integer overflow";
        "last_day_of_month"(day("2020-02-01")) => "2020-02-29";
    }
}

#[test]
fn differences() {
    check! {
        "date_diff"(text("week"), day("2020-01-01"), day("2020-01-20")) => "2";
        "date_diff"(text("quarter"), day("2020-01-31"), day("2020-04-30")) => "1";
        "date_diff"(text("month"), day("2020-03-31"), day("2020-02-29")) => "-1";
        "date_diff"(text("month"), day("2020-01-30"), day("2020-02-29")) => "1";
        "date_diff"(text("month"), day("2020-02-29"), day("2020-01-31")) => "-1";
        "date_diff"(text("year"), day("2020-02-29"), day("2021-02-28")) => "1";
        "date_diff"(text("month"), time("2020-01-29T12:00:00"), time("2020-02-29T11:00:00")) => "0";
        "date_diff"(text("day"), time("2020-01-29T12:00:00"), time("2020-01-28T11:00:00")) => "-1";
        "date_diff"(text("year"), time("2020-01-29T12:00:00"), time("2019-01-29T12:00:01")) => "0";
        "date_diff"(text("day"), zoned("2020-03-28T01:30:00", 0, "Europe/Berlin"), zoned("2020-03-29T01:30:00", 0, "Europe/Berlin")) => "1";
        "date_diff"(text("month"), zoned("2020-01-31T23:30:00", 0, "UTC"), zoned("2020-02-29T22:30:00", 0, "Europe/Berlin")) => "0";
        "date_diff"(text("hour"), day("2020-01-01"), day("2020-01-02")) =>
            "INVALID_FUNCTION_ARGUMENT: 'hour' is not a valid DATE field";
    }
}

#[test]
fn fields() {
    check! {
        "week"(day("2021-01-01")) => "53";
        "year_of_week"(day("2021-01-01")) => "2020";
        "day_of_week"(day("2020-05-10")) => "7";
        "day_of_year"(day("2020-12-31")) => "366";
        "hour"(time("1969-12-31T23:59:59.5")) => "23";
        "millisecond"(time("1969-12-31T23:59:59.5")) => "500";
        "hour"(zoned("2020-06-01T10:00:00", 0, "Europe/Berlin")) => "12";
        "timezone_hour"(zoned("2020-06-01T10:00:00", 0, "America/St_Johns")) => "-2";
        "timezone_minute"(zoned("2020-06-01T10:00:00", 0, "America/St_Johns")) => "-30";
    }
}

#[test]
fn epochs_and_zones() {
    check! {
        "from_unixtime"(double(1.4995)) => "1970-01-01 00:00:01.500 UTC";
        "from_unixtime"(double(-1.5)) => "1969-12-31 23:59:58.500 UTC";
        "from_unixtime"(int(7200), text("Asia/Shanghai")) => "1970-01-01 10:00:00 Asia/Shanghai";
        "from_unixtime"(int(1), int(-5), int(30)) => "1969-12-31 19:30:01 -04:30";
        "from_unixtime"(double(1e20)) =>
            "INVALID_FUNCTION_ARGUMENT: Millis overflow: 9223372036854775807";
        "from_unixtime"(int(1), text("foo")) => "NOT_SUPPORTED: Time zone not supported: foo";
        "from_unixtime"(int(1), int(15), int(0)) => "INVALID_FUNCTION_ARGUMENT: Invalid offset minutes 900";
        "from_unixtime_nanos"(value("-1234.5", "decimal(5,1)")) => "1969-12-31 23:59:59.999998765 UTC";
        "to_unixtime"(zoned("1969-12-31T23:59:59.5", 3, "UTC")) => "-0.5";
        "at_timezone"(zoned("2022-11-01T09:08:07.321", 3, "UTC"), text("America/Los_Angeles")) =>
            "2022-11-01 02:08:07.321 America/Los_Angeles";
        "at_timezone"(zoned("2020-01-01T00:00:00", 0, "UTC"), text("foo")) =>
            "INVALID_FUNCTION_ARGUMENT: 'foo' is not a valid time zone";
        "with_timezone"(time("2022-11-01T09:08:07.321"), text("America/Los_Angeles")) =>
            "2022-11-01 09:08:07.321 America/Los_Angeles";
        "human_readable_seconds"(int(3762)) => "1 hour, 2 minutes, 42 seconds";
        "human_readable_seconds"(int(-96)) => "1 minute, 36 seconds";
        "human_readable_seconds"(int(0)) => "0 seconds";
        "parse_duration"(text("42.8ms")) => "43";
        "parse_duration"(text("3.81 d")) => "329184000";
        "date"(text("2020-02-30")) => "INVALID_CAST_ARGUMENT: Value cannot be cast to date: 2020-02-30";
    }
}

#[test]
fn iso_8601() {
    check! {
        "to_iso8601"(zoned("2019-12-31T19:32:03.120", 3, "+05:30")) => "2020-01-01T01:02:03.120+05:30";
        "to_iso8601"(zoned("2020-01-01T01:02:03", 0, "UTC")) => "2020-01-01T01:02:03Z";
        "to_iso8601"(day("2020-01-01")) => "2020-01-01";
        "from_iso8601_date"(text("2020-W10")) => "2020-03-02";
        "from_iso8601_date"(text("2020-123")) => "2020-05-02";
        "from_iso8601_date"(text("2020-1-1")) => "2020-01-01";
        "from_iso8601_date"(text("2020-13-01")) =>
            "INVALID_FUNCTION_ARGUMENT: Cannot parse \"2020-13-01\": Value 13 for monthOfYear must be in the range [1,12]";
        "from_iso8601_date"(text("2020-01-01T00:00:00")) =>
            "INVALID_FUNCTION_ARGUMENT: Invalid format: \"2020-01-01T00:00:00\" is malformed at \"T00:00:00\"";
        "from_iso8601_timestamp"(text("2020-05-11T11:15:05.055+01:00")) => "2020-05-11 11:15:05.055 +01:00";
        "from_iso8601_timestamp"(text("2020-05-11")) => "2020-05-11 00:00:00 UTC";
        "from_iso8601_timestamp"(text("T10:00")) => "1970-01-01 10:00:00 UTC";
        "from_iso8601_timestamp"(text("2020-05-11 11:15:05")) =>
            "INVALID_FUNCTION_ARGUMENT: Invalid format: \"2020-05-11 11:15:05\" is malformed at \" 11:15:05\"";
        "from_iso8601_timestamp"(text("x")) => "INVALID_FUNCTION_ARGUMENT: Invalid format: \"x\"";
        "from_iso8601_timestamp_nanos"(text("2020-05-11T11:15:05.123456789+01:00")) =>
            "2020-05-11 11:15:05.123456789 +01:00";
    }
}

#[test]
fn patterns() {
    let moment = || time("2001-01-09T03:04:05.321");
    check! {
        "date_format"(moment(), text("%a|%b|%c|%d|%e|%f|%H|%h|%I|%i|%j|%k|%l|%M|%m|%p|%r|%S|%s|%T|%v|%W|%Y|%y|%%|%z|x%")) =>
            "Tue|Jan|1|09|9|321000|03|03|03|04|009|3|3|January|01|AM|03:04:05 AM|05|05|03:04:05|02|Tuesday|2001|01|%|z|x";
        "date_format"(moment(), text("%D")) => "INVALID_FUNCTION_ARGUMENT: %D not supported in date format string";
        "date_format"(moment(), text("")) => "INVALID_FUNCTION_ARGUMENT: Both printing and parsing not supported";
        "date_parse"(text("2013 137"), text("%Y %j")) => "2013-05-17T00:00:00";
        "date_parse"(text("12:30"), text("%H:%i")) => "1970-01-01T12:30:00";
        "date_parse"(text("Jan 5, 2020"), text("%b %e, %Y")) => "2020-01-05T00:00:00";
        "date_parse"(text("5/1/69"), text("%c/%e/%y")) => "2069-05-01T00:00:00";
        "date_parse"(text("5/1/70"), text("%c/%e/%y")) => "1970-05-01T00:00:00";
        "date_parse"(text("2020-01-01 10:20:30.5"), text("%Y-%m-%d %H:%i:%s.%f")) => "2020-01-01T10:20:30.500";
        "date_parse"(text("10:20:30 PM"), text("%r")) => "1970-01-01T22:20:30";
        "date_parse"(text("2001 02"), text("%x %v")) => "2001-01-08T00:00:00";
        "date_parse"(text("2013-05-17x"), text("%Y-%m-%d")) =>
            "INVALID_FUNCTION_ARGUMENT: Invalid format: \"2013-05-17x\" is malformed at \"x\"";
        "date_parse"(text("2013-05"), text("%Y-%m-%d")) =>
            "INVALID_FUNCTION_ARGUMENT: Invalid format: \"2013-05\" is too short";
        "date_parse"(text(""), text("%Y")) => "INVALID_FUNCTION_ARGUMENT: Invalid format: \"\"";
        "date_parse"(text("02020-1-1"), text("%Y-%m-%d")) =>
            "INVALID_FUNCTION_ARGUMENT: Invalid format: \"02020-1-1\" is malformed at \"0-1-1\"";
        "format_datetime"(time("2001-08-02T03:04:05.321"), text("G C Y x w e E EEEE y yy yyyy D M MM MMM MMMM d dd a K h H k m s S SSS SSSSSS")) =>
            "AD 20 2001 2001 31 4 Thu Thursday 2001 01 2001 214 8 08 Aug August 2 02 AM 3 3 3 3 4 5 3 321 321000";
        "format_datetime"(zoned("2001-08-02T01:04:05.321", 3, "Europe/Berlin"), text("z Z ZZ ZZZ")) =>
            "CEST +0200 +02:00 Europe/Berlin";
        "format_datetime"(zoned("2001-08-02T01:04:05.321", 3, "UTC"), text("z zzzz Z ZZ ZZZ")) =>
            "UTC Coordinated Universal Time +0000 +00:00 UTC";
        "format_datetime"(moment(), text("Z")) =>
            "INVALID_FUNCTION_ARGUMENT: format_datetime for TIMESTAMP type, cannot use 'Z' nor 'z' in format, as this type does not contain TZ information";
        "format_datetime"(moment(), text("b")) => "INVALID_FUNCTION_ARGUMENT: Illegal pattern component: b";
        "format_datetime"(moment(), text("'abc")) => "abc";
        "format_datetime"(moment(), text("")) =>
            "INVALID_FUNCTION_ARGUMENT: Invalid pattern specification: Pattern is null or empty";
        "parse_datetime"(text("2020-08-18 03:04:05.678 +05:30"), text("yyyy-MM-dd HH:mm:ss.SSS Z")) =>
            "2020-08-18 03:04:05.678 +05:30";
        "parse_datetime"(text("2020-08-18 Europe/Berlin"), text("yyyy-MM-dd ZZZ")) => "2020-08-18 00:00:00 Europe/Berlin";
        "parse_datetime"(text("18 Aug 2020 3 PM"), text("dd MMM yyyy h a")) => "2020-08-18 15:00:00 UTC";
        "parse_datetime"(text("200818"), text("yyMMdd")) => "2020-08-18 00:00:00 UTC";
        "parse_datetime"(text("2020-02-30"), text("yyyy-MM-dd")) =>
            "INVALID_FUNCTION_ARGUMENT: Cannot parse \"2020-02-30\": Value 30 for dayOfMonth must be in the range [1,29]";
        "parse_datetime"(text("abc"), text("yyyy-MM-dd")) => "INVALID_FUNCTION_ARGUMENT: Invalid format: \"abc\"";
    }
}
