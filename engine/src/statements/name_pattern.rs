//! The pattern of SHOW TABLES, SHOW VIEWS and SHOW DATABASES: Hive's, not SQL's LIKE.
//!
//! `*` stands for any characters, `|` separates alternatives, and what else is written is a regular
//! expression over the whole name (`.*`, `[a-c]`), upper and lower case alike.
//! Source: Athena user guide, SHOW TABLES and SHOW DATABASES.

use regex::{Regex, RegexBuilder};

use crate::{EngineError, Result};

/// Longest pattern, in bytes.
const MAX_PATTERN_BYTES: usize = 1_024;
/// Largest compiled form of a pattern, in bytes.
const MAX_COMPILED_BYTES: usize = 1 << 20;

/// Which names a SHOW statement lists.
#[derive(Debug)]
pub(crate) struct NamePattern(Option<Regex>);

impl NamePattern {
    /// Compiles; `None` lists everything.
    ///
    /// Errors with `INVALID_ARGUMENTS` when the pattern is no regular expression or too long.
    pub(crate) fn new(pattern: Option<&str>) -> Result<Self> {
        let Some(pattern) = pattern else { return Ok(Self(None)) };
        if pattern.len() > MAX_PATTERN_BYTES {
            return Err(EngineError::new(
                "INVALID_ARGUMENTS",
                format!("Pattern is longer than {MAX_PATTERN_BYTES} bytes"),
            ));
        }
        let regex = RegexBuilder::new(&format!("^(?:{})$", regular_expression(pattern)))
            .case_insensitive(true)
            .size_limit(MAX_COMPILED_BYTES)
            .build();
        match regex {
            Ok(regex) => Ok(Self(Some(regex))),
            Err(_) => {
                Err(EngineError::new("INVALID_ARGUMENTS", format!("'{pattern}' is not a valid pattern"))
                    .with_hint("write * for any characters and | between alternatives"))
            }
        }
    }

    /// Whether a name is listed.
    pub(crate) fn matches(&self, name: &str) -> bool {
        self.0.as_ref().is_none_or(|regex| regex.is_match(name))
    }
}

/// `*` becomes `.*`, except where it already repeats something a regular expression would repeat.
fn regular_expression(pattern: &str) -> String {
    let mut expression = String::with_capacity(pattern.len() + 8);
    let mut previous = None;
    for c in pattern.chars() {
        if c == '*' && !matches!(previous, Some('.' | ']' | ')' | '\\')) {
            expression.push('.');
        }
        expression.push(c);
        previous = Some(c);
    }
    expression
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed<'a>(pattern: &str, names: &[&'a str]) -> Vec<&'a str> {
        let pattern = NamePattern::new(Some(pattern)).unwrap();
        names.iter().copied().filter(|name| pattern.matches(name)).collect()
    }

    #[test]
    fn star_and_alternatives() {
        let names = ["flights", "flights_2024", "users", "my_flights"];
        assert_eq!(listed("flights*", &names), ["flights", "flights_2024"]);
        assert_eq!(listed("*flights", &names), ["flights", "my_flights"]);
        assert_eq!(listed("users|my*", &names), ["users", "my_flights"]);
        assert_eq!(listed("FLIGHTS", &names), ["flights"]);
        assert_eq!(listed(".*light.*", &names), ["flights", "flights_2024", "my_flights"]);
        assert_eq!(listed("[a-m].*", &names), ["flights", "flights_2024", "my_flights"]);
        assert_eq!(listed("*", &names).len(), 4);
    }

    #[test]
    fn sql_wildcards_are_plain_characters() {
        assert_eq!(listed("user_", &["users", "user_"]), ["user_"]);
        assert!(listed("user%", &["users"]).is_empty());
    }

    #[test]
    fn bad_patterns_are_refused() {
        for pattern in ["[", "(a", &"a".repeat(2_000), "((a{1000}){1000}){1000}"] {
            assert_eq!(NamePattern::new(Some(pattern)).unwrap_err().name, "INVALID_ARGUMENTS");
        }
        assert!(NamePattern::new(None).unwrap().matches("anything"));
    }
}
