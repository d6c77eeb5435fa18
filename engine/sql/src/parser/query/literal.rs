//! Strings, binary literals, parameters.

use crate::ast::{Expression, ExpressionKind};
use crate::lexer::{Flavor, Keyword, TokenKind};
use crate::literal;

use super::super::{Parsed, Parser};
use super::node;

impl Parser<'_> {
    /// A string literal of the flavor.
    pub(in super::super) fn string(&mut self) -> Parsed<String> {
        self.rule("<string>", |parser| {
            let token = parser.token();
            let text = token.text(parser.sql);
            match token.kind {
                TokenKind::String => {
                    parser.advance();
                    Ok(match parser.flavor {
                        Flavor::Hive => literal::unquote_hive(text),
                        Flavor::Trino | Flavor::Postgres => literal::unquote(text),
                    })
                }
                TokenKind::UnicodeString => parser.unicode_string(),
                TokenKind::EscapeString => {
                    parser.advance();
                    Ok(literal::unquote_hive(&text[1..]))
                }
                TokenKind::DollarString => {
                    parser.advance();
                    Ok(literal::undollar(text).to_owned())
                }
                _ => Err(parser.unexpected()),
            }
        })
    }

    /// `U&'…' [UESCAPE 'c']`
    #[inline(never)]
    fn unicode_string(&mut self) -> Parsed<String> {
        let token = self.advance();
        let escape = if self.eat(Keyword::Uescape) {
            literal::unquote(self.expect(TokenKind::String)?.text(self.sql))
        } else {
            "\\".to_owned()
        };
        let text = literal::unquote_unicode(&token.text(self.sql)[2..], &escape);
        Ok(text.unwrap_or_else(|message| {
            let error = self.error_at(token.range().start, message);
            self.defer(error);
            String::new()
        }))
    }

    /// `X'…'`: pairs of hexadecimal digits, blanks between allowed.
    #[inline(never)]
    pub(super) fn binary_literal(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        let text = self.advance().text(self.sql);
        let bytes = literal::unquote_binary(&text[1..]).unwrap_or_else(|message| {
            let error = self.error_at(offset.get(), message);
            self.defer(error);
            Vec::new()
        });
        Ok(node(offset, ExpressionKind::Binary(bytes)))
    }

    /// `?`, or PostgreSQL's `$1`; counted from 0.
    #[inline(never)]
    pub(super) fn parameter(&mut self) -> Parsed<Option<u32>> {
        if self.eat(TokenKind::Question) {
            let index = self.parameters;
            self.parameters += 1;
            return Ok(Some(index));
        }
        if self.flavor != Flavor::Postgres || self.kind() != TokenKind::NumberedParameter {
            return Ok(None);
        }
        let token = self.advance();
        let number: Option<u32> = token.text(self.sql)[1..].parse().ok();
        match number.and_then(|number| number.checked_sub(1)) {
            Some(index) if index < u32::from(u16::MAX) => {
                self.parameters = self.parameters.max(index + 1);
                Ok(Some(index))
            }
            _ => {
                let message = format!("there is no parameter {}", token.text(self.sql));
                Err(self.error_at(token.range().start, message))
            }
        }
    }
}
