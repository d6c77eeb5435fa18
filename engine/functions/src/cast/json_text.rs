//! JSON text: its tokens, and strings as JSON writes them.

use std::fmt::Write;

/// A token of JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    ObjectStart,
    /// `}`
    ObjectEnd,
    /// `[`
    ArrayStart,
    /// `]`
    ArrayEnd,
    /// A string, or the name of a field.
    Text(String),
    /// A number, as it is written.
    Number(&'a str),
    /// `true`, `false`
    Boolean(bool),
    /// `null`
    Null,
    /// No more text, or text that is no JSON.
    End,
}

impl Token<'_> {
    /// A number with a fraction or an exponent.
    pub(super) fn is_float(&self) -> bool {
        matches!(self, Self::Number(digits) if digits.contains(['.', 'e', 'E']))
    }

    /// What errors say was found.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::ObjectStart => "{".to_owned(),
            Self::ObjectEnd => "}".to_owned(),
            Self::ArrayStart => "[".to_owned(),
            Self::ArrayEnd => "]".to_owned(),
            Self::Text(text) => text.clone(),
            Self::Number(digits) => (*digits).to_owned(),
            Self::Boolean(value) => value.to_string(),
            Self::Null | Self::End => "null".to_owned(),
        }
    }
}

/// Reads tokens; commas and colons are passed over: values of the type `json` are well-formed.
pub(super) struct Tokens<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, position: 0 }
    }

    /// The next token without taking it.
    pub(super) fn peek(&mut self) -> Token<'a> {
        let position = self.position;
        let token = self.take();
        self.position = position;
        token
    }

    /// The next token.
    pub(super) fn take(&mut self) -> Token<'a> {
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':');
        let bytes = self.text.as_bytes();
        self.position += bytes[self.position..].iter().take_while(|byte| blank(byte)).count();
        let rest = &self.text[self.position..];
        let (token, length) = match rest.as_bytes().first() {
            Some(b'{') => (Token::ObjectStart, 1),
            Some(b'}') => (Token::ObjectEnd, 1),
            Some(b'[') => (Token::ArrayStart, 1),
            Some(b']') => (Token::ArrayEnd, 1),
            Some(b'"') => {
                let length = string_length(rest);
                match serde_json::from_str(&rest[..length]) {
                    Ok(text) => (Token::Text(text), length),
                    Err(_) => (Token::End, rest.len()),
                }
            }
            _ if rest.starts_with("true") => (Token::Boolean(true), 4),
            _ if rest.starts_with("false") => (Token::Boolean(false), 5),
            _ if rest.starts_with("null") => (Token::Null, 4),
            _ => {
                let digit =
                    |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E');
                match rest.bytes().take_while(digit).count() {
                    0 => (Token::End, rest.len()),
                    length => (Token::Number(&rest[..length]), length),
                }
            }
        };
        self.position += length;
        token
    }

    /// The text of the next value, whatever it is.
    pub(super) fn value(&mut self) -> &'a str {
        let mut depth = 0_usize;
        let mut start = None;
        loop {
            let token = self.peek();
            let before = self.position;
            self.take();
            // Separators stand before the token.
            let begin = before
                + self.text.as_bytes()[before..]
                    .iter()
                    .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':'))
                    .count();
            let start = *start.get_or_insert(begin);
            match token {
                Token::ObjectStart | Token::ArrayStart => depth += 1,
                Token::ObjectEnd | Token::ArrayEnd => depth = depth.saturating_sub(1),
                Token::End => return &self.text[start..self.position],
                _ => {}
            }
            if depth == 0 {
                return &self.text[start..self.position];
            }
        }
    }
}

/// Length of the string at the start, quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// Writes a string with its quotes.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            // Writing to a string cannot fail.
            control if control < ' ' => drop(write!(out, "\\u{:04X}", control as u32)),
            character => out.push(character),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_values() {
        let mut tokens = Tokens::new(r#"{"a\"": [1.5, {"b": null}], "c":true}"#);
        assert_eq!(tokens.take(), Token::ObjectStart);
        assert_eq!(tokens.take(), Token::Text("a\"".to_owned()));
        assert_eq!(tokens.value(), r#"[1.5, {"b": null}]"#);
        assert_eq!(tokens.take(), Token::Text("c".to_owned()));
        assert_eq!(tokens.peek(), Token::Boolean(true));
        assert_eq!(tokens.value(), "true");
        assert_eq!((tokens.take(), tokens.take()), (Token::ObjectEnd, Token::End));
        assert_eq!(Tokens::new("\"x").take(), Token::End);
    }
}
