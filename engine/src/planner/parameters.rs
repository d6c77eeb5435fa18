//! Parameters: their types inferred, their values put in as literals.

use std::ops::ControlFlow;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field};
use datafusion::common::metadata::ScalarAndMetadata;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{ParamValues, ScalarValue};
use datafusion::logical_expr::expr::Placeholder;
use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::sql::sqlparser::ast::{
    Expr as SqlExpr, Query, Value, VisitMut, VisitorMut, visit_expressions,
};

use super::errors::engine_error;
use super::text::parse_expression;
use crate::{EngineError, Result};

/// Most parameters of a statement (the wire's limit).
const MAX_PARAMETERS: usize = 65_535;

/// Gives a type to the parameters of LIMIT and OFFSET, which DataFusion leaves open.
pub(super) fn type_limits(plan: LogicalPlan) -> Result<LogicalPlan> {
    let typed = plan.transform_up_with_subqueries(|node| match node {
        LogicalPlan::Limit(mut limit) => {
            let mut changed = false;
            for bound in [&mut limit.skip, &mut limit.fetch].into_iter().flatten() {
                if let Expr::Placeholder(Placeholder { field: field @ None, .. }) = bound.as_mut() {
                    *field = Some(Arc::new(Field::new("", DataType::Int64, true)));
                    changed = true;
                }
            }
            let limit = LogicalPlan::Limit(limit);
            Ok(if changed { Transformed::yes(limit) } else { Transformed::no(limit) })
        }
        other => Ok(Transformed::no(other)),
    });
    typed.map(|typed| typed.data).map_err(|error| engine_error(&error))
}

/// Types of `$1`, `$2`, … as the plan wants them; `None` where it does not say.
pub(super) fn parameter_types(plan: &LogicalPlan) -> Result<Vec<Option<DataType>>> {
    let named = plan.get_parameter_types().map_err(|error| engine_error(&error))?;
    let mut types = Vec::new();
    for (name, data_type) in named {
        let index = index_of(&name)?;
        if types.len() <= index {
            types.resize(index + 1, None);
        }
        types[index] = data_type;
    }
    Ok(types)
}

/// Puts values in. A text value becomes what the query wants there: clients send text for types they do not
/// know. Other values keep their type, and the query's own coercions apply.
pub(super) fn bind(plan: LogicalPlan, values: &[ScalarValue]) -> Result<LogicalPlan> {
    let types = parameter_types(&plan)?;
    if types.len() > values.len() {
        return Err(EngineError::new(
            "INVALID_PARAMETER_USAGE",
            format!("Incorrect number of parameters: expected {} but found {}", types.len(), values.len()),
        ));
    }
    if types.is_empty() {
        return Ok(plan);
    }
    let values = values
        .iter()
        .zip(types)
        .map(|(value, wanted)| convert(value, wanted).map(ScalarAndMetadata::from))
        .collect::<Result<Vec<_>>>()?;
    plan.replace_params_with_values(&ParamValues::List(values)).map_err(|error| engine_error(&error))
}

fn convert(value: &ScalarValue, wanted: Option<DataType>) -> Result<ScalarValue> {
    let is_text =
        matches!(value, ScalarValue::Utf8(_) | ScalarValue::LargeUtf8(_) | ScalarValue::Utf8View(_));
    match wanted {
        Some(wanted) if value.is_null() => {
            ScalarValue::try_from(&wanted).map_err(|error| engine_error(&error))
        }
        Some(wanted) if is_text && value.data_type() != wanted => value.cast_to(&wanted).map_err(|_| {
            EngineError::new(
                "INVALID_CAST_ARGUMENT",
                format!("Cannot cast parameter to {}", super::trino_type(&wanted)),
            )
        }),
        _ => Ok(value.clone()),
    }
}

fn index_of(name: &str) -> Result<usize> {
    match name.strip_prefix('$').and_then(|number| number.parse::<usize>().ok()) {
        Some(number @ 1..=MAX_PARAMETERS) => Ok(number - 1),
        _ => Err(EngineError::new(
            "SYNTAX_ERROR",
            format!("'{name}' is not a parameter: they are ? or $1, $2, …"),
        )),
    }
}

/// A type for each parameter of a query: that of `known`, or text.
pub(super) fn typed(query: &Query, known: &[Option<DataType>]) -> Result<Vec<Option<DataType>>> {
    let mut count = 0;
    let found = visit_expressions(query, |expr: &SqlExpr| {
        match parameter(expr).map(index_of) {
            Some(Ok(index)) => count = count.max(index + 1),
            Some(Err(error)) => return ControlFlow::Break(error),
            None => {}
        }
        ControlFlow::Continue(())
    });
    if let ControlFlow::Break(error) = found {
        return Err(error);
    }
    let text = || Some(DataType::Utf8View);
    Ok((0..count).map(|index| known.get(index).cloned().flatten().or_else(text)).collect())
}

/// The name of the parameter an expression is.
fn parameter(expr: &SqlExpr) -> Option<&str> {
    match expr {
        SqlExpr::Value(value) => match &value.value {
            Value::Placeholder(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// Puts expressions in for the parameters of a query: `EXECUTE … USING 1, DATE '2024-01-01'`.
pub(super) fn substitute(query: &mut Query, arguments: &[String]) -> Result<()> {
    let expressions = arguments.iter().map(|text| parse_expression(text)).collect::<Result<Vec<_>>>()?;
    let mut substitution = Substitution { expressions: &expressions, used: 0 };
    if let ControlFlow::Break(error) = query.visit(&mut substitution) {
        return Err(error);
    }
    if substitution.used != expressions.len() {
        return Err(EngineError::new(
            "INVALID_PARAMETER_USAGE",
            format!(
                "Incorrect number of parameters: expected {} but found {}",
                substitution.used,
                expressions.len()
            ),
        ));
    }
    Ok(())
}

struct Substitution<'a> {
    expressions: &'a [SqlExpr],
    /// The highest parameter seen.
    used: usize,
}

impl VisitorMut for Substitution<'_> {
    type Break = EngineError;

    /// After the children: what is put in is not visited again.
    fn post_visit_expr(&mut self, expr: &mut SqlExpr) -> ControlFlow<EngineError> {
        let Some(name) = parameter(expr) else { return ControlFlow::Continue(()) };
        let index = match index_of(name) {
            Ok(index) => index,
            Err(error) => return ControlFlow::Break(error),
        };
        self.used = self.used.max(index + 1);
        if let Some(argument) = self.expressions.get(index) {
            *expr = SqlExpr::Nested(Box::new(argument.clone()));
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::parse_query;
    use super::*;

    #[test]
    fn expressions_take_the_place_of_parameters() {
        let mut query = parse_query("SELECT ? + a FROM t WHERE b = ? LIMIT ?").unwrap().query;
        let arguments = ["1 + 2", "DATE '2024-01-01'", "5"].map(str::to_owned);
        substitute(&mut query, &arguments).unwrap();
        assert_eq!(query.to_string(), "SELECT (1 + 2) + a FROM t WHERE b = (DATE '2024-01-01') LIMIT (5)");
    }

    #[test]
    fn the_number_of_arguments_must_be_right() {
        for (sql, arguments) in
            [("SELECT ?, ?", vec!["1"]), ("SELECT ?", vec!["1", "2"]), ("SELECT 1", vec!["1"])]
        {
            let mut query = parse_query(sql).unwrap().query;
            let arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
            assert_eq!(
                substitute(&mut query, &arguments).unwrap_err().name,
                "INVALID_PARAMETER_USAGE",
                "{sql}"
            );
        }
    }

    #[test]
    fn text_becomes_what_is_wanted() {
        let text = ScalarValue::Utf8(Some("7".to_owned()));
        assert_eq!(convert(&text, Some(DataType::Int32)).unwrap(), ScalarValue::Int32(Some(7)));
        assert_eq!(convert(&text, None).unwrap(), text);
        assert_eq!(convert(&ScalarValue::Null, Some(DataType::Int8)).unwrap(), ScalarValue::Int8(None));
        let wrong = ScalarValue::Utf8(Some("x".to_owned()));
        assert_eq!(convert(&wrong, Some(DataType::Int32)).unwrap_err().name, "INVALID_CAST_ARGUMENT");
        let number = ScalarValue::Int64(Some(5_000_000_000));
        assert_eq!(convert(&number, Some(DataType::Int32)).unwrap(), number);
    }
}
