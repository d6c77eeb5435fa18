//! `INTERVAL '…' YEAR TO MONTH`

use crate::ast::{Expression, ExpressionKind, IntervalField, IntervalLiteral, Offset};
use crate::lexer::{Keyword, TokenKind};

use super::super::{Parsed, Parser};
use super::node;

impl Parser<'_> {
    /// Whether INTERVAL begins a literal here; otherwise it is a name.
    pub(super) fn begins_interval(&self) -> bool {
        let sign = usize::from(matches!(self.kind_ahead(1), TokenKind::Plus | TokenKind::Minus));
        let string = matches!(self.kind_ahead(1 + sign), TokenKind::String | TokenKind::UnicodeString);
        // Without a field it is the literal of a type called `interval`.
        string && field(self.kind_ahead(2 + sign)).is_some()
    }

    /// The literal that begins here.
    #[inline(never)]
    pub(super) fn interval(&mut self, offset: Offset) -> Parsed<Expression> {
        self.expect(Keyword::Interval)?;
        let negative = self.eat(TokenKind::Minus);
        if !negative {
            self.eat(TokenKind::Plus);
        }
        let value = self.string()?;
        let start = self.interval_field()?;
        // TO may be an alias.
        let to = self.at(Keyword::To) && field(self.kind_ahead(1)).is_some() && self.eat(Keyword::To);
        let end = if to { Some(self.interval_field()?) } else { None };
        let interval = IntervalLiteral { negative, value, start, end };
        Ok(node(offset, ExpressionKind::Interval(Box::new(interval))))
    }

    pub(super) fn interval_field(&mut self) -> Parsed<IntervalField> {
        let fields =
            [Keyword::Year, Keyword::Month, Keyword::Day, Keyword::Hour, Keyword::Minute, Keyword::Second];
        for word in fields {
            if self.at(word)
                && let Some(field) = field(self.kind())
            {
                self.advance();
                return Ok(field);
            }
        }
        Err(self.unexpected())
    }
}

/// The field a word stands for.
pub(super) fn field(kind: TokenKind) -> Option<IntervalField> {
    let TokenKind::Keyword(keyword) = kind else { return None };
    Some(match keyword {
        Keyword::Year => IntervalField::Year,
        Keyword::Month => IntervalField::Month,
        Keyword::Day => IntervalField::Day,
        Keyword::Hour => IntervalField::Hour,
        Keyword::Minute => IntervalField::Minute,
        Keyword::Second => IntervalField::Second,
        _ => return None,
    })
}
