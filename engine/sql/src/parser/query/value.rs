//! Value expressions: `||` below `+ -` below `* / %` below signs below AT TIME ZONE.
//!
//! Three precedences are read in one loop and not by three functions that call one another, to keep the
//! stack of nested expressions shallow.

use crate::ast::{
    Arithmetic, ArithmeticOperator, ArithmeticTerm, AtTimeZone, Concatenation, Expression, ExpressionKind,
    Offset,
};
use crate::lexer::{Keyword, TokenKind};

use super::super::{Expected, Parsed, Parser};
use super::node;

/// Operands of one precedence, and the operator that waits for the next operand.
#[derive(Default)]
struct Chain {
    first: Option<Expression>,
    rest: Vec<ArithmeticTerm>,
    waiting: Option<(Offset, ArithmeticOperator)>,
}

impl Chain {
    fn push(&mut self, operand: Expression) {
        match self.waiting.take() {
            Some((offset, operator)) => self.rest.push(ArithmeticTerm { offset, operator, operand }),
            None => self.first = Some(operand),
        }
    }

    /// The chain with `operand` at its end, as one expression; leaves it empty.
    fn finish(&mut self, operand: Expression) -> Expression {
        if self.waiting.is_none() {
            return operand;
        }
        self.push(operand);
        let rest = std::mem::take(&mut self.rest);
        let offset = rest.last().map(|term| term.offset).unwrap_or_default();
        match self.first.take() {
            Some(first) => node(offset, ExpressionKind::Arithmetic(Box::new(Arithmetic { first, rest }))),
            None => node(offset, ExpressionKind::Null),
        }
    }
}

impl Parser<'_> {
    /// A value expression; `first` is the first operand if that is parsed already.
    pub(super) fn value(&mut self, first: Option<Expression>) -> Parsed<Expression> {
        let operand = match first {
            Some(first) => self.at_time_zone(first)?,
            None => self.signed()?,
        };
        // Most values are one operand: no chains for them.
        if !self.at_arithmetic() { Ok(operand) } else { self.chains(operand) }
    }

    /// Whether an operator of the three precedences follows; all are noted.
    fn at_arithmetic(&mut self) -> bool {
        self.at(TokenKind::Asterisk)
            || self.at(TokenKind::Slash)
            || self.at(TokenKind::Percent)
            || self.at(TokenKind::Plus)
            || self.at(TokenKind::Minus)
            || self.at(TokenKind::Concat)
    }

    #[inline(never)]
    fn chains(&mut self, mut operand: Expression) -> Parsed<Expression> {
        let (mut products, mut sums) = (Chain::default(), Chain::default());
        let (mut concatenated, mut concat_waiting) = (Vec::<(Offset, Expression)>::new(), Offset::default());
        while self.at_arithmetic() {
            let operator = self.advance();
            let offset = Offset(operator.start);
            match operator.kind {
                TokenKind::Asterisk | TokenKind::Slash | TokenKind::Percent => {
                    products.push(operand);
                    products.waiting = Some((offset, arithmetic_operator(operator.kind)));
                }
                TokenKind::Plus | TokenKind::Minus => {
                    sums.push(products.finish(operand));
                    sums.waiting = Some((offset, arithmetic_operator(operator.kind)));
                }
                _ => {
                    let product = products.finish(operand);
                    concatenated.push((concat_waiting, sums.finish(product)));
                    concat_waiting = offset;
                }
            }
            operand = self.signed()?;
        }
        let product = products.finish(operand);
        let sum = sums.finish(product);
        if concatenated.is_empty() {
            return Ok(sum);
        }
        concatenated.push((concat_waiting, sum));
        let (_, first) = concatenated.remove(0);
        let concatenation = Concatenation { first, rest: concatenated };
        Ok(node(concat_waiting, ExpressionKind::Concatenation(Box::new(concatenation))))
    }

    /// `[-|+] … value`
    fn signed(&mut self) -> Parsed<Expression> {
        if matches!(self.kind(), TokenKind::Minus | TokenKind::Plus) {
            return self.sign();
        }
        let value = self.access()?;
        self.at_time_zone(value)
    }

    /// At a sign. A minus before a number belongs to the number.
    #[inline(never)]
    fn sign(&mut self) -> Parsed<Expression> {
        let offset = self.here();
        let minus = self.advance().kind == TokenKind::Minus;
        if minus && matches!(self.kind(), TokenKind::Integer | TokenKind::Decimal | TokenKind::Double) {
            let number = self.number(offset, true)?;
            let value = self.access_steps(offset, number)?;
            return self.at_time_zone(value);
        }
        // Trino takes any value expression of this precedence, so `- - 1` nests.
        self.note(Expected::Rule("<expression>"));
        self.descend()?;
        let operand = Box::new(self.signed()?);
        self.depth -= 1;
        Ok(node(offset, if minus { ExpressionKind::Minus(operand) } else { ExpressionKind::Plus(operand) }))
    }

    /// `value [AT TIME ZONE zone] …`
    fn at_time_zone(&mut self, value: Expression) -> Parsed<Expression> {
        if !self.begins_at_time_zone() { Ok(value) } else { self.zones(value) }
    }

    fn begins_at_time_zone(&mut self) -> bool {
        self.at(Keyword::At) && self.kind_ahead(1) == Keyword::Time.into()
    }

    #[inline(never)]
    fn zones(&mut self, value: Expression) -> Parsed<Expression> {
        let mut zones = Vec::new();
        let mut offset = self.here();
        while self.begins_at_time_zone() {
            offset = self.here();
            self.expect_all(&[Keyword::At, Keyword::Time, Keyword::Zone])?;
            let zone_offset = self.here();
            let zone = if self.at(Keyword::Interval) {
                self.interval(zone_offset)?
            } else {
                let zone = self.string()?;
                node(zone_offset, ExpressionKind::String(zone))
            };
            zones.push((offset, zone));
        }
        Ok(node(offset, ExpressionKind::AtTimeZone(Box::new(AtTimeZone { value, zones }))))
    }
}

fn arithmetic_operator(kind: TokenKind) -> ArithmeticOperator {
    match kind {
        TokenKind::Asterisk => ArithmeticOperator::Multiply,
        TokenKind::Slash => ArithmeticOperator::Divide,
        TokenKind::Percent => ArithmeticOperator::Modulus,
        TokenKind::Minus => ArithmeticOperator::Subtract,
        _ => ArithmeticOperator::Add,
    }
}
