//! What has a syntax of its own and is a call of a function: `||`, TRIM, NORMALIZE, AT TIME ZONE, `format`.

use polias_sql::ast::{self, NormalForm, Offset, TrimSide};
use polias_types::{FunctionKind, ResolvedFunction, Type, Value};

use super::{Allowed, literals};
use crate::analyzer::Analyzer;
use crate::plan::{Expression, ExpressionKind};
use crate::scope::Scope;
use crate::{AnalysisError, Result};

impl Analyzer<'_> {
    /// `a || b || c` is `concat`: one call as far as all operands are of the result's type.
    pub(super) fn concatenation(
        &mut self,
        chain: &ast::Concatenation,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        self.descend(chain.first.offset, chain.rest.len())?;
        let mut value = self.typed(&chain.first, scope, allowed)?;
        for (offset, operand) in &chain.rest {
            self.expression_height -= 1;
            let operand = self.typed(operand, scope, allowed)?;
            let call = self.call_resolved(*offset, "concat", vec![value, operand])?;
            value = flattened(call);
        }
        Ok(value)
    }

    /// `TRIM(…)`
    pub(super) fn trim(
        &mut self,
        offset: Offset,
        trim: &ast::Trim,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let name = match trim.side {
            TrimSide::Both => "trim",
            TrimSide::Leading => "ltrim",
            TrimSide::Trailing => "rtrim",
        };
        let mut arguments = vec![self.typed(&trim.source, scope, allowed)?];
        if let Some(characters) = &trim.characters {
            arguments.push(self.typed(characters, scope, allowed)?);
        }
        self.call_resolved(offset, name, arguments)
    }

    /// `NORMALIZE(value, form)`
    pub(super) fn normalize(
        &mut self,
        offset: Offset,
        value: &ast::Expression,
        form: NormalForm,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let value = self.typed(value, scope, allowed)?;
        let form = match form {
            NormalForm::Nfc => "NFC",
            NormalForm::Nfd => "NFD",
            NormalForm::Nfkc => "NFKC",
            NormalForm::Nfkd => "NFKD",
        };
        self.call_resolved(offset, "normalize", vec![value, literals::text(form)])
    }

    /// `value AT TIME ZONE zone`. Values without zone are taken as of the session's.
    pub(super) fn at_time_zone(
        &mut self,
        at: &ast::AtTimeZone,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        self.descend(at.value.offset, at.zones.len())?;
        let mut value = self.typed(&at.value, scope, allowed)?;
        for (offset, zone) in &at.zones {
            self.expression_height -= 1;
            let with_zone = match value.data_type {
                Type::Timestamp(precision) | Type::TimestampTz(precision) => Type::TimestampTz(precision),
                Type::Time(precision) | Type::TimeTz(precision) => Type::TimeTz(precision),
                _ => {
                    let message = format!(
                        "Type of value must be a time or timestamp with or without time zone (actual {})",
                        value.data_type
                    );
                    return Err(AnalysisError::new("TYPE_MISMATCH", at.value.offset, message));
                }
            };
            let zone = self.typed(zone, scope, allowed)?;
            let zoned = self.coerce(value, &with_zone);
            value = if matches!(with_zone, Type::TimeTz(_)) {
                hidden_call("$at_timezone", with_zone, vec![zoned, zone])
            } else {
                self.call_resolved(*offset, "at_timezone", vec![zoned, zone])?
            };
        }
        Ok(value)
    }

    /// `format(format, a, b, …)`: the function takes the values as a row.
    pub(super) fn format(
        &mut self,
        offset: Offset,
        arguments: &[ast::Expression],
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let mut values = self.typed_all(arguments, scope, allowed)?.into_iter();
        let Some(format) = values.next() else {
            let message = "The 'format' function must have at least two arguments";
            return Err(AnalysisError::new("SYNTAX_ERROR", offset, message));
        };
        if !matches!(format.data_type, Type::Varchar(_)) {
            let message =
                format!("Type of first argument to format() must be VARCHAR (actual: {})", format.data_type);
            let offset = arguments.first().map_or(offset, |argument| argument.offset);
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        }
        let values: Vec<Expression> = values.collect();
        let data_type = Type::row(values.iter().map(|value| value.data_type.clone()));
        let row = Expression { data_type, kind: ExpressionKind::Row(values) };
        Ok(hidden_call("$format", Type::VARCHAR, vec![format, row]))
    }

    /// Whether it is a text that stands in the statement.
    pub(super) fn is_text_literal(expression: &Expression) -> bool {
        matches!(expression.data_type, Type::Varchar(Some(_)))
            && matches!(expression.kind, ExpressionKind::Literal(Value::Text(_)))
    }
}

/// A call of a function that no signature lists, as in Trino: only its own syntax leads to it.
fn hidden_call(name: &'static str, result: Type, arguments: Vec<Expression>) -> Expression {
    let function = ResolvedFunction {
        name,
        kind: FunctionKind::Scalar,
        arguments: arguments.iter().map(|argument| argument.data_type.clone()).collect(),
        result: result.clone(),
        deterministic: true,
        called_on_null: false,
    };
    Expression { data_type: result, kind: ExpressionKind::Call(function, arguments) }
}

/// `concat(concat(a, b), c)` as `concat(a, b, c)`, where all are of one type.
fn flattened(call: Expression) -> Expression {
    let ExpressionKind::Call(mut function, mut arguments) = call.kind else { return call };
    let data_type = call.data_type;
    let is_of_one_type = |function: &ResolvedFunction| {
        function.name == "concat"
            && function.result == data_type
            && function.arguments.iter().all(|argument| *argument == data_type)
    };
    let inner = arguments.first_mut().map(|argument| &mut argument.kind);
    if is_of_one_type(&function)
        && let Some(ExpressionKind::Call(inner, operands)) = inner
        && is_of_one_type(inner)
    {
        let mut operands = std::mem::take(operands);
        operands.extend(arguments.drain(1..));
        function.arguments = vec![data_type.clone(); operands.len()];
        arguments = operands;
    }
    Expression { data_type, kind: ExpressionKind::Call(function, arguments) }
}
