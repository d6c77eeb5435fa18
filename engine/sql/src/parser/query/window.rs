//! `OVER`, windows and their frames.

use crate::ast::{
    FrameBound, FrameBoundKind, FrameUnit, RowPatternDefinition, Window, WindowFrame, WindowSpecification,
};
use crate::lexer::{Keyword, TokenKind};

use super::super::{Parsed, Parser};
use super::identifier::is_name;

impl Parser<'_> {
    /// Whether OVER, which may be an alias, begins a window here.
    pub(super) fn begins_over(&self) -> bool {
        let next = self.kind_ahead(1);
        next == TokenKind::LeftParenthesis || is_name(next)
    }

    /// `OVER {name | (specification)}`
    #[inline(never)]
    pub(super) fn over(&mut self) -> Parsed<Window> {
        self.expect(Keyword::Over)?;
        if self.at(TokenKind::LeftParenthesis) {
            return Ok(Window::Specification(Box::new(self.window_specification()?)));
        }
        Ok(Window::Named(self.identifier()?))
    }

    /// `([name] [PARTITION BY …] [ORDER BY …] [frame])`
    #[inline(never)]
    pub(super) fn window_specification(&mut self) -> Parsed<WindowSpecification> {
        self.expect(TokenKind::LeftParenthesis)?;
        self.descend_into_clause()?;
        let offset = self.here();
        self.note(super::Expected::Rule("<identifier>"));
        let named = is_name(self.kind()) && !self.begins_window_clause();
        let existing = if named { Some(self.identifier()?) } else { None };
        let partition_by = self.partition_by()?;
        let order_by = self.order_by()?;
        let frame = self.window_frame()?;
        self.expect(TokenKind::RightParenthesis)?;
        self.depth -= super::CLAUSE_LEVELS;
        Ok(WindowSpecification { offset, existing, partition_by, order_by, frame })
    }

    /// `[PARTITION BY expression, …]`
    pub(super) fn partition_by(&mut self) -> Parsed<Vec<crate::ast::Expression>> {
        if !self.eat(Keyword::Partition) {
            return Ok(Vec::new());
        }
        self.expect(Keyword::By)?;
        self.comma_separated(Self::expression)
    }

    /// The words that begin clauses here may be names of windows.
    fn begins_window_clause(&self) -> bool {
        let next = self.kind_ahead(1);
        match self.kind() {
            TokenKind::Keyword(Keyword::Partition) => next == Keyword::By.into(),
            TokenKind::Keyword(Keyword::Rows | Keyword::Range | Keyword::Groups | Keyword::Measures) => {
                !matches!(
                    next,
                    TokenKind::RightParenthesis
                        | TokenKind::Keyword(Keyword::Partition | Keyword::Order | Keyword::Rows)
                )
            }
            _ => false,
        }
    }

    #[inline(never)]
    fn window_frame(&mut self) -> Parsed<Option<WindowFrame>> {
        let offset = self.here();
        let measures = self.measures()?;
        let unit = if self.eat(Keyword::Range) {
            FrameUnit::Range
        } else if self.eat(Keyword::Rows) {
            FrameUnit::Rows
        } else if self.eat(Keyword::Groups) {
            FrameUnit::Groups
        } else if measures.is_empty() {
            return Ok(None);
        } else {
            return Err(self.unexpected());
        };
        let between = self.eat(Keyword::Between);
        let start = self.frame_bound()?;
        let end = if between {
            self.expect(Keyword::And)?;
            Some(self.frame_bound()?)
        } else {
            None
        };
        let definition = self.row_pattern_definition(measures, false)?;
        let pattern = (!is_empty(&definition)).then(|| Box::new(definition));
        Ok(Some(WindowFrame { offset, unit, start, end, pattern }))
    }

    fn frame_bound(&mut self) -> Parsed<FrameBound> {
        let offset = self.here();
        let unbounded =
            matches!(self.kind_ahead(1), TokenKind::Keyword(Keyword::Preceding | Keyword::Following));
        let kind = if unbounded && self.eat(Keyword::Unbounded) {
            if self.eat(Keyword::Preceding) {
                FrameBoundKind::UnboundedPreceding
            } else {
                self.expect(Keyword::Following)?;
                FrameBoundKind::UnboundedFollowing
            }
        } else if self.kind_ahead(1) == Keyword::Row.into() && self.eat(Keyword::Current) {
            self.expect(Keyword::Row)?;
            FrameBoundKind::CurrentRow
        } else {
            let value = self.expression()?;
            if self.eat(Keyword::Preceding) {
                FrameBoundKind::Preceding(value)
            } else {
                self.expect(Keyword::Following)?;
                FrameBoundKind::Following(value)
            }
        };
        Ok(FrameBound { offset, kind })
    }
}

fn is_empty(definition: &RowPatternDefinition) -> bool {
    definition.measures.is_empty()
        && definition.skip_to.is_none()
        && definition.search_mode.is_none()
        && definition.pattern.is_none()
        && definition.subsets.is_empty()
        && definition.definitions.is_empty()
}
