//! The HCatalog JSON SerDe: one strict JSON object a line.
//!
//! Keys match in any case, values must have the JSON type of their column (numbers are not read from
//! strings), and whatever does not fit is an error. Source: Trino's `line/json/JsonDeserializer`.

use std::borrow::Cow;

use polias_connector::{ConnectorError, Result};

use super::json::{FieldIndex, Tape, Value, parse_strict};
use super::number::DecimalError;
use super::properties::Properties;
use super::scalar::{Duplicates, Scalar, distinct_keys};
use super::timestamp_pattern::TimestampPattern;
use super::{ColumnBuilder, RowDecoder, SerDeColumn, datetime, number, shortened};
use crate::types::HiveType;

/// The SerDe's properties.
#[derive(Debug, Clone)]
pub(super) struct HcatalogJson {
    formats: Vec<TimestampPattern>,
}

impl HcatalogJson {
    /// Reads the properties.
    pub fn try_new(properties: &Properties) -> Result<Self> {
        Ok(Self { formats: properties.timestamp_formats()? })
    }

    /// A decoder of the columns with these indices.
    pub fn decoder(&self, columns: &[SerDeColumn], projection: &[usize]) -> HcatalogJsonDecoder {
        let fields = projection.iter().map(|&at| (at, columns[at].name.as_str(), &columns[at].hive_type));
        HcatalogJsonDecoder { serde: self.clone(), row: Row::new(fields), tape: Tape::default() }
    }
}

/// A type prepared for decoding.
enum Target {
    Scalar(HiveType),
    Array(Box<Target>),
    Map(HiveType, Box<Target>),
    Struct(Row),
}

impl Target {
    fn new(hive_type: &HiveType) -> Self {
        match hive_type {
            HiveType::Array(element) => Self::Array(Box::new(Self::new(element))),
            HiveType::Map(key, value) => Self::Map((**key).clone(), Box::new(Self::new(value))),
            HiveType::Struct(fields) => {
                let fields = fields.iter().enumerate().map(|(at, (name, field))| (at, name.as_str(), field));
                Self::Struct(Row::new(fields))
            }
            other => Self::Scalar(other.clone()),
        }
    }
}

/// The fields of a struct, or the wanted columns of the table.
struct Row {
    fields: Vec<Target>,
    index: FieldIndex,
}

impl Row {
    fn new<'a>(fields: impl Iterator<Item = (usize, &'a str, &'a HiveType)>) -> Self {
        let mut row = Self { fields: Vec::new(), index: FieldIndex::new([] as [&str; 0], true) };
        for (slot, (place, name, hive_type)) in fields.enumerate() {
            row.index.add(name, slot);
            // Hive writes rows without names as `_col0`, `_col1`, …
            let internal = format!("_col{place}");
            if internal != name {
                row.index.add(&internal, slot);
            }
            row.fields.push(Target::new(hive_type));
        }
        row
    }

    fn append(
        &mut self,
        serde: &HcatalogJson,
        value: Value<'_>,
        columns: &mut [ColumnBuilder],
    ) -> Result<()> {
        let Value::Object(mut items) = value else {
            return Err(invalid("an object was expected"));
        };
        let mut values = vec![Value::Null; self.fields.len()];
        let mut place = 0;
        while let Some((key, item)) = items.next_entry() {
            for &slot in self.index.find(key, place) {
                // The last of equal keys wins.
                values[slot] = item;
            }
            place += 1;
        }
        for ((target, value), column) in self.fields.iter_mut().zip(values).zip(columns) {
            append(serde, target, value, column)?;
        }
        Ok(())
    }
}

fn append(
    serde: &HcatalogJson,
    target: &mut Target,
    value: Value<'_>,
    column: &mut ColumnBuilder,
) -> Result<()> {
    if let Value::Null = value {
        column.push_null();
        return Ok(());
    }
    match target {
        Target::Scalar(hive_type) => match value {
            Value::Text { text, quoted } => column.push_option(scalar(serde, hive_type, text, quoted)?),
            _ => Err(invalid(&format!("a {} value must be a scalar", hive_type.hive()))),
        },
        Target::Array(element) => {
            let Value::Array(items) = value else { return Err(invalid("an array was expected")) };
            let array = column.array()?;
            for item in items {
                append(serde, element, item, array.elements())?;
            }
            array.close()
        }
        Target::Map(key, target) => {
            let Value::Object(items) = value else { return Err(invalid("an object was expected")) };
            let entries = items.distinct_entries(false);
            let mut keys = Vec::with_capacity(entries.len());
            for (text, _) in &entries {
                keys.push(map_key(serde, key, text)?);
            }
            let keep = distinct_keys(&keys, Duplicates::KeepLast);
            let map = column.map()?;
            for ((name, (_, item)), _) in keys.into_iter().zip(entries).zip(keep).filter(|(_, keep)| *keep) {
                map.keys().push_option(name)?;
                append(serde, target, item, map.values())?;
            }
            map.close()
        }
        Target::Struct(row) => {
            let structure = column.structure()?;
            row.append(serde, value, structure.children())?;
            structure.close();
            Ok(())
        }
    }
}

/// A value of a primitive type; `None` is NULL.
fn scalar<'a>(
    serde: &HcatalogJson,
    hive_type: &HiveType,
    text: &'a str,
    quoted: bool,
) -> Result<Option<Scalar<'a>>> {
    // The parser lets nothing through unquoted but numbers and booleans.
    let is_number = !quoted && !text.starts_with(['t', 'f']);
    let value = match hive_type {
        HiveType::TinyInt | HiveType::SmallInt | HiveType::Int | HiveType::BigInt if is_number => {
            json_integer(hive_type, text).map(Scalar::Integer)
        }
        HiveType::Float if is_number => text.parse().ok().map(Scalar::Float),
        HiveType::Double if is_number => text.parse().ok().map(Scalar::Double),
        HiveType::TinyInt
        | HiveType::SmallInt
        | HiveType::Int
        | HiveType::BigInt
        | HiveType::Float
        | HiveType::Double => None,
        _ => return text_scalar(serde, hive_type, text),
    };
    value.map(Some).ok_or_else(|| bad_value(hive_type, text))
}

/// Types that are read from the text of any scalar.
fn text_scalar<'a>(serde: &HcatalogJson, hive_type: &HiveType, text: &'a str) -> Result<Option<Scalar<'a>>> {
    let bytes = text.as_bytes();
    let value = match hive_type {
        HiveType::Boolean => Some(Scalar::Boolean(text.eq_ignore_ascii_case("true"))),
        HiveType::Decimal(precision, scale) => match number::decimal(bytes, *precision, *scale) {
            Ok(value) => Some(Scalar::Decimal(value)),
            // What is no number is NULL, what is too large an error.
            Err(DecimalError::NotANumber) => return Ok(None),
            Err(DecimalError::TooLarge) => None,
        },
        HiveType::Date => datetime::hive_date(bytes).map(|days| Scalar::Integer(i64::from(days))),
        HiveType::Timestamp => {
            let trimmed = number::java_trim(bytes);
            let instant = serde.formats.iter().find_map(|format| format.read(trimmed));
            let instant = instant.or_else(|| datetime::hive_timestamp(bytes));
            instant.and_then(datetime::Instant::rounded_millis).map(Scalar::Integer)
        }
        // Hive puts the text's own bytes into binary columns.
        HiveType::Binary => Some(Scalar::Binary(Cow::Borrowed(bytes))),
        HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => {
            Some(Scalar::Text(shortened(hive_type, Cow::Borrowed(text))))
        }
        _ => None,
    };
    value.map(Some).ok_or_else(|| bad_value(hive_type, text))
}

/// A key of a map, which JSON always writes as a string.
fn map_key<'a>(serde: &HcatalogJson, hive_type: &HiveType, text: &'a str) -> Result<Option<Scalar<'a>>> {
    let bytes = text.as_bytes();
    let value = match hive_type {
        HiveType::TinyInt | HiveType::SmallInt | HiveType::Int | HiveType::BigInt => {
            number::java_integer(bytes, 10)
                .filter(|value| number::fits(hive_type, *value))
                .map(Scalar::Integer)
        }
        HiveType::Float => number::java_float(bytes).map(Scalar::Float),
        HiveType::Double => number::java_float(bytes).map(Scalar::Double),
        _ => return text_scalar(serde, hive_type, text),
    };
    value.map(Some).ok_or_else(|| bad_value(hive_type, text))
}

/// An integer from a JSON number; a fraction is cut, but the number as it stands must be in range.
fn json_integer(hive_type: &HiveType, text: &str) -> Option<i64> {
    if let Some(value) = number::java_integer(text.as_bytes(), 10) {
        return Some(value).filter(|value| number::fits(hive_type, *value));
    }
    if !text.contains(['.', 'e', 'E']) {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    let (low, high) = match hive_type {
        HiveType::TinyInt => (f64::from(i8::MIN), f64::from(i8::MAX)),
        HiveType::SmallInt => (f64::from(i16::MIN), f64::from(i16::MAX)),
        HiveType::Int => (f64::from(i32::MIN), f64::from(i32::MAX)),
        // The largest double below 2^63: the next one does not fit.
        _ => (i64::MIN as f64, 9_223_372_036_854_774_784.0),
    };
    (low..=high).contains(&value).then_some(value as i64)
}

fn bad_value(hive_type: &HiveType, text: &str) -> ConnectorError {
    let shown: String = text.chars().take(100).collect();
    invalid(&format!("'{shown}' cannot be read as {}", hive_type.hive()))
}

fn invalid(reason: &str) -> ConnectorError {
    ConnectorError::new("HIVE_CURSOR_ERROR", format!("Row is not a valid JSON Object: {reason}"))
        .with_hint("the SerDe org.openx.data.jsonserde.JsonSerDe reads such rows more leniently")
}

/// Decodes lines of strict JSON.
pub(super) struct HcatalogJsonDecoder {
    serde: HcatalogJson,
    row: Row,
    tape: Tape,
}

impl RowDecoder for HcatalogJsonDecoder {
    fn decode(&mut self, record: &[u8], columns: &mut [ColumnBuilder]) -> Result<()> {
        let text = std::str::from_utf8(record).map_err(|_| invalid("malformed UTF-8"))?;
        parse_strict(text, &mut self.tape).map_err(|error| invalid(&error.to_string()))?;
        self.row.append(&self.serde, self.tape.root(text), columns)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{rows, rows_of, serde};

    const LIBRARY: &str = "org.apache.hive.hcatalog.data.JsonSerDe";
    const THREE: &str = "a string, b int, c boolean";

    fn one(columns: &str, text: &str) -> String {
        rows(LIBRARY, columns, &[], text).remove(0)
    }

    fn fails(columns: &str, text: &str) {
        let serde = serde(LIBRARY, columns, &[]);
        let all: Vec<usize> = (0..serde.columns().len()).collect();
        let error = rows_of(&serde, &all, text).expect_err(text);
        assert_eq!(error.name, "HIVE_CURSOR_ERROR", "{text}");
        assert!(error.message.starts_with("Row is not a valid JSON Object: "), "{}", error.message);
    }

    #[test]
    fn lines_as_trino_reads_them() {
        for (line, row) in [
            (r#"{"a":"x","b":1,"c":true}"#, "x|1|true"),
            (r#"{"A":"x","C":"TRUE"}"#, "x|NULL|true"),
            (r#"{"a":5,"b":1.9,"c":1}"#, "5|1|false"),
            (r#" { "b" : -1.9 } "#, "NULL|-1|NULL"),
            ("{}", "NULL|NULL|NULL"),
            (r#"{"a":"x"} trailing"#, "x|NULL|NULL"),
            (r#"{"a":1e3,"b":1e3}"#, "1e3|1000|NULL"),
            (r#"{"a":-0,"b":-0}"#, "-0|0|NULL"),
            (r#"{"a":123456789012345678901234567890}"#, "123456789012345678901234567890|NULL|NULL"),
            (r#"{"zz":{"a":[1,{"b":2}]},"a":"ok"}"#, "ok|NULL|NULL"),
            (r#"{"\u0061":"\u00e9\ud83d\ude00\/\ud800"}"#, "é😀/?|NULL|NULL"),
            (r#"{"a":"x","a":"y","A":null}"#, "NULL|NULL|NULL"),
            (r#"{"_col0":"x","_col1":2}"#, "x|2|NULL"),
        ] {
            assert_eq!(one(THREE, line), row, "{line}");
        }
    }

    #[test]
    fn everything_else_is_an_error() {
        for line in [
            "",
            "   ",
            "null",
            "5",
            "[]",
            r#"["arr",2,true]"#,
            r#"{"b":"1"}"#,
            r#"{"b":""}"#,
            r#"{"b":true}"#,
            r#"{"a":{}}"#,
            r#"{"a":[1]}"#,
            r#"{"c":{}}"#,
            r#"{"b":99999999999}"#,
            r#"{"b":2147483647.9}"#,
            r#"{"b":1e400}"#,
            r#"{"a":0x10}"#,
            r#"{"b":010}"#,
            "{'a':'x'}",
            "{a:1}",
            r#"{"a":"x",}"#,
            r#"{"a":}"#,
            r#"{"a":[1,,2]}"#,
            r#"{"a":NaN}"#,
            r#"{"a":"\x"}"#,
            "{\"a\":\"tab\there\"}",
            r#"{"a":"x" "b":1}"#,
            r#"{"a":"x""#,
            r#"{"a":"x"#,
            r#"{"a":1.}"#,
            r#"{"a":.5}"#,
            r#"{"a":+1}"#,
            r#"{"a":-}"#,
            r#"{"a":1e}"#,
            r#"{"a":tru}"#,
            r#"{"a":truex}"#,
            r#"{"a":"x","zz":tru}"#,
            r#"{"a":"\u12"}"#,
        ] {
            fails(THREE, line);
        }
        fails("a string", &format!("{{\"a\":{}", "[".repeat(1_000_000)));
    }

    #[test]
    fn primitive_types() {
        assert_eq!(one("a bigint", r#"{"a":9223372036854775807}"#), "9223372036854775807");
        assert_eq!(one("a bigint", r#"{"a":1.5e18}"#), "1500000000000000000");
        fails("a bigint", r#"{"a":9223372036854775808}"#);
        fails("a bigint", r#"{"a":9.3e18}"#);
        fails("a tinyint", r#"{"a":128}"#);
        assert_eq!(one("a double, b float", r#"{"a":1e400,"b":0.1}"#), "inf|0.1");
        fails("a double", r#"{"a":"1.5"}"#);
        let decimals = "a decimal(5,2), b decimal(5,2), c decimal(5,2)";
        assert_eq!(one(decimals, r#"{"a":1.005,"b":"1.5","c":"abc"}"#), "1.01|1.50|NULL");
        fails("a decimal(5,2)", r#"{"a":99999}"#);
        assert_eq!(one("a date", r#"{"a":"2020-1-2 x"}"#), "2020-01-02");
        fails("a date", r#"{"a":18263}"#);
        assert_eq!(one("a timestamp", r#"{"a":"2020-01-02T03:04"}"#), "2020-01-02T03:04:00");
        fails("a timestamp", r#"{"a":"2020-01-02T03:04:05Z"}"#);
        fails("a timestamp", r#"{"a":""}"#);
        assert_eq!(one("a binary", r#"{"a":"abc"}"#), "616263");
        assert_eq!(one("a varchar(3), b char(3)", r#"{"a":"abcdef","b":"ab  "}"#), "abc|ab");
    }

    #[test]
    fn timestamp_formats_come_first() {
        let formats = [("timestamp.formats", "yyyy-MM-dd'T'HH:mm:ssZ,millis")];
        let text = "{\"a\":\"2020-01-02T03:04:05Z\"}\n{\"a\":1577934245000}\n{\"a\":\"2020-01-02 03:04:05\"}";
        assert_eq!(rows(LIBRARY, "a timestamp", &formats, text), ["2020-01-02T03:04:05"; 3]);
    }

    #[test]
    fn nested_types() {
        let columns = "x array<int>, m map<string,int>, r struct<a:int,b:string>";
        assert_eq!(
            one(
                columns,
                r#"{"x":[1,null],"m":{"K":1,"k":2,"K":3},"r":{"_col0":5,"_COL1":"no","B":"w","zz":1}}"#
            ),
            "[1, NULL]|{k: 2, K: 3}|{a: 5, b: w}"
        );
        for line in [r#"{"x":5}"#, r#"{"m":""}"#, r#"{"r":[1,"z"]}"#, r#"{"r":" "}"#, r#"{"x":["3"]}"#] {
            fails(columns, line);
        }
        let columns = "m map<int,int>, o map<date,int>";
        assert_eq!(
            one(columns, r#"{"m":{"1":1,"2":5,"01":9},"o":{"2020-01-02":1}}"#),
            "{2: 5, 1: 9}|{2020-01-02: 1}"
        );
        fails(columns, r#"{"m":{"1.0":1}}"#);
    }

    #[test]
    fn malformed_utf8_is_an_error() {
        let serde = serde(LIBRARY, "a string", &[]);
        let mut columns = serde.builders(&[0], 1);
        assert!(serde.decoder(&[0]).decode(b"{\"a\":\"\xff\"}", &mut columns).is_err());
    }
}
