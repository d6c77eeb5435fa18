//! `NOT`, `AND`, `OR`

use crate::ast::{Expression, ExpressionKind, Offset};
use crate::lexer::Keyword;

use super::super::{Parsed, Parser};
use super::node;

impl Parser<'_> {
    /// Terms of AND and OR from `start` on; `first` is the first operand if that is parsed already.
    pub(super) fn boolean(&mut self, start: Offset, first: Option<Expression>) -> Parsed<Expression> {
        let first = self.negation(first)?;
        // Most expressions are one term.
        let connective = self.at(Keyword::And) || self.at(Keyword::Or);
        if connective { self.disjunction(start, first) } else { Ok(first) }
    }

    #[inline(never)]
    fn disjunction(&mut self, start: Offset, first: Expression) -> Parsed<Expression> {
        let first = self.conjunction(start, first)?;
        if !self.at(Keyword::Or) {
            return Ok(first);
        }
        let mut terms = vec![first];
        while self.eat(Keyword::Or) {
            let term_start = self.here();
            let term = self.negation(None)?;
            terms.push(self.conjunction(term_start, term)?);
        }
        Ok(node(start, ExpressionKind::Or(terms)))
    }

    fn conjunction(&mut self, start: Offset, first: Expression) -> Parsed<Expression> {
        if !self.at(Keyword::And) {
            return Ok(first);
        }
        let mut terms = vec![first];
        while self.eat(Keyword::And) {
            terms.push(self.negation(None)?);
        }
        Ok(node(start, ExpressionKind::And(terms)))
    }

    /// `[NOT] … value [predicate]`
    fn negation(&mut self, first: Option<Expression>) -> Parsed<Expression> {
        if first.is_none() && self.at(Keyword::Not) { self.not() } else { self.predicated(first) }
    }

    #[inline(never)]
    fn not(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        self.expect(Keyword::Not)?;
        self.descend()?;
        let operand = self.negation(None)?;
        self.depth -= 1;
        Ok(node(offset, ExpressionKind::Not(Box::new(operand))))
    }
}
