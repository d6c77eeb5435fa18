//! `CURRENT_DATE`, `LOCALTIME(3)`, `CURRENT_USER`, …

use crate::ast::{Current, Expression, ExpressionKind};
use crate::lexer::{Keyword, TokenKind};

use super::super::{Parsed, Parser};
use super::node;

impl Parser<'_> {
    /// The value `keyword`, which is the current token, stands for.
    #[inline(never)]
    pub(super) fn current(&mut self, keyword: Keyword) -> Parsed<Expression> {
        let offset = self.here();
        self.advance();
        let current = match keyword {
            Keyword::CurrentTime => Current::Time(self.current_precision()?),
            Keyword::CurrentTimestamp => Current::Timestamp(self.current_precision()?),
            Keyword::Localtime => Current::LocalTime(self.current_precision()?),
            Keyword::Localtimestamp => Current::LocalTimestamp(self.current_precision()?),
            Keyword::CurrentUser => Current::User,
            Keyword::CurrentCatalog => Current::Catalog,
            Keyword::CurrentSchema => Current::Schema,
            Keyword::CurrentPath => Current::Path,
            _ => Current::Date,
        };
        Ok(node(offset, ExpressionKind::Current(current)))
    }

    /// `[(digits)]`
    fn current_precision(&mut self) -> Parsed<Option<u32>> {
        if !self.eat(TokenKind::LeftParenthesis) {
            return Ok(None);
        }
        let precision = self.unsigned()?;
        self.expect(TokenKind::RightParenthesis)?;
        Ok(Some(precision))
    }
}
