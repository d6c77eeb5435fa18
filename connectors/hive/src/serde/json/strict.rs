//! The parser of RFC 8259, for the HCatalog SerDe.

use super::lenient::{flush, push_unit, unit};
use super::tape::{Tape, Text};
use super::{MAX_DEPTH, SyntaxError};

pub(super) fn parse(text: &str, tape: &mut Tape) -> Result<(), SyntaxError> {
    tape.clear();
    let controls = has_control(text.as_bytes());
    Parser { text, bytes: text.as_bytes(), at: 0, controls, tape }.value(0)
}

/// Whether there is any byte below the space. Eight at a time: most records have none, and their strings
/// need no second look.
fn has_control(bytes: &[u8]) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (words, rest) = bytes.as_chunks::<8>();
    let below = |word: &[u8; 8]| {
        let word = u64::from_le_bytes(*word);
        word.wrapping_sub(ONES * 0x20) & !word & (ONES * 0x80) != 0
    };
    words.iter().any(below) || rest.iter().any(|&byte| byte < b' ')
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Whether strings must be searched for control characters.
    controls: bool,
    tape: &'a mut Tape,
}

impl Parser<'_> {
    fn error(&self, reason: &str) -> SyntaxError {
        SyntaxError::new(reason, self.at.min(self.bytes.len()))
    }

    fn token(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.bytes.get(self.at) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    fn accept(&mut self, byte: u8) -> bool {
        let found = self.token() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: usize) -> Result<(), SyntaxError> {
        if depth > MAX_DEPTH {
            return Err(self.error("nested deeper than 1000 levels"));
        }
        match self.token() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => {
                let text = self.string()?;
                self.tape.push_text(text);
                Ok(())
            }
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            _ => Err(self.error("a value was expected")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), SyntaxError> {
        self.at += 1;
        let opened = self.tape.open(true);
        if !self.accept(b'}') {
            loop {
                if self.token() != Some(b'"') {
                    return Err(self.error("a field name was expected"));
                }
                let key = self.string()?;
                self.tape.push_text(key);
                if !self.accept(b':') {
                    return Err(self.error("':' was expected after a field name"));
                }
                self.value(depth + 1)?;
                if self.accept(b'}') {
                    break;
                }
                if !self.accept(b',') {
                    return Err(self.error("the object does not end"));
                }
            }
        }
        self.tape.close(opened);
        Ok(())
    }

    fn array(&mut self, depth: usize) -> Result<(), SyntaxError> {
        self.at += 1;
        let opened = self.tape.open(false);
        if !self.accept(b']') {
            loop {
                self.value(depth + 1)?;
                if self.accept(b']') {
                    break;
                }
                if !self.accept(b',') {
                    return Err(self.error("the array does not end"));
                }
            }
        }
        self.tape.close(opened);
        Ok(())
    }

    fn string(&mut self) -> Result<Text, SyntaxError> {
        let start = self.at + 1;
        self.at = start;
        match self.piece_end()? {
            b'"' => {
                self.at += 1;
                Ok(self.tape.piece(start, self.at - 1, true))
            }
            _ => self.escaped(start),
        }
    }

    /// Moves to the quote or backslash that ends a piece of plain text, and says which it is.
    fn piece_end(&mut self) -> Result<u8, SyntaxError> {
        let rest = &self.bytes[self.at..];
        let Some(found) = memchr::memchr2(b'"', b'\\', rest) else {
            self.at = self.bytes.len();
            return Err(self.error("a string does not end"));
        };
        if self.controls
            && let Some(control) = rest[..found].iter().position(|&byte| byte < b' ')
        {
            self.at += control;
            return Err(self.error("a control character must be escaped"));
        }
        self.at += found;
        Ok(rest[found])
    }

    fn escaped(&mut self, mut piece: usize) -> Result<Text, SyntaxError> {
        let start = self.tape.unescaped().len();
        let mut high = None;
        loop {
            if self.at > piece {
                flush(&mut high, self.tape.unescaped());
                self.tape.unescaped().push_str(self.text.get(piece..self.at).unwrap_or_default());
            }
            if self.bytes[self.at] == b'"' {
                self.at += 1;
                flush(&mut high, self.tape.unescaped());
                return Ok(self.tape.collected(start, true));
            }
            let character = match self.bytes.get(self.at + 1) {
                Some(plain @ (b'"' | b'\\' | b'/')) => char::from(*plain),
                Some(b't') => '\t',
                Some(b'b') => '\u{8}',
                Some(b'n') => '\n',
                Some(b'r') => '\r',
                Some(b'f') => '\u{c}',
                Some(b'u') => {
                    let digits = self.text.get(self.at + 2..self.at + 6);
                    let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
                    let unit =
                        digits.and_then(unit).ok_or_else(|| self.error("a \\u escape needs four digits"))?;
                    push_unit(unit, &mut high, self.tape.unescaped());
                    self.at += 6;
                    piece = self.at;
                    self.piece_end()?;
                    continue;
                }
                _ => return Err(self.error("an unknown escape")),
            };
            flush(&mut high, self.tape.unescaped());
            self.tape.unescaped().push(character);
            self.at += 2;
            piece = self.at;
            self.piece_end()?;
        }
    }

    fn number(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        self.at += usize::from(self.bytes[self.at] == b'-');
        let whole = self.digits();
        if whole == 0 || (whole > 1 && self.bytes[self.at - whole] == b'0') {
            return Err(self.error("a number is not valid"));
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return Err(self.error("a number is not valid"));
            }
        }
        if let Some(b'e' | b'E') = self.bytes.get(self.at) {
            self.at += 1;
            self.at += usize::from(matches!(self.bytes.get(self.at), Some(b'+' | b'-')));
            if self.digits() == 0 {
                return Err(self.error("a number is not valid"));
            }
        }
        self.end_of_word(start)
    }

    fn digits(&mut self) -> usize {
        let count = self.bytes[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        count
    }

    fn word(&mut self, word: &str) -> Result<(), SyntaxError> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.error("a value was expected"));
        }
        let start = self.at;
        self.at += word.len();
        if word == "null" {
            self.tape.push_null();
            return self.check_word_end();
        }
        self.end_of_word(start)
    }

    fn end_of_word(&mut self, start: usize) -> Result<(), SyntaxError> {
        self.check_word_end()?;
        self.tape.push_text(self.tape.piece(start, self.at, false));
        Ok(())
    }

    fn check_word_end(&self) -> Result<(), SyntaxError> {
        match self.bytes.get(self.at) {
            Some(byte) if byte.is_ascii_alphanumeric() || *byte == b'.' || !byte.is_ascii() => {
                Err(self.error("a value is not valid"))
            }
            _ => Ok(()),
        }
    }
}
