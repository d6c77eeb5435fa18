//! Finds aggregates, windows and subqueries in a syntax tree, to refuse them where they may not stand.

use polias_sql::ast::{self, Arguments, Expression, ExpressionKind as Kind, FrameBoundKind, Window};
use polias_types::FunctionKind;

use super::Allowed;
use crate::analyzer::Analyzer;
use crate::syntax_text::syntax_text;
use crate::{AnalysisError, Result};

/// What an expression contains, not looking into subqueries.
#[derive(Debug, Default)]
pub(crate) struct FoundCalls<'a> {
    /// Aggregates without OVER, those within others too.
    pub(crate) aggregates: Vec<&'a Expression>,
    /// Calls with OVER.
    pub(crate) windows: Vec<&'a Expression>,
    /// `grouping(…)`
    pub(crate) groupings: Vec<&'a Expression>,
}

impl Analyzer<'_> {
    /// The aggregates, windows and groupings in an expression.
    pub(crate) fn find_calls<'e>(&self, expression: &'e Expression) -> FoundCalls<'e> {
        let mut found = FoundCalls::default();
        self.collect_calls(expression, &mut found);
        found
    }

    fn collect_calls<'e>(&self, expression: &'e Expression, found: &mut FoundCalls<'e>) {
        match &expression.kind {
            Kind::Function(call) if call.over.is_some() => found.windows.push(expression),
            Kind::Function(call) => {
                let is_aggregate = self
                    .function_name(&call.name)
                    .is_ok_and(|name| self.session.functions.is(&name, FunctionKind::Aggregate));
                if is_aggregate {
                    found.aggregates.push(expression);
                }
            }
            Kind::ListAgg(_) => found.aggregates.push(expression),
            Kind::Measure(_) => found.windows.push(expression),
            Kind::Grouping(_) => found.groupings.push(expression),
            _ => {}
        }
        for_each_operand(expression, &mut |operand| self.collect_calls(operand, found));
    }

    /// Refuses aggregates and windows where they may not stand.
    pub(super) fn check_place(&self, expression: &Expression, allowed: &Allowed) -> Result<()> {
        if allowed.aggregates.is_some() && allowed.windows.is_some() {
            return Ok(());
        }
        let found = self.find_calls(expression);
        if allowed.aggregates.is_some() {
            return match found.windows.first() {
                None => Ok(()),
                Some(window) => {
                    let message =
                        format!("{} cannot contain window functions or row pattern measures", allowed.clause);
                    Err(AnalysisError::new("NESTED_WINDOW", window.offset, message))
                }
            };
        }
        let windows = if allowed.windows.is_some() { Vec::new() } else { found.windows };
        let all: Vec<&Expression> =
            found.aggregates.into_iter().chain(windows).chain(found.groupings).collect();
        if all.is_empty() { Ok(()) } else { Err(not_scalar(expression.offset, allowed.clause, &all)) }
    }
}

/// The error for aggregates, windows and groupings where they may not stand.
pub(super) fn not_scalar(offset: ast::Offset, clause: &str, found: &[&Expression]) -> AnalysisError {
    let message = format!(
        "{clause} cannot contain aggregations, window functions or grouping operations: {}",
        texts(found)
    );
    AnalysisError::new("EXPRESSION_NOT_SCALAR", offset, message)
}

/// `[a, b]`
pub(super) fn texts(expressions: &[&Expression]) -> String {
    let texts: Vec<String> = expressions.iter().map(|expression| syntax_text(expression)).collect();
    format!("[{}]", texts.join(", "))
}

/// The first subquery in an expression.
pub(crate) fn find_subquery(expression: &Expression) -> Option<&Expression> {
    if matches!(
        expression.kind,
        Kind::Subquery(_) | Kind::ArraySubquery(_) | Kind::Exists(_) | Kind::InQuery(_)
    ) {
        return Some(expression);
    }
    let mut found = None;
    for_each_operand(expression, &mut |operand| {
        if found.is_none() {
            found = find_subquery(operand);
        }
    });
    found
}

/// Calls `visit` with each expression one level down, not those of subqueries.
fn for_each_operand<'e>(expression: &'e Expression, visit: &mut dyn FnMut(&'e Expression)) {
    match &expression.kind {
        Kind::Null
        | Kind::Boolean(_)
        | Kind::String(_)
        | Kind::Binary(_)
        | Kind::Integer(_)
        | Kind::Decimal(_)
        | Kind::Double(_)
        | Kind::Typed(_)
        | Kind::Interval(_)
        | Kind::Parameter(_)
        | Kind::Name(_)
        | Kind::Grouping(_)
        | Kind::Subquery(_)
        | Kind::ArraySubquery(_)
        | Kind::Exists(_)
        | Kind::Current(_)
        | Kind::Measure(_)
        // They are refused.
        | Kind::JsonExists(_)
        | Kind::JsonValue(_)
        | Kind::JsonQuery(_)
        | Kind::JsonObject(_)
        | Kind::JsonArray(_) => {}
        Kind::Access(access) => {
            visit(&access.base);
            for step in &access.steps {
                match step {
                    ast::AccessStep::Field(_) => {}
                    ast::AccessStep::Subscript(index) => visit(index),
                    ast::AccessStep::Slice(low, high) => low.iter().chain(high).for_each(&mut *visit),
                }
            }
        }
        Kind::Function(call) => {
            if let Arguments::List(arguments) = &call.arguments {
                arguments.iter().for_each(&mut *visit);
            }
            let order_by = call.order_by.iter().chain(&call.within_group);
            order_by.map(|item| &item.expression).chain(&call.filter).for_each(&mut *visit);
            if let Some(Window::Specification(window)) = &call.over {
                for_each_in_window(window, visit);
            }
        }
        Kind::ListAgg(call) => {
            visit(&call.value);
            call.order_by.iter().map(|item| &item.expression).chain(&call.filter).for_each(visit);
        }
        Kind::Lambda(lambda) => visit(&lambda.body),
        Kind::Row(operands) | Kind::Array(operands) | Kind::And(operands) | Kind::Or(operands) => {
            operands.iter().for_each(visit);
        }
        Kind::Case(case) => {
            case.operand.iter().for_each(&mut *visit);
            for branch in &case.branches {
                visit(&branch.condition);
                visit(&branch.result);
            }
            case.otherwise.iter().for_each(visit);
        }
        Kind::Cast(cast) => visit(&cast.value),
        Kind::Trim(trim) => std::iter::once(&trim.source).chain(&trim.characters).for_each(visit),
        Kind::Extract(_, value)
        | Kind::Normalize(value, _)
        | Kind::Minus(value)
        | Kind::Plus(value)
        | Kind::Collate(value, _)
        | Kind::Not(value) => visit(value),
        Kind::AtTimeZone(at) => {
            std::iter::once(&at.value).chain(at.zones.iter().map(|(_, zone)| zone)).for_each(visit);
        }
        Kind::Arithmetic(chain) => {
            let rest = chain.rest.iter().map(|term| &term.operand);
            std::iter::once(&chain.first).chain(rest).for_each(visit);
        }
        Kind::Concatenation(chain) => {
            let rest = chain.rest.iter().map(|(_, operand)| operand);
            std::iter::once(&chain.first).chain(rest).for_each(visit);
        }
        Kind::Comparison(comparison) => [&comparison.left, &comparison.right].into_iter().for_each(visit),
        Kind::Quantified(quantified) => [&quantified.left, &quantified.right].into_iter().for_each(visit),
        Kind::Between(between) => {
            [&between.value, &between.low, &between.high].into_iter().for_each(visit);
        }
        Kind::InList(list) => std::iter::once(&list.value).chain(&list.list).for_each(visit),
        Kind::InQuery(query) => visit(&query.value),
        Kind::Like(like) => [&like.value, &like.pattern].into_iter().chain(&like.escape).for_each(visit),
        Kind::IsNull(test) | Kind::IsTruth(test, _) => visit(&test.value),
        Kind::IsDistinct(distinct) => [&distinct.left, &distinct.right].into_iter().for_each(visit),
        Kind::Matches(matches) => [&matches.value, &matches.pattern].into_iter().for_each(visit),
    }
}

/// Calls `visit` with each expression of a window.
fn for_each_in_window<'e>(window: &'e ast::WindowSpecification, visit: &mut dyn FnMut(&'e Expression)) {
    window.partition_by.iter().for_each(&mut *visit);
    window.order_by.iter().for_each(|item| visit(&item.expression));
    let Some(frame) = &window.frame else { return };
    for bound in std::iter::once(&frame.start).chain(&frame.end) {
        if let FrameBoundKind::Preceding(offset) | FrameBoundKind::Following(offset) = &bound.kind {
            visit(offset);
        }
    }
}
