//! `SELECT … FROM … WHERE … GROUP BY … HAVING … WINDOW …`

use crate::ast::{NamedWindow, Offset, Select, SelectItem};
use crate::lexer::{Flavor, Keyword, TokenKind};

use super::super::{Parsed, Parser};

impl Parser<'_> {
    pub(super) fn select(&mut self) -> Parsed<Box<Select>> {
        let offset = self.here();
        self.expect(Keyword::Select)?;
        let mut select = Box::new(empty_select(offset));
        select.distinct = self.set_quantifier();
        if select.distinct && self.flavor == Flavor::Postgres && self.eat(Keyword::On) {
            select.distinct_on = self.parenthesised(Self::expression)?;
        }
        self.select_items(&mut select.items)?;
        if self.eat(Keyword::From) {
            select.from = self.comma_separated(Self::relation)?;
        }
        if self.eat(Keyword::Where) {
            select.filter = Some(self.expression()?);
        }
        select.group_by = self.group_by()?;
        if self.eat(Keyword::Having) {
            select.having = Some(self.expression()?);
        }
        if self.eat(Keyword::Window) {
            select.windows = self.comma_separated(Self::named_window)?;
        }
        Ok(select)
    }

    #[inline(never)]
    fn named_window(&mut self) -> Parsed<NamedWindow> {
        let name = self.identifier()?;
        self.expect(Keyword::As)?;
        Ok(NamedWindow { name, window: self.window_specification()? })
    }

    fn select_items(&mut self, items: &mut Vec<SelectItem>) -> Parsed<()> {
        loop {
            items.push(self.select_item()?);
            if !self.eat(TokenKind::Comma) {
                return Ok(());
            }
        }
    }

    /// `[ALL|DISTINCT]`; true for DISTINCT. A column may be called `all`, so that is a quantifier only
    /// before something it can quantify.
    pub(super) fn set_quantifier(&mut self) -> bool {
        let all_is_name = matches!(
            self.kind_ahead(1),
            TokenKind::Comma
                | TokenKind::RightParenthesis
                | TokenKind::Dot
                | TokenKind::Eof
                | TokenKind::Semicolon
                | TokenKind::Keyword(Keyword::From | Keyword::As)
        );
        if self.at(Keyword::All) && !all_is_name {
            self.advance();
            return false;
        }
        self.eat(Keyword::Distinct)
    }

    fn select_item(&mut self) -> Parsed<SelectItem> {
        let offset = self.here();
        if self.eat(TokenKind::Asterisk) {
            return Ok(SelectItem::All(offset));
        }
        let operator_first =
            matches!(self.kind(), TokenKind::Plus | TokenKind::Minus | TokenKind::Keyword(Keyword::Not));
        let expression = if operator_first {
            self.expression()?
        } else {
            // `row.*` stands behind a primary expression only: that is parsed first.
            let outer = self.enter_expression()?;
            let primary = self.access();
            self.leave_expression(outer);
            let primary = primary?;
            if self.kind() == TokenKind::Dot && self.kind_ahead(1) == TokenKind::Asterisk {
                self.position += 2;
                let aliases =
                    if self.eat(Keyword::As) { self.parenthesised(Self::identifier)? } else { Vec::new() };
                return Ok(SelectItem::AllOf { expression: primary, aliases });
            }
            self.continue_expression(offset, primary)?
        };
        Ok(SelectItem::Expression { expression, alias: self.alias()? })
    }
}

fn empty_select(offset: Offset) -> Select {
    Select {
        offset,
        distinct: false,
        distinct_on: Vec::new(),
        items: Vec::new(),
        from: Vec::new(),
        filter: None,
        group_by: None,
        having: None,
        windows: Vec::new(),
    }
}
