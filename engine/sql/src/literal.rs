//! Quoted text → the value it stands for.
//!
//! Each takes a token's whole text, quotes included, of a token the lexer found well-formed.

/// The text between the quotes.
fn inside(token: &str) -> &str {
    token.get(1..token.len().saturating_sub(1)).unwrap_or_default()
}

/// `'it''s'`, `"a""b"`, `` `a``b` ``: a doubled quote stands for itself.
pub(crate) fn unquote(token: &str) -> String {
    let Some(quote) = token.chars().next() else { return String::new() };
    let mut doubled = String::with_capacity(2);
    doubled.extend([quote, quote]);
    inside(token).replace(&doubled, quote.encode_utf8(&mut [0; 4]))
}

/// A string of Hive's grammar in either quote: `\n \t \r \b \0 \Z`, three octal digits up to `\177`,
/// `\u` and four hexadecimal digits; `\%` and `\_` keep the back-slash (they are for LIKE); before any other
/// character the back-slash falls away. A doubled quote stands for itself.
pub(crate) fn unquote_hive(token: &str) -> String {
    let quote = token.chars().next().unwrap_or('\'');
    let mut rest = inside(token);
    let mut value = String::with_capacity(rest.len());
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        if character == quote {
            rest = rest.strip_prefix(quote).unwrap_or(rest);
            value.push(quote);
        } else if character == '\\' {
            rest = push_hive_escape(&mut value, rest);
        } else {
            value.push(character);
        }
    }
    value
}

/// Reads one escape, the back-slash already gone, and gives what follows it.
fn push_hive_escape<'a>(value: &mut String, rest: &'a str) -> &'a str {
    let octal = rest.get(..3).filter(|digits| {
        digits.starts_with(['0', '1']) && digits.bytes().all(|digit| (b'0'..=b'7').contains(&digit))
    });
    if let Some(code) = octal.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
        value.push(char::from(code));
        return &rest[3..];
    }
    let hexadecimal = rest.strip_prefix('u').and_then(|digits| digits.get(..4)).and_then(hexadecimal);
    if let Some(character) = hexadecimal {
        value.push(character);
        return &rest[5..];
    }
    let Some(character) = rest.chars().next() else {
        value.push('\\');
        return rest;
    };
    match character {
        '0' => value.push('\0'),
        'b' => value.push('\u{8}'),
        'n' => value.push('\n'),
        'r' => value.push('\r'),
        't' => value.push('\t'),
        'Z' => value.push('\u{1A}'),
        '%' | '_' => value.extend(['\\', character]),
        other => value.push(other),
    }
    &rest[character.len_utf8()..]
}

/// The code point written as hexadecimal digits (nothing else, no sign).
fn hexadecimal(digits: &str) -> Option<char> {
    let only_digits = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| only_digits).and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubled_quotes() {
        assert_eq!(unquote("'it''s'"), "it's");
        assert_eq!(unquote("\"a\"\"b\""), "a\"b");
        assert_eq!(unquote("`a``b`"), "a`b");
        assert_eq!(unquote("''"), "");
    }

    #[test]
    fn hive_escapes() {
        let cases = [
            (r"'\001'", "\u{1}"),
            (r"'\177'", "\u{7f}"),
            (r"'\0'", "\0"),
            (r"'\t\n\r\b\Z'", "\t\n\r\u{8}\u{1A}"),
            (r"'\\'", "\\"),
            (r"'\''", "'"),
            (r#"'\"'"#, "\""),
            (r#""a\"b""#, "a\"b"),
            (r"'\u0001\u00e9'", "\u{1}é"),
            (r"'\u00'", "u00"),
            (r"'\ud800'", "ud800"),
            (r"'\%\_'", r"\%\_"),
            (r"'\\[(\\d+)\\]'", r"\[(\d+)\]"),
            (r"'\é'", "é"),
            ("'it''s'", "it's"),
            ("'a\"b'", "a\"b"),
            ("','", ","),
        ];
        for (token, value) in cases {
            assert_eq!(unquote_hive(token), value, "{token}");
        }
    }
}
