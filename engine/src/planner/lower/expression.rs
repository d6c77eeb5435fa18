//! Typed expressions become DataFusion's.

use datafusion::logical_expr::expr::{Case, LambdaVariable};
use datafusion::logical_expr::{BinaryExpr, Expr, Operator, not};
use polias_analyzer::plan::{ComparisonOperator, Expression, ExpressionKind};
use polias_functions::{Argument, Comparison, DataError};

use super::Lowering;
use super::fold::fold;
use super::literal::scalar;
use crate::{EngineError, Result};

impl Lowering<'_> {
    /// An expression, constants folded.
    pub(super) fn expression(&mut self, expression: &Expression) -> Result<Expr> {
        self.unfolded(expression).map(fold)
    }

    fn unfolded(&mut self, expression: &Expression) -> Result<Expr> {
        let data_type = &expression.data_type;
        Ok(match &expression.kind {
            ExpressionKind::Literal(value) => Expr::Literal(scalar(value, data_type)?, None),
            ExpressionKind::Column(id) => self.column(*id),
            ExpressionKind::Parameter(index) => {
                let message = format!("Parameter {} has no value", index + 1);
                return Err(EngineError::new("INVALID_PARAMETER_USAGE", message));
            }
            ExpressionKind::Variable(id) => {
                let field = arrow::datatypes::Field::new(variable(*id), data_type.carrier(), true);
                Expr::LambdaVariable(LambdaVariable::new(variable(*id), Some(field.into())))
            }
            ExpressionKind::Call(function, arguments) => self.call(function, arguments)?,
            ExpressionKind::Cast { value, lenient } => {
                let lowered = self.expression(value)?;
                polias_functions::cast(lowered, &value.data_type, data_type, *lenient, self.context)
            }
            ExpressionKind::Arithmetic(operator, left, right) => polias_functions::arithmetic(
                *operator,
                (self.expression(left)?, &left.data_type),
                (self.expression(right)?, &right.data_type),
                data_type,
                self.context,
            ),
            ExpressionKind::Negate(value) => polias_functions::negate(self.expression(value)?, data_type),
            ExpressionKind::Comparison(operator, left, right) => {
                let (lowered, other) = (self.expression(left)?, self.expression(right)?);
                polias_functions::comparison(comparison(*operator), lowered, other, &left.data_type)
            }
            ExpressionKind::IsDistinct(left, right) => {
                let (lowered, other) = (self.expression(left)?, self.expression(right)?);
                polias_functions::is_distinct(lowered, other, &left.data_type)
            }
            ExpressionKind::Between(value, low, high) => {
                let lowered = self.expression(value)?;
                let (low, high) = (self.expression(low)?, self.expression(high)?);
                polias_functions::between(lowered, low, high, &value.data_type)
            }
            ExpressionKind::InList(value, list) => {
                let lowered = self.expression(value)?;
                let list = self.expressions(list)?;
                polias_functions::in_list(lowered, list, &value.data_type)
            }
            ExpressionKind::Like(value, pattern, escape) => {
                let lowered = self.expression(value)?;
                let pattern = self.expression(pattern)?;
                let escape = escape.as_ref().map(|escape| self.expression(escape)).transpose()?;
                polias_functions::like(lowered, pattern, escape, &value.data_type)
            }
            ExpressionKind::IsNull(value) => self.expression(value)?.is_null(),
            ExpressionKind::Not(value) => negated(self.expression(value)?),
            ExpressionKind::And(terms) => self.junction(terms, true)?,
            ExpressionKind::Or(terms) => self.junction(terms, false)?,
            ExpressionKind::Case(branches, otherwise) => {
                let mut lowered = Vec::with_capacity(branches.len());
                for (condition, result) in branches {
                    lowered.push((Box::new(self.expression(condition)?), Box::new(self.expression(result)?)));
                }
                let otherwise = Some(Box::new(self.expression(otherwise)?));
                Expr::Case(Case::new(None, lowered, otherwise))
            }
            ExpressionKind::Coalesce(values) => self.coalesce(values)?,
            ExpressionKind::Try(value) => {
                let lowered = self.expression(value)?;
                match lowered {
                    Expr::Literal(..) | Expr::Column(_) => lowered,
                    _ => polias_functions::try_expression(lowered, data_type),
                }
            }
            ExpressionKind::Row(fields) => {
                polias_functions::row_constructor(self.expressions(fields)?, data_type)
            }
            ExpressionKind::Array(elements) => {
                polias_functions::array_constructor(self.expressions(elements)?, data_type)
            }
            ExpressionKind::Field(base, index) => {
                polias_functions::row_field(self.expression(base)?, &base.data_type, *index)
            }
            ExpressionKind::Subscript(base, index) => {
                let (lowered, place) = (self.expression(base)?, self.expression(index)?);
                polias_functions::subscript((lowered, &base.data_type), (place, &index.data_type))
            }
            ExpressionKind::Lambda(_) => {
                return Err(EngineError::internal("a lambda stands where no function takes it"));
            }
            ExpressionKind::Fail { name, message } => {
                polias_functions::fail(DataError::new(name, message), data_type)
            }
            ExpressionKind::Subquery(_) => {
                return Err(EngineError::internal("a subquery was left by the analyzer"));
            }
        })
    }

    /// Several expressions.
    pub(super) fn expressions(&mut self, expressions: &[Expression]) -> Result<Vec<Expr>> {
        expressions.iter().map(|expression| self.expression(expression)).collect()
    }

    fn call(&mut self, function: &polias_types::ResolvedFunction, arguments: &[Expression]) -> Result<Expr> {
        let has_lambda = arguments.iter().any(|argument| matches!(argument.kind, ExpressionKind::Lambda(_)));
        let call = if has_lambda {
            let mut lowered = Vec::with_capacity(arguments.len());
            for argument in arguments {
                lowered.push(match &argument.kind {
                    ExpressionKind::Lambda(lambda) => {
                        let names = lambda.parameters.iter().map(|(id, _)| variable(*id)).collect();
                        Argument::Lambda(names, self.expression(&lambda.body)?)
                    }
                    _ => Argument::Value(self.expression(argument)?),
                });
            }
            polias_functions::higher_order(function, lowered, self.context)
        } else {
            polias_functions::scalar(function, self.expressions(arguments)?, self.context)
        };
        call.ok_or_else(|| not_built(function.name))
    }

    /// The first value that is not NULL: a CASE, for DataFusion's own `coalesce` is not lazy.
    fn coalesce(&mut self, values: &[Expression]) -> Result<Expr> {
        let mut lowered = self.expressions(values)?;
        let Some(last) = lowered.pop() else {
            return Err(EngineError::internal("COALESCE of nothing"));
        };
        if lowered.is_empty() {
            return Ok(last);
        }
        let branches =
            lowered.into_iter().map(|value| (Box::new(value.clone().is_not_null()), Box::new(value)));
        Ok(Expr::Case(Case::new(None, branches.collect(), Some(Box::new(last)))))
    }
}

/// What is said of a function that is known by its signature only.
pub(super) fn not_built(name: &str) -> EngineError {
    EngineError::not_supported(format!("Function '{name}' is not supported yet"))
        .with_hint("SHOW FUNCTIONS lists the functions there are")
}

fn variable(id: polias_analyzer::plan::VariableId) -> String {
    format!("@{}", id.0)
}

/// NOT; of `IS DISTINCT FROM` the operator that hash joins know.
fn negated(value: Expr) -> Expr {
    match value {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::IsDistinctFrom, right }) => {
            Expr::BinaryExpr(BinaryExpr { left, op: Operator::IsNotDistinctFrom, right })
        }
        Expr::IsNull(value) => Expr::IsNotNull(value),
        Expr::Like(mut like) => {
            like.negated = !like.negated;
            Expr::Like(like)
        }
        Expr::InList(mut list) => {
            list.negated = !list.negated;
            Expr::InList(list)
        }
        Expr::Between(mut between) => {
            between.negated = !between.negated;
            Expr::Between(between)
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) => {
            Expr::BinaryExpr(BinaryExpr { left, op: Operator::NotEq, right })
        }
        value => not(value),
    }
}

fn comparison(operator: ComparisonOperator) -> Comparison {
    match operator {
        ComparisonOperator::Equal => Comparison::Equal,
        ComparisonOperator::NotEqual => Comparison::NotEqual,
        ComparisonOperator::Less => Comparison::Less,
        ComparisonOperator::LessOrEqual => Comparison::LessOrEqual,
        ComparisonOperator::Greater => Comparison::Greater,
        ComparisonOperator::GreaterOrEqual => Comparison::GreaterOrEqual,
    }
}
