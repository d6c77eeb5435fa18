//! `base.field`, `base[index]`

use crate::ast::{Access, AccessStep, Expression, ExpressionKind, Offset};
use crate::lexer::{Flavor, TokenKind};

use super::super::{Parsed, Parser};
use super::node;

impl Parser<'_> {
    /// A primary expression with the fields and subscripts behind it.
    pub(super) fn access(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        let base = self.primary()?;
        self.access_steps(offset, base)
    }

    /// The fields and subscripts behind `base`, which begins at `offset`.
    pub(super) fn access_steps(&mut self, offset: Offset, base: Expression) -> Parsed<Expression> {
        if !self.begins_step() {
            return self.casts(base);
        }
        let access = self.steps(offset, base)?;
        self.casts(access)
    }

    /// `.*` is no step: it belongs to SELECT.
    fn begins_step(&mut self) -> bool {
        (self.at(TokenKind::Dot) && self.kind_ahead(1) != TokenKind::Asterisk)
            || self.at(TokenKind::LeftBracket)
    }

    #[inline(never)]
    pub(super) fn steps(&mut self, offset: Offset, base: Expression) -> Parsed<Expression> {
        // Parentheses leave no trace: `(a.b).c` is `a.b.c`.
        let mut access = match base.kind {
            ExpressionKind::Access(access) => access,
            kind => Box::new(Access { base: node(base.offset, kind), steps: Vec::new() }),
        };
        while self.begins_step() {
            if self.eat(TokenKind::Dot) {
                access.steps.push(AccessStep::Field(self.label()?));
            } else {
                self.advance();
                access.steps.push(self.subscript()?);
                self.expect(TokenKind::RightBracket)?;
            }
        }
        Ok(node(offset, ExpressionKind::Access(access)))
    }

    /// After `[`.
    fn subscript(&mut self) -> Parsed<AccessStep> {
        if self.flavor != Flavor::Postgres {
            return self.value_expression().map(AccessStep::Subscript);
        }
        let low = if self.at(TokenKind::Colon) { None } else { Some(self.value_expression()?) };
        if !self.eat(TokenKind::Colon) {
            return low.map(AccessStep::Subscript).ok_or_else(|| self.unexpected());
        }
        let high = if self.at(TokenKind::RightBracket) { None } else { Some(self.value_expression()?) };
        Ok(AccessStep::Slice(low, high))
    }
}
