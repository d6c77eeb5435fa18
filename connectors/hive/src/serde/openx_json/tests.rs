//! What Trino 440 answers to the same lines.

use super::super::testing::{rows, rows_of, serde};

const LIBRARY: &str = "org.openx.data.jsonserde.JsonSerDe";
const THREE: &str = "a string, b int, c boolean";

fn read(columns: &str, properties: &[(&str, &str)], text: &str) -> Vec<String> {
    rows(LIBRARY, columns, properties, text)
}

fn one(columns: &str, text: &str) -> String {
    read(columns, &[], text).remove(0)
}

fn fails(columns: &str, text: &str) {
    let serde = serde(LIBRARY, columns, &[]);
    let all: Vec<usize> = (0..serde.columns().len()).collect();
    let error = rows_of(&serde, &all, text).unwrap_err();
    assert_eq!(error.name, "HIVE_CURSOR_ERROR", "{text}");
}

#[test]
fn lines_as_trino_reads_them() {
    for (line, row) in [
        (r#"{"a":"x","b":1,"c":true}"#, "x|1|true"),
        (r#"{"A":"x","B":"1","C":"TRUE"}"#, "x|1|true"),
        ("", "NULL|NULL|NULL"),
        ("   ", "NULL|NULL|NULL"),
        (r#"{"a":5,"b":1.9,"c":1}"#, "5|1|false"),
        (
            r#"{"a":{"z":1, "y" : [1,2,null,"q"]},"b":null,"c":"yes"}"#,
            r#"{"z":1,"y":[1,2,null,"q"]}|NULL|false"#,
        ),
        (r#"{"a":[1,"b"],"b":"","c":null}"#, r#"[1,"b"]|NULL|NULL"#),
        (r#"{"a":true,"b":"abc","c":{}}"#, "true|NULL|false"),
        (r#"{"a":1.50,"b":99999999999}"#, "1.50|NULL|NULL"),
        (r#"{"a":"dup","a":"last","A":"LAST2"}"#, "LAST2|NULL|NULL"),
        (r#"["arr",2,true]"#, "arr|2|true"),
        ("[]", "NULL|NULL|NULL"),
        ("{}", "NULL|NULL|NULL"),
        (r#"{"a":"x"} trailing"#, "x|NULL|NULL"),
        (r#"{"a":"x"}{"a":"y"}"#, "x|NULL|NULL"),
        (r#"{"a":0x10,"b":0x10}"#, "16|16|NULL"),
        (r#"{"a":"\u00e9\ud83d\ude00\/","b":010}"#, "é😀/|8|NULL"),
        ("null", "NULL|NULL|NULL"),
        ("5", "NULL|NULL|NULL"),
        (r#"{"a":1e3,"b":1e3}"#, "1E+3|1000|NULL"),
        (r#"{"a":-0,"b":-0}"#, "0|0|NULL"),
        ("{'a':'x',b=>2;c=true}", "x|2|true"),
        (r#"{"a":[1,,2,]}"#, "[1,null,2,null]|NULL|NULL"),
        (r#"{"a":null,"b":"null"}"#, "NULL|NULL|NULL"),
        (r#"{"b":"12 "}"#, "NULL|NULL|NULL"),
        (r#"{"a":{"B":"</x>\u0001","n":1.10,"e":010}}"#, r#"{"B":"<\/x>\u0001","n":1.10,"e":8}|NULL|NULL"#),
        (r#"{"a":NaN}"#, "NaN|NULL|NULL"),
        (r#"{"\u0061":"\x\ud800"}"#, "x?|NULL|NULL"),
        (r#"{"a":1.}"#, "1|NULL|NULL"),
        (r#"{"a":-}"#, "-|NULL|NULL"),
        (r#"{"a":1L}"#, "1L|NULL|NULL"),
        (r#"{"a":"x"}}"#, "x|NULL|NULL"),
        ("{a:x}", "x|NULL|NULL"),
        (r#"{1:2,"a":"k"}"#, "k|NULL|NULL"),
        (r#"{"a":[1;2]}"#, "[1,2]|NULL|NULL"),
        (r#"{"a":Null}"#, "NULL|NULL|NULL"),
        (r#"{"a":'it\'s'}"#, "it's|NULL|NULL"),
        ("{ }x", "NULL|NULL|NULL"),
        (r#"{"a":/*c*/"x"/**/}"#, "x|NULL|NULL"),
        ("  {\"a\":\"x\"}  ", "x|NULL|NULL"),
        ("\u{a0}{\"a\":\"x\"}", "NULL|NULL|NULL"),
    ] {
        assert_eq!(one(THREE, line), row, "{line}");
    }
}

#[test]
fn malformed_lines_are_errors() {
    for line in [
        r#"{"a":"x",}"#,
        r#"{"a":}"#,
        r#"{"a":"x" "b":1}"#,
        r#"{"a":"x""#,
        r#"{"a":"x"#,
        r#"{"a":"\u12"}"#,
        r#"{"a":"\uzzzz"}"#,
        "{a:x y}",
        r#"{"a":"x"#,
        r#"{"a":"x",,"b":1}"#,
        "{null:1}",
        "{[1]:1}",
        r#"{"a":["x" "y"]}"#,
        r#"{"a":"x"//}"#,
        r#"{"a":/*}"#,
        "[",
        "{",
        r#"{"a":"\"#,
    ] {
        fails(THREE, line);
    }
}

#[test]
fn malformed_lines_can_be_rows_of_nulls() {
    let properties = [("ignore.malformed.json", "true")];
    let text = "{\"a\":\"x\",\"b\":1}\n{\"a\":\"y\",\n{\"a\":\"z\",\"b\":2}";
    assert_eq!(read("a string, b int", &properties, text), ["x|1", "NULL|NULL", "z|2"]);
}

#[test]
fn errors_say_where() {
    let serde = serde(LIBRARY, THREE, &[]);
    let error = rows_of(&serde, &[0], r#"{"a" "x"}"#).unwrap_err();
    assert!(error.message.starts_with("Row is not a valid JSON Object - "), "{}", error.message);
    assert!(error.message.contains("':' was expected"), "{}", error.message);
    assert!(error.hint.unwrap().contains("ignore.malformed.json"));
}

#[test]
fn depth_is_limited() {
    let deep = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(one("a string", &deep(900)).len(), 1800);
    fails("a string", &deep(2_000_000));
    fails("a string", &"[".repeat(2_000_000));
}

#[test]
fn primitive_types() {
    for (hive_type, answers) in [
        ("decimal(5,2)", ["1.00", "1.01", "1.50", "NULL", "NULL", "NULL", "100.00", "NULL", "NULL"]),
        ("double", ["1.0", "1.005", "1.5", "NULL", "NULL", "99999.0", "100.0", "1.0", "NULL"]),
        ("bigint", ["1", "1", "1", "NULL", "NULL", "99999", "100", "NULL", "NULL"]),
        ("smallint", ["1", "1", "1", "NULL", "NULL", "NULL", "100", "NULL", "NULL"]),
        ("boolean", ["false", "false", "false", "false", "false", "false", "false", "false", "true"]),
    ] {
        let values = ["1", "1.005", "\"1.5\"", "\"abc\"", "\"\"", "99999", "1e2", "\" 1\"", "true"];
        for (value, answer) in values.iter().zip(answers) {
            assert_eq!(
                one(&format!("t {hive_type}"), &format!("{{\"t\":{value}}}")),
                answer,
                "{hive_type} {value}"
            );
        }
    }
    for hive_type in ["decimal(5,2)", "double", "float", "bigint", "tinyint", "date", "timestamp", "binary"] {
        fails(&format!("t {hive_type}"), r#"{"t":{}}"#);
        fails(&format!("t {hive_type}"), r#"{"t":[]}"#);
    }
    assert_eq!(one("t binary", r#"{"t":"aGVsbG8="}"#), "68656c6c6f");
    fails("t binary", r#"{"t":5}"#);
    fails("t binary", r#"{"t":"a.b"}"#);
}

#[test]
fn dates_and_timestamps() {
    for (value, answer) in [
        ("\"2020-1-2\"", "2020-01-02"),
        ("\"2020-01-02 10:00:00\"", "2020-01-02"),
        ("18263", "2020-01-02"),
        ("\"18263\"", "2020-01-02"),
        ("-1", "1969-12-31"),
        ("0x10", "1970-01-17"),
        ("1.5", "NULL"),
        ("2020-01-02", "2020-01-02"),
        ("99999999999", "NULL"),
    ] {
        assert_eq!(one("t date", &format!("{{\"t\":{value}}}")), answer, "{value}");
    }
    assert_eq!(one("t timestamp", r#"{"t":"2020-01-02T03:04:05.123456+01:00"}"#), "2020-01-02T02:04:05.123");
    let formats = [("timestamp.formats", "yyyy/MM/dd HH:mm:ss")];
    assert_eq!(read("t timestamp", &formats, r#"{"t":"2020/01/02 03:04:05"}"#), ["2020-01-02T03:04:05"]);
    assert_eq!(read("t timestamp", &formats, r#"{"t":1577934245}"#), ["2020-01-02T03:04:05"]);
}

#[test]
fn nested_types_as_trino_reads_them() {
    let columns = "x array<int>, m map<string,int>, r struct<a:int,b:string>";
    for (line, row) in [
        (
            r#"{"x":[1,2,null,"3"],"m":{"K":1,"k":2,"j":"3"},"r":{"A":1,"b":"q","zz":1}}"#,
            "[1, 2, NULL, 3]|{k: 2, j: 3}|{a: 1, b: q}",
        ),
        (r#"{"x":5,"m":"","r":[1,"z"]}"#, "[5]|NULL|{a: 1, b: z}"),
        (r#"{"x":"","m":null,"r":""}"#, "NULL|NULL|{a: NULL, b: NULL}"),
        (r#"{"x":"7","m":{},"r":{}}"#, "[7]|{}|{a: NULL, b: NULL}"),
        (r#"{"r":" ","m":"  "}"#, "NULL|NULL|{a: NULL, b: NULL}"),
        (r#"{"x":" "}"#, "[NULL]|NULL|NULL"),
        (r#"{"X":[1],"R":{"B":"x","b":"y"}}"#, "[1]|NULL|{a: NULL, b: y}"),
    ] {
        assert_eq!(one(columns, line), row, "{line}");
    }
    for line in
        [r#"{"x":{}}"#, r#"{"m":[]}"#, r#"{"m":{"a":{}}}"#, r#"{"x":[[1]]}"#, r#"{"m":"x"}"#, r#"{"r":"x"}"#]
    {
        fails(columns, line);
    }
}

#[test]
fn map_keys_are_converted_and_distinct() {
    let columns = "m map<int,int>, n map<boolean,int>, o map<date,int>";
    let line = r#"{"m":{"1":1,"01":2,"1.0":3,"x":4},"n":{"true":1,"TRUE":2,"x":3},"o":{"2020-01-02":1}}"#;
    assert_eq!(one(columns, line), "{1: 3}|{true: 2, false: 3}|{2020-01-02: 1}");
}

#[test]
fn text_types_have_their_length() {
    let columns = "a varchar(3), b char(3), c string";
    assert_eq!(one(columns, r#"{"a":"abcdef","b":"ab   ","c":"é"}"#), "abc|ab|é");
    assert_eq!(one(columns, r#"{"a":12345,"b":{"a":1},"c":[{"a":"b"}]}"#), "123|{\"a|[{\"a\":\"b\"}]");
}

#[test]
fn keys_can_be_mapped() {
    let properties = [("mapping.ts", "Timestamp"), ("mapping.copy", "ts")];
    let line = r#"{"timestamp":"1","ts":"2","r":{"TIMESTAMP":"3"}}"#;
    assert_eq!(read("ts string, copy string, r struct<ts:string>", &properties, line), ["1|2|{ts: 3}"]);
    let properties = [("case.insensitive", "false"), ("mapping.b", "B")];
    assert_eq!(read("a string, b string", &properties, r#"{"A":"1","B":"2","b":"3"}"#), ["NULL|2"]);
}

#[test]
fn dots_in_keys_can_mean_underscores() {
    let properties = [("dots.in.keys", "true")];
    let line = r#"{"a.b":"1","A.B":"2","x_y":"3","x.y":"4"}"#;
    assert_eq!(read("a_b string, x_y string", &properties, line), ["1|3"]);
    assert_eq!(read("a_b string, x_y string", &[], line), ["NULL|3"]);
}

#[test]
fn only_wanted_columns_are_built() {
    let serde = serde(LIBRARY, THREE, &[]);
    assert_eq!(rows_of(&serde, &[1], "{\"a\":\"x\",\"b\":1}\n[\"x\",2]").unwrap(), ["1", "2"]);
    assert_eq!(rows_of(&serde, &[2, 1], "[\"x\",2,true]").unwrap(), ["true|2"]);
    assert_eq!(rows_of(&serde, &[], "{}\n{}").unwrap().len(), 2);
}
