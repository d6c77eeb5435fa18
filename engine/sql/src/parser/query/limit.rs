//! `OFFSET`, `LIMIT`, `FETCH`

use crate::ast::{Limit, Offset, RowCount, RowCountKind};
use crate::lexer::{Flavor, Keyword, TokenKind};

use super::super::{Parsed, Parser};

impl Parser<'_> {
    /// `[OFFSET n [ROW|ROWS]] [LIMIT … | FETCH …]`; PostgreSQL takes them in any order.
    pub(super) fn skip_and_limit(&mut self) -> Parsed<(Option<RowCount>, Option<Limit>)> {
        let mut skip = self.skip()?;
        let limit = self.limit()?;
        if skip.is_none() && self.flavor == Flavor::Postgres {
            skip = self.skip()?;
        }
        Ok((skip, limit))
    }

    fn skip(&mut self) -> Parsed<Option<RowCount>> {
        let offset = self.here();
        if !self.eat(Keyword::Offset) {
            return Ok(None);
        }
        let count = self.row_count(offset)?;
        if !self.eat(Keyword::Row) {
            self.eat(Keyword::Rows);
        }
        Ok(Some(count))
    }

    fn limit(&mut self) -> Parsed<Option<Limit>> {
        let offset = self.here();
        if self.eat(Keyword::Limit) {
            let all = self.eat(Keyword::All) || (self.flavor == Flavor::Postgres && self.eat(Keyword::Null));
            return Ok(Some(if all { Limit::All } else { Limit::Rows(self.row_count(offset)?) }));
        }
        if !self.eat(Keyword::Fetch) {
            return Ok(None);
        }
        if !self.eat(Keyword::First) {
            self.expect(Keyword::Next)?;
        }
        let rows_follow = self.at(Keyword::Row) || self.at(Keyword::Rows);
        let count = if rows_follow { None } else { Some(self.row_count(offset)?) };
        if !self.eat(Keyword::Row) {
            self.expect(Keyword::Rows)?;
        }
        let with_ties = !self.eat(Keyword::Only);
        if with_ties {
            self.expect_all(&[Keyword::With, Keyword::Ties])?;
        }
        Ok(Some(Limit::Fetch { offset, count, with_ties }))
    }

    /// A number of rows; `offset` is where its clause begins, as Trino reports it.
    fn row_count(&mut self, offset: Offset) -> Parsed<RowCount> {
        let in_parentheses = self.flavor == Flavor::Postgres && self.eat(TokenKind::LeftParenthesis);
        let kind = if self.at(TokenKind::Integer) {
            RowCountKind::Number(self.advance().text(self.sql).to_owned())
        } else if let Some(parameter) = self.parameter()? {
            RowCountKind::Parameter(parameter)
        } else {
            return Err(self.unexpected());
        };
        if in_parentheses {
            self.expect(TokenKind::RightParenthesis)?;
        }
        Ok(RowCount { offset, kind })
    }
}
