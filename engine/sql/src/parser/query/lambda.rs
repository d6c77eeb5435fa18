//! `x -> …`, `(x, y) -> …`

use crate::ast::{Expression, ExpressionKind, Identifier, Lambda, Offset};
use crate::lexer::TokenKind;

use super::super::{Parsed, Parser};
use super::identifier::is_name;
use super::node;

impl Parser<'_> {
    /// Whether the parenthesis here opens the parameters of a lambda.
    pub(super) fn begins_lambda(&self) -> bool {
        let mut ahead = 1;
        if self.kind_ahead(ahead) != TokenKind::RightParenthesis {
            loop {
                if !is_name(self.kind_ahead(ahead)) {
                    return false;
                }
                ahead += 1;
                match self.kind_ahead(ahead) {
                    TokenKind::Comma => ahead += 1,
                    TokenKind::RightParenthesis => break,
                    _ => return false,
                }
            }
        }
        self.kind_ahead(ahead + 1) == TokenKind::Arrow
    }

    /// `(x, y) -> body`
    #[inline(never)]
    pub(super) fn lambda(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        self.expect(TokenKind::LeftParenthesis)?;
        let parameters = if self.kind() == TokenKind::RightParenthesis {
            Vec::new()
        } else {
            self.comma_separated(Self::identifier)?
        };
        self.expect(TokenKind::RightParenthesis)?;
        self.lambda_body(offset, parameters)
    }

    /// `-> body`
    #[inline(never)]
    pub(super) fn lambda_body(&mut self, offset: Offset, parameters: Vec<Identifier>) -> Parsed<Expression> {
        self.expect(TokenKind::Arrow)?;
        let body = self.expression()?;
        Ok(node(offset, ExpressionKind::Lambda(Box::new(Lambda { parameters, body }))))
    }
}
