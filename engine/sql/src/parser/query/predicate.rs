//! Predicates: at most one for each value, so that `a = b = c` does not parse.

use crate::ast::{
    Between, Comparison, ComparisonOperator, Expression, ExpressionKind, InList, InQuery, IsDistinct, Like,
    Offset, Quantified, Quantifier, Query, QueryBody, Test,
};
use crate::lexer::{Flavor, Keyword, TokenKind};

use super::super::{Expected, Parsed, Parser};
use super::node;
use super::parenthesised::QueryOrExpression;

impl Parser<'_> {
    /// `value [predicate]`; `first` is the first operand of the value if that is parsed already.
    pub(super) fn predicated(&mut self, first: Option<Expression>) -> Parsed<Expression> {
        let value = self.value(first)?;
        if self.flavor == Flavor::Postgres {
            return self.postgres_predicates(value);
        }
        match self.kind() {
            TokenKind::Equal
            | TokenKind::NotEqual
            | TokenKind::Less
            | TokenKind::LessOrEqual
            | TokenKind::Greater
            | TokenKind::GreaterOrEqual
            | TokenKind::Keyword(
                Keyword::Not | Keyword::Between | Keyword::In | Keyword::Like | Keyword::Is,
            ) => self.predicate(value),
            _ => {
                self.note(Expected::Rule("<predicate>"));
                Ok(value)
            }
        }
    }

    /// The predicate that begins here.
    #[inline(never)]
    pub(super) fn predicate(&mut self, value: Expression) -> Parsed<Expression> {
        let offset = self.here();
        if let Some(operator) = comparison_operator(self.kind()) {
            self.advance();
            return self.comparison(offset, operator, value);
        }
        if self.eat(Keyword::Is) {
            return self.is(offset, value);
        }
        let negated = self.eat(Keyword::Not);
        if self.eat(Keyword::Between) {
            let low = self.value_expression()?;
            self.expect(Keyword::And)?;
            let high = self.value_expression()?;
            return Ok(node(
                offset,
                ExpressionKind::Between(Box::new(Between { value, low, high, negated })),
            ));
        }
        if self.eat(Keyword::In) {
            return self.in_list_or_query(offset, value, negated);
        }
        if self.flavor == Flavor::Postgres && self.eat_word("ILIKE") {
            return self.like(offset, value, negated, true);
        }
        self.expect(Keyword::Like)?;
        self.like(offset, value, negated, false)
    }

    /// After LIKE.
    fn like(
        &mut self,
        offset: Offset,
        value: Expression,
        negated: bool,
        ignore_case: bool,
    ) -> Parsed<Expression> {
        let pattern = self.value_expression()?;
        let escape = if self.eat(Keyword::Escape) { Some(self.value_expression()?) } else { None };
        let like = Like { value, pattern, escape, negated, ignore_case };
        Ok(node(offset, ExpressionKind::Like(Box::new(like))))
    }

    /// After the operator.
    pub(super) fn comparison(
        &mut self,
        offset: Offset,
        operator: ComparisonOperator,
        left: Expression,
    ) -> Parsed<Expression> {
        if let Some(quantifier) = self.quantifier() {
            let right = self.quantified_operand()?;
            let quantified = Quantified { operator, quantifier, left, right };
            return Ok(node(offset, ExpressionKind::Quantified(Box::new(quantified))));
        }
        let right = self.value_expression()?;
        Ok(node(offset, ExpressionKind::Comparison(Box::new(Comparison { operator, left, right }))))
    }

    /// `{ALL|SOME|ANY} (query)`: before anything else the words are names.
    fn quantifier(&mut self) -> Option<Quantifier> {
        let holds_query = self.kind_ahead(1) == TokenKind::LeftParenthesis
            && (self.flavor == Flavor::Postgres || self.parentheses_hold_query_ahead(1));
        let words = [
            (Keyword::All, Quantifier::All),
            (Keyword::Any, Quantifier::Any),
            (Keyword::Some, Quantifier::Any),
        ];
        let (_, quantifier) = words.into_iter().find(|(word, _)| self.at(*word))?;
        holds_query.then(|| {
            self.advance();
            quantifier
        })
    }

    /// `(query)`; PostgreSQL takes an array as well.
    fn quantified_operand(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        if self.flavor == Flavor::Postgres {
            return self.parenthesised_expression();
        }
        let query = self.query_in_parentheses()?;
        Ok(node(offset, ExpressionKind::Subquery(query)))
    }

    /// After IS.
    fn is(&mut self, offset: Offset, value: Expression) -> Parsed<Expression> {
        let negated = self.eat(Keyword::Not);
        if self.eat(Keyword::Distinct) {
            self.expect(Keyword::From)?;
            let right = self.value_expression()?;
            let distinct = IsDistinct { left: value, right, negated };
            return Ok(node(offset, ExpressionKind::IsDistinct(Box::new(distinct))));
        }
        if self.flavor == Flavor::Postgres {
            let truths =
                [(Keyword::True, Some(true)), (Keyword::False, Some(false)), (Keyword::Unknown, None)];
            for (word, truth) in truths {
                if self.eat(word) {
                    let test = Box::new(Test { value, negated });
                    return Ok(node(offset, ExpressionKind::IsTruth(test, truth)));
                }
            }
        }
        self.expect(Keyword::Null)?;
        Ok(node(offset, ExpressionKind::IsNull(Box::new(Test { value, negated }))))
    }

    /// After IN.
    fn in_list_or_query(&mut self, offset: Offset, value: Expression, negated: bool) -> Parsed<Expression> {
        self.expect(TokenKind::LeftParenthesis)?;
        let list_offset = self.here();
        let first = match self.query_or_expression()? {
            QueryOrExpression::Query(query) => {
                self.expect(TokenKind::RightParenthesis)?;
                let test = InQuery { value, query: *query, negated };
                return Ok(node(offset, ExpressionKind::InQuery(Box::new(test))));
            }
            // `IN ((SELECT …))` is a list of one scalar subquery.
            QueryOrExpression::Either(query) => scalar(list_offset, *query),
            QueryOrExpression::Expression(expression) => expression,
        };
        let mut list = vec![first];
        while self.eat(TokenKind::Comma) {
            list.push(self.expression()?);
        }
        self.expect(TokenKind::RightParenthesis)?;
        Ok(node(offset, ExpressionKind::InList(Box::new(InList { value, list, negated }))))
    }
}

/// The subquery in a query that is nothing but `(query)`.
fn scalar(offset: Offset, query: Query) -> Expression {
    let inner = match query {
        Query { body: QueryBody::Nested(inner), .. } => inner,
        other => Box::new(other),
    };
    node(offset, ExpressionKind::Subquery(inner))
}

/// The comparison a token stands for.
pub(super) fn comparison_operator(kind: TokenKind) -> Option<ComparisonOperator> {
    Some(match kind {
        TokenKind::Equal => ComparisonOperator::Equal,
        TokenKind::NotEqual => ComparisonOperator::NotEqual,
        TokenKind::Less => ComparisonOperator::Less,
        TokenKind::LessOrEqual => ComparisonOperator::LessOrEqual,
        TokenKind::Greater => ComparisonOperator::Greater,
        TokenKind::GreaterOrEqual => ComparisonOperator::GreaterOrEqual,
        _ => return None,
    })
}
