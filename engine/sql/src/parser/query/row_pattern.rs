//! `MATCH_RECOGNIZE` and row patterns.

use crate::ast::{
    MeasureDefinition, PatternQuantifier, PatternQuantifierKind, Relation, RowPattern, RowPatternDefinition,
    RowPatternKind, RowPatternRecognition, RowsPerMatch, SearchMode, SkipTo, SubsetDefinition,
    VariableDefinition,
};
use crate::lexer::{Keyword, TokenKind};

use super::super::{Expected, Parsed, Parser};
use super::identifier::is_name;

impl Parser<'_> {
    /// After MATCH_RECOGNIZE.
    pub(super) fn row_pattern_recognition(&mut self, relation: Relation) -> Parsed<RowPatternRecognition> {
        self.expect(TokenKind::LeftParenthesis)?;
        let partition_by = self.partition_by()?;
        let order_by = self.order_by()?;
        let measures = self.measures()?;
        let rows_per_match = self.rows_per_match()?;
        let definition = self.row_pattern_definition(measures, true)?;
        self.expect(TokenKind::RightParenthesis)?;
        Ok(RowPatternRecognition { relation, partition_by, order_by, rows_per_match, definition })
    }

    /// `[MEASURES expression AS name, …]`
    pub(super) fn measures(&mut self) -> Parsed<Vec<MeasureDefinition>> {
        if !self.eat(Keyword::Measures) {
            return Ok(Vec::new());
        }
        self.comma_separated(|parser| {
            let expression = parser.expression()?;
            parser.expect(Keyword::As)?;
            Ok(MeasureDefinition { expression, name: parser.identifier()? })
        })
    }

    fn rows_per_match(&mut self) -> Parsed<Option<RowsPerMatch>> {
        if self.eat(Keyword::One) {
            self.expect_all(&[Keyword::Row, Keyword::Per, Keyword::Match])?;
            return Ok(Some(RowsPerMatch::One));
        }
        if !self.eat(Keyword::All) {
            return Ok(None);
        }
        self.expect_all(&[Keyword::Rows, Keyword::Per, Keyword::Match])?;
        if self.eat(Keyword::Omit) {
            self.expect_all(&[Keyword::Empty, Keyword::Matches])?;
            return Ok(Some(RowsPerMatch::AllOmitEmpty));
        }
        if self.eat(Keyword::With) {
            self.expect_all(&[Keyword::Unmatched, Keyword::Rows])?;
            return Ok(Some(RowsPerMatch::AllWithUnmatched));
        }
        if self.eat(Keyword::Show) {
            self.expect_all(&[Keyword::Empty, Keyword::Matches])?;
        }
        Ok(Some(RowsPerMatch::AllShowEmpty))
    }

    /// `[AFTER MATCH SKIP …] [INITIAL|SEEK] PATTERN (…) [SUBSET …] DEFINE …`; a window needs none of it.
    pub(super) fn row_pattern_definition(
        &mut self,
        measures: Vec<MeasureDefinition>,
        required: bool,
    ) -> Parsed<RowPatternDefinition> {
        let skip_to = self.skip_to()?;
        let search_mode = if self.eat(Keyword::Initial) {
            Some(SearchMode::Initial)
        } else {
            self.eat(Keyword::Seek).then_some(SearchMode::Seek)
        };
        let mut pattern = None;
        if required || self.at(Keyword::Pattern) {
            self.expect(Keyword::Pattern)?;
            self.expect(TokenKind::LeftParenthesis)?;
            pattern = Some(self.row_pattern()?);
            self.expect(TokenKind::RightParenthesis)?;
        }
        let subsets = if self.eat(Keyword::Subset) {
            self.comma_separated(|parser| {
                let name = parser.identifier()?;
                parser.expect(TokenKind::Equal)?;
                Ok(SubsetDefinition { name, variables: parser.parenthesised(Self::identifier)? })
            })?
        } else {
            Vec::new()
        };
        let mut definitions = Vec::new();
        if required || self.at(Keyword::Define) {
            self.expect(Keyword::Define)?;
            definitions = self.comma_separated(|parser| {
                let name = parser.identifier()?;
                parser.expect(Keyword::As)?;
                Ok(VariableDefinition { name, condition: parser.expression()? })
            })?;
        }
        Ok(RowPatternDefinition { measures, skip_to, search_mode, pattern, subsets, definitions })
    }

    /// `[AFTER MATCH SKIP …]`
    fn skip_to(&mut self) -> Parsed<Option<SkipTo>> {
        if !self.eat(Keyword::After) {
            return Ok(None);
        }
        self.expect_all(&[Keyword::Match, Keyword::Skip])?;
        if self.eat(Keyword::Past) {
            self.expect_all(&[Keyword::Last, Keyword::Row])?;
            return Ok(Some(SkipTo::PastLastRow));
        }
        self.expect(Keyword::To)?;
        // A variable may be called `next`, `first` or `last`.
        let next = self.kind_ahead(1);
        if next == Keyword::Row.into() && self.eat(Keyword::Next) {
            self.expect(Keyword::Row)?;
            return Ok(Some(SkipTo::NextRow));
        }
        let variable_follows = is_name(next)
            && !matches!(
                next,
                TokenKind::Keyword(Keyword::Initial | Keyword::Seek | Keyword::Pattern)
                    if self.kind_ahead(2) == TokenKind::LeftParenthesis || next != Keyword::Pattern.into()
            );
        if variable_follows && self.eat(Keyword::First) {
            return Ok(Some(SkipTo::First(self.identifier()?)));
        }
        if variable_follows {
            self.eat(Keyword::Last);
        }
        Ok(Some(SkipTo::Last(self.identifier()?)))
    }

    /// Alternatives with `|` between.
    fn row_pattern(&mut self) -> Parsed<RowPattern> {
        let offset = self.here();
        let mut alternatives = vec![self.pattern_concatenation()?];
        while self.eat(TokenKind::Pipe) {
            alternatives.push(self.pattern_concatenation()?);
        }
        Ok(single_or(offset, alternatives, RowPatternKind::Alternation))
    }

    /// Patterns behind one another.
    fn pattern_concatenation(&mut self) -> Parsed<RowPattern> {
        let offset = self.here();
        let mut parts = vec![self.quantified_pattern()?];
        while self.begins_pattern() {
            parts.push(self.quantified_pattern()?);
        }
        Ok(single_or(offset, parts, RowPatternKind::Concatenation))
    }

    fn begins_pattern(&mut self) -> bool {
        let starts =
            [TokenKind::LeftParenthesis, TokenKind::Caret, TokenKind::Dollar, TokenKind::ExclusionStart];
        self.note(Expected::Rule("<identifier>"));
        is_name(self.kind()) || starts.into_iter().any(|start| self.at(start))
    }

    fn quantified_pattern(&mut self) -> Parsed<RowPattern> {
        let offset = self.here();
        let primary = self.pattern_primary()?;
        Ok(match self.pattern_quantifier()? {
            Some(quantifier) => {
                RowPattern { offset, kind: RowPatternKind::Quantified(Box::new(primary), quantifier) }
            }
            None => primary,
        })
    }

    fn pattern_primary(&mut self) -> Parsed<RowPattern> {
        let offset = self.here();
        let kind = if self.eat(TokenKind::Caret) {
            RowPatternKind::PartitionStart
        } else if self.eat(TokenKind::Dollar) {
            RowPatternKind::PartitionEnd
        } else if self.eat(TokenKind::ExclusionStart) {
            let inner = self.nested(Self::row_pattern)?;
            self.expect(TokenKind::ExclusionEnd)?;
            RowPatternKind::Exclusion(Box::new(inner))
        } else if self.at(Keyword::Permute) && self.kind_ahead(1) == TokenKind::LeftParenthesis {
            self.advance();
            RowPatternKind::Permute(self.nested(|parser| parser.parenthesised(Self::row_pattern))?)
        } else if self.eat(TokenKind::LeftParenthesis) {
            if self.eat(TokenKind::RightParenthesis) {
                return Ok(RowPattern { offset, kind: RowPatternKind::Empty });
            }
            let inner = self.nested(Self::row_pattern)?;
            self.expect(TokenKind::RightParenthesis)?;
            return Ok(inner);
        } else {
            RowPatternKind::Variable(self.identifier()?)
        };
        Ok(RowPattern { offset, kind })
    }

    fn pattern_quantifier(&mut self) -> Parsed<Option<PatternQuantifier>> {
        let kind = if self.eat(TokenKind::Asterisk) {
            PatternQuantifierKind::ZeroOrMore
        } else if self.eat(TokenKind::Plus) {
            PatternQuantifierKind::OneOrMore
        } else if self.eat(TokenKind::Question) {
            PatternQuantifierKind::ZeroOrOne
        } else if self.eat(TokenKind::LeftBrace) {
            let low = self.pattern_number();
            let high = if self.eat(TokenKind::Comma) { self.pattern_number() } else { low.clone() };
            if low.is_none() && self.kind_is_brace_after_brace() {
                return Err(self.unexpected());
            }
            self.expect(TokenKind::RightBrace)?;
            PatternQuantifierKind::Range { low, high }
        } else {
            return Ok(None);
        };
        Ok(Some(PatternQuantifier { kind, reluctant: self.eat(TokenKind::Question) }))
    }

    /// `{}` holds no number and no comma.
    fn kind_is_brace_after_brace(&self) -> bool {
        self.kind() == TokenKind::RightBrace
            && self.position.checked_sub(1).and_then(|index| self.tokens.get(index)).map(|token| token.kind)
                == Some(TokenKind::LeftBrace)
    }

    fn pattern_number(&mut self) -> Option<String> {
        self.at(TokenKind::Integer).then(|| self.advance().text(self.sql).to_owned())
    }
}

/// One pattern itself, several as `combine` makes of them.
fn single_or(
    offset: crate::ast::Offset,
    mut patterns: Vec<RowPattern>,
    combine: impl FnOnce(Vec<RowPattern>) -> RowPatternKind,
) -> RowPattern {
    match (patterns.len(), patterns.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            patterns.extend(last);
            RowPattern { offset, kind: combine(patterns) }
        }
    }
}
