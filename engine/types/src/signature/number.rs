//! Numbers in parentheses of types that are computed from others: `min(38, p + 1)`.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

/// Deepest nesting of an expression.
const MAX_DEPTH: usize = 32;

/// A number variable that is not bound by arguments but computed from those that are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ComputedNumber {
    /// The variable.
    pub name: String,
    /// Its value.
    pub value: NumberExpression,
}

/// How a number is computed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NumberExpression {
    /// A number.
    Exact(i64),
    /// A variable bound by arguments.
    Variable(String),
    /// `+ - * /`, `min` and `max` of two.
    Binary(NumberOperator, Box<NumberExpression>, Box<NumberExpression>),
}

/// What is done with two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberOperator {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`, towards zero
    Divide,
    /// `min(a, b)`
    Min,
    /// `max(a, b)`
    Max,
}

impl NumberExpression {
    /// Reads `min(38, max(p - s, 1) + s * 2)`: numbers, variables, `+ - * /`, `min`, `max`, parentheses. `None`
    /// when it is anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text };
        let expression = reader.sum(0)?;
        reader.rest.trim_start().is_empty().then_some(expression)
    }

    /// The value; `None` when a variable has none, or by zero. Does not overflow: ends at the bounds of 64 bits.
    pub fn evaluate(&self, numbers: &BTreeMap<String, u32>) -> Option<i64> {
        match self {
            Self::Exact(number) => Some(*number),
            Self::Variable(name) => numbers.get(name).copied().map(i64::from),
            Self::Binary(operator, left, right) => {
                let (left, right) = (left.evaluate(numbers)?, right.evaluate(numbers)?);
                Some(match operator {
                    NumberOperator::Add => left.saturating_add(right),
                    NumberOperator::Subtract => left.saturating_sub(right),
                    NumberOperator::Multiply => left.saturating_mul(right),
                    NumberOperator::Divide => left.checked_div(right)?,
                    NumberOperator::Min => left.min(right),
                    NumberOperator::Max => left.max(right),
                })
            }
        }
    }
}

impl Display for NumberExpression {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(number) => write!(formatter, "{number}"),
            Self::Variable(name) => formatter.write_str(name),
            Self::Binary(NumberOperator::Add, left, right) => write!(formatter, "({left} + {right})"),
            Self::Binary(NumberOperator::Subtract, left, right) => write!(formatter, "({left} - {right})"),
            Self::Binary(NumberOperator::Multiply, left, right) => write!(formatter, "({left} * {right})"),
            Self::Binary(NumberOperator::Divide, left, right) => write!(formatter, "({left} / {right})"),
            Self::Binary(NumberOperator::Min, left, right) => write!(formatter, "min({left}, {right})"),
            Self::Binary(NumberOperator::Max, left, right) => write!(formatter, "max({left}, {right})"),
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn eat(&mut self, token: char) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn sum(&mut self, depth: usize) -> Option<NumberExpression> {
        let mut left = self.product(depth)?;
        loop {
            let operator = if self.eat('+') {
                NumberOperator::Add
            } else if self.eat('-') {
                NumberOperator::Subtract
            } else {
                return Some(left);
            };
            left = binary(operator, left, self.product(depth)?);
        }
    }

    fn product(&mut self, depth: usize) -> Option<NumberExpression> {
        let mut left = self.atom(depth)?;
        loop {
            let operator = if self.eat('*') {
                NumberOperator::Multiply
            } else if self.eat('/') {
                NumberOperator::Divide
            } else {
                return Some(left);
            };
            left = binary(operator, left, self.atom(depth)?);
        }
    }

    fn atom(&mut self, depth: usize) -> Option<NumberExpression> {
        if depth > MAX_DEPTH {
            return None;
        }
        if self.eat('(') {
            let inner = self.sum(depth + 1)?;
            return self.eat(')').then_some(inner);
        }
        let word = self.word()?;
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            return word.parse().ok().map(NumberExpression::Exact);
        }
        let operator = match word {
            "min" => NumberOperator::Min,
            "max" => NumberOperator::Max,
            name => return Some(NumberExpression::Variable(name.to_owned())),
        };
        if !self.eat('(') {
            return None;
        }
        let left = self.sum(depth + 1)?;
        if !self.eat(',') {
            return None;
        }
        let right = self.sum(depth + 1)?;
        self.eat(')').then(|| binary(operator, left, right))
    }

    fn word(&mut self) -> Option<&'a str> {
        self.rest = self.rest.trim_start();
        let end = self
            .rest
            .find(|character: char| !character.is_ascii_alphanumeric() && character != '_')
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }
}

fn binary(operator: NumberOperator, left: NumberExpression, right: NumberExpression) -> NumberExpression {
    NumberExpression::Binary(operator, Box::new(left), Box::new(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluate(text: &str) -> Option<i64> {
        let numbers = BTreeMap::from([("p".to_owned(), 20), ("a_scale".to_owned(), 3)]);
        NumberExpression::parse(text)?.evaluate(&numbers)
    }

    #[test]
    fn computes() {
        assert_eq!(evaluate("min(38, p + 1)"), Some(21));
        assert_eq!(evaluate("p - a_scale - 1"), Some(16));
        assert_eq!(evaluate("max(0, (p - 21) * 2) + a_scale * 2"), Some(6));
        assert_eq!(evaluate("p - 21"), Some(-1));
        assert_eq!(evaluate("p * 2 / a_scale"), Some(13));
        assert_eq!(evaluate("p / (a_scale - 3)"), None);
    }

    #[test]
    fn refuses_what_is_no_expression() {
        for text in ["", "p +", "min(p)", "min(p, 1", "p p", "p ^ 2", "min", "99999999999999999999"] {
            assert_eq!(NumberExpression::parse(text), None, "{text}");
        }
        assert_eq!(NumberExpression::parse(&"(".repeat(1000)), None);
        assert_eq!(evaluate("q"), None);
    }

    #[test]
    fn prints_what_it_reads() {
        for text in ["min(38, (p + 1))", "max((p - (s * 2)), 0)"] {
            assert_eq!(NumberExpression::parse(text).map(|read| read.to_string()).as_deref(), Some(text));
        }
    }
}
