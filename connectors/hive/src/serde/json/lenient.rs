//! The parser of org.json, as lenient as the openx SerDe's.
//!
//! It also takes comments (`//`, `#`, `/* */`), unquoted and single-quoted strings, `;` for `,`, `=` and `=>`
//! for `:`, and array elements left out (NULL). What follows the value is not looked at. Source: Trino's
//! `openxjson/JsonReader`.

use super::tape::{Tape, Text};
use super::{MAX_DEPTH, SyntaxError};

pub(super) fn parse(text: &str, tape: &mut Tape) -> Result<(), SyntaxError> {
    tape.clear();
    Parser { text, bytes: text.as_bytes(), at: 0, tape }.value(0)
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    tape: &'a mut Tape,
}

impl Parser<'_> {
    fn error(&self, reason: &str) -> SyntaxError {
        SyntaxError::new(reason, self.at.min(self.bytes.len()))
    }

    fn value(&mut self, depth: usize) -> Result<(), SyntaxError> {
        if depth > MAX_DEPTH {
            return Err(self.error("nested deeper than 1000 levels"));
        }
        match self.token()? {
            None => Err(self.error("the value is missing")),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(quote @ (b'"' | b'\'')) => {
                let text = self.quoted(quote)?;
                self.tape.push_text(text);
                Ok(())
            }
            Some(_) => {
                self.at -= 1;
                self.literal()
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), SyntaxError> {
        let opened = self.tape.open(true);
        match self.token()? {
            Some(b'}') => {
                self.tape.close(opened);
                return Ok(());
            }
            Some(_) => self.at -= 1,
            None => {}
        }
        loop {
            self.key()?;
            match self.token()? {
                Some(b':') => {}
                Some(b'=') => self.at += usize::from(self.bytes.get(self.at) == Some(&b'>')),
                _ => return Err(self.error("':' was expected after a field name")),
            }
            self.value(depth + 1)?;
            match self.token()? {
                Some(b'}') => break,
                Some(b',' | b';') => {}
                _ => return Err(self.error("the object does not end")),
            }
        }
        self.tape.close(opened);
        Ok(())
    }

    fn key(&mut self) -> Result<(), SyntaxError> {
        match self.token()? {
            Some(quote @ (b'"' | b'\'')) => {
                let text = self.quoted(quote)?;
                self.tape.push_text(text);
                Ok(())
            }
            Some(b'{' | b'[') => Err(self.error("a field name must be a string")),
            Some(_) => {
                self.at -= 1;
                self.literal()?;
                self.tape.last_text().map(|_| ()).ok_or_else(|| self.error("a field name must not be null"))
            }
            None => Err(self.error("the object does not end")),
        }
    }

    fn array(&mut self, depth: usize) -> Result<(), SyntaxError> {
        let opened = self.tape.open(false);
        let mut separated = false;
        loop {
            match self.token()? {
                None => return Err(self.error("the array does not end")),
                Some(b']') => {
                    // `[1,]` has a second element, left out.
                    if separated {
                        self.tape.push_null();
                    }
                    break;
                }
                Some(b',' | b';') => {
                    self.tape.push_null();
                    separated = true;
                    continue;
                }
                Some(_) => self.at -= 1,
            }
            self.value(depth + 1)?;
            match self.token()? {
                Some(b']') => break,
                Some(b',' | b';') => separated = true,
                _ => return Err(self.error("the array does not end")),
            }
        }
        self.tape.close(opened);
        Ok(())
    }

    /// The rest of a string whose quote has been read.
    fn quoted(&mut self, quote: u8) -> Result<Text, SyntaxError> {
        let start = self.at;
        let rest = &self.bytes[start..];
        let Some(found) = memchr::memchr2(quote, b'\\', rest) else {
            self.at = self.bytes.len();
            return Err(self.error("a string does not end"));
        };
        if rest[found] == quote {
            self.at = start + found + 1;
            return Ok(self.tape.piece(start, start + found, true));
        }
        self.escaped(quote)
    }

    /// A string with escapes, which has to be copied.
    fn escaped(&mut self, quote: u8) -> Result<Text, SyntaxError> {
        let start = self.tape.unescaped().len();
        let mut high = None;
        loop {
            let from = self.at;
            let Some(found) = memchr::memchr2(quote, b'\\', &self.bytes[from..]) else {
                self.at = self.bytes.len();
                return Err(self.error("a string does not end"));
            };
            if found > 0 {
                flush(&mut high, self.tape.unescaped());
                let piece = self.text.get(from..from + found).unwrap_or_default();
                self.tape.unescaped().push_str(piece);
            }
            self.at = from + found + 1;
            if self.bytes[from + found] == quote {
                flush(&mut high, self.tape.unescaped());
                return Ok(self.tape.collected(start, true));
            }
            let Some(escape) = self.text.get(self.at..).and_then(|rest| rest.chars().next()) else {
                return Err(self.error("an escape does not end"));
            };
            self.at += escape.len_utf8();
            let character = match escape {
                'u' => {
                    let digits = self.text.get(self.at..self.at + 4);
                    let unit =
                        digits.and_then(unit).ok_or_else(|| self.error("a \\u escape needs four digits"))?;
                    self.at += 4;
                    push_unit(unit, &mut high, self.tape.unescaped());
                    continue;
                }
                't' => '\t',
                'b' => '\u{8}',
                'n' => '\n',
                'r' => '\r',
                'f' => '\u{c}',
                'a' => '\u{7}',
                // org.json writes octal 011, which is a tab.
                'v' => '\t',
                other => other,
            };
            flush(&mut high, self.tape.unescaped());
            self.tape.unescaped().push(character);
        }
    }

    /// An unquoted value.
    fn literal(&mut self) -> Result<(), SyntaxError> {
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|&byte| ends_literal(byte)).unwrap_or(rest.len());
        if end == 0 {
            return Err(self.error("a value was expected"));
        }
        let (start, end) = (self.at, self.at + end);
        self.at = end;
        match self.bytes[start..end].eq_ignore_ascii_case(b"null") {
            true => self.tape.push_null(),
            false => self.tape.push_text(self.tape.piece(start, end, false)),
        }
        Ok(())
    }

    /// The next byte that is neither white space nor in a comment; the position is after it.
    fn token(&mut self) -> Result<Option<u8>, SyntaxError> {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\t' | b' ' | b'\n' | b'\r' => {}
                b'#' => self.skip_line(),
                b'/' => match self.bytes.get(self.at) {
                    Some(b'*') => {
                        let body = self.at + 1;
                        let end = memchr::memmem::find(&self.bytes[body..], b"*/");
                        let end = end.ok_or_else(|| self.error("a comment does not end"))?;
                        self.at = body + end + 2;
                    }
                    Some(b'/') => self.skip_line(),
                    _ => return Ok(Some(byte)),
                },
                _ => return Ok(Some(byte)),
            }
        }
        Ok(None)
    }

    fn skip_line(&mut self) {
        let end = memchr::memchr2(b'\n', b'\r', &self.bytes[self.at..]);
        self.at = end.map_or(self.bytes.len(), |end| self.at + end + 1);
    }
}

fn ends_literal(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\r'
            | b'\n'
            | b'\t'
            | 0xc
            | b'{'
            | b'}'
            | b'['
            | b']'
            | b'/'
            | b'\\'
            | b':'
            | b','
            | b'='
            | b';'
            | b'#'
    )
}

/// Four hexadecimal digits as Java's `Integer.parseInt` takes them.
pub(super) fn unit(digits: &str) -> Option<u16> {
    u16::from_str_radix(digits, 16).ok()
}

/// Appends a UTF-16 unit; `high` waits for the second half of a pair.
pub(super) fn push_unit(unit: u16, high: &mut Option<u16>, text: &mut String) {
    if let Some(first) = high.take() {
        if let Some(Ok(character)) = char::decode_utf16([first, unit]).next() {
            return text.push(character);
        }
        text.push('?');
    }
    match unit {
        0xd800..=0xdbff => *high = Some(unit),
        // Half a pair alone: Java writes a question mark.
        0xdc00..=0xdfff => text.push('?'),
        _ => text.push(char::from_u32(u32::from(unit)).unwrap_or('?')),
    }
}

/// Ends a pair that has no second half.
pub(super) fn flush(high: &mut Option<u16>, text: &mut String) {
    if high.take().is_some() {
        text.push('?');
    }
}
