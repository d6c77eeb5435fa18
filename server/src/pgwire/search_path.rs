//! `search_path`: the first database in it that exists becomes the session's.

use super::words::{TokenKind, Words};

/// Names of the list, without their quotes.
pub fn names_of(list: &str) -> Vec<String> {
    let names = Words::new(list).filter_map(|token| match token.kind {
        TokenKind::Word(name) | TokenKind::Quoted(name) | TokenKind::Text(name) => Some(name),
        _ => None,
    });
    names.collect()
}

/// What SHOW prints for a database that was not set through `search_path`.
pub fn shown(database: &str) -> String {
    let plain = database
        .chars()
        .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
    if plain { database.to_owned() } else { format!("\"{}\"", database.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_case_in_quotes() {
        assert_eq!(names_of("\"My Db\", tpch, \"$user\""), ["My Db", "tpch", "$user"]);
        assert!(names_of("").is_empty());
    }

    #[test]
    fn odd_names_are_quoted() {
        assert_eq!(shown("sales_2024"), "sales_2024");
        assert_eq!(shown("a-b"), "\"a-b\"");
    }
}
