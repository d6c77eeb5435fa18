//! SELECT: FROM, WHERE, grouping, windows, the columns, DISTINCT; with its ORDER BY, which sees all of it.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use polias_sql::ast::{self, Offset, SortItem};

use crate::analyzer::Analyzer;
use crate::expression::{Allowed, FoundWindow};
use crate::plan::{Column, ColumnId, Expression, ExpressionKind, Node, SortKey};
use crate::scope::{Field, Scope};
use crate::{AnalysisError, Result};

use super::aggregation::{Grouped, uses_any};
use super::items::{Item, ItemSyntax};
use super::windows::for_each_part;
use super::{PlannedQuery, Unsorted};

/// A SELECT while it is put together.
pub(super) struct Parts<'a> {
    pub(super) select: &'a ast::Select,
    pub(super) scope: Rc<Scope>,
    pub(super) plan: Node,
    pub(super) items: Vec<Item<'a>>,
    /// The columns the items become, unless they are columns already.
    pub(super) output: Vec<Column>,
    pub(super) keys: Vec<(&'a SortItem, SortKey)>,
    pub(super) windows: Vec<FoundWindow>,
}

impl Analyzer<'_> {
    /// Plans a SELECT and its sort keys.
    pub(super) fn select(
        &mut self,
        select: &ast::Select,
        order_by: &[SortItem],
        around: &Rc<Scope>,
    ) -> Result<Unsorted> {
        let source = self.from(&select.from, around)?;
        let scope = Rc::new(Scope {
            fields: source.fields,
            outer: Some(Rc::clone(around)),
            with: around.with.clone(),
        });
        let plan = self.filtered(source.plan, select, &scope)?;
        let mut allowed = Allowed {
            aggregates: Some(Vec::new()),
            windows: Some(Vec::new()),
            groupings: Some(Vec::new()),
            clause: "SELECT clause",
            select: select.offset,
            named_windows: select.windows.clone(),
        };
        self.check_named_windows(&select.windows, &scope, &mut allowed)?;
        let items = self.select_items(select, &scope, &mut allowed)?;
        let grouping = self.select_grouping(select, &items, &scope)?;
        let having = self.having(select, &scope, &mut allowed)?;
        let output: Vec<_> =
            items.iter().map(|item| self.new_column(item.expression.data_type.clone())).collect();
        let keys = self.select_sort_keys(select, order_by, &items, &output, &scope, &mut allowed)?;

        let aggregates = allowed.aggregates.take().unwrap_or_default();
        let groupings = allowed.groupings.take().unwrap_or_default();
        let windows = allowed.windows.take().unwrap_or_default();
        if !groupings.is_empty() && select.group_by.is_none() {
            return Err(AnalysisError::new(
                "MISSING_GROUP_BY",
                select.offset,
                "A GROUPING() operation can only be used with a corresponding GROUPING SET/CUBE/ROLLUP/GROUP BY \
                 clause",
            ));
        }
        let is_grouped = select.group_by.is_some() || having.is_some() || !aggregates.is_empty();
        let mut parts = Parts { select, scope, plan, items, output, keys, windows };
        if is_grouped {
            let fields = Rc::clone(&parts.scope);
            let plan = std::mem::replace(&mut parts.plan, super::one_row());
            let (plan, grouped) = self.aggregate(plan, grouping, aggregates, &fields.fields);
            parts.plan = plan;
            self.regroup_parts(&mut parts, having, groupings, &grouped)?;
        }
        let windows = std::mem::take(&mut parts.windows);
        let plan = std::mem::replace(&mut parts.plan, super::one_row());
        parts.plan = self.windows(plan, windows);
        self.projected(parts)
    }

    fn filtered(&mut self, plan: Node, select: &ast::Select, scope: &Scope) -> Result<Node> {
        let Some(filter) = &select.filter else { return Ok(plan) };
        let mut allowed = Allowed { clause: "WHERE clause", ..Allowed::default() };
        let predicate = self.condition(filter, scope, &mut allowed, "WHERE clause")?;
        Ok(Node::Filter { input: Box::new(plan), predicate })
    }

    fn having<'a>(
        &mut self,
        select: &'a ast::Select,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Option<(&'a ast::Expression, Expression)>> {
        let Some(having) = &select.having else { return Ok(None) };
        let windows = allowed.windows.take();
        let clause = std::mem::replace(&mut allowed.clause, "HAVING clause");
        let predicate = self.condition(having, scope, allowed, "HAVING clause")?;
        allowed.clause = clause;
        allowed.windows = windows;
        Ok(Some((having, predicate)))
    }

    /// Keys of ORDER BY, over the columns of the source and those of the output.
    fn select_sort_keys<'a>(
        &mut self,
        select: &ast::Select,
        order_by: &'a [SortItem],
        items: &[Item<'_>],
        output: &[Column],
        scope: &Rc<Scope>,
        allowed: &mut Allowed,
    ) -> Result<Vec<(&'a SortItem, SortKey)>> {
        if order_by.is_empty() {
            return Ok(Vec::new());
        }
        allowed.clause = "ORDER BY clause";
        let fields = output_fields(items, output);
        let aggregates_before = allowed.aggregates.as_ref().map_or(0, Vec::len);
        let windows_before = allowed.windows.as_ref().map_or(0, Vec::len);
        let groupings_before = allowed.groupings.as_ref().map_or(0, Vec::len);
        let mut keys = Vec::with_capacity(order_by.len());
        for item in order_by {
            keys.push((item, self.sort_key(item, &fields, scope, allowed, select.offset)?));
        }
        let columns: HashSet<_> = output.iter().map(|column| column.id).collect();
        for aggregate in allowed.aggregates.iter().flatten().skip(aggregates_before) {
            if let Some(id) = uses_any(aggregate, &columns) {
                let first = order_by.first().map(|item| item.expression.offset).unwrap_or_default();
                return Err(AnalysisError::new(
                    "COLUMN_NOT_FOUND",
                    self.reference_since(first, id).unwrap_or(first),
                    "Invalid reference to output projection attribute from ORDER BY aggregation",
                ));
            }
        }
        let of_output = |argument: &Expression| argument.used_columns().iter().any(|id| columns.contains(id));
        let groupings = allowed.groupings.iter().flatten().skip(groupings_before);
        if groupings.clone().any(|(_, arguments)| arguments.iter().any(of_output)) {
            // Trino gives no position here.
            return Err(AnalysisError {
                name: "INVALID_ARGUMENTS",
                message:
                    "Invalid reference to output of SELECT clause from grouping() expression in ORDER BY"
                        .to_owned(),
                offset: None,
                hint: None,
            });
        }
        // Windows are computed before the output's columns are.
        let values: HashMap<_, _> =
            output.iter().zip(items).map(|(column, item)| (column.id, item.expression.clone())).collect();
        for window in allowed.windows.iter_mut().flatten().skip(windows_before) {
            for_each_part(window, &mut |part| part.replace_columns(&values));
        }
        Ok(keys)
    }

    /// Everything above the groups, over the groups' rows.
    fn regroup_parts(
        &mut self,
        parts: &mut Parts<'_>,
        having: Option<(&ast::Expression, Expression)>,
        groupings: Vec<(Column, Vec<Expression>)>,
        grouped: &Grouped<'_>,
    ) -> Result<()> {
        let place = |id: ColumnId| place_of(parts, having.as_ref(), id);
        let groupings = grouped.groupings(groupings, &place)?;
        let Parts { items, keys, windows, .. } = parts;
        for item in items.iter_mut() {
            self.regroup_item(item, windows, grouped)?;
            item.expression.replace_columns(&groupings);
        }
        if let Some((syntax, mut predicate)) = having {
            self.regroup(&mut predicate, syntax, &mut [], grouped)?;
            predicate.replace_columns(&groupings);
            let plan = std::mem::replace(&mut parts.plan, super::one_row());
            parts.plan = Node::Filter { input: Box::new(plan), predicate };
        }
        for (item, key) in keys.iter_mut() {
            // A column of the output is what it is, whatever a key of GROUP BY was written as.
            let of_output = parts.output.iter().any(|column| key.expression.is_column(column.id));
            if !of_output {
                self.regroup(&mut key.expression, &item.expression, windows, grouped)?;
                key.expression.replace_columns(&groupings);
            }
        }
        for window in windows.iter_mut() {
            for_each_part(window, &mut |part| part.replace_columns(&groupings));
        }
        Ok(())
    }

    /// The columns of the SELECT, DISTINCT, and the sort keys over them.
    fn projected(&mut self, parts: Parts<'_>) -> Result<Unsorted> {
        let Parts { select, scope, plan, items, mut output, keys, .. } = parts;
        let available = plan.column_ids();
        let mut values = HashMap::new();
        let mut passed = HashMap::new();
        let mut computed = Vec::new();
        for (column, item) in output.iter_mut().zip(&items) {
            values.insert(column.id, item.expression.clone());
            match item.expression.kind {
                ExpressionKind::Column(id) if available.contains(&id) => {
                    passed.insert(column.id, item.expression.clone());
                    column.id = id;
                }
                _ => computed.push((column.clone(), item.expression.clone())),
            }
        }
        let fields = output_fields(&items, &output);
        let mut sort_keys = Vec::with_capacity(keys.len());
        for (_, mut key) in keys {
            let mut value = key.expression.clone();
            value.replace_columns(&values);
            if let Some(place) = items.iter().position(|item| item.expression == value) {
                key.expression = Expression::column(&output[place]);
            } else if select.distinct {
                return Err(AnalysisError::new(
                    "EXPRESSION_NOT_IN_DISTINCT",
                    select.offset,
                    "For SELECT DISTINCT, ORDER BY expressions must appear in select list",
                ));
            } else {
                key.expression.replace_columns(&passed);
            }
            sort_keys.push(key);
        }
        if !select.distinct_on.is_empty() {
            let plan = Self::extended(plan, computed);
            return self.distinct_on(select, PlannedQuery { plan, fields }, sort_keys, &items, &scope);
        }
        let plan = if select.distinct {
            super::distinct::check_comparable(select, &items)?;
            super::distinct::distinct(plan, computed, &output)
        } else {
            Self::extended(plan, computed)
        };
        let mut unsorted = Unsorted { query: PlannedQuery { plan, fields }, keys: sort_keys };
        self.hoist_sort_subqueries(&mut unsorted);
        Ok(unsorted)
    }
}

/// The output of a SELECT, as ORDER BY and the query around see it.
pub(super) fn output_fields(items: &[Item<'_>], output: &[Column]) -> Vec<Field> {
    items
        .iter()
        .zip(output)
        .map(|(item, column)| Field {
            column: column.clone(),
            name: item.name.clone(),
            relation: None,
            hidden: false,
        })
        .collect()
}

/// Where an expression is that holds a column.
fn place_of(parts: &Parts<'_>, having: Option<&(&ast::Expression, Expression)>, id: ColumnId) -> Offset {
    let holds = |expression: &Expression| expression.any(&mut |part| part.is_column(id));
    let items = parts.items.iter().filter_map(|item| match item.syntax {
        ItemSyntax::Expression(syntax) => Some((syntax, &item.expression)),
        ItemSyntax::All(_) => None,
    });
    let keys = parts.keys.iter().map(|(item, key)| (&item.expression, &key.expression));
    let having = having.iter().map(|(syntax, predicate)| (*syntax, predicate));
    let mut all = items.chain(having).chain(keys);
    all.find(|(_, expression)| holds(expression)).map_or(parts.select.offset, |(syntax, _)| syntax.offset)
}
