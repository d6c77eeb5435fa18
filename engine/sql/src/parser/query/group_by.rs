//! `GROUP BY`

use crate::ast::{Expression, ExpressionKind, GroupBy, GroupingElement, GroupingSet};
use crate::lexer::{Keyword, TokenKind};

use super::super::{Parsed, Parser};

impl Parser<'_> {
    /// `[GROUP BY [ALL|DISTINCT] {AUTO | element, …}]`
    pub(super) fn group_by(&mut self) -> Parsed<Option<GroupBy>> {
        let offset = self.here();
        if !self.eat(Keyword::Group) {
            return Ok(None);
        }
        self.expect(Keyword::By)?;
        let distinct = self.set_quantifier();
        let elements = self.comma_separated(Self::grouping_element)?;
        let auto = matches!(elements.as_slice(), [GroupingElement::Set(set)] if is_auto(set));
        let elements = if auto { Vec::new() } else { elements };
        Ok(Some(GroupBy { offset, distinct, auto, elements }))
    }

    #[inline(never)]
    fn grouping_element(&mut self) -> Parsed<GroupingElement> {
        let offset = self.here();
        if self.eat(Keyword::Rollup) {
            return Ok(GroupingElement::Rollup(offset, self.grouping_sets(true)?));
        }
        if self.eat(Keyword::Cube) {
            return Ok(GroupingElement::Cube(offset, self.grouping_sets(true)?));
        }
        // `GROUPING(…)` is an expression.
        if self.at(Keyword::Grouping) && self.kind_ahead(1) == Keyword::Sets.into() {
            self.expect_all(&[Keyword::Grouping, Keyword::Sets])?;
            return Ok(GroupingElement::Sets(offset, self.grouping_sets(false)?));
        }
        Ok(GroupingElement::Set(self.grouping_set()?))
    }

    fn grouping_sets(&mut self, may_be_empty: bool) -> Parsed<Vec<GroupingSet>> {
        self.expect(TokenKind::LeftParenthesis)?;
        if may_be_empty && self.eat(TokenKind::RightParenthesis) {
            return Ok(Vec::new());
        }
        let sets = self.comma_separated(Self::grouping_set)?;
        self.expect(TokenKind::RightParenthesis)?;
        Ok(sets)
    }

    /// `()`, `(a, b)` or an expression. A row in parentheses is a set, `ROW(a, b)` and `((a, b))` are not.
    fn grouping_set(&mut self) -> Parsed<GroupingSet> {
        let start = self.here();
        if self.kind_ahead(1) == TokenKind::RightParenthesis && self.eat(TokenKind::LeftParenthesis) {
            self.expect(TokenKind::RightParenthesis)?;
            return Ok(Vec::new());
        }
        let in_parentheses = self.at(TokenKind::LeftParenthesis);
        match self.expression()? {
            Expression { offset, kind: ExpressionKind::Row(fields) }
                if in_parentheses && offset.0 == start.0 =>
            {
                Ok(fields)
            }
            expression => Ok(vec![expression]),
        }
    }
}

/// The word AUTO, which is no keyword.
fn is_auto(set: &[Expression]) -> bool {
    matches!(
        set,
        [Expression { kind: ExpressionKind::Name(name), .. }]
            if !name.quoted && name.value.eq_ignore_ascii_case("auto")
    )
}
