//! Coercions, and the type several expressions have in common.

use polias_sql::ast::Offset;
use polias_types::{Type, Value, common_type};

use crate::analyzer::Analyzer;
use crate::plan::{Expression, ExpressionKind};
use crate::{AnalysisError, Result};

impl Analyzer<'_> {
    /// The value as one of the type, which it can become. NULL and open parameters take the type on.
    pub(crate) fn coerce(&mut self, expression: Expression, target: &Type) -> Expression {
        if expression.data_type == *target {
            return expression;
        }
        match expression.kind {
            ExpressionKind::Literal(Value::Null) => Expression::null(target.clone()),
            ExpressionKind::Parameter(index) if expression.data_type == Type::Unknown => {
                self.type_parameter(index, target)
            }
            _ => expression.cast_to(target),
        }
    }

    /// The value as a boolean; what else it is, `message` says (without its type).
    pub(crate) fn boolean(
        &mut self,
        expression: Expression,
        offset: Offset,
        message: &str,
    ) -> Result<Expression> {
        match expression.data_type {
            Type::Boolean => Ok(expression),
            Type::Unknown => Ok(self.coerce(expression, &Type::Boolean)),
            _ => {
                let message =
                    format!("{message} must evaluate to a boolean (actual: {})", expression.data_type);
                Err(AnalysisError::new("TYPE_MISMATCH", offset, message))
            }
        }
    }

    /// All values as of the type they have in common; `what` names them in the message.
    pub(super) fn unify(
        &mut self,
        mut expressions: Vec<Expression>,
        offsets: &[Offset],
        what: &str,
    ) -> Result<(Vec<Expression>, Type)> {
        self.adapt_literals(&mut expressions);
        let common = common(&expressions, offsets, what)?;
        let unified = expressions.into_iter().map(|expression| self.coerce(expression, &common)).collect();
        Ok((unified, common))
    }
}

fn common(expressions: &[Expression], offsets: &[Offset], what: &str) -> Result<Type> {
    let mut common = Type::Unknown;
    for (index, Expression { data_type, .. }) in expressions.iter().enumerate() {
        if *data_type == common {
            continue;
        }
        let Some(wider) = common_type(&common, data_type) else {
            let mut all: Vec<&Type> = Vec::new();
            for Expression { data_type, .. } in expressions {
                if !all.contains(&data_type) {
                    all.push(data_type);
                }
            }
            let all: Vec<String> = all.into_iter().map(Type::to_string).collect();
            let message = format!(
                "{what} must be the same type or coercible to a common type. Cannot find common type between \
                 {common} and {data_type}, all types (without duplicates): [{}]",
                all.join(", "),
            );
            return Err(AnalysisError::new(
                "TYPE_MISMATCH",
                offsets.get(index).copied().unwrap_or_default(),
                message,
            ));
        };
        common = wider;
    }
    Ok(common)
}
