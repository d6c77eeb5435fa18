//! SERDEPROPERTIES and TBLPROPERTIES as one list, the way Hive hands them to a SerDe.

use std::collections::BTreeMap;

use polias_catalog::model::{Parameters, StorageDescriptor};
use polias_connector::{ConnectorError, Result};

use super::timestamp_pattern::TimestampPattern;

/// Merged properties of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Properties(BTreeMap<String, String>);

impl Properties {
    /// The table's own properties win over the SerDe's (Hive's `MetaStoreUtils.getSchema`).
    pub fn of(table: &StorageDescriptor, parameters: &Parameters) -> Self {
        let mut merged = table.serde_info.parameters.clone();
        merged.extend(parameters.iter().map(|(key, value)| (key.clone(), value.clone())));
        Self(merged)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Keys that start with `prefix`, without it, and their values.
    pub fn with_prefix<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(key, value)| Some((key.strip_prefix(prefix)?, value.as_str())))
    }

    /// True only for `true` in any case; `default` when the key is absent.
    pub fn flag(&self, key: &str, default: bool) -> bool {
        self.get(key).map_or(default, |value| value.eq_ignore_ascii_case("true"))
    }

    /// Hive's way to write a byte: a decimal number from -128 to 127, or else the first character.
    /// `None` when the key is absent or empty.
    pub fn byte(&self, key: &str) -> Option<u8> {
        let value = self.get(key).filter(|value| !value.is_empty())?;
        match value.parse::<i8>() {
            Ok(number) => Some(number.cast_unsigned()),
            // Java casts the UTF-16 unit to a byte: the low eight bits.
            Err(_) => value.chars().next().map(|c| (u32::from(c) & 0xff) as u8),
        }
    }

    /// What ends a record when it is not an ordinary line end.
    pub fn line_delimiter(&self) -> Option<u8> {
        self.byte("line.delim").filter(|&byte| byte != b'\n' && byte != b'\r')
    }

    /// A count of lines from 0 to `most`.
    pub fn line_count(&self, key: &str, most: usize) -> Result<usize> {
        let Some(value) = self.get(key) else { return Ok(0) };
        value.trim().parse().ok().filter(|count| *count <= most).ok_or_else(|| {
            let message = format!("property '{key}' must be a number from 0 to {most}, not '{value}'");
            ConnectorError::new("HIVE_INVALID_METADATA", message)
        })
    }

    /// `timestamp.formats`: patterns separated by commas; `\,` is a comma and `\\` a backslash.
    pub fn timestamp_formats(&self) -> Result<Vec<TimestampPattern>> {
        let Some(value) = self.get("timestamp.formats") else { return Ok(Vec::new()) };
        let mut formats = vec![String::new()];
        let mut characters = value.chars();
        while let Some(character) = characters.next() {
            let next = match character {
                '\\' => match characters.next() {
                    Some(escaped @ (',' | '\\')) => escaped,
                    _ => return Err(invalid_formats(value)),
                },
                ',' => {
                    formats.push(String::new());
                    continue;
                }
                other => other,
            };
            if let Some(format) = formats.last_mut() {
                format.push(next);
            }
        }
        formats
            .iter()
            .filter(|format| !format.is_empty())
            .map(|format| TimestampPattern::parse(format))
            .collect()
    }
}

fn invalid_formats(value: &str) -> ConnectorError {
    let message =
        format!("property 'timestamp.formats' has a backslash before neither ',' nor '\\': '{value}'");
    ConnectorError::new("HIVE_INVALID_METADATA", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn properties(pairs: &[(&str, &str)]) -> Properties {
        Properties(pairs.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect())
    }

    #[test]
    fn bytes_are_numbers_or_first_characters() {
        for (text, byte) in
            [("9", 9), ("44", 44), (",", 44), ("\t", 9), ("|x", b'|'), ("-2", 0xfe), ("þ", 0xfe)]
        {
            assert_eq!(properties(&[("k", text)]).byte("k"), Some(byte), "{text}");
        }
        assert_eq!(properties(&[("k", "")]).byte("k"), None);
        assert_eq!(properties(&[]).byte("k"), None);
    }

    #[test]
    fn ordinary_line_ends_are_no_delimiter() {
        for text in ["\n", "10", "\r\n", "13"] {
            assert_eq!(properties(&[("line.delim", text)]).line_delimiter(), None);
        }
        assert_eq!(properties(&[("line.delim", ";")]).line_delimiter(), Some(b';'));
    }

    #[test]
    fn counts_are_checked() {
        assert_eq!(properties(&[("n", "2")]).line_count("n", 5).unwrap(), 2);
        assert_eq!(properties(&[]).line_count("n", 5).unwrap(), 0);
        for bad in ["-1", "6", "x", ""] {
            let error = properties(&[("n", bad)]).line_count("n", 5).unwrap_err();
            assert_eq!(error.name, "HIVE_INVALID_METADATA");
            assert!(error.message.contains("'n'"));
        }
    }

    #[test]
    fn formats_are_split_at_plain_commas() {
        let formats = properties(&[("timestamp.formats", "yyyy-MM-dd,,dd MMM yyyy HH:mm")]);
        assert_eq!(formats.timestamp_formats().unwrap().len(), 2);
        assert_eq!(properties(&[("timestamp.formats", "yyyy\\,MM")]).timestamp_formats().unwrap().len(), 1);
        assert!(properties(&[("timestamp.formats", "yyyy\\x")]).timestamp_formats().is_err());
    }
}
