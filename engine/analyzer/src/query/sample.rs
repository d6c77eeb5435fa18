//! TABLESAMPLE.

use std::rc::Rc;

use polias_sql::ast::{self, SampleMethod};
use polias_types::{Type, Value};

use crate::analyzer::Analyzer;
use crate::expression::Allowed;
use crate::plan::{Expression, ExpressionKind, Node};
use crate::scope::Scope;
use crate::{AnalysisError, Result};

use super::PlannedQuery;

impl Analyzer<'_> {
    /// Some of a relation's rows.
    pub(super) fn sampled(&mut self, sampled: &ast::Sampled, around: &Rc<Scope>) -> Result<PlannedQuery> {
        let rows = self.relation(&sampled.relation, around)?;
        let percentage = self.percentage(&sampled.percentage)?;
        let plan = Node::Sample {
            input: Box::new(rows.plan),
            percentage,
            system: sampled.method == SampleMethod::System,
        };
        Ok(PlannedQuery { plan, fields: rows.fields })
    }

    fn percentage(&mut self, percentage: &ast::Expression) -> Result<Expression> {
        let error = |name, message: &str| AnalysisError::new(name, percentage.offset, message);
        let mut allowed = Allowed { clause: "Sample percentage", ..Allowed::default() };
        let typed = self.expression(percentage, &Scope::default(), &mut allowed).map_err(|found| {
            if found.name == "COLUMN_NOT_FOUND" {
                error("EXPRESSION_NOT_CONSTANT", "Sample percentage cannot contain column references")
            } else {
                found
            }
        })?;
        match &typed.data_type {
            Type::Unknown => return Err(error("INVALID_ARGUMENTS", "Sample percentage cannot be NULL")),
            Type::Tinyint | Type::Smallint | Type::Integer | Type::Bigint => {}
            Type::Real | Type::Double | Type::Decimal { .. } => {}
            _ => return Err(error("TYPE_MISMATCH", "Sample percentage should be a numeric expression")),
        }
        match constant(&typed) {
            Some(value) if value < 0.0 => Err(error(
                "NUMERIC_VALUE_OUT_OF_RANGE",
                "Sample percentage must be greater than or equal to 0",
            )),
            Some(value) if value > 100.0 => Err(error(
                "NUMERIC_VALUE_OUT_OF_RANGE",
                "Sample percentage must be less than or equal to 100",
            )),
            _ => Ok(typed.cast_to(&Type::Double)),
        }
    }
}

/// The number, where it stands there as such.
fn constant(expression: &Expression) -> Option<f64> {
    match (&expression.kind, &expression.data_type) {
        (ExpressionKind::Literal(Value::Integer(value)), _) => Some(*value as f64),
        (ExpressionKind::Literal(Value::Double(value)), _) => Some(*value),
        (ExpressionKind::Literal(Value::Decimal(value)), Type::Decimal { scale, .. }) => {
            Some(*value as f64 / 10f64.powi(i32::from(*scale)))
        }
        (ExpressionKind::Negate(value), _) => constant(value).map(|value| -value),
        (ExpressionKind::Cast { value, .. }, _) => constant(value),
        _ => None,
    }
}
