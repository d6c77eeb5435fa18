//! Lambdas: typed once the function they are an argument of says what their parameters are.

use polias_sql::ast::{self, ExpressionKind as Kind};
use polias_types::{Type, Unresolved};

use super::Allowed;
use super::find::find_subquery;
use crate::analyzer::Analyzer;
use crate::plan::{Expression, ExpressionKind, Lambda, VariableId};
use crate::scope::Scope;
use crate::{AnalysisError, Result};

/// Most times that bodies of lambdas are typed in one statement: a lambda within lambdas may be typed once
/// for each form of each function around it.
const MAX_TYPED_LAMBDAS: usize = 10_000;

/// A parameter of a lambda, while its body is typed.
#[derive(Debug, Clone)]
pub(crate) struct LambdaVariable {
    /// As written.
    pub(crate) name: String,
    /// Its number.
    pub(crate) id: VariableId,
    /// Its type.
    pub(crate) data_type: Type,
}

/// Lambdas of one call, typed for the parameters that forms of the function gave them.
#[derive(Default)]
pub(super) struct TypedLambdas {
    found: Vec<(usize, Lambda)>,
    /// What was wrong with a body: then the call is wrong, whatever forms there are.
    pub(super) error: Option<AnalysisError>,
}

impl Analyzer<'_> {
    /// The type of a lambda's body when its parameters are of these types.
    pub(super) fn lambda_argument(
        &mut self,
        argument: &ast::Expression,
        index: usize,
        parameters: &[Type],
        scope: &Scope,
        typed: &mut TypedLambdas,
    ) -> std::result::Result<Type, Unresolved> {
        match self.typed_lambda(argument, index, parameters, scope, typed) {
            Ok(lambda) => Ok(lambda.body.data_type.clone()),
            Err(error) => {
                let unresolved = Unresolved { name: error.name, message: error.message.clone() };
                typed.error.get_or_insert(error);
                Err(unresolved)
            }
        }
    }

    /// The lambda for the function's type, `function(parameters, result)`.
    pub(super) fn coerced_lambda(
        &mut self,
        argument: &ast::Expression,
        index: usize,
        data_type: &Type,
        scope: &Scope,
        typed: &mut TypedLambdas,
    ) -> Result<Expression> {
        let Type::Function(parameters, result) = data_type else {
            return Err(outside_of_function(argument));
        };
        let mut lambda = self.typed_lambda(argument, index, parameters, scope, typed)?.clone();
        lambda.body = Box::new(self.coerce(*lambda.body, result));
        Ok(Expression { data_type: data_type.clone(), kind: ExpressionKind::Lambda(lambda) })
    }

    fn typed_lambda<'t>(
        &mut self,
        argument: &ast::Expression,
        index: usize,
        parameters: &[Type],
        scope: &Scope,
        typed: &'t mut TypedLambdas,
    ) -> Result<&'t Lambda> {
        let place = typed.found.iter().position(|(other, lambda)| {
            *other == index && lambda.parameters.iter().map(|(_, data_type)| data_type).eq(parameters)
        });
        let place = match place {
            Some(place) => place,
            None => {
                let Kind::Lambda(lambda) = &argument.kind else {
                    return Err(outside_of_function(argument));
                };
                let lambda = self.lambda(argument.offset, lambda, parameters, scope)?;
                typed.found.push((index, lambda));
                typed.found.len() - 1
            }
        };
        Ok(&typed.found[place].1)
    }

    fn lambda(
        &mut self,
        offset: ast::Offset,
        lambda: &ast::Lambda,
        parameters: &[Type],
        scope: &Scope,
    ) -> Result<Lambda> {
        if lambda.parameters.len() != parameters.len() {
            let message = format!(
                "Expected a lambda that takes {} argument(s) but got {}",
                parameters.len(),
                lambda.parameters.len()
            );
            return Err(AnalysisError::new("INVALID_PARAMETER_USAGE", offset, message));
        }
        if let Some(subquery) = find_subquery(&lambda.body) {
            return Err(AnalysisError::not_supported(
                subquery.offset,
                "Lambda expression cannot contain subqueries",
            ));
        }
        self.typed_lambdas += 1;
        if self.typed_lambdas > MAX_TYPED_LAMBDAS {
            return Err(AnalysisError::not_supported(
                offset,
                "statement is too large (stack overflow during analysis)",
            )
            .with_hint("fewer lambdas within one another"));
        }
        let around = self.lambda_variables.len();
        for (name, data_type) in lambda.parameters.iter().zip(parameters) {
            let id = self.new_variable();
            let variable = LambdaVariable { name: name.value.clone(), id, data_type: data_type.clone() };
            self.lambda_variables.push(variable);
        }
        let body = self.expression(&lambda.body, scope, &mut Allowed::scalar("Lambda expression"));
        let variables = self.lambda_variables.split_off(around);
        Ok(Lambda {
            parameters: variables.into_iter().map(|variable| (variable.id, variable.data_type)).collect(),
            body: Box::new(body?),
        })
    }
}

fn outside_of_function(argument: &ast::Expression) -> AnalysisError {
    let message = "Lambda expression should always be used inside a function";
    AnalysisError::new("TYPE_MISMATCH", argument.offset, message)
}
