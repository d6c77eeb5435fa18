//! `lower`, `upper`: the simple case mapping, one code point for one, as Java's `Character` maps.

/// Lower case.
pub(super) fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().map(lower_char).collect()
}

/// Upper case.
pub(super) fn upper(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    text.chars().map(upper_char).collect()
}

fn lower_char(char: char) -> char {
    // The only one whose full mapping has two code points and whose simple mapping is another one.
    if char == '\u{130}' {
        return 'i';
    }
    single(char.to_lowercase()).unwrap_or(char)
}

fn upper_char(char: char) -> char {
    if let Some(mapped) = single(char.to_uppercase()) {
        return mapped;
    }
    // Greek with iota subscript maps to title case, eight code points further; U+1FB3 and its like nine.
    let offset = match char {
        '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => 8,
        '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => 9,
        _ => 0,
    };
    char::from_u32(u32::from(char) + offset).unwrap_or(char)
}

fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}
