//! Text → tokens.
//!
//! The lexer never fails: what it cannot read becomes an `Unrecognized` token, at which the parser then
//! stops if it gets there. So a statement can be recognised by its first words whatever follows them.

mod keyword;
mod number;
mod quoted;
mod token;

pub(crate) use keyword::Keyword;
pub(crate) use token::{Token, TokenKind};

/// Whose rules a text is read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flavor {
    /// Trino's: `"…"` quotes names, no back-slash escapes.
    Trino,
    /// Athena's DDL: `` `…` `` quotes names, `'…'` and `"…"` are strings with back-slash escapes.
    Hive,
    /// Trino's and what Postgres clients write besides: `$1`, `::`, `~`, `E'…'`, `$$…$$`.
    Postgres,
}

/// Tokens of `sql` from byte `start` on, an `Eof` at the end. Comments and blanks are left out.
pub(crate) fn tokenize(sql: &str, start: usize, flavor: Flavor) -> Vec<Token> {
    let mut lexer = Lexer::new(sql, start, flavor);
    let mut tokens = Vec::with_capacity(sql.len().saturating_sub(start) / 3 + 4);
    loop {
        let token = lexer.next_token();
        tokens.push(token);
        if token.kind == TokenKind::Eof {
            return tokens;
        }
    }
}

/// Where in the text the lexer is. Works on bytes: every byte that matters is ASCII, and a token never ends
/// inside a code point.
pub(crate) struct Lexer<'a> {
    text: &'a [u8],
    position: usize,
    /// May be changed between tokens.
    pub(crate) flavor: Flavor,
}

impl<'a> Lexer<'a> {
    /// Reads `sql` from byte `start` on.
    pub(crate) fn new(sql: &'a str, start: usize, flavor: Flavor) -> Self {
        Self { text: sql.as_bytes(), position: start, flavor }
    }

    /// The next token; `Eof` again and again at the end.
    pub(crate) fn next_token(&mut self) -> Token {
        let unclosed = self.skip_blanks_and_comments();
        let start = self.position;
        let kind = match unclosed {
            Some(comment_start) => {
                self.position = comment_start + 1;
                return self.token(TokenKind::Unrecognized, comment_start);
            }
            None if start >= self.text.len() => TokenKind::Eof,
            None => self.scan(),
        };
        self.token(kind, start)
    }

    /// The byte `ahead` of the current one, 0 beyond the end (no token begins with or contains a NUL).
    fn peek(&self, ahead: usize) -> u8 {
        self.text.get(self.position + ahead).copied().unwrap_or(0)
    }

    fn token(&self, kind: TokenKind, start: usize) -> Token {
        Token { kind, start: start as u32, end: self.position as u32 }
    }

    /// Skips what lies between tokens; gives the start of a bracketed comment that never ends.
    fn skip_blanks_and_comments(&mut self) -> Option<usize> {
        loop {
            match (self.peek(0), self.peek(1)) {
                (b' ' | b'\t' | b'\r' | b'\n', _) => self.position += 1,
                (b'-', b'-') => {
                    while self.position < self.text.len() && self.peek(0) != b'\n' {
                        self.position += 1;
                    }
                }
                (b'/', b'*') => {
                    let start = self.position;
                    self.position += 2;
                    while (self.peek(0), self.peek(1)) != (b'*', b'/') {
                        if self.position >= self.text.len() {
                            return Some(start);
                        }
                        self.position += 1;
                    }
                    self.position += 2;
                }
                _ => return None,
            }
        }
    }

    fn scan(&mut self) -> TokenKind {
        match self.peek(0) {
            b'\'' => self.quoted_string(),
            b'"' if self.flavor == Flavor::Hive => self.quoted_string(),
            b'"' => self.doubled_quote(b'"', TokenKind::QuotedIdentifier),
            b'`' => self.doubled_quote(b'`', TokenKind::BackQuotedIdentifier),
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_ascii_digit() => self.number(),
            b'u' | b'U' if self.peek(1) == b'&' && self.peek(2) == b'\'' && self.flavor != Flavor::Hive => {
                self.position += 2;
                self.doubled_quote(b'\'', TokenKind::UnicodeString)
            }
            b'x' | b'X' if self.peek(1) == b'\'' && self.flavor != Flavor::Hive => {
                self.position += 1;
                self.until_quote(TokenKind::BinaryLiteral)
            }
            b'e' | b'E' if self.peek(1) == b'\'' && self.flavor == Flavor::Postgres => {
                self.position += 1;
                self.escaped_quote(TokenKind::EscapeString)
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
            b'$' if self.flavor == Flavor::Postgres => self.dollar(),
            _ => self.punctuation(),
        }
    }

    fn word(&mut self) -> TokenKind {
        let start = self.position;
        let rest = &self.text[start..];
        let is_inside = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let length = rest.iter().position(|byte| !is_inside(byte)).unwrap_or(rest.len());
        self.position += length;
        Keyword::find(&rest[..length]).map_or(TokenKind::Identifier, TokenKind::Keyword)
    }

    fn punctuation(&mut self) -> TokenKind {
        use TokenKind as Kind;
        let postgres = self.flavor == Flavor::Postgres;
        let (kind, length) = match (self.peek(0), self.peek(1)) {
            (b'<', b'>') | (b'!', b'=') => (Kind::NotEqual, 2),
            (b'<', b'=') => (Kind::LessOrEqual, 2),
            (b'>', b'=') => (Kind::GreaterOrEqual, 2),
            (b'|', b'|') => (Kind::Concat, 2),
            (b'-', b'>') => (Kind::Arrow, 2),
            (b'=', b'>') => (Kind::FatArrow, 2),
            (b'{', b'-') => (Kind::ExclusionStart, 2),
            (b'-', b'}') => (Kind::ExclusionEnd, 2),
            (b':', b':') if postgres => (Kind::DoubleColon, 2),
            (b'!', b'~') if postgres && self.peek(2) == b'*' => (Kind::NotTildeAsterisk, 3),
            (b'!', b'~') if postgres => (Kind::NotTilde, 2),
            (b'~', b'*') if postgres => (Kind::TildeAsterisk, 2),
            (b'~', _) if postgres => (Kind::Tilde, 1),
            (b'=', _) => (Kind::Equal, 1),
            (b'<', _) => (Kind::Less, 1),
            (b'>', _) => (Kind::Greater, 1),
            (b'+', _) => (Kind::Plus, 1),
            (b'-', _) => (Kind::Minus, 1),
            (b'*', _) => (Kind::Asterisk, 1),
            (b'/', _) => (Kind::Slash, 1),
            (b'%', _) => (Kind::Percent, 1),
            (b'|', _) => (Kind::Pipe, 1),
            (b'?', _) => (Kind::Question, 1),
            (b';', _) => (Kind::Semicolon, 1),
            (b',', _) => (Kind::Comma, 1),
            (b'.', _) => (Kind::Dot, 1),
            (b':', _) => (Kind::Colon, 1),
            (b'(', _) => (Kind::LeftParenthesis, 1),
            (b')', _) => (Kind::RightParenthesis, 1),
            (b'[', _) => (Kind::LeftBracket, 1),
            (b']', _) => (Kind::RightBracket, 1),
            (b'{', _) => (Kind::LeftBrace, 1),
            (b'}', _) => (Kind::RightBrace, 1),
            (b'^', _) => (Kind::Caret, 1),
            (b'$', _) => (Kind::Dollar, 1),
            (first, _) => (Kind::Unrecognized, code_point_length(first)),
        };
        self.position = (self.position + length).min(self.text.len());
        kind
    }
}

/// Bytes of the code point that begins with `first`.
fn code_point_length(first: u8) -> usize {
    match first {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests;
