//! LazySimpleSerDe: delimited text, the default of `CREATE EXTERNAL TABLE`.
//!
//! Fields are separated by one byte, nested values by further bytes; quotes are data. What does not parse as
//! its type is NULL. Source: Trino's `SimpleDeserializer` and `encodings/text`. One difference on purpose:
//! Trino 440 forgets escapes inside arrays and maps that do not stand at the start of a line; here they
//! always count, as in Hive.

use std::borrow::Cow;

use polias_connector::{ConnectorError, Result};

use super::properties::Properties;
use super::scalar::{Duplicates, Scalar, distinct_keys};
use super::timestamp_pattern::TimestampPattern;
use super::{ColumnBuilder, RowDecoder, SerDeColumn, base64, datetime, number};
use crate::types::HiveType;

/// Separators by nesting level (Hive's `LazySerDeParameters`); the first three can be set. Some control
/// characters are left out.
const SEPARATORS: [u8; 24] =
    [1, 2, 3, 4, 5, 6, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29];
/// Levels without the property that extends them.
const LEGACY_LEVELS: usize = 8;
const EXTENDED: &str = "hive.serialization.extend.nesting.levels";
const EXTENDED_MORE: &str = "hive.serialization.extend.additional.nesting.levels";
/// Hive's `LazyTimestamp` takes nothing shorter.
const SHORTEST_TIMESTAMP: usize = 8;

/// The SerDe's properties.
#[derive(Debug, Clone)]
pub(super) struct LazySimple {
    separators: Vec<u8>,
    escape: Option<u8>,
    null: Vec<u8>,
    last_takes_rest: bool,
    extended_boolean: bool,
    formats: Vec<TimestampPattern>,
}

impl LazySimple {
    /// Checks the properties and that the separators suffice for the types.
    pub fn try_new(properties: &Properties, columns: &[SerDeColumn]) -> Result<Self> {
        let extended = properties.flag(EXTENDED, false) || properties.flag(EXTENDED_MORE, false);
        let levels = if extended { SEPARATORS.len() } else { LEGACY_LEVELS };
        let mut separators = SEPARATORS[..levels].to_vec();
        // `colelction` is how Hive before 3 writes it, and Glue with it.
        let set = [
            properties.byte("field.delim").or_else(|| properties.byte("serialization.format")),
            properties.byte("collection.delim").or_else(|| properties.byte("colelction.delim")),
            properties.byte("mapkey.delim"),
        ];
        for (separator, byte) in separators.iter_mut().zip(set) {
            *separator = byte.unwrap_or(*separator);
        }
        for column in columns {
            let needed = separators_needed(&column.hive_type, 0) + 1;
            if needed > levels {
                let message = format!(
                    "column '{}' of type {} needs {needed} separators, {levels} are there",
                    column.name,
                    column.hive_type.hive()
                );
                let hint = match extended {
                    false if needed <= SEPARATORS.len() => {
                        format!("set the table property '{EXTENDED}'='true'")
                    }
                    _ => "use a JSON SerDe for data nested this deep".to_string(),
                };
                return Err(ConnectorError::new("HIVE_INVALID_METADATA", message).with_hint(hint));
            }
        }
        let escape = properties.get("escape.delim").map(|_| properties.byte("escape.delim").unwrap_or(b'\\'));
        Ok(Self {
            separators,
            escape,
            null: properties.get("serialization.null.format").unwrap_or("\\N").as_bytes().to_vec(),
            last_takes_rest: properties.flag("serialization.last.column.takes.rest", false),
            extended_boolean: properties.flag("hive.lazysimple.extended_boolean_literal", false),
            formats: properties.timestamp_formats()?,
        })
    }

    /// A decoder of the columns with these indices.
    pub fn decoder(&self, columns: &[SerDeColumn], projection: &[usize]) -> LazySimpleDecoder {
        let mut fields: Vec<Option<(usize, HiveType)>> = vec![None; columns.len()];
        for (slot, &at) in projection.iter().enumerate() {
            fields[at] = Some((slot, columns[at].hive_type.clone()));
        }
        let needed = fields.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        LazySimpleDecoder { serde: self.clone(), fields, needed }
    }

    /// The separator of a nesting level; `try_new` has checked that it is there.
    fn separator(&self, level: usize) -> u8 {
        self.separators.get(level).copied().unwrap_or(0)
    }

    /// The end of the part that starts at `from`: the next separator that is not escaped, or the end.
    fn part_end(&self, text: &[u8], from: usize, separator: u8) -> usize {
        let rest = &text[from..];
        let Some(escape) = self.escape else {
            return memchr::memchr(separator, rest).map_or(text.len(), |at| from + at);
        };
        let mut at = 0;
        while let Some(found) = memchr::memchr2(separator, escape, &rest[at..]) {
            at += found;
            if rest[at] == separator {
                return from + at;
            }
            at = (at + 2).min(rest.len());
        }
        text.len()
    }

    fn append(
        &self,
        hive_type: &HiveType,
        level: usize,
        text: &[u8],
        column: &mut ColumnBuilder,
    ) -> Result<()> {
        if text == self.null {
            column.push_null();
            return Ok(());
        }
        match hive_type {
            HiveType::Array(element) => self.append_array(element, level, text, column),
            HiveType::Map(key, value) => self.append_map(key, value, level, text, column),
            HiveType::Struct(fields) => self.append_struct(fields, level, text, column),
            _ => column.push_option(self.scalar(hive_type, text)),
        }
    }

    fn append_array(
        &self,
        element: &HiveType,
        level: usize,
        text: &[u8],
        column: &mut ColumnBuilder,
    ) -> Result<()> {
        let array = column.array()?;
        let mut from = 0;
        while !text.is_empty() && from <= text.len() {
            let end = self.part_end(text, from, self.separator(level + 1));
            self.append(element, level + 1, &text[from..end], array.elements())?;
            from = end + 1;
        }
        array.close()
    }

    fn append_map(
        &self,
        key: &HiveType,
        value: &HiveType,
        level: usize,
        text: &[u8],
        column: &mut ColumnBuilder,
    ) -> Result<()> {
        let map = column.map()?;
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        let mut from = 0;
        while !text.is_empty() && from <= text.len() {
            let end = self.part_end(text, from, self.separator(level + 1));
            let entry = &text[from..end];
            let split = self.part_end(entry, 0, self.separator(level + 2));
            let name = &entry[..split];
            keys.push(if name == self.null { None } else { self.scalar(key, name) });
            values.push(entry.get(split + 1..));
            from = end + 1;
        }
        let keep = distinct_keys(&keys, Duplicates::KeepFirst);
        for ((name, part), _) in keys.into_iter().zip(values).zip(keep).filter(|(_, keep)| *keep) {
            map.keys().push_option(name)?;
            match part {
                Some(part) => self.append(value, level + 2, part, map.values())?,
                None => map.values().push_null(),
            }
        }
        map.close()
    }

    fn append_struct(
        &self,
        fields: &[(String, HiveType)],
        level: usize,
        text: &[u8],
        column: &mut ColumnBuilder,
    ) -> Result<()> {
        let structure = column.structure()?;
        let mut from = Some(0);
        for (at, ((_, field), child)) in fields.iter().zip(structure.children()).enumerate() {
            let Some(start) = from else {
                child.push_null();
                continue;
            };
            let end = match self.last_takes_rest && at + 1 == fields.len() {
                true => text.len(),
                false => self.part_end(text, start, self.separator(level + 1)),
            };
            self.append(field, level + 1, &text[start..end], child)?;
            from = (end < text.len()).then_some(end + 1);
        }
        structure.close();
        Ok(())
    }

    /// A value of a primitive type; `None` is NULL.
    fn scalar<'a>(&self, hive_type: &HiveType, text: &'a [u8]) -> Option<Scalar<'a>> {
        Some(match hive_type {
            HiveType::Boolean => Scalar::Boolean(self.boolean(text)?),
            HiveType::TinyInt | HiveType::SmallInt | HiveType::Int | HiveType::BigInt => {
                Scalar::Integer(number::hive_integer(text).filter(|value| number::fits(hive_type, *value))?)
            }
            HiveType::Float => Scalar::Float(number::java_float(text)?),
            HiveType::Double => Scalar::Double(number::java_float(text)?),
            HiveType::Decimal(precision, scale) => {
                Scalar::Decimal(number::decimal(text, *precision, *scale).ok()?)
            }
            HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => {
                Scalar::Text(super::text_of(hive_type, self.unescaped(text)))
            }
            HiveType::Binary => Scalar::Binary(base64::decode_or_keep(text)),
            HiveType::Date => Scalar::Integer(i64::from(datetime::hive_date(text)?)),
            HiveType::Timestamp => Scalar::Integer(self.timestamp(text)?),
            HiveType::Array(_) | HiveType::Map(..) | HiveType::Struct(_) => return None,
        })
    }

    fn boolean(&self, text: &[u8]) -> Option<bool> {
        if text.eq_ignore_ascii_case(b"true") {
            return Some(true);
        }
        if text.eq_ignore_ascii_case(b"false") {
            return Some(false);
        }
        match text {
            b"t" | b"T" | b"1" if self.extended_boolean => Some(true),
            b"f" | b"F" | b"0" if self.extended_boolean => Some(false),
            _ => None,
        }
    }

    fn timestamp(&self, text: &[u8]) -> Option<i64> {
        if text.len() < SHORTEST_TIMESTAMP {
            return None;
        }
        let trimmed = number::java_trim(text);
        let instant = self.formats.iter().find_map(|format| format.read(trimmed));
        instant.or_else(|| datetime::hive_timestamp(text))?.rounded_millis()
    }

    /// Takes away each escape before another byte.
    fn unescaped<'a>(&self, text: &'a [u8]) -> Cow<'a, [u8]> {
        let Some(escape) = self.escape.filter(|escape| memchr::memchr(*escape, text).is_some()) else {
            return Cow::Borrowed(text);
        };
        let mut plain = Vec::with_capacity(text.len());
        let mut bytes = text.iter();
        while let Some(&byte) = bytes.next() {
            match byte == escape {
                true => plain.push(bytes.next().copied().unwrap_or(escape)),
                false => plain.push(byte),
            }
        }
        Cow::Owned(plain)
    }
}

/// Levels of separators below the field separator that a type needs.
fn separators_needed(hive_type: &HiveType, level: usize) -> usize {
    match hive_type {
        HiveType::Array(element) => separators_needed(element, level + 1),
        HiveType::Map(key, value) => {
            separators_needed(key, level + 2).max(separators_needed(value, level + 2))
        }
        HiveType::Struct(fields) => {
            fields.iter().map(|(_, field)| separators_needed(field, level + 1)).max().unwrap_or(level + 1)
        }
        _ => level,
    }
}

/// Decodes delimited records.
pub(super) struct LazySimpleDecoder {
    serde: LazySimple,
    /// For each column of the table: where it goes and its type, when it is wanted.
    fields: Vec<Option<(usize, HiveType)>>,
    /// Fields after this many are not looked at.
    needed: usize,
}

impl RowDecoder for LazySimpleDecoder {
    fn decode(&mut self, record: &[u8], columns: &mut [ColumnBuilder]) -> Result<()> {
        let separator = self.serde.separator(0);
        let last = self.fields.len().saturating_sub(1);
        let mut from = Some(0);
        for (at, field) in self.fields.iter().enumerate().take(self.needed) {
            let part = from.map(|start| {
                let end = match self.serde.last_takes_rest && at == last {
                    true => record.len(),
                    false => self.serde.part_end(record, start, separator),
                };
                from = (end < record.len()).then_some(end + 1);
                &record[start..end]
            });
            let Some((slot, hive_type)) = field else { continue };
            match part {
                Some(part) => self.serde.append(hive_type, 0, part, &mut columns[*slot])?,
                None => columns[*slot].push_null(),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{rows, rows_of, serde};
    use super::*;

    const LIBRARY: &str = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";

    fn read(columns: &str, properties: &[(&str, &str)], text: &str) -> Vec<String> {
        rows(LIBRARY, columns, properties, text)
    }

    #[test]
    fn missing_fields_are_null_and_extra_ones_ignored() {
        let text = "x\x011\x01y\n\nz\x01\x01\nq\x01\\N\x01\\N\nlast\na\x012\x01b\x01c\x01d";
        assert_eq!(
            read("a string, b int, c string", &[], text),
            ["x|1|y", "|NULL|NULL", "z|NULL|", "q|NULL|NULL", "last|NULL|NULL", "a|2|b"]
        );
    }

    #[test]
    fn only_wanted_columns_are_built() {
        let serde = serde(LIBRARY, "a string, b int, c string", &[("field.delim", ",")]);
        assert_eq!(rows_of(&serde, &[1], "x,1,y\nz\n").unwrap(), ["1", "NULL"]);
        assert_eq!(rows_of(&serde, &[2, 0], "x,1,y\nz\n").unwrap(), ["y|x", "NULL|z"]);
        assert_eq!(rows_of(&serde, &[], "x,1,y\nz\n").unwrap(), ["", ""]);
    }

    #[test]
    fn numbers_out_of_range_are_null() {
        assert_eq!(read("a tinyint", &[], "127\n128\n-128\n-129"), ["127", "NULL", "-128", "NULL"]);
        assert_eq!(read("a smallint", &[], "32767\n32768"), ["32767", "NULL"]);
        assert_eq!(read("a int", &[], "2147483647\n2147483648\n"), ["2147483647", "NULL"]);
        assert_eq!(read("a decimal(5,2)", &[], "1.005\n12345\n\n"), ["1.01", "NULL", "NULL"]);
        assert_eq!(read("a float, b double", &[], "1.5\x01x\nNaN\x01-Infinity"), ["1.5|NULL", "NaN|-inf"]);
    }

    #[test]
    fn booleans() {
        let text = "true\nFALSE\nTrue\nt\n1\n0\nyes\n true\n\n";
        let plain = ["true", "false", "true", "NULL", "NULL", "NULL", "NULL", "NULL", "NULL"];
        assert_eq!(read("a boolean", &[], text), plain);
        let extended = [("hive.lazysimple.extended_boolean_literal", "true")];
        assert_eq!(read("a boolean", &extended, "t\n1\n0\nF\nx"), ["true", "true", "false", "false", "NULL"]);
    }

    #[test]
    fn dates_and_timestamps() {
        assert_eq!(read("a date", &[], "2020-01-02\n2020-02-30\nxx\n"), ["2020-01-02", "2020-03-01", "NULL"]);
        assert_eq!(
            read("a timestamp", &[], "2020-01-02 03:04:05.6789\n2020-01-02T03:04:05\n1-1-1 1\n\n"),
            ["2020-01-02T03:04:05.679", "2020-01-02T03:04:05", "NULL", "NULL"]
        );
        let formats = [("timestamp.formats", "yyyy/MM/dd HH:mm,millis")];
        assert_eq!(
            read("a timestamp", &formats, "2020/01/02 03:04\n1577934245000\n2020-01-02 03:04:05"),
            ["2020-01-02T03:04:00", "2020-01-02T03:04:05", "2020-01-02T03:04:05"]
        );
    }

    #[test]
    fn nested_values_as_trino_answers() {
        let columns = "a array<int>, b map<string,int>, c struct<x:int,y:string>";
        let text = "1\x022\x02x\x01k\x031\x02j\x032\x02k\x039\x015\x02yy\n\x01\x01\n\\N\x01\\N\x01\\N\n\
                    5\x02\\N\x01\\N\x031\x02q\x02z\x03\\N\x015\n5\x01a\x031\x032\x015\x02yy\x02zz";
        assert_eq!(
            read(columns, &[], text),
            [
                "[1, 2, NULL]|{k: 1, j: 2}|{x: 5, y: yy}",
                "[]|{}|{x: NULL, y: NULL}",
                "NULL|NULL|NULL",
                "[5, NULL]|{q: NULL, z: NULL}|{x: 5, y: NULL}",
                "[5]|{a: NULL}|{x: 5, y: yy}",
            ]
        );
    }

    #[test]
    fn deeper_levels_have_their_own_separators() {
        let columns = "a array<array<int>>, b map<int,array<string>>, \
                       c struct<x:struct<p:int,q:int>,y:array<int>>, d array<map<string,int>>";
        let text = "1\x032\x023\x011\x03a\x04b\x022\x03c\x011\x032\x025\x036\x01k\x041\x03j\x042\x02m\x043";
        assert_eq!(
            read(columns, &[], text),
            ["[[1, 2], [3]]|{1: [a, b], 2: [c]}|{x: {p: 1, q: 2}, y: [5, 6]}|[{k: 1, j: 2}, {m: 3}]"]
        );
    }

    #[test]
    fn escapes_hide_separators() {
        let properties = [("field.delim", ","), ("escape.delim", "\\"), ("colelction.delim", ":")];
        let text = "x\\,y,\\N,p\\:q:r\nab\\\\c,d\\ne,aa:bb\\:cc:dd\nend\\,z\\\n";
        assert_eq!(
            read("a string, b string, c array<string>", &properties, text),
            ["x,y|NULL|[p:q, r]", "ab\\c|dne|[aa, bb:cc, dd]", "end,z\\|NULL|NULL"]
        );
    }

    #[test]
    fn null_format_can_be_set() {
        let properties = [("field.delim", "|"), ("serialization.null.format", "NULL")];
        let columns = "a string, b int, c string";
        assert_eq!(read(columns, &properties, "NULL|1|\n|NULL|x\n\\N|5|"), ["NULL|1|", "|NULL|x", "\\N|5|"]);
        let properties = [("field.delim", "|"), ("serialization.null.format", "")];
        assert_eq!(read(columns, &properties, "|1|\n|x|y"), ["NULL|1|NULL", "NULL|NULL|y"]);
    }

    #[test]
    fn the_last_column_can_take_the_rest() {
        let properties = [("field.delim", ","), ("serialization.last.column.takes.rest", "true")];
        assert_eq!(read("a string, b string", &properties, "1,2,3,4\n1\n"), ["1|2,3,4", "1|NULL"]);
    }

    #[test]
    fn text_is_cut_to_length_and_quotes_are_data() {
        let columns = "a varchar(3), b char(3), c binary";
        let text = "abcdef\x01ab    \x01aGVsbG8=\néèêë\x01 a\x01\n\"x\"\x01\x01a!b";
        assert_eq!(read(columns, &[], text), ["abc|ab|68656c6c6f", "éèê| a|", "\"x\"||612162"]);
    }

    #[test]
    fn the_first_of_equal_keys_stays() {
        assert_eq!(read("a map<int,string>", &[], "1\x03a\x02x\x03b\x021\x03c"), ["{1: a}"]);
    }

    #[test]
    fn malformed_utf8_is_replaced() {
        let serde = serde(LIBRARY, "a string", &[]);
        let mut columns = serde.builders(&[0], 1);
        serde.decoder(&[0]).decode(b"a\xffb", &mut columns).unwrap();
        let array = columns[0].finish().unwrap();
        assert_eq!(arrow::array::AsArray::as_string_view(array.as_ref()).value(0), "a\u{fffd}b");
    }

    #[test]
    fn types_deeper_than_the_separators_are_refused() {
        let deep = format!("{}int{}", "array<".repeat(8), ">".repeat(8));
        let column = SerDeColumn { name: "a".into(), hive_type: HiveType::parse(&deep).unwrap() };
        let error = LazySimple::try_new(&Properties::default(), &[column]).unwrap_err();
        assert_eq!(error.name, "HIVE_INVALID_METADATA");
        assert!(error.hint.unwrap().contains(EXTENDED));
    }
}
