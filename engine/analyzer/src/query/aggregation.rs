//! Aggregates and groups: the node, and what expressions over its rows may use.

use std::collections::{HashMap, HashSet};

use polias_sql::ast::{self, Offset};
use polias_types::{Type, Value};

use crate::analyzer::Analyzer;
use crate::expression::{FoundAggregate, FoundWindow};
use crate::plan::{Column, ColumnId, ComparisonOperator, Expression, ExpressionKind, Node};
use crate::scope::Field;
use crate::syntax_text::syntax_text;
use crate::{AnalysisError, Result};

use super::group_by::Grouping;
use super::items::{Item, ItemSyntax};

/// What stands for what after grouping.
pub(super) struct Grouped<'a> {
    /// Keys that are no columns, with the columns that stand for them.
    computed: Vec<(Expression, Column)>,
    /// The keys' columns.
    keys: Vec<Column>,
    /// How keys were written, with their places in `keys`.
    syntax: Vec<(&'a ast::Expression, usize)>,
    /// Fields before grouping, with their names for messages.
    source: HashMap<ColumnId, String>,
    sets: Vec<Vec<usize>>,
    group_id: Option<Column>,
}

/// A column that is neither grouped by nor aggregated.
struct Ungrouped {
    column: ColumnId,
    in_subquery: bool,
    /// The key of a window it stands in.
    key: Option<WindowKey>,
}

/// Which of a window's keys.
#[derive(Clone, Copy)]
enum WindowKey {
    Partition(usize),
    Order(usize),
}

impl Analyzer<'_> {
    /// Groups a plan's rows.
    pub(super) fn aggregate<'a>(
        &mut self,
        plan: Node,
        grouping: Grouping<'a>,
        mut aggregates: Vec<FoundAggregate>,
        source: &[Field],
    ) -> (Node, Grouped<'a>) {
        let available = plan.column_ids();
        let mut computed = Vec::new();
        let mut keys = Vec::with_capacity(grouping.keys.len());
        for key in grouping.keys {
            match key.kind {
                ExpressionKind::Column(id) if available.contains(&id) => {
                    keys.push(Column { id, data_type: key.data_type });
                }
                _ => {
                    let column = self.new_column(key.data_type.clone());
                    computed.push((key, column.clone()));
                    keys.push(column);
                }
            }
        }
        let mut new: Vec<_> = computed.iter().map(|(key, column)| (column.clone(), key.clone())).collect();
        for aggregate in &mut aggregates {
            aggregate.call.for_each_part_mut(&mut |part| self.hoist_subquery(part, &mut new));
        }
        let group_id = (grouping.sets.len() > 1).then(|| self.new_column(Type::Bigint));
        let node = Node::Aggregate {
            input: Box::new(Self::extended(plan, new)),
            keys: keys.clone(),
            grouping_sets: grouping.sets.clone(),
            group_id: group_id.clone(),
            aggregates: aggregates.into_iter().map(|aggregate| (aggregate.column, aggregate.call)).collect(),
        };
        let source = source
            .iter()
            .map(|field| (field.column.id, field.name.as_deref().unwrap_or_default().to_lowercase()))
            .collect();
        let grouped =
            Grouped { computed, keys, syntax: grouping.syntax, source, sets: grouping.sets, group_id };
        (node, grouped)
    }

    /// An expression over the rows of the groups, from one over the rows before; `syntax` is how it was
    /// written. Windows in it are changed likewise.
    pub(super) fn regroup(
        &self,
        expression: &mut Expression,
        syntax: &ast::Expression,
        windows: &mut [FoundWindow],
        grouped: &Grouped<'_>,
    ) -> Result<()> {
        // Typed expressions with subqueries are never equal: each has columns of its own.
        if (expression.has_subquery() || !expression.is_deterministic())
            && let Some(key) = grouped.written_as(syntax)
        {
            *expression = Expression::column(key);
            return Ok(());
        }
        let regrouped = grouped.regroup(expression).and_then(|()| {
            for window in windows {
                let id = window.column.id;
                if expression.any(&mut |part| part.is_column(id)) {
                    grouped.regroup_window(window)?;
                }
            }
            Ok(())
        });
        regrouped.map_err(|ungrouped| self.not_aggregate(&ungrouped, syntax, grouped))
    }

    fn not_aggregate(
        &self,
        ungrouped: &Ungrouped,
        syntax: &ast::Expression,
        grouped: &Grouped<'_>,
    ) -> AnalysisError {
        let (offset, message) = if ungrouped.in_subquery {
            let name = grouped.source.get(&ungrouped.column).map(String::as_str).unwrap_or_default();
            let offset = self.reference_since(syntax.offset, ungrouped.column).unwrap_or(syntax.offset);
            (offset, format!("Subquery uses '{name}' which must appear in GROUP BY clause"))
        } else if let Some((clause, key)) = self.window_key(ungrouped, syntax, grouped) {
            let text = syntax_text(key);
            let message = format!(
                "{clause} expression '{text}' must be an aggregate expression or appear in GROUP BY clause"
            );
            (key.offset, message)
        } else {
            let text = syntax_text(syntax);
            let message = format!("'{text}' must be an aggregate expression or appear in GROUP BY clause");
            (syntax.offset, message)
        };
        AnalysisError::new("EXPRESSION_NOT_AGGREGATE", offset, message)
    }

    /// How the key of a window was written that uses the column.
    fn window_key<'s>(
        &self,
        ungrouped: &Ungrouped,
        syntax: &'s ast::Expression,
        grouped: &Grouped<'_>,
    ) -> Option<(&'static str, &'s ast::Expression)> {
        let name = grouped.source.get(&ungrouped.column)?;
        let key = ungrouped.key?;
        self.find_calls(syntax).windows.into_iter().find_map(|call| {
            let ast::ExpressionKind::Function(call) = &call.kind else { return None };
            let Some(ast::Window::Specification(window)) = &call.over else { return None };
            let (clause, found) = match key {
                WindowKey::Partition(place) => ("PARTITION BY", window.partition_by.get(place)?),
                WindowKey::Order(place) => ("ORDER BY", &window.order_by.get(place)?.expression),
            };
            syntax_text(found).to_lowercase().contains(name.as_str()).then_some((clause, found))
        })
    }

    /// A column of the SELECT over the rows of the groups.
    pub(super) fn regroup_item(
        &self,
        item: &mut Item<'_>,
        windows: &mut [FoundWindow],
        grouped: &Grouped<'_>,
    ) -> Result<()> {
        match item.syntax.clone() {
            ItemSyntax::Expression(syntax) => self.regroup(&mut item.expression, syntax, windows, grouped),
            // Trino gives no position here.
            ItemSyntax::All(name) => grouped.regroup(&mut item.expression).map_err(|_| AnalysisError {
                name: "EXPRESSION_NOT_AGGREGATE",
                message: format!("Column '{name}' not in GROUP BY clause"),
                offset: None,
                hint: None,
            }),
        }
    }
}

impl Grouped<'_> {
    /// The key that was written just so.
    fn written_as(&self, syntax: &ast::Expression) -> Option<&Column> {
        let (_, place) = self.syntax.iter().find(|(key, _)| *key == syntax)?;
        self.keys.get(*place)
    }

    fn regroup_window(&self, window: &mut FoundWindow) -> std::result::Result<(), Ungrouped> {
        for (place, part) in window.partition_by.iter_mut().enumerate() {
            let key = Some(WindowKey::Partition(place));
            self.regroup(part).map_err(|ungrouped| Ungrouped { key, ..ungrouped })?;
        }
        for (place, part) in window.order_by.iter_mut().enumerate() {
            let key = Some(WindowKey::Order(place));
            self.regroup(&mut part.expression).map_err(|ungrouped| Ungrouped { key, ..ungrouped })?;
        }
        let mut result = Ok(());
        window.call.for_each_part_mut(&mut |part| {
            if result.is_ok() {
                result = self.regroup(part);
            }
        });
        result
    }

    fn regroup(&self, expression: &mut Expression) -> std::result::Result<(), Ungrouped> {
        if let Some((_, column)) = self.computed.iter().find(|(key, _)| key == expression) {
            *expression = Expression::column(column);
            return Ok(());
        }
        if let ExpressionKind::Column(id) = expression.kind {
            return self.check(id, false);
        }
        if let Some(plan) = expression.subquery_plan() {
            plan.free_columns().into_iter().try_for_each(|id| self.check(id, true))?;
        }
        let mut result = Ok(());
        expression.for_each_operand_mut(&mut |operand| {
            if result.is_ok() {
                result = self.regroup(operand);
            }
        });
        result
    }

    fn check(&self, column: ColumnId, in_subquery: bool) -> std::result::Result<(), Ungrouped> {
        let grouped = !self.source.contains_key(&column) || self.keys.iter().any(|key| key.id == column);
        if grouped { Ok(()) } else { Err(Ungrouped { column, in_subquery, key: None }) }
    }

    /// Values of `grouping(…)` calls: which of the arguments are not of the row's grouping set, the last one
    /// as the lowest bit. `offset` tells where the call of a column is.
    pub(super) fn groupings(
        &self,
        calls: Vec<(Column, Vec<Expression>)>,
        offset: &dyn Fn(ColumnId) -> Offset,
    ) -> Result<HashMap<ColumnId, Expression>> {
        let mut values = HashMap::new();
        for (column, arguments) in calls {
            let mut places = Vec::with_capacity(arguments.len());
            for argument in &arguments {
                let place = self.keys.iter().position(|key| argument.is_column(key.id));
                places.push(place.ok_or_else(|| self.not_grouped_by(argument, offset(column.id)))?);
            }
            values.insert(column.id, self.grouping_value(&column.data_type, &places));
        }
        Ok(values)
    }

    fn not_grouped_by(&self, argument: &Expression, offset: Offset) -> AnalysisError {
        let name = match &argument.kind {
            ExpressionKind::Column(id) => self.source.get(id).map(String::as_str).unwrap_or_default(),
            _ => "",
        };
        AnalysisError::new(
            "INVALID_ARGUMENTS",
            offset,
            format!(
                "The arguments to GROUPING() must be expressions referenced by the GROUP BY at the associated \
                 query level. Mismatch due to {name}."
            ),
        )
    }

    fn grouping_value(&self, data_type: &Type, places: &[usize]) -> Expression {
        let bits = |set: &Vec<usize>| {
            let bit = |place: &usize| i64::from(!set.contains(place));
            let bits = places.iter().fold(0i64, |bits, place| bits << 1 | bit(place));
            Expression::literal(Value::Integer(bits), data_type.clone())
        };
        let last = self.sets.last().map_or_else(|| Expression::null(data_type.clone()), bits);
        let Some(group_id) = &self.group_id else { return last };
        let branches = self.sets[..self.sets.len() - 1].iter().enumerate().map(|(number, set)| {
            let number = Expression::literal(Value::Integer(number as i64), Type::Bigint);
            let is_set = ExpressionKind::Comparison(
                ComparisonOperator::Equal,
                Box::new(Expression::column(group_id)),
                Box::new(number),
            );
            (Expression::boolean(is_set), bits(set))
        });
        let kind = ExpressionKind::Case(branches.collect(), Box::new(last));
        Expression { data_type: data_type.clone(), kind }
    }
}

/// Columns that expressions of ORDER BY must not aggregate: those of the output.
pub(super) fn uses_any(aggregate: &FoundAggregate, columns: &HashSet<ColumnId>) -> Option<ColumnId> {
    let mut found = None;
    aggregate.call.for_each_part(&mut |part| {
        found = found.or_else(|| part.used_columns().into_iter().find(|id| columns.contains(id)));
    });
    found
}
