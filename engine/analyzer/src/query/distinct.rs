//! SELECT DISTINCT, and PostgreSQL's DISTINCT ON.

use polias_sql::ast::{self, ExpressionKind as Syntax};
use polias_types::{Type, Value};

use crate::analyzer::Analyzer;
use crate::expression::Allowed;
use crate::plan::{
    Bound, Column, ComparisonOperator, Expression, ExpressionKind, Frame, FrameUnit, Node, NullTreatment,
    SortKey, WindowCall,
};
use crate::scope::Scope;
use crate::syntax_text::syntax_text;
use crate::{AnalysisError, Result};

use super::items::{Item, ItemSyntax};
use super::{PlannedQuery, Unsorted, passed_on};

/// Each row of exactly the output's columns once.
pub(super) fn distinct(plan: Node, computed: Vec<(Column, Expression)>, output: &[Column]) -> Node {
    let mut assignments: Vec<(Column, Expression)> = Vec::with_capacity(output.len());
    for column in output {
        if assignments.iter().any(|(assigned, _)| assigned.id == column.id) {
            continue;
        }
        let assignment = computed.iter().find(|(made, _)| made.id == column.id).cloned();
        assignments.push(assignment.unwrap_or_else(|| passed_on(column.clone())));
    }
    let project = Node::Project { input: Box::new(plan), assignments };
    Node::Distinct { input: Box::new(project) }
}

/// Only what can be compared can be distinct.
pub(super) fn check_comparable(select: &ast::Select, items: &[Item<'_>]) -> Result<()> {
    for item in items {
        let data_type = &item.expression.data_type;
        if !data_type.is_comparable() {
            let text = match &item.syntax {
                ItemSyntax::Expression(syntax) => syntax_text(syntax),
                ItemSyntax::All(name) => name.clone(),
            };
            return Err(AnalysisError::new(
                "TYPE_MISMATCH",
                select.offset,
                format!("DISTINCT can only be applied to comparable types (actual: {data_type}): {text}"),
            ));
        }
    }
    Ok(())
}

impl Analyzer<'_> {
    /// DISTINCT ON: the first row, in the order of the keys, of those that are equal in the expressions.
    pub(super) fn distinct_on(
        &mut self,
        select: &ast::Select,
        query: PlannedQuery,
        keys: Vec<SortKey>,
        items: &[Item<'_>],
        scope: &Scope,
    ) -> Result<Unsorted> {
        let mut partition_by = Vec::with_capacity(select.distinct_on.len());
        for syntax in &select.distinct_on {
            partition_by.push(self.distinct_on_key(syntax, &query, items, scope)?);
        }
        let leading = keys.iter().take(partition_by.len());
        if leading.clone().any(|key| !partition_by.contains(&key.expression)) {
            // PostgreSQL's rule and words.
            return Err(AnalysisError::new(
                "EXPRESSION_NOT_IN_DISTINCT",
                select.offset,
                "SELECT DISTINCT ON expressions must match initial ORDER BY expressions",
            ));
        }
        let mut unsorted = Unsorted { query, keys };
        self.hoist_sort_subqueries(&mut unsorted);
        let Unsorted { query: PlannedQuery { plan, fields }, keys } = unsorted;
        let function = self
            .session
            .functions
            .resolve("row_number", &[])
            .map_err(|error| AnalysisError::new(error.name, select.offset, error.message))?;
        let number = self.new_column(Type::Bigint);
        let call = WindowCall {
            function,
            arguments: Vec::new(),
            nulls: NullTreatment::Respect,
            frame: Frame { unit: FrameUnit::Rows, start: Bound::UnboundedPreceding, end: Bound::CurrentRow },
            distinct: false,
            filter: None,
        };
        let plan = Node::Window {
            input: Box::new(plan),
            partition_by,
            order_by: keys.clone(),
            calls: vec![(number.clone(), call)],
        };
        let first = ExpressionKind::Comparison(
            ComparisonOperator::Equal,
            Box::new(Expression::column(&number)),
            Box::new(Expression::literal(Value::Integer(1), Type::Bigint)),
        );
        let plan = Node::Filter { input: Box::new(plan), predicate: Expression::boolean(first) };
        Ok(Unsorted { query: PlannedQuery { plan, fields }, keys })
    }

    /// An expression over the input, or the number of a column of the output.
    fn distinct_on_key(
        &mut self,
        syntax: &ast::Expression,
        query: &PlannedQuery,
        items: &[Item<'_>],
        scope: &Scope,
    ) -> Result<Expression> {
        if let Syntax::Integer(position) = syntax.kind {
            let place = usize::try_from(position).ok().and_then(|position| position.checked_sub(1));
            let field = place.and_then(|place| query.fields.get(place)).ok_or_else(|| {
                let message = format!("SELECT DISTINCT ON position {position} is not in select list");
                AnalysisError::new("INVALID_COLUMN_REFERENCE", syntax.offset, message)
            })?;
            return Ok(Expression::column(&field.column));
        }
        let mut allowed = Allowed { clause: "DISTINCT ON clause", ..Allowed::default() };
        let named = Scope {
            fields: query.fields.clone(),
            outer: Some(std::rc::Rc::new(scope.clone())),
            with: scope.with.clone(),
        };
        let typed = self.expression(syntax, &named, &mut allowed)?;
        let place = items.iter().position(|item| item.expression == typed);
        let key = match place.and_then(|place| query.fields.get(place)) {
            Some(field) => Expression::column(&field.column),
            None => typed,
        };
        let available = query.plan.column_ids();
        if key.has_subquery() || !key.used_columns().is_subset(&available) {
            return Err(AnalysisError::not_supported(
                syntax.offset,
                "DISTINCT ON takes columns of the input and of the output only",
            ));
        }
        Ok(key)
    }
}
