//! The words of a statement, as far as the door needs them: which statement it is, the parts of the few it
//! answers itself, and how many `$n` it has.
//!
//! It must never decide what a query means; that is the engine's parser.

use super::errors::PgError;

/// A token with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Byte offset of its first byte.
    pub offset: usize,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenKind {
    /// A bare word, lower-cased.
    Word(String),
    /// A name in double quotes (or back-ticks), without them.
    Quoted(String),
    /// A string, without quotes and escapes.
    Text(String),
    /// Digits, with point or exponent.
    Number(String),
    /// `$1`
    Parameter(u16),
    /// Anything else.
    Symbol(char),
}

/// Reads tokens one after the other.
#[derive(Debug, Clone)]
pub struct Words<'a> {
    sql: &'a str,
    at: usize,
}

impl<'a> Words<'a> {
    /// The tokens of a statement.
    pub fn new(sql: &'a str) -> Self {
        Self { sql, at: 0 }
    }

    /// The next token without taking it.
    pub fn peek(&self) -> Option<Token> {
        self.clone().next()
    }

    /// Where the next token begins; the length of the text at its end.
    pub fn offset(&self) -> usize {
        self.peek().map_or(self.sql.len(), |token| token.offset)
    }

    /// The text from the next token on.
    pub fn rest(&self) -> &'a str {
        self.sql.get(self.offset()..).unwrap_or_default()
    }

    /// Takes the next token when it is this word (given in lower case).
    pub fn take_word(&mut self, word: &str) -> bool {
        self.take_if(|kind| matches!(kind, TokenKind::Word(found) if found == word))
    }

    /// Takes one of the words.
    pub fn take_any(&mut self, words: &[&'static str]) -> Option<&'static str> {
        words.iter().copied().find(|word| self.take_word(word))
    }

    /// Takes the words when they all follow.
    pub fn take_all(&mut self, words: &[&str]) -> bool {
        let mut ahead = self.clone();
        let found = words.iter().all(|word| ahead.take_word(word));
        if found {
            *self = ahead;
        }
        found
    }

    /// Takes the next token when it is this symbol.
    pub fn take_symbol(&mut self, symbol: char) -> bool {
        self.take_if(|kind| *kind == TokenKind::Symbol(symbol))
    }

    fn take_if(&mut self, wanted: impl FnOnce(&TokenKind) -> bool) -> bool {
        let mut ahead = self.clone();
        let found = ahead.next().is_some_and(|token| wanted(&token.kind));
        if found {
            *self = ahead;
        }
        found
    }

    /// A name: a bare word or a quoted one.
    pub fn name(&mut self) -> Result<String, PgError> {
        let before = self.clone();
        match self.next().map(|token| token.kind) {
            Some(TokenKind::Word(name) | TokenKind::Quoted(name)) => Ok(name),
            _ => {
                *self = before;
                Err(self.unexpected())
            }
        }
    }

    /// The end of the statement, at most a semicolon before it.
    pub fn end(&mut self) -> Result<(), PgError> {
        self.take_symbol(';');
        if self.peek().is_some() { Err(self.unexpected()) } else { Ok(()) }
    }

    /// The syntax error PostgreSQL would give at the next token.
    pub fn unexpected(&self) -> PgError {
        match self.peek() {
            None => PgError::syntax("syntax error at end of input", self.sql.len()),
            Some(token) => {
                let mut after = self.clone();
                after.next();
                let near = self.sql.get(token.offset..after.at).unwrap_or_default();
                PgError::syntax(format!("syntax error at or near \"{near}\""), token.offset)
            }
        }
    }

    fn bytes(&self) -> &'a [u8] {
        self.sql.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Skips blanks and comments; PostgreSQL's block comments nest.
    fn skip_blank(&mut self) {
        loop {
            match self.bytes() {
                [byte, ..] if byte.is_ascii_whitespace() => self.at += 1,
                [b'-', b'-', rest @ ..] => {
                    self.at += 2 + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                }
                [b'/', b'*', ..] => self.skip_block_comment(),
                _ => return,
            }
        }
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0usize;
        loop {
            match self.bytes() {
                [b'/', b'*', ..] => {
                    depth += 1;
                    self.at += 2;
                }
                [b'*', b'/', ..] => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                [_, ..] => self.at += 1,
                [] => return,
            }
        }
    }

    /// Text up to the closing quote, doubled quotes made one; with `escapes`, backslashes are read as E'…' does.
    fn quoted(&mut self, quote: u8, escapes: bool) -> String {
        self.at += 1;
        let mut text = Vec::new();
        loop {
            match self.bytes() {
                [] => break,
                [first, second, ..] if *first == quote && *second == quote => {
                    text.push(quote);
                    self.at += 2;
                }
                [first, ..] if *first == quote => {
                    self.at += 1;
                    break;
                }
                [b'\\', second, ..] if escapes => {
                    text.push(match second {
                        b'n' => b'\n',
                        b't' => b'\t',
                        b'r' => b'\r',
                        b'b' => 0x08,
                        b'f' => 0x0c,
                        other => *other,
                    });
                    self.at += 2;
                }
                [first, ..] => {
                    text.push(*first);
                    self.at += 1;
                }
            }
        }
        String::from_utf8_lossy(&text).into_owned()
    }

    /// `$$…$$` or `$tag$…$tag$`, when it is one.
    fn dollar_quoted(&mut self) -> Option<String> {
        let rest = self.sql.get(self.at..)?;
        let tag_end = rest.get(1..)?.find('$')? + 2;
        let tag = rest.get(..tag_end)?;
        let name = tag.trim_matches('$');
        let valid = name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
            && !name.starts_with(|letter: char| letter.is_ascii_digit());
        if !valid {
            return None;
        }
        let body = rest.get(tag_end..)?;
        let length = body.find(tag)?;
        self.at += tag_end + length + tag_end;
        body.get(..length).map(str::to_owned)
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.sql.get(self.at..).unwrap_or_default();
        let length = rest.find(|letter| !wanted(letter)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }
}

impl Iterator for Words<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.skip_blank();
        let offset = self.at;
        let first = self.sql.get(offset..)?.chars().next()?;
        let kind = match first {
            '\'' => TokenKind::Text(self.quoted(b'\'', false)),
            '"' => TokenKind::Quoted(self.quoted(b'"', false)),
            '`' => TokenKind::Quoted(self.quoted(b'`', false)),
            'e' | 'E' if self.bytes().get(1) == Some(&b'\'') => {
                self.at += 1;
                TokenKind::Text(self.quoted(b'\'', true))
            }
            '$' if self.bytes().get(1).is_some_and(u8::is_ascii_digit) => {
                self.at += 1;
                let digits = self.take_while(|letter| letter.is_ascii_digit());
                // Beyond 65,535 parameters no Bind can follow.
                TokenKind::Parameter(digits.parse().unwrap_or(u16::MAX))
            }
            '$' => match self.dollar_quoted() {
                Some(text) => TokenKind::Text(text),
                None => self.symbol('$'),
            },
            '0'..='9' => TokenKind::Number(
                self.take_while(|letter| letter.is_ascii_alphanumeric() || letter == '.').to_owned(),
            ),
            letter if letter.is_alphabetic() || letter == '_' => {
                let word = self.take_while(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '$'));
                TokenKind::Word(word.to_lowercase())
            }
            other => self.symbol(other),
        };
        Some(Token { kind, offset })
    }
}

impl Words<'_> {
    fn symbol(&mut self, symbol: char) -> TokenKind {
        self.at += symbol.len_utf8();
        TokenKind::Symbol(symbol)
    }
}

/// The highest `$n` of a statement.
pub fn parameter_count(sql: &str) -> u16 {
    if !sql.contains('$') {
        return 0;
    }
    let parameters = Words::new(sql).filter_map(|token| match token.kind {
        TokenKind::Parameter(number) => Some(number),
        _ => None,
    });
    parameters.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(sql: &str) -> Vec<TokenKind> {
        Words::new(sql).map(|token| token.kind).collect()
    }

    #[test]
    fn tokens() {
        use TokenKind::*;
        assert_eq!(
            kinds("/* a /* b */ c */ SET -- x\n \"My\"\"Name\" = E'a\\'b' 'it''s' $$x'y$$ 1.5 $12 ;"),
            [
                Word("set".into()),
                Quoted("My\"Name".into()),
                Symbol('='),
                Text("a'b".into()),
                Text("it's".into()),
                Text("x'y".into()),
                Number("1.5".into()),
                Parameter(12),
                Symbol(';'),
            ]
        );
        assert_eq!(kinds("'never closed"), [Text("never closed".into())]);
        assert_eq!(kinds("/* never closed"), []);
    }

    #[test]
    fn parameters_are_counted_outside_strings_and_comments() {
        assert_eq!(parameter_count("select $1, '$7', \"$8\", $3 -- $9\n"), 3);
        assert_eq!(parameter_count("select 1"), 0);
        assert_eq!(parameter_count("select a$5 from t"), 0);
    }

    #[test]
    fn errors_point_at_the_token() {
        let mut words = Words::new("close a b");
        assert!(words.take_word("close"));
        assert_eq!(words.name().unwrap(), "a");
        let error = words.end().unwrap_err();
        assert_eq!((error.message.as_str(), error.offset), ("syntax error at or near \"b\"", Some(8)));
        let error = Words::new("").name().unwrap_err();
        assert_eq!(error.message, "syntax error at end of input");
    }

    #[test]
    fn several_words_are_taken_together_or_not_at_all() {
        let mut words = Words::new("SESSION CHARACTERISTICS AS");
        assert!(!words.take_all(&["session", "authorization"]));
        assert!(words.take_all(&["session", "characteristics"]));
        assert_eq!(words.rest(), "AS");
    }
}
