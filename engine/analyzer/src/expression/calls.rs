//! Calls by name: what looks like one and is not, scalar functions, and how any call finds its function.

use polias_sql::ast::{self, Arguments, Offset};
use polias_types::{ArgumentType, FunctionKind, ResolvedFunction, Type, Unresolved};

use super::Allowed;
use super::postgres_literal::resolve_without_literals;
use crate::analyzer::Analyzer;
use crate::plan::{Expression, ExpressionKind};
use crate::scope::Scope;
use crate::{AnalysisError, Result};

/// Types the body of the lambda at a place, whose parameters are of these types.
type TypeBody<'l, A> = dyn FnMut(&mut A, usize, &[Type]) -> std::result::Result<Type, Unresolved> + 'l;

impl Analyzer<'_> {
    /// A call of any kind.
    pub(super) fn call(
        &mut self,
        expression: &ast::Expression,
        call: &ast::FunctionCall,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let offset = expression.offset;
        if call.processing_mode.is_some() {
            return Err(AnalysisError::not_supported(
                offset,
                "RUNNING and FINAL semantics are not supported: there is no row pattern matching",
            ));
        }
        if let Some(form) = self.special_form(offset, call, scope, allowed)? {
            return Ok(form);
        }
        let name = self.function_name(&call.name)?;
        if let Arguments::AllOf(label) = &call.arguments {
            return Err(AnalysisError::new(
                "INVALID_FUNCTION_ARGUMENT",
                label.offset,
                "label.* syntax is only supported as the only argument of row pattern count function",
            ));
        }
        let functions = self.session.functions;
        let is_aggregate = functions.is(&name, FunctionKind::Aggregate);
        if let Some(window) = &call.over {
            return self.window_call(expression, &name, call, window, scope, allowed);
        }
        if is_aggregate {
            return self.aggregate_call(expression, &name, call, scope, allowed);
        }
        check_not_aggregate(offset, call)?;
        if let Some(value) = self.postgres_call(offset, &name, call, scope, allowed)? {
            return Ok(value);
        }
        if name == "concat" && list(call).len() < 2 {
            return Err(AnalysisError::new(
                "INVALID_FUNCTION_ARGUMENT",
                offset,
                "There must be two or more concatenation arguments",
            ));
        }
        let (function, arguments) = self.resolve_call(offset, &name, list(call), scope, allowed)?;
        if function.kind == FunctionKind::Window {
            let message = format!("Window function system.builtin.{name} requires an OVER clause");
            return Err(AnalysisError::new("MISSING_OVER", offset, message));
        }
        Ok(Expression { data_type: function.result.clone(), kind: ExpressionKind::Call(function, arguments) })
    }

    /// What is written like a call and is a form of its own.
    fn special_form(
        &mut self,
        offset: Offset,
        call: &ast::FunctionCall,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Option<Expression>> {
        let [name] = call.name.parts.as_slice() else { return Ok(None) };
        let arguments = list(call);
        Ok(Some(match name.value.to_ascii_lowercase().as_str() {
            "if" => self.if_then(offset, arguments, scope, allowed)?,
            "nullif" => self.null_if(offset, arguments, scope, allowed)?,
            "coalesce" => self.coalesce(offset, arguments, scope, allowed)?,
            "try" => self.try_value(offset, arguments, scope, allowed)?,
            "format" => self.format(offset, arguments, scope, allowed)?,
            _ => return Ok(None),
        }))
    }

    /// The lower-case name of a function: all are in one schema.
    pub(super) fn function_name(&self, name: &ast::QualifiedName) -> Result<String> {
        let parts: Vec<String> = name.parts.iter().map(|part| part.value.to_lowercase()).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            [name] | ["system", "builtin", name] => Ok((*name).to_owned()),
            ["pg_catalog", name] if self.is_postgres() => Ok((*name).to_owned()),
            _ => {
                let message = format!("Function '{}' not registered", parts.join("."));
                Err(AnalysisError::new("FUNCTION_NOT_FOUND", name.offset(), message))
            }
        }
    }

    /// A call of a scalar function whose arguments are typed already.
    pub(super) fn call_resolved(
        &mut self,
        offset: Offset,
        name: &str,
        arguments: Vec<Expression>,
    ) -> Result<Expression> {
        let types: Vec<_> =
            arguments.iter().map(|argument| ArgumentType::Value(argument.data_type.clone())).collect();
        let function = self.resolve(
            offset,
            name,
            &types,
            &arguments.iter().map(Some).collect::<Vec<_>>(),
            &mut |_, _, _| Err(not_announced()),
        )?;
        let arguments = arguments
            .into_iter()
            .zip(&function.arguments)
            .map(|(argument, data_type)| self.coerce_argument(argument, data_type))
            .collect();
        Ok(Expression { data_type: function.result.clone(), kind: ExpressionKind::Call(function, arguments) })
    }

    /// The function that a call means, and its arguments with the types it takes.
    pub(super) fn resolve_call(
        &mut self,
        offset: Offset,
        name: &str,
        arguments: &[ast::Expression],
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<(ResolvedFunction, Vec<Expression>)> {
        if self.session.functions.forms(name).is_empty() {
            let message = format!("Function '{name}' not registered");
            return Err(AnalysisError::new("FUNCTION_NOT_FOUND", offset, message));
        }
        let mut types = Vec::with_capacity(arguments.len());
        // `None` for lambdas.
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            if let ast::ExpressionKind::Lambda(lambda) = &argument.kind {
                types.push(ArgumentType::Lambda(lambda.parameters.len()));
                values.push(None);
            } else {
                let value = self.typed(argument, scope, allowed)?;
                types.push(ArgumentType::Value(value.data_type.clone()));
                values.push(Some(value));
            }
        }
        let mut typed_lambdas = super::lambda::TypedLambdas::default();
        let references: Vec<_> = values.iter().map(Option::as_ref).collect();
        let function = self.resolve(offset, name, &types, &references, &mut |analyzer, index, parameters| {
            analyzer.lambda_argument(&arguments[index], index, parameters, scope, &mut typed_lambdas)
        });
        if let Some(error) = typed_lambdas.error.take() {
            return Err(error);
        }
        let function = function?;
        let mut coerced = Vec::with_capacity(arguments.len());
        for (index, (value, data_type)) in values.into_iter().zip(&function.arguments).enumerate() {
            coerced.push(match value {
                Some(value) => self.coerce_argument(value, data_type),
                None => {
                    self.coerced_lambda(&arguments[index], index, data_type, scope, &mut typed_lambdas)?
                }
            });
        }
        Ok((function, coerced))
    }

    /// Finds the function. In sessions of PostgreSQL, strings may be of whatever type makes the call work
    /// when it does not with strings.
    fn resolve(
        &mut self,
        offset: Offset,
        name: &str,
        types: &[ArgumentType],
        values: &[Option<&Expression>],
        lambda: &mut TypeBody<'_, Self>,
    ) -> Result<ResolvedFunction> {
        let functions = self.session.functions;
        let is_lenient = self.is_postgres();
        let mut resolve = |types: &[ArgumentType]| {
            functions
                .resolve_with_lambdas(name, types, &mut |index, parameters| lambda(self, index, parameters))
        };
        resolve(types)
            .or_else(|error| {
                if !is_lenient {
                    return Err(error);
                }
                resolve_without_literals(types, values, &mut resolve).ok_or(error)
            })
            .map_err(|error| AnalysisError::new(error.name, offset, error.message))
    }
}

/// Arguments in the parentheses; none for `*`.
pub(super) fn list(call: &ast::FunctionCall) -> &[ast::Expression] {
    match &call.arguments {
        Arguments::List(arguments) => arguments,
        Arguments::All | Arguments::AllOf(_) => &[],
    }
}

/// Refuses what only aggregates take.
fn check_not_aggregate(offset: Offset, call: &ast::FunctionCall) -> Result<()> {
    let message = if call.distinct {
        "DISTINCT is not supported for non-aggregation functions"
    } else if call.filter.is_some() {
        "Filter is only valid for aggregation functions"
    } else if !call.order_by.is_empty() || !call.within_group.is_empty() {
        "ORDER BY is only valid for aggregation functions"
    } else {
        return Ok(());
    };
    Err(AnalysisError::new("FUNCTION_NOT_AGGREGATE", offset, message))
}

fn not_announced() -> Unresolved {
    Unresolved { name: "GENERIC_INTERNAL_ERROR", message: "a lambda where none was announced".to_owned() }
}
