//! Names of partitions: `year=2024/month=01`, as SHOW PARTITIONS prints them and paths spell them.

use std::fmt::Write as _;

use polias_catalog::model::Column;

/// Joins keys and values; characters that a path cannot hold become `%XX`, as Hive writes them.
pub(crate) fn partition_name(keys: &[Column], values: &[String]) -> String {
    let mut name = String::new();
    for (index, (key, value)) in keys.iter().zip(values).enumerate() {
        if index > 0 {
            name.push('/');
        }
        escape(&key.name, &mut name);
        name.push('=');
        escape(value, &mut name);
    }
    name
}

/// Source: Hive, `FileUtils.escapePathName`.
fn escape(text: &str, into: &mut String) {
    for c in text.chars() {
        match c {
            '"' | '#' | '%' | '\'' | '*' | '/' | ':' | '=' | '?' | '\\' | '\x7f' | '{' | '[' | ']' | '^'
            | '\0'..='\x1f' => {
                // Writing to a String cannot fail.
                let _ = write!(into, "%{:02X}", u32::from(c));
            }
            _ => into.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_escaped() {
        let keys = ["year", "ts"].map(|name| Column { name: name.into(), ..Column::default() });
        let values = ["2024", "2024-01-02 03:04/é%\n"].map(str::to_owned);
        assert_eq!(partition_name(&keys, &values), "year=2024/ts=2024-01-02 03%3A04%2Fé%25%0A");
    }
}
