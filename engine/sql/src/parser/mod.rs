//! Tokens → syntax tree, by recursive descent; one file per family of statements.
//!
//! `mod.rs` is the cursor: looking at, taking and expecting tokens, and the error when none of what was
//! tried fits. Nothing here may recurse without [`Parser::nested`].

mod alter_table;
mod create_table;
mod database;
mod describe;
mod explain;
mod hive_types;
mod names;
mod not_supported;
mod partition_spec;
mod prepare;
mod properties;
mod query;
mod query_text;
mod session;
mod show;
mod statement;
mod table;
mod view;

use crate::MAX_STATEMENT_BYTES;
use crate::error::SyntaxError;
use crate::lexer::{Flavor, Token, TokenKind, tokenize};

#[cfg(test)]
pub(crate) use query::{POSTGRES_QUERIES, QUERIES};
pub use query::{parse_expression, parse_query};
pub(crate) use statement::begins_hive_ddl;
pub use statement::parse_statement;

/// How deep a statement may nest (parentheses, types, EXPLAIN of EXPLAIN …) before it is refused; a subquery
/// counts as several levels. Small enough that parsing to this depth, and dropping what it gave, fits into
/// 1 MiB of stack even in a build without optimisation: half of what threads have.
pub const MAX_NESTING: u32 = 400;

/// Errors are boxed: they are rare, and what passes through deep recursion is to be small.
type Parsed<T> = Result<T, Box<SyntaxError>>;

/// Something that was tried at the furthest place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Token(TokenKind),
    /// A rule by its name: `<expression>`, `<identifier>`, …
    Rule(&'static str),
}

/// The cursor over the tokens of one statement.
struct Parser<'a> {
    sql: &'a str,
    tokens: Vec<Token>,
    /// Index of the current token; the last token is `Eof` and is never passed.
    position: usize,
    flavor: Flavor,
    /// Whether what is tried is noted. It costs as much as parsing itself and is of use in errors only, so
    /// a query is parsed without first, and once more with it if that fails.
    noting: bool,
    /// The furthest token anything was tried at, and what was tried there.
    furthest: usize,
    expected: Vec<Expected>,
    /// Inside a rule that names itself in errors: nothing is noted as long as the cursor is still here.
    muted_at: Option<usize>,
    depth: u32,
    /// Levels of the tree that `depth` does not know of, over the whole statement.
    extra_height: u32,
    /// How many `?` were read; the highest `$n`.
    parameters: u32,
    /// The first fault that is none of the grammar, such as a number out of range: Trino speaks of it only
    /// if the whole statement parses.
    deferred: Option<Box<SyntaxError>>,
}

impl<'a> Parser<'a> {
    /// Refuses texts longer than [`MAX_STATEMENT_BYTES`].
    fn new(sql: &'a str, flavor: Flavor) -> Parsed<Self> {
        if sql.len() > MAX_STATEMENT_BYTES {
            let message = format!(
                "statement of {} bytes is too long; at most {MAX_STATEMENT_BYTES} bytes are accepted",
                sql.len()
            );
            return Err(Box::new(SyntaxError::at(sql, 0, message)));
        }
        Ok(Self {
            sql,
            tokens: tokenize(sql, 0, flavor),
            position: 0,
            flavor,
            noting: true,
            furthest: 0,
            expected: Vec::new(),
            muted_at: None,
            depth: 0,
            extra_height: 0,
            parameters: 0,
            deferred: None,
        })
    }

    /// Reads what follows by the rules of `flavor`.
    fn switch_flavor(&mut self, flavor: Flavor) {
        if self.flavor != flavor {
            let start = self.token().range().start;
            self.tokens.truncate(self.position);
            self.tokens.extend(tokenize(self.sql, start, flavor));
            self.flavor = flavor;
        }
    }

    /// The token `ahead` of the current one.
    fn token_ahead(&self, ahead: usize) -> Token {
        let end = self.sql.len() as u32;
        let eof = Token { kind: TokenKind::Eof, start: end, end };
        self.tokens.get(self.position + ahead).copied().unwrap_or(eof)
    }

    fn token(&self) -> Token {
        self.token_ahead(0)
    }

    fn kind(&self) -> TokenKind {
        self.token().kind
    }

    /// Kind of the token `ahead` of the current one, without noting anything.
    fn kind_ahead(&self, ahead: usize) -> TokenKind {
        self.token_ahead(ahead).kind
    }

    /// Byte offset of the current token.
    fn offset(&self) -> usize {
        self.token().range().start
    }

    /// Byte after the token before the current one.
    fn previous_end(&self) -> usize {
        self.position
            .checked_sub(1)
            .and_then(|index| self.tokens.get(index))
            .map_or(0, |token| token.range().end)
    }

    /// Takes the current token.
    fn advance(&mut self) -> Token {
        let token = self.token();
        if token.kind != TokenKind::Eof {
            self.position += 1;
        }
        token
    }

    /// Whether the current token is `kind`; what it is not is noted for the error.
    fn at(&mut self, kind: impl Into<TokenKind>) -> bool {
        let kind = kind.into();
        let found = self.kind() == kind;
        if !found {
            self.note(Expected::Token(kind));
        }
        found
    }

    /// Takes the current token if it is `kind`.
    fn eat(&mut self, kind: impl Into<TokenKind>) -> bool {
        let found = self.at(kind);
        if found {
            self.advance();
        }
        found
    }

    /// Takes all of `kinds` if they follow one another from here; otherwise nothing.
    fn eat_all<K: Into<TokenKind> + Copy>(&mut self, kinds: &[K]) -> bool {
        for (ahead, kind) in kinds.iter().enumerate() {
            let kind: TokenKind = (*kind).into();
            if self.kind_ahead(ahead) != kind {
                self.note_at(self.position + ahead, Expected::Token(kind));
                return false;
            }
        }
        self.position += kinds.len();
        true
    }

    /// Takes the current token, which must be `kind`.
    fn expect(&mut self, kind: impl Into<TokenKind>) -> Parsed<Token> {
        if self.at(kind) { Ok(self.advance()) } else { Err(self.unexpected()) }
    }

    /// Takes `kinds`, which must follow one another.
    fn expect_all<K: Into<TokenKind> + Copy>(&mut self, kinds: &[K]) -> Parsed<()> {
        kinds.iter().try_for_each(|kind| self.expect(*kind).map(|_| ()))
    }

    /// Refuses anything but the end of the statement, a `;` allowed.
    fn expect_end(&mut self) -> Parsed<()> {
        if self.kind() == TokenKind::Semicolon {
            self.advance();
        }
        self.expect(TokenKind::Eof).map(|_| ())
    }

    fn note(&mut self, expected: Expected) {
        self.note_at(self.position, expected);
    }

    #[inline]
    fn note_at(&mut self, position: usize, expected: Expected) {
        if self.noting {
            self.note_always(position, expected);
        }
    }

    #[inline(never)]
    fn note_always(&mut self, position: usize, expected: Expected) {
        if position < self.furthest || self.muted_at == Some(position) {
            return;
        }
        if position > self.furthest {
            self.furthest = position;
            self.expected.clear();
        }
        self.expected.push(expected);
    }

    /// Runs a rule that errors call by `name`: at its first token nothing else is noted.
    fn rule<T>(&mut self, name: &'static str, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.note(Expected::Rule(name));
        let outer = self.muted_at.replace(self.position);
        let result = parse(self);
        self.muted_at = outer;
        result
    }

    /// Runs `parse` one level deeper, or refuses when that is too deep.
    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.descend()?;
        let result = parse(self);
        self.depth -= 1;
        result
    }

    /// One level deeper. After an error the count is of no use any more: nobody goes on.
    #[inline]
    fn descend(&mut self) -> Parsed<()> {
        if self.depth >= MAX_NESTING {
            return Err(self.too_deep());
        }
        self.depth += 1;
        Ok(())
    }

    /// Accounts for a level of the tree that does not come from nesting: a suffix behind a suffix. These may
    /// pile up at each depth, so that their number is bounded over the whole statement.
    fn spend_height(&mut self) -> Parsed<()> {
        self.extra_height += 1;
        if self.extra_height > MAX_NESTING { Err(self.too_deep()) } else { Ok(()) }
    }

    fn too_deep(&self) -> Box<SyntaxError> {
        self.error(format!("statement nests too deeply; at most {MAX_NESTING} levels are accepted"))
    }

    /// `parse` once or more, with commas between.
    fn comma_separated<T>(&mut self, mut parse: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut items = vec![parse(self)?];
        while self.eat(TokenKind::Comma) {
            items.push(parse(self)?);
        }
        Ok(items)
    }

    /// `(`, `parse` once or more with commas between, `)`.
    fn parenthesised<T>(&mut self, parse: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        self.expect(TokenKind::LeftParenthesis)?;
        let items = self.comma_separated(parse)?;
        self.expect(TokenKind::RightParenthesis)?;
        Ok(items)
    }

    /// Back to the first token, noting what is tried from now on.
    fn restart_noting(&mut self) {
        self.position = 0;
        self.noting = true;
        self.furthest = 0;
        self.expected.clear();
        self.muted_at = None;
        self.depth = 0;
        self.extra_height = 0;
        self.parameters = 0;
        self.deferred = None;
    }

    /// Remembers a fault that matters only if nothing else is wrong.
    fn defer(&mut self, error: Box<SyntaxError>) {
        self.deferred.get_or_insert(error);
    }

    /// The error for the furthest token, with all that was tried there.
    fn unexpected(&self) -> Box<SyntaxError> {
        let end = self.tokens.len().saturating_sub(1);
        let token = self.tokens.get(self.furthest.min(end)).copied().unwrap_or_else(|| self.token());
        let found = if token.kind == TokenKind::Eof { "<EOF>" } else { token.text(self.sql) };
        let mut expected: Vec<String> = self
            .expected
            .iter()
            .map(|expected| match expected {
                Expected::Token(kind) => kind.display(),
                Expected::Rule(name) => (*name).to_owned(),
            })
            .collect();
        expected.sort();
        expected.dedup();
        let message = format!("mismatched input '{found}'. Expecting: {}", expected.join(", "));
        Box::new(SyntaxError::at(self.sql, token.range().start, message))
    }

    /// An error at the current token.
    fn error(&self, message: impl Into<String>) -> Box<SyntaxError> {
        Box::new(SyntaxError::at(self.sql, self.offset(), message))
    }

    /// An error at byte `offset`.
    fn error_at(&self, offset: usize, message: impl Into<String>) -> Box<SyntaxError> {
        Box::new(SyntaxError::at(self.sql, offset, message))
    }
}

#[cfg(test)]
mod tests;
