//! The openx JSON SerDe: one object (or array of column values) a line, read leniently.
//!
//! Parse failures of single values are NULL, objects and arrays where a number or date is needed are errors,
//! string columns take anything as JSON text. A line that starts with neither `{` nor `[` is a row of NULLs.
//! Source: Trino's `openxjson` package and its README.

use std::borrow::Cow;

use polias_connector::{ConnectorError, Result};

use super::json::{FieldIndex, Tape, Value, canonical_text, parse_lenient, write_json};
use super::properties::Properties;
use super::scalar::{Duplicates, Scalar, distinct_keys};
use super::timestamp_pattern::TimestampPattern;
use super::{ColumnBuilder, RowDecoder, SerDeColumn, base64, datetime, number, shortened};
use crate::types::HiveType;

/// The SerDe's properties.
#[derive(Debug, Clone)]
pub(super) struct OpenxJson {
    ignore_malformed: bool,
    ignore_case: bool,
    dots_in_keys: bool,
    /// Field name and the key it is read from.
    mappings: Vec<(String, String)>,
    formats: Vec<TimestampPattern>,
}

impl OpenxJson {
    /// Reads the properties.
    pub fn try_new(properties: &Properties) -> Result<Self> {
        let mappings =
            properties.with_prefix("mapping.").map(|(field, key)| (field.to_lowercase(), key.into()));
        Ok(Self {
            ignore_malformed: properties.flag("ignore.malformed.json", false),
            ignore_case: properties.flag("case.insensitive", true),
            dots_in_keys: properties.flag("dots.in.keys", false),
            mappings: mappings.collect(),
            formats: properties.timestamp_formats()?,
        })
    }

    /// A decoder of the columns with these indices. An array gives columns by place, so all must be known.
    pub fn decoder(&self, columns: &[SerDeColumn], projection: &[usize]) -> OpenxJsonDecoder {
        let fields = projection.iter().map(|&at| (at, columns[at].name.as_str(), &columns[at].hive_type));
        let row = Row::new(self, fields);
        OpenxJsonDecoder { serde: self.clone(), row, tape: Tape::default() }
    }

    fn key_of<'a>(&'a self, field: &'a str) -> &'a str {
        self.mappings.iter().find(|(name, _)| name == field).map_or(field, |(_, key)| key)
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
    fn new(serde: &OpenxJson, hive_type: &HiveType) -> Self {
        match hive_type {
            HiveType::Array(element) => Self::Array(Box::new(Self::new(serde, element))),
            HiveType::Map(key, value) => Self::Map((**key).clone(), Box::new(Self::new(serde, value))),
            HiveType::Struct(fields) => {
                let fields = fields.iter().enumerate().map(|(at, (name, field))| (at, name.as_str(), field));
                Self::Struct(Row::new(serde, fields))
            }
            other => Self::Scalar(other.clone()),
        }
    }
}

/// The fields of a struct, or the wanted columns of the table.
struct Row {
    /// Place in an array that stands for the row, and the type.
    fields: Vec<(usize, Target)>,
    index: FieldIndex,
    /// Names with underscores, which a key with dots can mean; only with `dots.in.keys`.
    dotted: Option<FieldIndex>,
}

impl Row {
    fn new<'a>(serde: &OpenxJson, fields: impl Iterator<Item = (usize, &'a str, &'a HiveType)>) -> Self {
        let mut index = FieldIndex::new([] as [&str; 0], serde.ignore_case);
        let mut dotted = serde.dots_in_keys.then(|| index.clone());
        let mut targets = Vec::new();
        for (slot, (place, name, hive_type)) in fields.enumerate() {
            index.add(serde.key_of(name), slot);
            if let Some(dotted) = dotted.as_mut().filter(|_| name.contains('_')) {
                dotted.add(name, slot);
            }
            targets.push((place, Target::new(serde, hive_type)));
        }
        Self { fields: targets, index, dotted }
    }

    /// Gives each field its value and appends them.
    fn append(&mut self, serde: &OpenxJson, value: Value<'_>, columns: &mut [ColumnBuilder]) -> Result<()> {
        let mut values = vec![Value::Null; self.fields.len()];
        match value {
            Value::Object(mut items) => {
                let mut by_dots: Vec<(usize, Value<'_>)> = Vec::new();
                let mut exact =
                    if self.dotted.is_some() { vec![false; self.fields.len()] } else { Vec::new() };
                let mut place = 0;
                while let Some((key, item)) = items.next_entry() {
                    for &slot in self.index.find(key, place) {
                        // The last of equal keys wins.
                        values[slot] = item;
                        if let Some(exact) = exact.get_mut(slot) {
                            *exact = true;
                        }
                    }
                    if let Some(dotted) = self.dotted.as_mut().filter(|_| key.contains('.')) {
                        let slots = dotted.find(&key.replace('.', "_"), place);
                        by_dots.extend(slots.iter().map(|&slot| (slot, item)));
                    }
                    place += 1;
                }
                // The first key with dots counts, and only when no key has the name itself.
                for (slot, item) in by_dots.into_iter().rev() {
                    if !exact[slot] {
                        values[slot] = item;
                    }
                }
            }
            Value::Array(items) => {
                let items: Vec<Value<'_>> = items.collect();
                for (value, (place, _)) in values.iter_mut().zip(&self.fields) {
                    *value = items.get(*place).copied().unwrap_or(Value::Null);
                }
            }
            // White space alone is a row of NULLs.
            Value::Text { text, .. } if is_blank(text) => {}
            Value::Text { .. } => return Err(cannot_be("a string", "row")),
            Value::Null => {}
        }
        for (((_, target), value), column) in self.fields.iter_mut().zip(values).zip(columns) {
            append(serde, target, value, column)?;
        }
        Ok(())
    }
}

fn append(
    serde: &OpenxJson,
    target: &mut Target,
    value: Value<'_>,
    column: &mut ColumnBuilder,
) -> Result<()> {
    if let Value::Null = value {
        column.push_null();
        return Ok(());
    }
    match target {
        Target::Scalar(hive_type) => column.push_option(scalar(serde, hive_type, value)?),
        Target::Array(element) => {
            let array = match value {
                Value::Text { text: "", .. } => {
                    column.push_null();
                    return Ok(());
                }
                Value::Array(items) => {
                    let array = column.array()?;
                    for item in items {
                        append(serde, element, item, array.elements())?;
                    }
                    array
                }
                // Anything else is an array of one element.
                other => {
                    let array = column.array()?;
                    append(serde, element, other, array.elements())?;
                    array
                }
            };
            array.close()
        }
        Target::Map(key, target) => match value {
            Value::Object(items) => {
                let entries = items.distinct_entries(serde.ignore_case);
                let mut keys = Vec::with_capacity(entries.len());
                for (text, _) in &entries {
                    keys.push(scalar(serde, key, Value::Text { text, quoted: true })?);
                }
                let keep = distinct_keys(&keys, Duplicates::KeepLast);
                let map = column.map()?;
                for ((name, (_, item)), _) in
                    keys.into_iter().zip(entries).zip(keep).filter(|(_, keep)| *keep)
                {
                    map.keys().push_option(name)?;
                    append(serde, target, item, map.values())?;
                }
                map.close()
            }
            Value::Text { text, .. } if is_blank(text) => {
                column.push_null();
                Ok(())
            }
            Value::Array(_) => Err(cannot_be("an array", "map")),
            _ => Err(cannot_be("a string", "map")),
        },
        Target::Struct(row) => {
            let structure = column.structure()?;
            row.append(serde, value, structure.children())?;
            structure.close();
            Ok(())
        }
    }
}

/// A value of a primitive type; `None` is NULL.
fn scalar<'a>(serde: &OpenxJson, hive_type: &HiveType, value: Value<'a>) -> Result<Option<Scalar<'a>>> {
    let (text, quoted) = match (value, hive_type) {
        (Value::Null, _) => return Ok(None),
        (Value::Text { text, quoted }, _) => (text, quoted),
        // Text types take everything.
        (nested, HiveType::String | HiveType::Varchar(_) | HiveType::Char(_)) => {
            let mut json = String::new();
            write_json(nested, serde.ignore_case, &mut json);
            return Ok(Some(Scalar::Text(shortened(hive_type, Cow::Owned(json)))));
        }
        (_, HiveType::Boolean) => return Ok(Some(Scalar::Boolean(false))),
        (Value::Array(_), _) => return Err(cannot_be("an array", &hive_type.hive())),
        (Value::Object(_), _) => return Err(cannot_be("an object", &hive_type.hive())),
    };
    let bytes = text.as_bytes();
    Ok(match hive_type {
        HiveType::Boolean => Some(Scalar::Boolean(text.eq_ignore_ascii_case("true"))),
        HiveType::TinyInt | HiveType::SmallInt | HiveType::Int | HiveType::BigInt => {
            number::openx_integer(text).filter(|value| number::fits(hive_type, *value)).map(Scalar::Integer)
        }
        HiveType::Float => number::java_float(bytes).map(Scalar::Float),
        HiveType::Double => number::java_float(bytes).map(Scalar::Double),
        HiveType::Decimal(precision, scale) => {
            number::decimal(bytes, *precision, *scale).ok().map(Scalar::Decimal)
        }
        HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => {
            Some(Scalar::Text(shortened(hive_type, canonical_text(text, quoted))))
        }
        HiveType::Binary => match base64::decode_strict(bytes).filter(|_| quoted) {
            Some(value) => Some(Scalar::Binary(Cow::Owned(value))),
            None => return Err(invalid("a binary value must be a string in Base64")),
        },
        HiveType::Date => {
            let days = datetime::hive_date(bytes).map(i64::from);
            let days = days.or_else(|| number::openx_radix_integer(text));
            days.filter(|value| number::fits(hive_type, *value)).map(Scalar::Integer)
        }
        HiveType::Timestamp => {
            let instant = serde.formats.iter().find_map(|format| format.read(bytes));
            let instant = instant.or_else(|| datetime::openx_timestamp(text));
            instant.and_then(datetime::Instant::rounded_millis).map(Scalar::Integer)
        }
        HiveType::Array(_) | HiveType::Map(..) | HiveType::Struct(_) => None,
    })
}

fn is_blank(text: &str) -> bool {
    number::java_trim(text.as_bytes()).is_empty()
}

fn cannot_be(what: &str, hive_type: &str) -> ConnectorError {
    invalid(&format!("{what} cannot be read as {hive_type}"))
}

fn invalid(reason: &str) -> ConnectorError {
    ConnectorError::new("HIVE_CURSOR_ERROR", format!("Invalid JSON: {reason}"))
        .with_hint("declare the column string to get the JSON text")
}

/// Decodes lines of lenient JSON.
pub(super) struct OpenxJsonDecoder {
    serde: OpenxJson,
    row: Row,
    tape: Tape,
}

impl RowDecoder for OpenxJsonDecoder {
    fn decode(&mut self, record: &[u8], columns: &mut [ColumnBuilder]) -> Result<()> {
        let text = String::from_utf8_lossy(number::java_trim(record));
        let value = match text.as_bytes() {
            [b'{' | b'[', ..] => match parse_lenient(&text, &mut self.tape) {
                Ok(()) => self.tape.root(&text),
                Err(_) if self.serde.ignore_malformed => Value::Null,
                Err(error) => {
                    let message = format!("Row is not a valid JSON Object - JSONException: {error}");
                    let hint =
                        "set the SerDe property 'ignore.malformed.json'='true' to read such rows as NULL";
                    return Err(ConnectorError::new("HIVE_CURSOR_ERROR", message).with_hint(hint));
                }
            },
            _ => Value::Null,
        };
        self.row.append(&self.serde, value, columns)
    }
}

#[cfg(test)]
mod tests;
