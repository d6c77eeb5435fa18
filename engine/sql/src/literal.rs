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
    let inner = inside(token);
    if !inner.contains(quote) {
        return inner.to_owned();
    }
    let doubled = String::from_iter([quote, quote]);
    inner.replace(&doubled, quote.encode_utf8(&mut [0; 4]))
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

/// `'…'` of `U&'…'`, in which `escape` and four, or `+` and six, hexadecimal digits are a code point.
pub(crate) fn unquote_unicode(token: &str, escape: &str) -> Result<String, String> {
    let mut escapes = escape.chars();
    let escape = match (escapes.next(), escapes.next()) {
        (None, _) => return Err("Empty Unicode escape character".to_owned()),
        (Some(character), None) if is_unicode_escape(character) => character,
        _ => return Err(format!("Invalid Unicode escape character: {escape}")),
    };
    let raw = unquote(token);
    let mut rest = raw.as_str();
    let mut value = String::with_capacity(raw.len());
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        if character != escape {
            value.push(character);
        } else if let Some(after) = rest.strip_prefix(escape) {
            value.push(escape);
            rest = after;
        } else {
            let (code_point, after) = unicode_escape(rest)?;
            value.push(code_point);
            rest = after;
        }
    }
    Ok(value)
}

/// The code point at the start of `rest`, behind the escape character, and what follows it.
fn unicode_escape(rest: &str) -> Result<(char, &str), String> {
    let (digits, length) = match rest.strip_prefix('+') {
        Some(digits) => (digits, 6),
        None => match rest.chars().next() {
            None => return Err("Incomplete escape sequence: ".to_owned()),
            Some(first) if first.is_ascii_hexdigit() => (rest, 4),
            Some(first) => return Err(format!("Invalid hexadecimal digit: {first}")),
        },
    };
    let found = digits.bytes().take(length).take_while(u8::is_ascii_hexdigit).count();
    if found < length {
        return Err(format!("Incomplete escape sequence: {}", &digits[..found]));
    }
    let code = &digits[..length];
    match u32::from_str_radix(code, 16) {
        Ok(0xD800..=0xDFFF) => Err(format!(
            "Invalid escaped character: {code}. Escaped character is a surrogate. Use '\\+123456' instead."
        )),
        Ok(number) => match char::from_u32(number) {
            Some(character) => Ok((character, &digits[length..])),
            None => Err(format!("Invalid escaped character: {code}")),
        },
        Err(_) => Err(format!("Invalid escaped character: {code}")),
    }
}

/// Visible ASCII that can mean nothing else.
fn is_unicode_escape(character: char) -> bool {
    ('\u{21}'..'\u{7f}').contains(&character)
        && !character.is_ascii_hexdigit()
        && !matches!(character, '"' | '+' | '\'')
}

/// `'…'` of `X'…'`.
pub(crate) fn unquote_binary(token: &str) -> Result<Vec<u8>, String> {
    let digits: Vec<char> =
        inside(token).chars().filter(|character| !matches!(character, ' ' | '\t' | '\r' | '\n')).collect();
    let values: Option<Vec<u32>> = digits.iter().map(|digit| digit.to_digit(16)).collect();
    let values = values.ok_or("Binary literal can only contain hexadecimal digits")?;
    if values.len() % 2 != 0 {
        return Err("Binary literal must contain an even number of digits".to_owned());
    }
    // Two digits are below 256.
    Ok(values.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect())
}

/// `$tag$…$tag$`
pub(crate) fn undollar(token: &str) -> &str {
    let tag = token.get(1..).and_then(|rest| rest.find('$')).map_or(0, |end| end + 2);
    token.get(tag..token.len().saturating_sub(tag)).unwrap_or_default()
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

    #[test]
    fn unicode_strings() {
        assert_eq!(unquote_unicode(r"'d\0061t\+000061'", "\\"), Ok("data".to_owned()));
        assert_eq!(unquote_unicode(r"'!2014!!\'", "!"), Ok("\u{2014}!\\".to_owned()));
        assert_eq!(unquote_unicode(r"'\+01F600'", "\\"), Ok("\u{1F600}".to_owned()));
        let cases = [
            (r"'\'", "\\", "Incomplete escape sequence: "),
            (r"'\00'", "\\", "Incomplete escape sequence: 00"),
            (r"'\x'", "\\", "Invalid hexadecimal digit: x"),
            (r"'\+110000'", "\\", "Invalid escaped character: 110000"),
            (
                r"'\D83D'",
                "\\",
                r"Invalid escaped character: D83D. Escaped character is a surrogate. Use '\+123456' instead.",
            ),
            ("'a'", "", "Empty Unicode escape character"),
            ("'a'", "+", "Invalid Unicode escape character: +"),
            ("'a'", "ab", "Invalid Unicode escape character: ab"),
            ("'a'", "a", "Invalid Unicode escape character: a"),
        ];
        for (token, escape, message) in cases {
            assert_eq!(unquote_unicode(token, escape), Err(message.to_owned()), "{token}");
        }
    }

    #[test]
    fn binaries_and_dollars() {
        assert_eq!(unquote_binary("'00 fF'"), Ok(vec![0, 255]));
        assert_eq!(unquote_binary("''"), Ok(Vec::new()));
        assert_eq!(
            unquote_binary("'0'"),
            Err("Binary literal must contain an even number of digits".to_owned())
        );
        assert_eq!(
            unquote_binary("'0g'"),
            Err("Binary literal can only contain hexadecimal digits".to_owned())
        );
        assert_eq!(undollar("$$a'b$$"), "a'b");
        assert_eq!(undollar("$x$$$ $x$"), "$$ ");
        assert_eq!(undollar("$$$$"), "");
    }
}
