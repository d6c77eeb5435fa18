//! `+ - * / %` and signs.

use polias_sql::ast::{self, Offset};
use polias_types::{ArithmeticOperator, Type, Value, arithmetic_types};

use super::Allowed;
use crate::analyzer::Analyzer;
use crate::plan::{Expression, ExpressionKind};
use crate::scope::Scope;
use crate::{AnalysisError, Result};

impl Analyzer<'_> {
    /// Operators of one precedence, from the left.
    pub(super) fn arithmetic_chain(
        &mut self,
        chain: &ast::Arithmetic,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        // The first operand becomes the deepest.
        self.descend(chain.first.offset, chain.rest.len())?;
        let mut value = self.typed(&chain.first, scope, allowed)?;
        for term in &chain.rest {
            self.expression_height -= 1;
            let operand = self.typed(&term.operand, scope, allowed)?;
            value = self.arithmetic(term.offset, operator(term.operator), value, operand)?;
        }
        Ok(value)
    }

    /// `left operator right`
    pub(super) fn arithmetic(
        &mut self,
        offset: Offset,
        operator: ArithmeticOperator,
        left: Expression,
        right: Expression,
    ) -> Result<Expression> {
        let (left, right) = self.adapt_number_literal(left, right);
        let Some((left_type, right_type, data_type)) =
            arithmetic_types(operator, &left.data_type, &right.data_type)
        else {
            let message =
                format!("Cannot apply operator: {} {} {}", left.data_type, symbol(operator), right.data_type);
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        };
        let left = Box::new(self.coerce(left, &left_type));
        let right = Box::new(self.coerce(right, &right_type));
        Ok(Expression { data_type, kind: ExpressionKind::Arithmetic(operator, left, right) })
    }

    /// `-value`
    pub(super) fn minus(
        &mut self,
        offset: Offset,
        value: &ast::Expression,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let value = self.typed(value, scope, allowed)?;
        if !is_number(&value.data_type)
            && !matches!(value.data_type, Type::IntervalDaySecond | Type::IntervalYearMonth)
        {
            let message = format!("Cannot negate {}", value.data_type);
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        }
        if let ExpressionKind::Literal(literal) = &value.kind
            && let Some(negated) = negated(literal, &value.data_type)
        {
            return Ok(Expression::literal(negated, value.data_type));
        }
        Ok(Expression { data_type: value.data_type.clone(), kind: ExpressionKind::Negate(Box::new(value)) })
    }

    /// `+value`
    pub(super) fn plus(
        &mut self,
        offset: Offset,
        value: &ast::Expression,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let value = self.typed(value, scope, allowed)?;
        if !is_number(&value.data_type) {
            let message = format!("Unary '+' operator cannot by applied to {} type", value.data_type);
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        }
        Ok(value)
    }
}

/// Whether values of the type are numbers.
pub(super) fn is_number(data_type: &Type) -> bool {
    matches!(
        data_type,
        Type::Tinyint
            | Type::Smallint
            | Type::Integer
            | Type::Bigint
            | Type::Real
            | Type::Double
            | Type::Decimal { .. }
    )
}

/// The literal with the other sign, unless that is out of the type's range.
fn negated(literal: &Value, data_type: &Type) -> Option<Value> {
    match literal {
        Value::Integer(value) => {
            let least = match data_type {
                Type::Tinyint => i8::MIN.into(),
                Type::Smallint => i16::MIN.into(),
                Type::Integer | Type::IntervalYearMonth => i32::MIN.into(),
                _ => i64::MIN,
            };
            (*value != least).then(|| Value::Integer(-value))
        }
        Value::Decimal(value) => value.checked_neg().map(Value::Decimal),
        Value::Double(value) => Some(Value::Double(-value)),
        _ => None,
    }
}

fn operator(operator: ast::ArithmeticOperator) -> ArithmeticOperator {
    match operator {
        ast::ArithmeticOperator::Add => ArithmeticOperator::Add,
        ast::ArithmeticOperator::Subtract => ArithmeticOperator::Subtract,
        ast::ArithmeticOperator::Multiply => ArithmeticOperator::Multiply,
        ast::ArithmeticOperator::Divide => ArithmeticOperator::Divide,
        ast::ArithmeticOperator::Modulus => ArithmeticOperator::Modulus,
    }
}

fn symbol(operator: ArithmeticOperator) -> char {
    match operator {
        ArithmeticOperator::Add => '+',
        ArithmeticOperator::Subtract => '-',
        ArithmeticOperator::Multiply => '*',
        ArithmeticOperator::Divide => '/',
        ArithmeticOperator::Modulus => '%',
    }
}
