//! `CASE` and casts.

use crate::ast::{Case, Cast, Expression, ExpressionKind, WhenThen};
use crate::lexer::{Keyword, TokenKind};

use super::super::{Parsed, Parser};
use super::node;

impl Parser<'_> {
    /// `CASE [operand] WHEN … THEN … [ELSE …] END`
    #[inline(never)]
    pub(super) fn case(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        self.expect(Keyword::Case)?;
        let operand = if self.at(Keyword::When) { None } else { Some(self.expression()?) };
        let mut branches = Vec::new();
        loop {
            let offset = self.here();
            self.expect(Keyword::When)?;
            let condition = self.expression()?;
            self.expect(Keyword::Then)?;
            branches.push(WhenThen { offset, condition, result: self.expression()? });
            if !self.at(Keyword::When) {
                break;
            }
        }
        let otherwise = if self.eat(Keyword::Else) { Some(self.expression()?) } else { None };
        self.expect(Keyword::End)?;
        Ok(node(offset, ExpressionKind::Case(Box::new(Case { operand, branches, otherwise }))))
    }

    /// `{CAST|TRY_CAST}(value AS type)`
    #[inline(never)]
    pub(super) fn cast(&mut self, lenient: bool) -> Parsed<Expression> {
        let offset = self.here();
        self.advance();
        self.expect(TokenKind::LeftParenthesis)?;
        let value = self.expression()?;
        self.expect(Keyword::As)?;
        let target = self.data_type()?;
        self.expect(TokenKind::RightParenthesis)?;
        Ok(node(offset, ExpressionKind::Cast(Box::new(Cast { value, target, lenient }))))
    }
}
