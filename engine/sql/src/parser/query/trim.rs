//! `TRIM`

use crate::ast::{Expression, ExpressionKind, Trim, TrimSide};
use crate::lexer::{Keyword, TokenKind};

use super::super::{Parsed, Parser};
use super::node;

impl Parser<'_> {
    /// `TRIM([[LEADING|TRAILING|BOTH] [characters] FROM] source)`, `TRIM(source, characters)`
    #[inline(never)]
    pub(super) fn trim(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        self.expect(Keyword::Trim)?;
        self.expect(TokenKind::LeftParenthesis)?;
        let bare_from = self.kind() == Keyword::From.into();
        if bare_from {
            let message =
                "The 'trim' function must have specification, char or both arguments when it takes FROM";
            let error = self.error_at(offset.get(), message);
            self.defer(error);
        }
        let side = self.trim_side();
        let trim = if (bare_from || side.is_some()) && self.eat(Keyword::From) {
            self.trim_of(side, None)?
        } else {
            let first = self.value_expression()?;
            if self.eat(Keyword::From) {
                self.trim_of(side, Some(first))?
            } else if side.is_some() {
                return Err(self.unexpected());
            } else {
                let characters =
                    if self.eat(TokenKind::Comma) { Some(self.value_expression()?) } else { None };
                Trim { side: TrimSide::Both, characters, source: first }
            }
        };
        self.expect(TokenKind::RightParenthesis)?;
        Ok(node(offset, ExpressionKind::Trim(Box::new(trim))))
    }

    /// After FROM.
    fn trim_of(&mut self, side: Option<TrimSide>, characters: Option<Expression>) -> Parsed<Trim> {
        let source = self.value_expression()?;
        Ok(Trim { side: side.unwrap_or(TrimSide::Both), characters, source })
    }

    /// The words may be names: they are what they mean when they are not followed like a name.
    fn trim_side(&mut self) -> Option<TrimSide> {
        let is_name = matches!(
            self.kind_ahead(1),
            TokenKind::RightParenthesis | TokenKind::Comma | TokenKind::Dot | TokenKind::Concat
        );
        let sides = [
            (Keyword::Leading, TrimSide::Leading),
            (Keyword::Trailing, TrimSide::Trailing),
            (Keyword::Both, TrimSide::Both),
        ];
        sides.into_iter().find(|(word, _)| !is_name && self.eat(*word)).map(|(_, side)| side)
    }
}
