//! OpenCSVSerde: separated values with quotes and escapes.
//!
//! The line is cut by the rules of `au.com.bytecode.opencsv.CSVParser`, quirks included (Trino's
//! `CsvDeserializer`). Types other than `string` follow Athena's documentation: numbers must parse (an empty
//! one is an error), `date` is days and `timestamp` milliseconds since 1970.

use std::borrow::Cow;

use polias_connector::{ConnectorError, Result};

use super::properties::Properties;
use super::scalar::Scalar;
use super::{ColumnBuilder, RowDecoder, SerDeColumn, number};
use crate::types::HiveType;

/// A separator, quote or escape character as UTF-8; empty when it is off (NUL).
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark(Vec<u8>);

impl Mark {
    /// The first character of a property.
    fn of(properties: &Properties, key: &str, default: char) -> Self {
        let character = properties.get(key).and_then(|value| value.chars().next()).unwrap_or(default);
        match character {
            '\0' => Self(Vec::new()),
            _ => Self(character.to_string().into_bytes()),
        }
    }

    fn is_off(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it stands at a position.
    fn at(&self, text: &[u8], at: usize) -> bool {
        match (self.0.as_slice(), text.get(at)) {
            ([only], Some(byte)) => only == byte,
            ([first, ..], Some(byte)) if first == byte => text[at..].starts_with(&self.0),
            _ => false,
        }
    }

    fn is_in(&self, text: &[u8]) -> bool {
        match self.0.as_slice() {
            [] => false,
            [only] => memchr::memchr(*only, text).is_some(),
            mark => memchr::memmem::find(text, mark).is_some(),
        }
    }
}

/// The SerDe's properties.
#[derive(Debug, Clone)]
pub(super) struct OpenCsv {
    separator: Mark,
    quote: Mark,
    escape: Mark,
}

impl OpenCsv {
    /// Checks the characters and the types.
    pub fn try_new(properties: &Properties, columns: &[SerDeColumn]) -> Result<Self> {
        let mut escape = Mark::of(properties, "escapeChar", '\\');
        // Hive reads a double quote as escape as if it were not set.
        if escape.0 == b"\"" {
            escape = Mark(vec![b'\\']);
        }
        let separator = Mark::of(properties, "separatorChar", ',');
        let quote = Mark::of(properties, "quoteChar", '"');
        if separator.is_off()
            || separator == quote
            || separator == escape
            || (quote == escape && !quote.is_off())
        {
            let message = "separatorChar, quoteChar and escapeChar must be three different characters";
            return Err(ConnectorError::new("HIVE_INVALID_METADATA", message));
        }
        for column in columns {
            if column.hive_type.is_nested() || column.hive_type == HiveType::Binary {
                let message = format!(
                    "OpenCSVSerde cannot read column '{}' of type {}",
                    column.name,
                    column.hive_type.hive()
                );
                let hint = "declare it string and convert it in the query, or use another SerDe";
                return Err(ConnectorError::new("NOT_SUPPORTED", message).with_hint(hint));
            }
        }
        Ok(Self { separator, quote, escape })
    }

    /// A decoder of the columns with these indices.
    pub fn decoder(&self, columns: &[SerDeColumn], projection: &[usize]) -> OpenCsvDecoder {
        let targets = projection.iter().map(|&at| (at, columns[at].hive_type.clone())).collect();
        let needed = projection.iter().max().map_or(0, |last| last + 1);
        OpenCsvDecoder { serde: self.clone(), targets, needed, line: Line::default() }
    }
}

/// A cut line: the fields' bytes one after the other, and where each ends.
#[derive(Debug, Default)]
struct Line {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Line {
    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    fn field_start(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    fn end_field(&mut self) {
        self.ends.push(self.bytes.len());
    }

    fn field(&self, at: usize) -> Option<&[u8]> {
        let end = *self.ends.get(at)?;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        Some(&self.bytes[start..end])
    }
}

/// Decodes lines of separated values.
pub(super) struct OpenCsvDecoder {
    serde: OpenCsv,
    /// For each wanted column: its index in the table and its type.
    targets: Vec<(usize, HiveType)>,
    /// Fields after this many are not looked at.
    needed: usize,
    line: Line,
}

impl OpenCsvDecoder {
    fn cut(&mut self, record: &[u8]) {
        self.line.clear();
        // An empty line has no fields: all are NULL.
        if record.is_empty() || self.needed == 0 {
            return;
        }
        if self.serde.quote.is_in(record) || self.serde.escape.is_in(record) {
            self.cut_quoted(record);
        } else {
            self.cut_plain(record);
        }
    }

    /// Without quotes and escapes a line is nothing but fields between separators.
    fn cut_plain(&mut self, record: &[u8]) {
        let mark = &self.serde.separator.0;
        let mut from = 0;
        while self.line.ends.len() < self.needed {
            let found = match mark.as_slice() {
                [only] => memchr::memchr(*only, &record[from..]),
                mark => memchr::memmem::find(&record[from..], mark),
            };
            let end = found.map_or(record.len(), |at| from + at);
            self.line.bytes.extend_from_slice(&record[from..end]);
            self.line.end_field();
            if found.is_none() {
                return;
            }
            from = end + mark.len();
        }
    }

    fn cut_quoted(&mut self, record: &[u8]) {
        let OpenCsv { separator, quote, escape } = &self.serde;
        let line = &mut self.line;
        let [first, second, third] = [separator, quote, escape].map(|mark| mark.0.first().copied());
        let marks = [first, second.or(first), third.or(first)].map(Option::unwrap_or_default);
        let (mut in_quotes, mut in_field) = (false, false);
        let mut at = 0;
        while at < record.len() && line.ends.len() < self.needed {
            let plain = memchr::memchr3(marks[0], marks[1], marks[2], &record[at..]);
            let plain = &record[at..plain.map_or(record.len(), |found| at + found)];
            if !plain.is_empty() {
                line.bytes.extend_from_slice(plain);
                in_field = true;
                at += plain.len();
            } else if escape.at(record, at) {
                let next = at + escape.0.len();
                if (in_quotes || in_field) && (quote.at(record, next) || escape.at(record, next)) {
                    let special = if quote.at(record, next) { quote } else { escape };
                    line.bytes.extend_from_slice(&special.0);
                    at = next + special.0.len();
                } else {
                    at = next;
                }
            } else if quote.at(record, at) {
                let next = at + quote.0.len();
                if (in_quotes || in_field) && quote.at(record, next) {
                    line.bytes.extend_from_slice(&quote.0);
                    at = next + quote.0.len();
                } else {
                    // A quote in the middle of a field, as in `a,bc"d"ef,g`, is data: not within the first
                    // three characters of the line, nor beside a separator.
                    let inside = after_third_character(record, at)
                        && !ends_with(&record[..at], &separator.0)
                        && next < record.len()
                        && !separator.at(record, next);
                    if inside {
                        let start = line.field_start();
                        let field = &line.bytes[start..];
                        if !field.is_empty() && is_white(field) {
                            line.bytes.truncate(start);
                        } else {
                            line.bytes.extend_from_slice(&quote.0);
                        }
                    }
                    in_quotes = !in_quotes;
                    at = next;
                }
                in_field = !in_field;
            } else if !in_quotes && separator.at(record, at) {
                line.end_field();
                in_field = false;
                at += separator.0.len();
            } else {
                line.bytes.push(record[at]);
                in_field = true;
                at += 1;
            }
        }
        // A last field whose quote does not end is dropped: NULL.
        if line.ends.len() < self.needed && !in_quotes {
            line.end_field();
        }
    }
}

/// Whether at least three characters (UTF-16 units, as Java counts) stand before a position.
fn after_third_character(record: &[u8], at: usize) -> bool {
    if at < 3 {
        return false;
    }
    let before = &record[..at];
    at > 12 || before.is_ascii() || String::from_utf8_lossy(before).encode_utf16().count() > 2
}

fn ends_with(text: &[u8], mark: &[u8]) -> bool {
    !mark.is_empty() && text.ends_with(mark)
}

fn is_white(text: &[u8]) -> bool {
    String::from_utf8_lossy(text).chars().all(|c| c.is_whitespace() && c != '\u{a0}')
}

impl RowDecoder for OpenCsvDecoder {
    fn decode(&mut self, record: &[u8], columns: &mut [ColumnBuilder]) -> Result<()> {
        self.cut(record);
        for ((at, hive_type), column) in self.targets.iter().zip(columns) {
            match self.line.field(*at) {
                Some(field) => column.push(scalar(hive_type, field, *at)?)?,
                None => column.push_null(),
            }
        }
        Ok(())
    }
}

/// A field as its type. What is not a number where one is needed is an error, an empty field too.
fn scalar<'a>(hive_type: &HiveType, field: &'a [u8], at: usize) -> Result<Scalar<'a>> {
    let value = match hive_type {
        HiveType::Boolean if field.eq_ignore_ascii_case(b"true") => Some(Scalar::Boolean(true)),
        HiveType::Boolean if field.eq_ignore_ascii_case(b"false") => Some(Scalar::Boolean(false)),
        HiveType::TinyInt | HiveType::SmallInt | HiveType::Int | HiveType::BigInt | HiveType::Date => {
            number::java_integer(field, 10)
                .filter(|value| number::fits(hive_type, *value))
                .map(Scalar::Integer)
        }
        HiveType::Timestamp => number::java_integer(field, 10).map(Scalar::Integer),
        HiveType::Float => number::java_float(field).map(Scalar::Float),
        HiveType::Double => number::java_float(field).map(Scalar::Double),
        HiveType::Decimal(precision, scale) => {
            number::decimal(field, *precision, *scale).ok().map(Scalar::Decimal)
        }
        HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => {
            Some(Scalar::Text(super::text_of(hive_type, Cow::Borrowed(field))))
        }
        _ => None,
    };
    value.ok_or_else(|| bad_field(hive_type, field, at))
}

/// The words of Athena's own error.
fn bad_field(hive_type: &HiveType, field: &[u8], at: usize) -> ConnectorError {
    let shown: String = String::from_utf8_lossy(field).chars().take(100).collect();
    let message =
        format!("Error parsing field value '{shown}' for field {at}: For input string: \"{shown}\"");
    let hint = match hive_type {
        HiveType::Date => "OpenCSVSerde reads dates as days since 1970; declare the column string otherwise",
        HiveType::Timestamp => {
            "OpenCSVSerde reads timestamps as milliseconds since 1970; declare the column string otherwise"
        }
        _ => "declare the column string and use try_cast(nullif(column, '') AS …)",
    };
    ConnectorError::new("HIVE_BAD_DATA", message).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{rows, rows_of, serde};
    use super::*;

    const LIBRARY: &str = "org.apache.hadoop.hive.serde2.OpenCSVSerde";
    const THREE: &str = "a string, b string, c string";

    fn one(text: &str) -> String {
        rows(LIBRARY, THREE, &[], text).remove(0)
    }

    #[test]
    fn lines_are_cut_as_trino_cuts_them() {
        for (line, fields) in [
            ("x,y,z", "x|y|z"),
            ("\"a,b\",\"c\"\"d\",e", "a,b|c\"d|e"),
            ("a,bc\"d\"ef,g", "a|bc\"d\"ef|g"),
            ("\"unterminated,x,y", "NULL|NULL|NULL"),
            ("a,\"un,c", "a|NULL|NULL"),
            ("q", "q|NULL|NULL"),
            ("1,2,3,4", "1|2|3"),
            ("\"a\\\"b\",c\\,d,e\\\\f", "a\"b|c|d"),
            ("  \"lead\",x,\"y\"  ", "  lead|x|y\"  "),
            ("\"\",,\"\"", "||"),
            ("NULL,\\N,null", "NULL|N|null"),
            ("\"a\" ,\"b\"x,c", "a |b\"x|c"),
            (",,", "||"),
            ("éé\"x\",b\"c\"d,z", "ééx|b\"c\"d|z"),
            ("\"a\"b\"c\",d,e", "ab\"c|d|e"),
            ("a\\nb,\"a\\nb\",c", "anb|anb|c"),
        ] {
            assert_eq!(one(line), fields, "{line}");
        }
        assert_eq!(rows(LIBRARY, THREE, &[], "\nx,y,z"), ["NULL|NULL|NULL", "x|y|z"]);
    }

    #[test]
    fn characters_can_be_set() {
        let properties = [("separatorChar", ";"), ("quoteChar", "'"), ("escapeChar", "|")];
        assert_eq!(rows(LIBRARY, THREE, &properties, "a;'b;c';d\n'it''s';x|;y"), ["a|b;c|d", "it's|x|y"]);
        let properties = [("separatorChar", "§")];
        assert_eq!(rows(LIBRARY, THREE, &properties, "a§\"b§c\"§d\nx§y§z"), ["a|b§c|d", "x|y|z"]);
        // A double quote as escape is taken for a backslash, as in Hive.
        let properties = [("escapeChar", "\"")];
        assert_eq!(rows(LIBRARY, THREE, &properties, "\"a\\\"b\",c,d"), ["a\"b|c|d"]);
    }

    #[test]
    fn only_wanted_fields_are_built() {
        let serde = serde(LIBRARY, "a bigint, b string, c int", &[]);
        assert_eq!(rows_of(&serde, &[1], "bad,\"y,z\",\nb,c,").unwrap(), ["y,z", "c"]);
    }

    #[test]
    fn types_as_athena_reads_them() {
        let columns = "a boolean, b bigint, c int, d double, e date, f timestamp, g decimal(5,2)";
        assert_eq!(
            rows(LIBRARY, columns, &[], "TRUE,5,\"-7\",1.5,18263,1577934245123,1.005"),
            ["true|5|-7|1.5|2020-01-02|2020-01-02T03:04:05.123|1.01"]
        );
    }

    #[test]
    fn numbers_that_do_not_parse_are_errors() {
        let serde = serde(LIBRARY, "a string, b string, c int, d boolean, e date", &[]);
        let error = rows_of(&serde, &[0, 1, 2], "a,b,\"\"").unwrap_err();
        assert_eq!(error.name, "HIVE_BAD_DATA");
        assert_eq!(error.message, "Error parsing field value '' for field 2: For input string: \"\"");
        assert!(rows_of(&serde, &[2], "a,b,1.5").is_err());
        assert!(rows_of(&serde, &[2], "a,b,99999999999").is_err());
        assert!(rows_of(&serde, &[3], "a,b,1,yes").is_err());
        let error = rows_of(&serde, &[4], "a,b,1,true,2020-01-02").unwrap_err();
        assert!(error.hint.unwrap().contains("days since 1970"));
        assert_eq!(rows_of(&serde, &[2], "a,b").unwrap(), ["NULL"]);
    }

    #[test]
    fn bad_definitions_are_refused() {
        let column = |text: &str| SerDeColumn { name: "a".into(), hive_type: HiveType::parse(text).unwrap() };
        let properties = Properties::default();
        assert_eq!(OpenCsv::try_new(&properties, &[column("array<int>")]).unwrap_err().name, "NOT_SUPPORTED");
        for (key, value) in
            [("quoteChar", ","), ("separatorChar", "\\"), ("separatorChar", "\0"), ("quoteChar", "\\")]
        {
            let table = super::super::testing::table(LIBRARY, "a string", &[(key, value)]);
            let error = super::super::SerDe::try_new(&table, &Default::default()).unwrap_err();
            assert_eq!(error.name, "HIVE_INVALID_METADATA", "{key} {value}");
        }
    }
}
