//! AND and OR whose later terms may fail.
//!
//! DataFusion evaluates both sides of AND and OR for all rows; in Trino `x <> 0 AND 1 / x > 0` does not
//! divide by zero. So a term that may fail is put behind the ones before it in a CASE, which is lazy per row.

use datafusion::logical_expr::{Expr, lit, not, when};
use polias_analyzer::plan::{Expression, ExpressionKind};
use polias_types::{ArithmeticOperator, Type};

use super::Lowering;
use crate::Result;
use crate::planner::errors::engine_error;

impl Lowering<'_> {
    /// A condition of which only true counts (WHERE, HAVING, ON): the conjuncts, each to be pushed down alone.
    pub(super) fn conjuncts(&mut self, predicate: &Expression) -> Result<Vec<Expr>> {
        let mut terms = Vec::new();
        flatten(predicate, &mut terms);
        let mut before: Vec<Expr> = Vec::with_capacity(terms.len());
        let mut conjuncts = Vec::with_capacity(terms.len());
        for term in terms {
            let lowered = self.expression(term)?;
            let may_fail = self.may_fail(term);
            let guarded = match (may_fail, all(before.iter().cloned())) {
                (true, Some(guard)) => case(guard, lowered.clone(), lit(false))?,
                _ => lowered.clone(),
            };
            // Terms that are guarded themselves need not guard again what comes behind them.
            if !may_fail && before.len() < MAX_GUARDS {
                before.push(lowered);
            }
            conjuncts.push(guarded);
        }
        Ok(conjuncts)
    }

    /// The conjuncts as one.
    pub(super) fn predicate(&mut self, predicate: &Expression) -> Result<Expr> {
        Ok(all(self.conjuncts(predicate)?).unwrap_or_else(|| lit(true)))
    }

    /// Three-valued AND or OR.
    pub(super) fn junction(&mut self, terms: &[Expression], and: bool) -> Result<Expr> {
        let mut lowered = Vec::with_capacity(terms.len());
        for term in terms {
            lowered.push(self.expression(term)?);
        }
        let fallible: Vec<bool> = terms.iter().map(|term| self.may_fail(term)).collect();
        let join = |terms: Vec<Expr>| if and { all(terms) } else { any(terms) };
        // From the last term that may fail to the first: each is evaluated only where what is before it has
        // not decided yet.
        let mut rest: Option<Expr> = None;
        let mut end = terms.len();
        for index in (1..terms.len()).rev() {
            if !fallible.get(index).copied().unwrap_or(false) {
                continue;
            }
            let tail = join(lowered.drain(index..end).chain(rest.take()).collect());
            let start =
                fallible.get(..index).unwrap_or_default().iter().rposition(|fallible| *fallible).unwrap_or(0);
            let head = join(lowered.drain(start..index).collect());
            rest = match (head, tail) {
                (Some(head), Some(tail)) => {
                    let decided = if and { not(head.clone()) } else { head.clone() };
                    let both = if and { head.and(tail) } else { head.or(tail) };
                    Some(case(decided, lit(!and), both)?)
                }
                (head, tail) => head.or(tail),
            };
            end = start;
            if start == 0 {
                break;
            }
        }
        let first = lowered.drain(..end.min(lowered.len())).chain(rest).collect();
        Ok(join(first).unwrap_or_else(|| lit(and)))
    }
}

/// Terms that guard a later one, at most; each guard repeats them.
const MAX_GUARDS: usize = 16;

fn flatten<'e>(predicate: &'e Expression, terms: &mut Vec<&'e Expression>) {
    match &predicate.kind {
        ExpressionKind::And(parts) => parts.iter().for_each(|part| flatten(part, terms)),
        _ => terms.push(predicate),
    }
}

/// A balanced tree: a chain of thousands must not be a tree of that height.
pub(super) fn all(terms: impl IntoIterator<Item = Expr>) -> Option<Expr> {
    balanced(terms.into_iter().collect(), &Expr::and)
}

/// Likewise.
pub(super) fn any(terms: impl IntoIterator<Item = Expr>) -> Option<Expr> {
    balanced(terms.into_iter().collect(), &Expr::or)
}

fn balanced(mut terms: Vec<Expr>, join: &impl Fn(Expr, Expr) -> Expr) -> Option<Expr> {
    while terms.len() > 1 {
        let mut joined = Vec::with_capacity(terms.len().div_ceil(2));
        let mut pairs = terms.into_iter();
        while let Some(left) = pairs.next() {
            joined.push(match pairs.next() {
                Some(right) => join(left, right),
                None => left,
            });
        }
        terms = joined;
    }
    terms.pop()
}

fn case(condition: Expr, then: Expr, otherwise: Expr) -> Result<Expr> {
    when(condition, then).otherwise(otherwise).map_err(|error| engine_error(&error))
}

impl Lowering<'_> {
    /// Whether evaluating the expression can raise an error for some row. What was computed while planning
    /// cannot any more.
    fn may_fail(&mut self, expression: &Expression) -> bool {
        let own = match &expression.kind {
            ExpressionKind::Arithmetic(operator, left, right) => {
                arithmetic_may_fail(*operator, left, right, &expression.data_type)
            }
            ExpressionKind::Negate(value) => {
                !matches!(value.data_type, Type::Decimal { .. } | Type::Double | Type::Real)
            }
            ExpressionKind::Cast { value, lenient } => {
                !(*lenient || is_widening(&value.data_type, &expression.data_type))
            }
            ExpressionKind::Like(_, pattern, escape) => {
                escape.is_some() && !matches!(pattern.kind, ExpressionKind::Literal(_))
            }
            ExpressionKind::Call(function, _) => !never_fails(function.name),
            ExpressionKind::Try(_) => return false,
            ExpressionKind::Subscript(..)
            | ExpressionKind::Lambda(_)
            | ExpressionKind::Fail { .. }
            | ExpressionKind::Subquery(_) => true,
            _ => false,
        };
        if own && !self.is_computed(expression) {
            return true;
        }
        let mut operands = Vec::new();
        expression.for_each_operand(&mut |operand| operands.push(operand));
        !operands.is_empty() && operands.into_iter().any(|operand| self.may_fail(operand))
    }

    /// Whether the expression is a constant with a value.
    fn is_computed(&mut self, expression: &Expression) -> bool {
        expression.used_columns().is_empty()
            && expression.is_deterministic()
            && matches!(self.expression(expression), Ok(Expr::Literal(..)))
    }
}

fn arithmetic_may_fail(
    operator: ArithmeticOperator,
    left: &Expression,
    right: &Expression,
    result: &Type,
) -> bool {
    use ArithmeticOperator as Operator;
    match (operator, result) {
        (_, Type::Double | Type::Real) => false,
        (Operator::Divide | Operator::Modulus, _) => true,
        // The result holds every sum and product until its digits are cut at the most there are.
        (_, Type::Decimal { .. }) => {
            let digits = |expression: &Expression| match expression.data_type {
                Type::Decimal { precision, scale } => (u32::from(precision), u32::from(scale)),
                _ => (u32::from(polias_types::MAX_PRECISION), 0),
            };
            let ((precision, scale), (other, other_scale)) = (digits(left), digits(right));
            let needed = match operator {
                Operator::Multiply => precision + other,
                _ => (precision - scale).max(other - other_scale) + scale.max(other_scale) + 1,
            };
            needed > u32::from(polias_types::MAX_PRECISION)
        }
        _ => true,
    }
}

/// Casts that every value survives.
fn is_widening(from: &Type, to: &Type) -> bool {
    use Type as T;
    match (from, to) {
        (T::Unknown, _)
        | (T::Tinyint, T::Smallint | T::Integer | T::Bigint | T::Real | T::Double)
        | (T::Smallint, T::Integer | T::Bigint | T::Real | T::Double)
        | (T::Integer, T::Bigint | T::Real | T::Double)
        | (T::Bigint | T::Decimal { .. }, T::Real | T::Double)
        | (T::Real, T::Double)
        | (T::Date, T::Timestamp(0..=6))
        | (T::Varchar(_) | T::Char(_), T::Varchar(None)) => true,
        (T::Varchar(Some(from)), T::Varchar(Some(to))) => from <= to,
        (T::Decimal { precision, scale }, T::Decimal { precision: to, scale: to_scale }) => {
            to_scale >= scale && to - to_scale >= precision - scale
        }
        (T::Tinyint, T::Decimal { precision, scale }) => precision - scale >= 3,
        (T::Smallint, T::Decimal { precision, scale }) => precision - scale >= 5,
        (T::Integer, T::Decimal { precision, scale }) => precision - scale >= 10,
        (T::Bigint, T::Decimal { precision, scale }) => precision - scale >= 19,
        _ => from == to,
    }
}

/// Functions that give a value or NULL for every argument.
fn never_fails(name: &str) -> bool {
    matches!(
        name,
        "length"
            | "lower"
            | "upper"
            | "trim"
            | "ltrim"
            | "rtrim"
            | "substr"
            | "substring"
            | "strpos"
            | "replace"
            | "reverse"
            | "starts_with"
            | "year"
            | "quarter"
            | "month"
            | "week"
            | "day"
            | "hour"
            | "minute"
            | "second"
            | "cardinality"
            | "contains"
            | "element_at"
            | "is_nan"
            | "is_finite"
            | "is_infinite"
    )
}
