//! Parameters of prepared statements.

use polias_sql::ast::Offset;
use polias_types::Type;

use super::Allowed;
use crate::analyzer::Analyzer;
use crate::plan::{Expression, ExpressionKind};
use crate::scope::Scope;
use crate::{AnalysisError, Parameter, Result};

impl Analyzer<'_> {
    /// The value of a parameter; of no type yet (`unknown`) where it is open and nothing has decided its type.
    pub(super) fn parameter(&mut self, index: u32) -> Result<Expression> {
        let parameters = self.parameters;
        match parameters.get(index as usize) {
            // Trino counts before it analyzes: the place is that of the statement.
            None => Err(AnalysisError::new(
                "INVALID_PARAMETER_USAGE",
                Offset(0),
                format!(
                    "Incorrect number of parameters: expected {} but found {}",
                    index + 1,
                    parameters.len()
                ),
            )),
            Some(Parameter::Value(value, data_type)) => {
                Ok(Expression::literal(value.clone(), data_type.clone()))
            }
            Some(Parameter::Expression(expression)) => {
                // What stands around means nothing in there.
                let variables = std::mem::take(&mut self.lambda_variables);
                let value = self.expression(expression, &Scope::default(), &mut Allowed::scalar("Parameter"));
                self.lambda_variables = variables;
                value
            }
            Some(Parameter::Open(named)) => {
                let found = self.parameter_types.get(index as usize).cloned().flatten();
                match found.or_else(|| named.clone()) {
                    Some(data_type) => Ok(self.type_parameter(index, &data_type)),
                    None => {
                        Ok(Expression { data_type: Type::Unknown, kind: ExpressionKind::Parameter(index) })
                    }
                }
            }
        }
    }

    /// An open parameter where the type is asked for. The first place decides; elsewhere its value is cast.
    pub(crate) fn type_parameter(&mut self, index: u32, target: &Type) -> Expression {
        let place = index as usize;
        let count = self.parameter_types.len().max(self.parameters.len()).max(place + 1);
        self.parameter_types.resize(count, None);
        let data_type = self.parameter_types[place].get_or_insert_with(|| target.clone()).clone();
        Expression { data_type, kind: ExpressionKind::Parameter(index) }.cast_to(target)
    }
}
