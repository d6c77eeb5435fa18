//! Aggregates: each becomes a column that stands for its value, and is collected.

use polias_sql::ast::{self, ListAggOverflow, Offset};
use polias_types::{FunctionKind, ResolvedFunction, Type, Value};

use super::calls::list;
use super::find::{not_scalar, texts};
use super::{Allowed, FoundAggregate, literals};
use crate::analyzer::Analyzer;
use crate::plan::{AggregateCall, Expression, SortKey};
use crate::scope::Scope;
use crate::syntax_text::syntax_text;
use crate::{AnalysisError, Result};

/// Most columns of GROUPING whose result is an integer, and most at all.
const INTEGER_GROUPING_COLUMNS: usize = 31;
const MAX_GROUPING_COLUMNS: usize = 63;

/// What stands in and behind the parentheses of an aggregate.
struct Clauses<'a> {
    distinct: bool,
    order_by: &'a [ast::SortItem],
    filter: Option<&'a ast::Expression>,
}

impl Analyzer<'_> {
    /// A call of an aggregate without OVER.
    pub(super) fn aggregate_call(
        &mut self,
        expression: &ast::Expression,
        name: &str,
        call: &ast::FunctionCall,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let offset = expression.offset;
        if !call.within_group.is_empty() {
            return Err(AnalysisError::not_supported(offset, "WITHIN GROUP is supported for listagg only"));
        }
        let arguments = list(call);
        let order_by = call.order_by.iter().map(|item| &item.expression);
        let parts = arguments.iter().chain(order_by).chain(&call.filter);
        self.check_nesting(expression, name, parts, allowed)?;
        let mut inside = Allowed::scalar("aggregation");
        let (function, arguments) = self.resolve_call(offset, name, arguments, scope, &mut inside)?;
        let clauses =
            Clauses { distinct: call.distinct, order_by: &call.order_by, filter: call.filter.as_ref() };
        self.collect_aggregate(offset, function, arguments, &clauses, scope, allowed)
    }

    /// `LISTAGG(…) WITHIN GROUP (…)`: Trino's function takes the overflow's options as arguments.
    pub(super) fn listagg(
        &mut self,
        offset: Offset,
        call: &ast::ListAgg,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let order_by = call.order_by.iter().map(|item| &item.expression);
        let parts = std::iter::once(&call.value).chain(order_by).chain(&call.filter);
        let whole = ast::Expression { offset, kind: ast::ExpressionKind::ListAgg(Box::new(call.clone())) };
        self.check_nesting(&whole, "listagg", parts, allowed)?;
        let value = self.typed(&call.value, scope, &mut Allowed::scalar("aggregation"))?;
        if !matches!(value.data_type, Type::Varchar(_) | Type::Unknown) {
            let message = format!(
                "Expected expression of varchar, but '{}' has {} type",
                syntax_text(&call.value),
                value.data_type
            );
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        }
        let boolean = |value| Expression::literal(Value::Boolean(value), Type::Boolean);
        let (fails, filler, counts) = match &call.overflow {
            ListAggOverflow::Error => (true, None, false),
            ListAggOverflow::Truncate { filler, with_count } => (false, filler.as_deref(), *with_count),
        };
        let arguments = vec![
            value,
            literals::text(call.separator.as_deref().unwrap_or_default()),
            boolean(fails),
            literals::text(filler.unwrap_or("...")),
            boolean(counts),
        ];
        let types: Vec<Type> = arguments.iter().map(|argument| argument.data_type.clone()).collect();
        let function = self
            .session
            .functions
            .resolve("listagg", &types)
            .map_err(|error| AnalysisError::new(error.name, offset, error.message))?;
        let arguments = arguments
            .into_iter()
            .zip(&function.arguments)
            .map(|(argument, data_type)| self.coerce(argument, data_type))
            .collect();
        let clauses =
            Clauses { distinct: call.distinct, order_by: &call.order_by, filter: call.filter.as_ref() };
        self.collect_aggregate(offset, function, arguments, &clauses, scope, allowed)
    }

    fn collect_aggregate(
        &mut self,
        offset: Offset,
        function: ResolvedFunction,
        arguments: Vec<Expression>,
        clauses: &Clauses<'_>,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        if function.kind != FunctionKind::Aggregate {
            let message = format!("Window function system.builtin.{} requires an OVER clause", function.name);
            return Err(AnalysisError::new("MISSING_OVER", offset, message));
        }
        if clauses.distinct {
            for argument in &arguments {
                if !argument.data_type.is_comparable() {
                    let message = format!(
                        "DISTINCT can only be applied to comparable types (actual: {})",
                        argument.data_type
                    );
                    return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
                }
            }
        }
        let mut inside = Allowed::scalar("aggregation");
        let mut order_by = Vec::with_capacity(clauses.order_by.len());
        for item in clauses.order_by {
            let expression = self.typed(&item.expression, scope, &mut inside)?;
            if !expression.data_type.is_orderable() {
                let message = format!(
                    "ORDER BY can only be applied to orderable types (actual: {})",
                    expression.data_type
                );
                return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
            }
            if clauses.distinct && !arguments.iter().any(|argument| is_value_of(argument, &expression)) {
                return Err(AnalysisError::new(
                    "EXPRESSION_NOT_IN_DISTINCT",
                    item.expression.offset,
                    "For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments",
                ));
            }
            order_by.push(SortKey::of(item, expression));
        }
        let filter = match clauses.filter {
            None => None,
            Some(filter) => {
                let condition = self.typed(filter, scope, &mut inside)?;
                Some(self.boolean(condition, filter.offset, "Filter expression")?)
            }
        };
        let call = AggregateCall { function, arguments, distinct: clauses.distinct, order_by, filter };
        // `check_nesting` has refused the call where there are none.
        let Some(aggregates) = &mut allowed.aggregates else {
            return Err(AnalysisError::new(
                "EXPRESSION_NOT_SCALAR",
                offset,
                format!("{} cannot contain aggregations", allowed.clause),
            ));
        };
        if let Some(found) = aggregates.iter().find(|found| found.call == call) {
            return Ok(Expression::column(&found.column));
        }
        let column = self.new_column(call.function.result.clone());
        let value = Expression::column(&column);
        aggregates.push(FoundAggregate { column, call });
        Ok(value)
    }

    /// Refuses an aggregate where none may stand, and aggregates and windows within an aggregate.
    fn check_nesting<'e>(
        &self,
        expression: &'e ast::Expression,
        name: &str,
        parts: impl Iterator<Item = &'e ast::Expression>,
        allowed: &Allowed,
    ) -> Result<()> {
        if allowed.aggregates.is_none() {
            return Err(not_scalar(expression.offset, allowed.clause, &[expression]));
        }
        let (mut aggregates, mut windows) = (Vec::new(), Vec::new());
        for part in parts {
            let found = self.find_calls(part);
            aggregates.extend(found.aggregates);
            windows.extend(found.windows);
        }
        let (error, what, found) = if !aggregates.is_empty() {
            ("NESTED_AGGREGATION", "aggregations", aggregates)
        } else if !windows.is_empty() {
            ("NESTED_WINDOW", "window functions or row pattern measures", windows)
        } else {
            return Ok(());
        };
        let message = format!("Cannot nest {what} inside aggregation '{name}': {}", texts(&found));
        Err(AnalysisError::new(error, expression.offset, message))
    }

    /// `grouping(a, b.c)`: a number with a bit for each column.
    pub(super) fn typed_grouping(
        &mut self,
        offset: Offset,
        columns: &[ast::QualifiedName],
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        if allowed.groupings.is_none() {
            return Err(AnalysisError::new(
                "MISSING_GROUP_BY",
                offset,
                "A GROUPING() operation can only be used with a corresponding GROUPING \
                 SET/CUBE/ROLLUP/GROUP BY clause",
            ));
        }
        if columns.is_empty() || columns.len() > MAX_GROUPING_COLUMNS {
            return Err(AnalysisError::new(
                "INVALID_ARGUMENTS",
                offset,
                format!("GROUPING supports 1 to {MAX_GROUPING_COLUMNS} column arguments"),
            ));
        }
        let mut arguments = Vec::with_capacity(columns.len());
        for name in columns {
            let (value, used) = self.name(&name.parts, scope)?;
            arguments.push(self.named_fields(value, &name.parts, used)?);
        }
        let data_type = if columns.len() <= INTEGER_GROUPING_COLUMNS { Type::Integer } else { Type::Bigint };
        let groupings = allowed.groupings.get_or_insert_default();
        if let Some((column, _)) = groupings.iter().find(|(_, others)| *others == arguments) {
            return Ok(Expression::column(column));
        }
        let column = self.new_column(data_type);
        let value = Expression::column(&column);
        groupings.push((column, arguments));
        Ok(value)
    }
}

/// Whether an argument is the expression, or that cast to the function's type.
fn is_value_of(argument: &Expression, expression: &Expression) -> bool {
    argument == expression
        || matches!(
            &argument.kind,
            crate::plan::ExpressionKind::Cast { value, lenient: false } if **value == *expression
        )
}
