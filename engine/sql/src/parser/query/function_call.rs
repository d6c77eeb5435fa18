//! Calls of functions, and LISTAGG.

use crate::ast::{
    Arguments, Expression, ExpressionKind, FunctionCall, Identifier, ListAgg, ListAggOverflow, NullTreatment,
    Offset, ProcessingMode, QualifiedName, SortItem,
};
use crate::lexer::{Flavor, Keyword, TokenKind};

use super::super::{Parsed, Parser};
use super::identifier::is_name;
use super::node;

/// A call of a function by its name, as Trino makes of some special forms.
pub(super) fn plain_call(offset: Offset, name: &str, arguments: Vec<Expression>) -> Expression {
    let name = Identifier { offset, value: name.to_owned(), quoted: false };
    node(offset, ExpressionKind::Function(Box::new(empty_call(name, Arguments::List(arguments)))))
}

fn empty_call(name: Identifier, arguments: Arguments) -> FunctionCall {
    FunctionCall {
        processing_mode: None,
        name: QualifiedName { parts: vec![name] },
        distinct: false,
        arguments,
        order_by: Vec::new(),
        within_group: Vec::new(),
        filter: None,
        null_treatment: None,
        over: None,
    }
}

impl Parser<'_> {
    /// `[RUNNING|FINAL] a.b.c (`
    pub(super) fn begins_function_call(&self) -> bool {
        self.name_before_parenthesis(0) || (self.begins_processing_mode() && self.name_before_parenthesis(1))
    }

    /// Whether a token of this kind is a name behind a dot.
    fn is_label(&self, kind: TokenKind) -> bool {
        is_name(kind) || (self.flavor == Flavor::Postgres && matches!(kind, TokenKind::Keyword(_)))
    }

    fn begins_processing_mode(&self) -> bool {
        matches!(self.kind(), TokenKind::Keyword(Keyword::Running | Keyword::Final))
            && is_name(self.kind_ahead(1))
    }

    /// Whether a qualified name begins `ahead` and a parenthesis follows it.
    fn name_before_parenthesis(&self, ahead: usize) -> bool {
        let mut last = ahead;
        if !is_name(self.kind_ahead(last)) {
            return false;
        }
        while self.kind_ahead(last + 1) == TokenKind::Dot && self.is_label(self.kind_ahead(last + 2)) {
            last += 2;
        }
        self.kind_ahead(last + 1) == TokenKind::LeftParenthesis
    }

    /// The call that begins here.
    #[inline(never)]
    pub(super) fn function_call(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        let processing_mode = if !self.begins_processing_mode() {
            None
        } else if self.eat(Keyword::Running) {
            Some(ProcessingMode::Running)
        } else {
            self.expect(Keyword::Final)?;
            Some(ProcessingMode::Final)
        };
        let first = self.label()?;
        let mut call = empty_call(first, Arguments::List(Vec::new()));
        call.processing_mode = processing_mode;
        while self.eat(TokenKind::Dot) {
            call.name.parts.push(self.label()?);
        }
        self.expect(TokenKind::LeftParenthesis)?;
        // Two levels with that of the argument itself: a call has large frames.
        self.descend()?;
        self.arguments(&mut call)?;
        self.depth -= 1;
        self.expect(TokenKind::RightParenthesis)?;
        self.call_clauses(&mut call)?;
        self.check_call(offset, &call);
        Ok(node(offset, ExpressionKind::Function(Box::new(call))))
    }

    /// The rest of a call whose parentheses are parsed already.
    #[inline(never)]
    pub(super) fn finish_call(&mut self, name: Identifier, arguments: Arguments) -> Parsed<Expression> {
        let offset = name.offset;
        let mut call = empty_call(name, arguments);
        self.call_clauses(&mut call)?;
        Ok(node(offset, ExpressionKind::Function(Box::new(call))))
    }

    /// What is between the parentheses.
    fn arguments(&mut self, call: &mut FunctionCall) -> Parsed<()> {
        if self.eat(TokenKind::Asterisk) {
            call.arguments = Arguments::All;
            return Ok(());
        }
        let label = is_name(self.kind())
            && self.kind_ahead(1) == TokenKind::Dot
            && self.kind_ahead(2) == TokenKind::Asterisk;
        if label {
            let label = self.identifier()?;
            self.position += 2;
            call.arguments = Arguments::AllOf(label);
            return Ok(());
        }
        call.distinct = self.set_quantifier();
        let none = !call.distinct && (self.at(TokenKind::RightParenthesis) || self.at(Keyword::Order));
        if !none {
            call.arguments = Arguments::List(self.comma_separated(Self::expression)?);
        }
        call.order_by = self.order_by()?;
        Ok(())
    }

    /// `[FILTER (WHERE …)] [[IGNORE|RESPECT] NULLS] [OVER …]`. The words may be aliases: what follows decides.
    #[inline(never)]
    fn call_clauses(&mut self, call: &mut FunctionCall) -> Parsed<()> {
        if self.flavor == Flavor::Postgres && self.at(Keyword::Within) {
            call.within_group = self.within_group()?;
        }
        call.filter = self.filter()?;
        let nulls_follow = self.kind_ahead(1) == Keyword::Nulls.into();
        call.null_treatment = if self.at(Keyword::Ignore) && nulls_follow {
            Some(NullTreatment::Ignore)
        } else if self.at(Keyword::Respect) && nulls_follow {
            Some(NullTreatment::Respect)
        } else {
            None
        };
        if call.null_treatment.is_some() {
            self.advance();
            self.expect(Keyword::Nulls)?;
            if !self.at(Keyword::Over) {
                return Err(self.unexpected());
            }
        }
        if self.at(Keyword::Over) && self.begins_over() {
            call.over = Some(self.over()?);
        }
        Ok(())
    }

    /// `[FILTER (WHERE condition)]`
    #[inline(never)]
    fn filter(&mut self) -> Parsed<Option<Expression>> {
        if !self.at(Keyword::Filter) || self.kind_ahead(1) != TokenKind::LeftParenthesis {
            return Ok(None);
        }
        self.advance();
        self.expect(TokenKind::LeftParenthesis)?;
        self.expect(Keyword::Where)?;
        self.descend_into_clause()?;
        let condition = self.expression()?;
        self.depth -= super::CLAUSE_LEVELS;
        self.expect(TokenKind::RightParenthesis)?;
        Ok(Some(condition))
    }

    /// `LISTAGG(…) WITHIN GROUP (…)`
    #[inline(never)]
    pub(super) fn listagg(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        self.expect(Keyword::Listagg)?;
        self.expect(TokenKind::LeftParenthesis)?;
        self.descend_into_clause()?;
        let distinct = self.set_quantifier();
        let value = self.expression()?;
        let separator = if self.eat(TokenKind::Comma) { Some(self.string()?) } else { None };
        let overflow = self.listagg_overflow()?;
        self.expect(TokenKind::RightParenthesis)?;
        let order_by = self.within_group()?;
        self.depth -= super::CLAUSE_LEVELS;
        let filter = self.filter()?;
        let listagg = ListAgg { distinct, value, separator, overflow, order_by, filter };
        Ok(node(offset, ExpressionKind::ListAgg(Box::new(listagg))))
    }

    /// `WITHIN GROUP (ORDER BY item, …)`
    fn within_group(&mut self) -> Parsed<Vec<SortItem>> {
        self.expect_all(&[Keyword::Within, Keyword::Group])?;
        self.expect(TokenKind::LeftParenthesis)?;
        self.expect_all(&[Keyword::Order, Keyword::By])?;
        let order_by = self.comma_separated(Self::sort_item)?;
        self.expect(TokenKind::RightParenthesis)?;
        Ok(order_by)
    }

    fn listagg_overflow(&mut self) -> Parsed<ListAggOverflow> {
        if !self.eat(Keyword::On) {
            return Ok(ListAggOverflow::Error);
        }
        self.expect(Keyword::Overflow)?;
        if self.eat(Keyword::Error) {
            return Ok(ListAggOverflow::Error);
        }
        self.expect(Keyword::Truncate)?;
        let counts = self.at(Keyword::With) || self.at(Keyword::Without);
        let filler = if counts { None } else { Some(self.string()?) };
        let with_count = self.eat(Keyword::With);
        if !with_count {
            self.expect(Keyword::Without)?;
        }
        self.expect(Keyword::Count)?;
        Ok(ListAggOverflow::Truncate { filler, with_count })
    }
}
