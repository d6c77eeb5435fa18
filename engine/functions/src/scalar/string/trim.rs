//! `trim`, `ltrim`, `rtrim`: blanks as Java's `Character.isWhitespace` knows them, or given characters.

/// Which ends are trimmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    Left,
    Right,
    Both,
}

/// Without white space.
pub(super) fn trim(text: &str, ends: Ends) -> &str {
    trim_matching(text, ends, is_white_space)
}

/// Without the characters.
pub(super) fn trim_characters<'a>(text: &'a str, characters: &str, ends: Ends) -> &'a str {
    trim_matching(text, ends, |char| characters.contains(char))
}

fn trim_matching(text: &str, ends: Ends, matches: impl Fn(char) -> bool) -> &str {
    match ends {
        Ends::Left => text.trim_start_matches(matches),
        Ends::Right => text.trim_end_matches(matches),
        Ends::Both => text.trim_start_matches(&matches).trim_end_matches(&matches),
    }
}

/// `Character.isWhitespace`: Unicode's separators except those that do not break, and some controls.
fn is_white_space(char: char) -> bool {
    match char {
        '\t'..='\r' | '\u{1c}'..='\u{1f}' => true,
        '\u{85}' | '\u{a0}' | '\u{2007}' | '\u{202f}' => false,
        _ => char.is_whitespace(),
    }
}
