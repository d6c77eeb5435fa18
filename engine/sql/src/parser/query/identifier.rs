//! Names in queries.

use crate::ast::{Identifier, Offset, QualifiedName};
use crate::lexer::{Flavor, TokenKind};
use crate::literal;

use super::super::{Parsed, Parser};

/// Whether a token of this kind is a name, or is refused as one with a message of its own.
pub(super) fn is_name(kind: TokenKind) -> bool {
    match kind {
        TokenKind::Keyword(keyword) => keyword.may_be_name(),
        TokenKind::Identifier
        | TokenKind::QuotedIdentifier
        | TokenKind::BackQuotedIdentifier
        | TokenKind::DigitIdentifier => true,
        _ => false,
    }
}

impl Parser<'_> {
    /// A name.
    pub(in super::super) fn identifier(&mut self) -> Parsed<Identifier> {
        let token = self.token();
        let offset = Offset(token.start);
        let text = token.text(self.sql);
        let (value, quoted) = match token.kind {
            TokenKind::QuotedIdentifier if text.len() == 2 => {
                return Err(self.error("Zero-length delimited identifier not allowed"));
            }
            TokenKind::QuotedIdentifier => (literal::unquote(text), true),
            TokenKind::BackQuotedIdentifier if self.flavor == Flavor::Hive => (literal::unquote(text), true),
            TokenKind::Identifier => (text.to_owned(), false),
            TokenKind::Keyword(keyword) if keyword.may_be_name() => (text.to_owned(), false),
            kind => {
                self.note(super::Expected::Rule("<identifier>"));
                return Err(self.no_name(kind));
            }
        };
        self.advance();
        Ok(Identifier { offset, value, quoted })
    }

    /// A name; to PostgreSQL any word, reserved or not: behind AS, behind a dot, before a parenthesis.
    pub(super) fn label(&mut self) -> Parsed<Identifier> {
        let token = self.token();
        if self.flavor == Flavor::Postgres && matches!(token.kind, TokenKind::Keyword(_)) {
            self.advance();
            let value = token.text(self.sql).to_owned();
            return Ok(Identifier { offset: Offset(token.start), value, quoted: false });
        }
        self.identifier()
    }

    /// `a.b.c`
    pub(super) fn qualified_name(&mut self) -> Parsed<QualifiedName> {
        let mut parts = vec![self.identifier()?];
        while self.eat(TokenKind::Dot) {
            parts.push(self.label()?);
        }
        Ok(QualifiedName { parts })
    }

    /// `[(a, b)]`
    pub(super) fn column_aliases(&mut self) -> Parsed<Vec<Identifier>> {
        if self.at(TokenKind::LeftParenthesis) {
            self.parenthesised(Self::identifier)
        } else {
            Ok(Vec::new())
        }
    }

    /// `[[AS] name]`. A word that may be a name but begins a clause here is not one.
    pub(super) fn alias(&mut self) -> Parsed<Option<Identifier>> {
        use crate::lexer::Keyword;
        if self.eat(Keyword::As) {
            return self.label().map(Some);
        }
        self.note(super::Expected::Rule("<identifier>"));
        if is_name(self.kind()) && !self.begins_clause() { self.identifier().map(Some) } else { Ok(None) }
    }

    /// Whether a word that is not reserved begins a clause here, judged by what follows it.
    pub(super) fn begins_clause(&self) -> bool {
        use crate::lexer::Keyword as K;
        let TokenKind::Keyword(keyword) = self.kind() else { return false };
        let next = self.kind_ahead(1);
        let next_is = |words: &[K]| words.iter().any(|word| next == TokenKind::from(*word));
        match keyword {
            K::Limit | K::Offset => {
                let postgres_count = self.flavor == Flavor::Postgres
                    && matches!(next, TokenKind::LeftParenthesis | TokenKind::NumberedParameter);
                matches!(next, TokenKind::Integer | TokenKind::Question)
                    || next_is(&[K::All])
                    || (self.flavor == Flavor::Postgres && next_is(&[K::Null]))
                    || postgres_count
            }
            K::Fetch => next_is(&[K::First, K::Next]),
            K::Window => is_name(next) && self.kind_ahead(2) == K::As.into(),
            K::Tablesample => next_is(&[K::Bernoulli, K::System]),
            K::MatchRecognize => next == TokenKind::LeftParenthesis,
            _ => false,
        }
    }
}
