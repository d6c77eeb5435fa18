//! The rules of names and texts: what case they are kept in and what may be in them.
//!
//! All checks of a single name or text are here, so that no family of the store has its own idea of
//! a valid one. This file never touches the store.

use crate::error::{CatalogError, Result};
use crate::limits;

/// Most characters of a refused name that a message repeats.
const SHOWN_CHARS: usize = 80;

/// The name of a database, table, column or key as the catalog keeps it: lower case.
///
/// Glue takes any character but controls; so do we. Empty, blank and over-long names are refused
/// as `InvalidInput`. `what` names the kind of object in the message.
pub(crate) fn identifier(what: &str, raw: &str) -> Result<String> {
    let name = raw.to_lowercase();
    if name.trim().is_empty() {
        return Err(CatalogError::invalid(format!("the {what} name is empty")));
    }
    if name.chars().count() > limits::NAME_CHARS {
        return Err(CatalogError::invalid(format!(
            "the {what} name {} is longer than {} characters",
            shown(&name),
            limits::NAME_CHARS
        )));
    }
    if name.chars().any(|c| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')) {
        return Err(CatalogError::invalid(format!(
            "the {what} name {} has a control character",
            shown(&name)
        )));
    }
    Ok(name)
}

/// A login name: kept in the case it was given, without control characters.
pub(crate) fn user_name(name: &str) -> Result<()> {
    if name.is_empty() || name.len() > limits::USER_NAME_BYTES || name.chars().any(char::is_control) {
        return Err(CatalogError::invalid(format!(
            "the user name {} must have 1 to {} bytes and no control characters",
            shown(name),
            limits::USER_NAME_BYTES
        )));
    }
    Ok(())
}

/// A workgroup's name, `[a-zA-Z0-9._-]{1,128}`, kept in the case it was given.
pub(crate) fn workgroup_name(name: &str) -> Result<()> {
    let fits = (1..=limits::WORKGROUP_NAME_CHARS).contains(&name.len());
    if !fits || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')) {
        return Err(CatalogError::invalid(format!(
            "the workgroup name {} must have 1 to {} of the characters a-z, A-Z, 0-9, '.', '_', '-'",
            shown(name),
            limits::WORKGROUP_NAME_CHARS
        )));
    }
    Ok(())
}

/// A prepared statement's name in lower case, `[a-z_][a-z0-9_@:]{0,255}`.
/// Source: Athena API `StatementName`.
pub(crate) fn prepared_statement_name(raw: &str) -> Result<String> {
    let name = raw.to_lowercase();
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    let rest = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '@' | ':'));
    if !starts || !rest || name.len() > limits::PREPARED_NAME_CHARS {
        return Err(CatalogError::invalid(format!(
            "the prepared statement name {} must start with a letter or '_' and have at most {} letters, \
             digits, '_', '@', ':'",
            shown(&name),
            limits::PREPARED_NAME_CHARS
        )));
    }
    Ok(name)
}

/// A free text of at most `max_chars` characters. NUL is refused: PostgreSQL cannot keep it.
pub(crate) fn text(what: &str, value: &str, max_chars: usize) -> Result<()> {
    // A text cannot have more characters than bytes; only long ones need counting.
    if value.len() > max_chars && value.chars().count() > max_chars {
        return Err(CatalogError::invalid(format!("the {what} is longer than {max_chars} characters")));
    }
    if value.contains('\0') {
        return Err(CatalogError::invalid(format!("the {what} has a NUL character")));
    }
    Ok(())
}

/// The name as a message may show it: bounded, control characters escaped.
pub(crate) fn shown(name: &str) -> String {
    let mut chars = name.chars();
    let head: String = chars.by_ref().take(SHOWN_CHARS).collect();
    let more = if chars.next().is_some() { "…" } else { "" };
    format!("{}{more}", head.escape_debug())
}

/// `text` cut at a character boundary to at most `max_bytes`, the cut marked by `…`.
pub(crate) fn cut(text: &str, max_bytes: usize) -> std::borrow::Cow<'_, str> {
    const MARK: &str = "…";
    if text.len() <= max_bytes {
        return text.into();
    }
    let end = text.floor_char_boundary(max_bytes.saturating_sub(MARK.len()));
    format!("{}{MARK}", &text[..end]).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn identifiers_are_lower_cased_and_checked() {
        assert_eq!(identifier("table", "Web_Logs-2024").unwrap(), "web_logs-2024");
        assert_eq!(identifier("table", "ÄRGER").unwrap(), "ärger");
        assert_eq!(identifier("table", &"x".repeat(255)).unwrap().len(), 255);
        for bad in ["", "  ", "a\nb", "a\0", "\u{85}", &"x".repeat(256)] {
            let error = identifier("table", bad).unwrap_err();
            assert_eq!(error.kind, ErrorKind::InvalidInput, "{bad:?}");
            assert!(error.message.starts_with("the table name"), "{}", error.message);
            assert!(!error.message.contains(char::is_control), "{}", error.message);
        }
    }

    #[test]
    fn user_names_keep_their_case() {
        user_name("Ada Lovelace").unwrap();
        for bad in ["", "a\tb", &"x".repeat(64)] {
            assert_eq!(user_name(bad).unwrap_err().kind, ErrorKind::InvalidInput, "{bad:?}");
        }
    }

    #[test]
    fn workgroup_names_follow_the_athena_pattern() {
        workgroup_name("Team-A.night_jobs").unwrap();
        for bad in ["", "a b", "a/b", "ä", &"x".repeat(129)] {
            assert_eq!(workgroup_name(bad).unwrap_err().kind, ErrorKind::InvalidInput, "{bad:?}");
        }
    }

    #[test]
    fn prepared_statement_names_follow_the_athena_pattern() {
        assert_eq!(prepared_statement_name("By_Day@v2:x").unwrap(), "by_day@v2:x");
        for bad in ["", "2x", "a-b", "ä", &"x".repeat(257)] {
            assert_eq!(prepared_statement_name(bad).unwrap_err().kind, ErrorKind::InvalidInput, "{bad:?}");
        }
    }

    #[test]
    fn texts_are_bounded_in_characters() {
        text("comment", &"ä".repeat(10), 10).unwrap();
        assert!(text("comment", &"ä".repeat(11), 10).is_err());
        assert!(text("comment", "a\0", 10).is_err());
    }

    #[test]
    fn messages_repeat_a_bounded_part_of_a_name() {
        assert_eq!(shown("a\nb"), "a\\nb");
        assert_eq!(shown(&"x".repeat(500)).chars().count(), SHOWN_CHARS + 1);
    }

    #[test]
    fn cutting_respects_characters() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcdef", 5), "ab…");
        assert_eq!(cut("äöü", 5), "ä…");
        assert!(cut(&"ü".repeat(1000), 101).len() <= 101);
    }
}
