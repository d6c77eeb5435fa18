//! Quoted strings and names, dollar quotes. What is not closed is `Unrecognized`: for Trino only its first
//! character, which is what its message then shows.

use super::{Flavor, Lexer, TokenKind};

impl Lexer<'_> {
    /// `'…'` by the rules of the flavor.
    pub(super) fn quoted_string(&mut self) -> TokenKind {
        match self.flavor {
            Flavor::Hive => self.escaped_quote(TokenKind::String),
            Flavor::Trino | Flavor::Postgres => self.doubled_quote(b'\'', TokenKind::String),
        }
    }

    /// From the opening quote to the closing one; a doubled quote stands for itself.
    pub(super) fn doubled_quote(&mut self, quote: u8, kind: TokenKind) -> TokenKind {
        let start = self.position;
        let mut position = start + 1;
        loop {
            match self.text.get(position) {
                None => return self.unclosed(start),
                Some(byte) if *byte == quote && self.text.get(position + 1) == Some(&quote) => position += 2,
                Some(byte) if *byte == quote => break,
                Some(_) => position += 1,
            }
        }
        self.position = position + 1;
        kind
    }

    /// From the opening quote to the next one.
    pub(super) fn until_quote(&mut self, kind: TokenKind) -> TokenKind {
        let start = self.position;
        match self.text[start + 1..].iter().position(|byte| *byte == b'\'') {
            Some(length) => {
                self.position = start + length + 2;
                kind
            }
            None => self.unclosed(start),
        }
    }

    /// From the opening quote to the closing one; a back-slash takes the next character with it.
    pub(super) fn escaped_quote(&mut self, kind: TokenKind) -> TokenKind {
        let start = self.position;
        let quote = self.text[start];
        let mut position = start + 1;
        loop {
            match self.text.get(position) {
                None => return self.unclosed(start),
                Some(b'\\') => position += 2,
                Some(byte) if *byte == quote && self.text.get(position + 1) == Some(&quote) => position += 2,
                Some(byte) if *byte == quote => break,
                Some(_) => position += 1,
            }
        }
        self.position = position + 1;
        kind
    }

    /// `$1`, `$tag$…$tag$`, or a lone `$`.
    pub(super) fn dollar(&mut self) -> TokenKind {
        let start = self.position;
        if self.peek(1).is_ascii_digit() {
            self.position += 1;
            while self.peek(0).is_ascii_digit() {
                self.position += 1;
            }
            return TokenKind::NumberedParameter;
        }
        match dollar_quote_end(self.text, start) {
            Some(Some(end)) => {
                self.position = end;
                TokenKind::DollarString
            }
            Some(None) => self.unclosed(start),
            None => {
                self.position += 1;
                TokenKind::Dollar
            }
        }
    }

    fn unclosed(&mut self, start: usize) -> TokenKind {
        self.position = start + 1;
        TokenKind::Unrecognized
    }
}

/// Where the dollar quote that opens at `start` ends: `None` when nothing opens there, `Some(None)` when it
/// is never closed.
pub(crate) fn dollar_quote_end(text: &[u8], start: usize) -> Option<Option<usize>> {
    let tag_length = text.get(start + 1..)?.iter().position(|byte| *byte == b'$')?;
    let tag = &text[start..start + tag_length + 2];
    let name = &tag[1..tag.len() - 1];
    let starts_well = name.first().is_none_or(|byte| !byte.is_ascii_digit());
    if !starts_well || !name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
        return None;
    }
    let body = start + tag.len();
    let closing = text[body..].windows(tag.len()).position(|window| window == tag);
    Some(closing.map(|offset| body + offset + tag.len()))
}
