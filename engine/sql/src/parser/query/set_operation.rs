//! `UNION`, `EXCEPT`, `INTERSECT`, and what they combine.

use crate::ast::{QueryBody, SetOperation, SetOperator, SetTerm};
use crate::lexer::{Keyword, TokenKind};

use super::super::{Parsed, Parser};

impl Parser<'_> {
    /// Terms with UNION and EXCEPT between; `first` is the first one if that is parsed already.
    pub(super) fn set_operations(&mut self, first: Option<QueryBody>) -> Parsed<QueryBody> {
        let first = self.intersections(first)?;
        let mut rest = Vec::new();
        loop {
            let offset = self.here();
            let operator = if self.eat(Keyword::Union) {
                SetOperator::Union
            } else if self.eat(Keyword::Except) {
                SetOperator::Except
            } else {
                return Ok(combine(first, rest));
            };
            let all = self.all_rows();
            rest.push(SetTerm { offset, operator, all, term: self.intersections(None)? });
        }
    }

    /// Terms with INTERSECT between.
    fn intersections(&mut self, first: Option<QueryBody>) -> Parsed<QueryBody> {
        let first = match first {
            Some(first) => first,
            None => self.query_primary()?,
        };
        let mut rest = Vec::new();
        loop {
            let offset = self.here();
            if !self.eat(Keyword::Intersect) {
                return Ok(combine(first, rest));
            }
            let all = self.all_rows();
            rest.push(SetTerm { offset, operator: SetOperator::Intersect, all, term: self.query_primary()? });
        }
    }

    /// `[ALL|DISTINCT]`; true for ALL.
    fn all_rows(&mut self) -> bool {
        let all = self.eat(Keyword::All);
        if !all {
            self.eat(Keyword::Distinct);
        }
        all
    }

    /// `SELECT …`, `TABLE name`, `VALUES …`, `(query without WITH)`
    fn query_primary(&mut self) -> Parsed<QueryBody> {
        let offset = self.here();
        if self.at(Keyword::Select) {
            return self.select().map(QueryBody::Select);
        }
        if self.eat(Keyword::Table) {
            return Ok(QueryBody::Table(offset, self.qualified_name()?));
        }
        if self.eat(Keyword::Values) {
            return Ok(QueryBody::Values(offset, self.comma_separated(Self::expression)?));
        }
        self.expect(TokenKind::LeftParenthesis)?;
        self.descend_into_clause()?;
        let query = self.query_without_with(None)?;
        self.depth -= super::CLAUSE_LEVELS;
        self.expect(TokenKind::RightParenthesis)?;
        Ok(QueryBody::Nested(query))
    }

    /// Whether a query whose first term ends here goes on.
    pub(super) fn continues_query(&self) -> bool {
        use Keyword::{Except, Fetch, Intersect, Limit, Offset, Order, Union};
        match self.kind() {
            TokenKind::Keyword(Union | Except | Intersect | Order) => true,
            TokenKind::Keyword(Fetch | Limit | Offset) => self.begins_clause(),
            _ => false,
        }
    }
}

fn combine(first: QueryBody, rest: Vec<SetTerm>) -> QueryBody {
    if rest.is_empty() { first } else { QueryBody::SetOperation(Box::new(SetOperation { first, rest })) }
}
