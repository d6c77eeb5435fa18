//! Functions of PostgreSQL's that Trino has under other names: `date_part`, `left`, `right`.
//!
//! They count and round as PostgreSQL does, or are refused with what to write instead.

use polias_sql::ast::{self, Offset};
use polias_types::{ArithmeticOperator, Type, Value};

use super::calls::list;
use super::{Allowed, literals};
use crate::analyzer::Analyzer;
use crate::plan::{Expression, ExpressionKind};
use crate::scope::Scope;
use crate::{AnalysisError, Result};

impl Analyzer<'_> {
    /// The call in Trino's functions, if it is one of these.
    pub(super) fn postgres_call(
        &mut self,
        offset: Offset,
        name: &str,
        call: &ast::FunctionCall,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Option<Expression>> {
        if !self.is_postgres() || call.over.is_some() {
            return Ok(None);
        }
        let [first, second] = list(call) else { return Ok(None) };
        let call = match name {
            "date_part" => Self::date_part,
            "left" => Self::left,
            "right" => Self::right,
            _ => return Ok(None),
        };
        let (first, second) = (self.typed(first, scope, allowed)?, self.typed(second, scope, allowed)?);
        call(self, offset, first, second).map(Some)
    }

    /// `date_part('field', value)`, and EXTRACT of the fields that Trino does not have: a double.
    fn date_part(&mut self, offset: Offset, field: Expression, value: Expression) -> Result<Expression> {
        let ExpressionKind::Literal(Value::Text(field)) = &field.kind else {
            return Err(AnalysisError::not_supported(
                offset,
                "The field of date_part must be a string of the statement",
            )
            .with_hint("call year(value), month(value), …"));
        };
        let value = match value.data_type {
            Type::Unknown => self.coerce(value, &Type::Timestamp(6)),
            _ => value,
        };
        let field = field.to_ascii_lowercase();
        let function = match field.as_str() {
            "epoch" => return self.epoch(offset, value),
            // From Sunday, which is 0.
            "dow" => {
                let day = self.call_resolved(offset, "day_of_week", vec![value])?;
                let seven = literals::integer(7);
                let day = self.arithmetic(offset, ArithmeticOperator::Modulus, day, seven)?;
                return Ok(day.cast_to(&Type::Double));
            }
            "year" | "quarter" | "month" | "week" | "day" | "hour" | "minute" => field.as_str(),
            "doy" => "day_of_year",
            "isodow" => "day_of_week",
            "isoyear" => "year_of_week",
            _ => {
                let hint = match field.as_str() {
                    "second" | "seconds" => "call second(value) for whole seconds",
                    "millisecond" | "milliseconds" => {
                        "call millisecond(value), which counts within the second"
                    }
                    _ => {
                        "fields are epoch, year, quarter, month, week, day, dow, doy, isodow, isoyear, hour, minute"
                    }
                };
                let message = format!("Field '{field}' of date_part is not supported");
                return Err(AnalysisError::not_supported(offset, message).with_hint(hint));
            }
        };
        Ok(self.call_resolved(offset, function, vec![value])?.cast_to(&Type::Double))
    }

    /// Seconds since 1970. Those of a timestamp without zone are counted as of UTC.
    fn epoch(&mut self, offset: Offset, value: Expression) -> Result<Expression> {
        let value = match value.data_type {
            Type::Date => value.cast_to(&Type::Timestamp(0)),
            Type::IntervalDaySecond => {
                let milliseconds = self.call_resolved(offset, "to_milliseconds", vec![value])?;
                let thousand = Expression::literal(Value::Double(1_000.0), Type::Double);
                return self.arithmetic(offset, ArithmeticOperator::Divide, milliseconds, thousand);
            }
            Type::Timestamp(_) | Type::TimestampTz(_) => value,
            _ => {
                let message = format!("Cannot extract EPOCH from {}", value.data_type);
                return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
            }
        };
        let zoned = match value.data_type {
            Type::Timestamp(_) => {
                self.call_resolved(offset, "with_timezone", vec![value, literals::text("UTC")])?
            }
            _ => value,
        };
        self.call_resolved(offset, "to_unixtime", vec![zoned])
    }

    /// `left(text, count)`: all but the last when the count is below zero.
    fn left(&mut self, offset: Offset, text: Expression, count: Expression) -> Result<Expression> {
        let Some(count) = whole_number(&count) else {
            return Err(not_constant(offset, "left", "write substr(text, 1, count)"));
        };
        let text = self.text_operand(text);
        let length = if count < 0 {
            let copy = self.copy_operand(&text, offset)?;
            let length = self.call_resolved(offset, "length", vec![copy])?;
            self.at_least(offset, length, count, 0)?
        } else {
            literals::integer(count)
        };
        self.call_resolved(offset, "substr", vec![text, literals::integer(1), length])
    }

    /// `right(text, count)`: all but the first when the count is below zero.
    fn right(&mut self, offset: Offset, text: Expression, count: Expression) -> Result<Expression> {
        let Some(count) = whole_number(&count) else {
            return Err(not_constant(
                offset,
                "right",
                "write substr(text, greatest(length(text) - count + 1, 1))",
            ));
        };
        let text = self.text_operand(text);
        let start = if count < 0 {
            literals::integer(1 - count)
        } else {
            let copy = self.copy_operand(&text, offset)?;
            let length = self.call_resolved(offset, "length", vec![copy])?;
            self.at_least(offset, length, 1 - count, 1)?
        };
        self.call_resolved(offset, "substr", vec![text, start])
    }

    /// `greatest(value + number, least)`
    fn at_least(&mut self, offset: Offset, value: Expression, number: i64, least: i64) -> Result<Expression> {
        let sum = self.arithmetic(offset, ArithmeticOperator::Add, value, literals::integer(number))?;
        self.call_resolved(offset, "greatest", vec![sum, literals::integer(least)])
    }

    /// Parameters without type are texts here.
    fn text_operand(&mut self, text: Expression) -> Expression {
        match text.data_type {
            Type::Unknown => self.coerce(text, &Type::VARCHAR),
            _ => text,
        }
    }
}

/// A number that stands in the statement, as far as a text can be long.
fn whole_number(expression: &Expression) -> Option<i64> {
    match expression.kind {
        ExpressionKind::Literal(Value::Integer(number)) => i32::try_from(number).ok().map(i64::from),
        _ => None,
    }
}

fn not_constant(offset: Offset, name: &str, hint: &str) -> AnalysisError {
    let message = format!("The count of {name} must be a number of the statement");
    AnalysisError::not_supported(offset, message).with_hint(hint)
}
