//! Folder names of partitions: `key=value`, with Hive's escapes.
//!
//! Source: `FileUtils.escapePathName` and `unescapePathName` of Apache Hive.

/// Stands for NULL in a folder name and in the catalog.
pub const NULL_PARTITION: &str = "__HIVE_DEFAULT_PARTITION__";

/// Characters Hive writes as `%XX` besides control characters.
const ESCAPED: &[char] = &['"', '#', '%', '\'', '*', '/', ':', '=', '?', '\\', '\u{7f}', '{', '[', ']', '^'];

/// `year=2024/city=a%3Ab`: where Hive puts the files of a partition, below the table's folder. An empty
/// value is NULL.
pub fn partition_path<'a>(keys_and_values: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let parts: Vec<String> = keys_and_values
        .into_iter()
        .map(|(key, value)| {
            let value = if value.is_empty() { NULL_PARTITION.to_string() } else { escape(value) };
            format!("{}={value}", escape(&key.to_lowercase()))
        })
        .collect();
    parts.join("/")
}

/// Key and value of one folder name, escapes undone; `None` when it is not `key=value`.
pub(crate) fn parse_folder(name: &str) -> Option<(String, String)> {
    let (key, value) = name.split_once('=')?;
    (!key.is_empty()).then(|| (unescape(key).to_lowercase(), unescape(value)))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match u32::from(c) < 0x20 || ESCAPED.contains(&c) {
            true => escaped.push_str(&format!("%{:02X}", u32::from(c))),
            false => escaped.push(c),
        }
    }
    escaped
}

/// `%XX` becomes the character of that code; a `%` that is no escape stays.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, escape) = rest.split_at(at);
        plain.push_str(before);
        let code = escape
            .get(1..3)
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match code {
            Some(code) => {
                plain.push(char::from(code));
                rest = escape.get(3..).unwrap_or_default();
            }
            None => {
                plain.push('%');
                rest = escape.get(1..).unwrap_or_default();
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_as_hive_does() {
        let path = partition_path([("Dt", "2024-01-01 10:00"), ("k", "a/b=c%d"), ("n", ""), ("u", "größe")]);
        assert_eq!(path, "dt=2024-01-01 10%3A00/k=a%2Fb%3Dc%25d/n=__HIVE_DEFAULT_PARTITION__/u=größe");
    }

    #[test]
    fn folders_give_back_what_was_written() {
        for value in ["a b", "a%20b", "10:00", "x=y", "größe", "%", "%4", "a%zz", "ends%"] {
            let path = partition_path([("k", value)]);
            assert_eq!(parse_folder(&path), Some(("k".to_string(), value.to_string())), "{path}");
        }
        assert_eq!(parse_folder("K=a%20b"), Some(("k".to_string(), "a b".to_string())));
        assert_eq!(parse_folder("k=100%ü"), Some(("k".to_string(), "100%ü".to_string())));
        assert_eq!(parse_folder("data"), None);
        assert_eq!(parse_folder("=x"), None);
    }
}
