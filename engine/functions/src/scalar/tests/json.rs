//! Functions of JSON and URLs.

use super::*;

fn json(text: &str) -> Value {
    let (_, array) = value(text, "varchar");
    (Type::Json, array)
}

fn path(text: &str) -> Value {
    let (_, array) = value(text, "varchar");
    (Type::parse("jsonpath").unwrap(), array)
}

#[test]
fn extraction() {
    check! {
        "json_extract_scalar"(text(r#"{"a":[1,"x",null,true,1.50]}"#), path("$.a[0]")) => "1";
        "json_extract_scalar"(text(r#"{"a":[1,"x"]}"#), path("$.a[1]")) => "x";
        "json_extract_scalar"(text(r#"{"a":[1]}"#), path("$.a")) => "NULL";
        "json_extract_scalar"(text(r#"{"a":1.50}"#), path("$.a")) => "1.50";
        "json_extract_scalar"(text(r#"{"a":"q\"\u00e9"}"#), path("$.a")) => "q\"é";
        "json_extract_scalar"(text(r#"{"a":{"b":7}}"#), path("$[a][b]")) => "7";
        "json_extract_scalar"(text("[7]"), path("$.0")) => "7";
        "json_extract_scalar"(text(r#"{"0":7}"#), path("$[0]")) => "7";
        "json_extract_scalar"(text(r#"{"a":1}x"#), path("$.a")) => "1";
        "json_extract_scalar"(text("{a:1}"), path("$.a")) => "NULL";
        "json_extract_scalar"(text("x"), path("$")) => "NULL";
        "json_extract_scalar"(text("{}"), path("$.a b")) => "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$.a b'";
        "json_extract_scalar"(text("{}"), path("$[-1]")) => "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$[-1]'";
        "json_extract_scalar"(text("{}"), path("$..b")) => "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$..b'";
        "json_extract"(text(r#"{"a":{"b": [1, 2.50 ,"x"]} }"#), path("$.a")) => r#"{"b":[1,2.5,"x"]}"#;
        "json_extract"(text(r#"{"a":null}"#), path("$.a")) => "null";
        "json_extract"(text(r#"{"b":1,"a":2}"#), path("$")) => r#"{"b":1,"a":2}"#;
        "json_extract"(text(r#"{"a":{"a":1}, "a": 2}"#), path("$.a")) => r#"{"a":1}"#;
        "json_extract"(text("[1,2"), path("$[0]")) => "1";
        "json_extract"(text("[1,2"), path("$")) => "NULL";
        "json_size"(text(r#"{"a":{"b":1,"c":2}}"#), path("$.a")) => "2";
        "json_size"(text(r#"{"a":1}"#), path("$.a")) => "0";
        "json_size"(text(r#"{"a":1}"#), path("$.b")) => "NULL";
    }
}

#[test]
fn arrays_and_texts() {
    let refused = |text: &str| format!("INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: '{text}'");
    check! {
        "json_parse"(text(r#"{"b":1, "a": [1.50, 1e2, 12345678901234567890, "\u00e9\n", null, true]}"#)) =>
            r#"{"a":[1.5,100.0,12345678901234567890,"é\n",null,true],"b":1}"#;
        "json_parse"(text(r#"{"a":1,"a":2}"#)) => r#"{"a":2}"#;
        "json_parse"(text("1e400")) => "\"Infinity\"";
        "json_parse"(text(r#""\ud83d\ude00""#)) => r#""\uD83D\uDE00""#;
        "json_parse"(text("-0")) => "0";
        "json_parse"(text("1e-5")) => "1.0E-5";
        "json_parse"(text("01")) => refused("01");
        "json_parse"(text("[1,]")) => refused("[1,]");
        "json_parse"(text("1 2")) => refused("1 2");
        "json_parse"(text("")) => refused("");
        "json_format"(json("{\"a\":1}")) => "{\"a\":1}";
        "json_array_length"(text("[1,2] x")) => "2";
        "json_array_length"(text("{}")) => "NULL";
        "json_array_length"(text("[1,")) => "NULL";
        "json_array_get"(text(r#"[1.50,"a b",{"b": 1}]"#), int(-1)) => r#"{"b":1}"#;
        "json_array_get"(text(r#"[1.50,"a b"]"#), int(1)) => "a b";
        "json_array_get"(text("[1,2]"), int(-3)) => "NULL";
        "json_array_get"(text("[null]"), int(0)) => "NULL";
        "json_array_contains"(text("[1,2.0]"), int(2)) => "false";
        "json_array_contains"(text("[1,2"), int(1)) => "true";
        "json_array_contains"(text("[1,2"), int(3)) => "NULL";
        "json_array_contains"(text("[1]"), double(1.0)) => "false";
        "json_array_contains"(text("[\"a\"]"), text("a")) => "true";
        "is_json_scalar"(text("[1]")) => "false";
        "is_json_scalar"(text("1 2")) => "INVALID_FUNCTION_ARGUMENT: Invalid JSON value: 1 2";
    }
}

#[test]
fn urls() {
    let url = || text("http://user@Example.com:8080/a%20b?a=1&b=&c&a=2#f%20");
    check! {
        "url_extract_protocol"(text("HTTP://example.com")) => "HTTP";
        "url_extract_host"(url()) => "Example.com";
        "url_extract_port"(url()) => "8080";
        "url_extract_path"(url()) => "/a b";
        "url_extract_query"(url()) => "a=1&b=&c&a=2";
        "url_extract_fragment"(url()) => "f ";
        "url_extract_parameter"(url(), text("a")) => "1";
        "url_extract_parameter"(url(), text("c")) => "";
        "url_extract_parameter"(url(), text("d")) => "NULL";
        "url_extract_parameter"(text("http://e.com/?a=x+y%2B"), text("a")) => "x y+";
        "url_extract_host"(text("not a url")) => "NULL";
        "url_extract_host"(text("foo")) => "";
        "url_extract_host"(text("http://")) => "NULL";
        "url_extract_host"(text("http://a_b.com/x")) => "";
        "url_extract_host"(text("http://[::1]:80/")) => "[::1]";
        "url_extract_host"(text("http://a.1")) => "";
        "url_extract_host"(text("1http://a.com")) => "NULL";
        "url_extract_path"(text("http://e.com/[x]")) => "NULL";
        "url_extract_path"(text("mailto:a@b")) => "";
        "url_extract_path"(text("file:///x")) => "/x";
        "url_extract_query"(text("http://e.com/?a=[1]")) => "a=[1]";
        "url_encode"(text("a b+c/é~*-_.")) => "a+b%2Bc%2F%C3%A9%7E*-_.";
        "url_decode"(text("a+b%20%C3%A9")) => "a b é";
        "url_decode"(text("%zz")) =>
            "INVALID_FUNCTION_ARGUMENT: URLDecoder: Illegal hex characters in escape (%) pattern - Error at index 0 in: \"zz\"";
        "url_decode"(text("%2")) => "INVALID_FUNCTION_ARGUMENT: URLDecoder: Incomplete trailing escape (%) pattern";
    }
}
