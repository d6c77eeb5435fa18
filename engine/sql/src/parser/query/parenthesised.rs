//! `(`: a subquery, a row, an expression in parentheses.

use crate::ast::{Expression, ExpressionKind, Offset, Query, QueryBody};
use crate::lexer::{Keyword, TokenKind};

use super::super::{Expected, MAX_NESTING, Parsed, Parser};
use super::node;

/// What parentheses hold.
pub(super) enum QueryOrExpression {
    Query(Box<Query>),
    /// `(query)` and nothing else: a query, and an expression too.
    Either(Box<Query>),
    Expression(Expression),
}

impl Parser<'_> {
    /// `(query)`, `(a, b)`, `(a)`
    pub(super) fn parenthesised_expression(&mut self) -> Parsed<Expression> {
        if self.parentheses_hold_query() {
            return self.parentheses_around_query();
        }
        let offset = self.here();
        self.expect(TokenKind::LeftParenthesis)?;
        self.note(Expected::Rule("<query>"));
        let expression = self.expression()?;
        let expression = if self.at(TokenKind::Comma) { self.row(offset, expression)? } else { expression };
        self.expect(TokenKind::RightParenthesis)?;
        Ok(expression)
    }

    #[inline(never)]
    fn parentheses_around_query(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        self.expect(TokenKind::LeftParenthesis)?;
        let expression = match self.query_or_expression()? {
            QueryOrExpression::Query(query) | QueryOrExpression::Either(query) => {
                node(offset, ExpressionKind::Subquery(query))
            }
            QueryOrExpression::Expression(expression) => self.row_or(offset, expression)?,
        };
        self.expect(TokenKind::RightParenthesis)?;
        Ok(expression)
    }

    /// The rest of a row after its first field, or that field alone.
    fn row_or(&mut self, offset: Offset, first: Expression) -> Parsed<Expression> {
        if self.at(TokenKind::Comma) { self.row(offset, first) } else { Ok(first) }
    }

    /// The rest of a row after its first field.
    #[inline(never)]
    fn row(&mut self, offset: Offset, first: Expression) -> Parsed<Expression> {
        let mut fields = vec![first];
        while self.eat(TokenKind::Comma) {
            fields.push(self.expression()?);
        }
        Ok(node(offset, ExpressionKind::Row(fields)))
    }

    /// What follows an opening parenthesis.
    pub(super) fn query_or_expression(&mut self) -> Parsed<QueryOrExpression> {
        self.note(Expected::Rule("<query>"));
        if self.begins_query_word() {
            return Ok(QueryOrExpression::Query(self.query()?));
        }
        if self.kind() == TokenKind::LeftParenthesis && self.parentheses_hold_query() {
            return self.nested_query_or_expression();
        }
        Ok(QueryOrExpression::Expression(self.expression()?))
    }

    /// `(` and behind it a query, perhaps in further parentheses: what follows the `)` tells whether it is
    /// part of a query or of an expression.
    #[inline(never)]
    fn nested_query_or_expression(&mut self) -> Parsed<QueryOrExpression> {
        let offset = self.here();
        self.advance();
        self.descend_into_clause()?;
        let inner = self.query_or_expression()?;
        self.depth -= super::CLAUSE_LEVELS;
        let primary = match inner {
            QueryOrExpression::Query(query) | QueryOrExpression::Either(query) => {
                self.expect(TokenKind::RightParenthesis)?;
                let ends = self.kind() == TokenKind::RightParenthesis;
                if query.with.is_none() && (ends || self.continues_query()) {
                    let mut outer = self.query_without_with(Some(QueryBody::Nested(query)))?;
                    outer.offset = offset;
                    let kind = if ends { QueryOrExpression::Either } else { QueryOrExpression::Query };
                    return Ok(kind(outer));
                }
                node(offset, ExpressionKind::Subquery(query))
            }
            QueryOrExpression::Expression(expression) => {
                let expression = self.row_or(offset, expression)?;
                self.expect(TokenKind::RightParenthesis)?;
                expression
            }
        };
        let primary = self.access_steps(offset, primary)?;
        Ok(QueryOrExpression::Expression(self.continue_expression(offset, primary)?))
    }

    /// Whether a query begins here without parenthesis.
    pub(super) fn begins_query_word(&self) -> bool {
        use Keyword::{Select, Table, Values, With};
        matches!(self.kind(), TokenKind::Keyword(Select | With | Values | Table))
    }

    /// Whether the first token behind the opening parentheses here begins a query.
    pub(super) fn parentheses_hold_query(&self) -> bool {
        self.parentheses_hold_query_ahead(0)
    }

    /// The same, of the parentheses that open `start` tokens ahead.
    pub(super) fn parentheses_hold_query_ahead(&self, start: usize) -> bool {
        use Keyword::{Select, Table, Values, With};
        let inside = (start..start + MAX_NESTING as usize)
            .map(|ahead| self.kind_ahead(ahead))
            .find(|kind| *kind != TokenKind::LeftParenthesis);
        matches!(inside, Some(TokenKind::Keyword(Select | With | Values | Table)))
    }
}
