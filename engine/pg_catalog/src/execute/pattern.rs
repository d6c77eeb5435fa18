//! LIKE, SIMILAR TO and POSIX regular expressions, all run by one regular expression engine.

use crate::context::Context;
use crate::error::{self, Result};
use crate::plan::Pattern;

/// Longest pattern.
const MAX_PATTERN: usize = 16_384;

/// Whether the text matches.
pub(super) fn matches(
    ctx: &Context<'_>,
    pattern: Pattern,
    text: &str,
    wanted: &str,
    escape: Option<char>,
) -> Result<bool> {
    if wanted.len() > MAX_PATTERN {
        return Err(error::limit(format!("pattern is longer than {MAX_PATTERN} bytes")));
    }
    match pattern {
        Pattern::Like { ignore_case } => {
            Ok(ctx.regex(&like(wanted, escape.unwrap_or('\\'))?, ignore_case)?.is_match(text))
        }
        Pattern::Similar => Ok(ctx.regex(&similar(wanted, escape.unwrap_or('\\')), false)?.is_match(text)),
        Pattern::Regex { ignore_case } => Ok(ctx.regex(wanted, ignore_case)?.is_match(text)),
    }
}

/// The regular expression of a LIKE pattern.
fn like(pattern: &str, escape: char) -> Result<String> {
    let mut out = String::from("(?s)^");
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c == escape {
            let next = chars
                .next()
                .ok_or_else(|| error::invalid_parameter("LIKE pattern must not end with escape character"))?;
            out.push_str(&regex::escape(next.encode_utf8(&mut [0; 4])));
        } else {
            match c {
                '%' => out.push_str(".*"),
                '_' => out.push('.'),
                c => out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
            }
        }
    }
    out.push('$');
    Ok(out)
}

/// The regular expression of a SIMILAR TO pattern.
fn similar(pattern: &str, escape: char) -> String {
    let mut out = String::from("(?s)^(?:");
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            c if c == escape => {
                if let Some(next) = chars.next() {
                    out.push_str(&regex::escape(next.encode_utf8(&mut [0; 4])));
                }
            }
            '%' => out.push_str(".*"),
            '_' => out.push('.'),
            '.' | '^' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out.push_str(")$");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_patterns_become_anchored_expressions() {
        assert_eq!(like("a%_b", '\\').unwrap(), "(?s)^a.*.b$");
        assert_eq!(like("a\\_.", '\\').unwrap(), "(?s)^a_\\.$");
        assert_eq!(like("a!%", '!').unwrap(), "(?s)^a%$");
        assert!(like("a\\", '\\').is_err());
        assert_eq!(similar("(a|b)%", '\\'), "(?s)^(?:(a|b).*)$");
    }
}
