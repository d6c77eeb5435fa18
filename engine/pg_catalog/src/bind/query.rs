//! Queries: WITH, set operations, VALUES, ORDER BY and LIMIT around them.

use std::cell::Cell;
use std::rc::Rc;

use datafusion::sql::sqlparser::ast::{
    Expr as Ast, LimitClause, OrderBy, OrderByExpr, OrderByKind, OrderByOptions, Query, SetExpr, SetOperator,
    SetQuantifier, Value, Values, With,
};

use super::column::fold;
use super::scope::{CommonSource, CommonTable};
use super::types::common_type;
use super::{Binder, NO_REACH};
use crate::error::{self, Result};
use crate::plan::{Body, Distinct, Expr, Field, From, Plan, Rel, Select, SetOp, SortOrder, Source};
use crate::types::oids;

impl Binder<'_, '_> {
    /// Binds a query; untyped output columns become `text`.
    pub(super) fn query(&mut self, query: &Query) -> Result<Plan> {
        let mut plan = self.deeper(|binder| binder.query_untyped(query))?;
        for column in 0..plan.columns.len() {
            if plan.columns[column].ty == oids::UNKNOWN {
                self.coerce_column(&mut plan, column, oids::TEXT)?;
            }
        }
        Ok(plan)
    }

    /// Binds a query, leaving untyped literals to what is around it.
    fn query_untyped(&mut self, query: &Query) -> Result<Plan> {
        if query.fetch.as_ref().is_some_and(|fetch| fetch.with_ties || fetch.percent) {
            return Err(error::unsupported("FETCH WITH TIES is not supported in catalog queries"));
        }
        let outside = std::mem::replace(&mut self.reach, NO_REACH);
        let tables = self.tables.len();
        let result = self.query_inside(query);
        self.tables.truncate(tables);
        let mut plan = result?;
        plan.correlated = self.reach < 2 * self.levels.len();
        self.reach = self.reach.min(outside);
        Ok(plan)
    }

    fn query_inside(&mut self, query: &Query) -> Result<Plan> {
        if let Some(with) = &query.with {
            self.with(with)?;
        }
        let order = order_exprs(query.order_by.as_ref())?;
        let mut plan = self.set_expr(&query.body, order)?;
        let (limit, offset) = match &query.limit_clause {
            None => (None, None),
            Some(LimitClause::LimitOffset { limit, offset, .. }) => {
                (limit.as_ref(), offset.as_ref().map(|offset| &offset.value))
            }
            Some(LimitClause::OffsetCommaLimit { offset, limit }) => (Some(limit), Some(offset)),
        };
        let limit = limit.or(query.fetch.as_ref().and_then(|fetch| fetch.quantity.as_ref()));
        if limit.is_some() || offset.is_some() {
            if plan.limit.is_some() || plan.offset.is_some() {
                plan = self.wrap(plan, &[])?;
            }
            plan.limit = self.count(limit)?;
            plan.offset = self.count(offset)?;
        }
        Ok(plan)
    }

    fn count(&mut self, expr: Option<&Ast>) -> Result<Option<Expr>> {
        match expr {
            None => Ok(None),
            Some(expr) => {
                let expr = self.expr(expr)?;
                self.coerce(expr, oids::INT8).map(Some)
            }
        }
    }

    fn set_expr(&mut self, body: &SetExpr, order: &[OrderByExpr]) -> Result<Plan> {
        match body {
            SetExpr::Select(select) => self.select(select, order),
            SetExpr::Query(query) => {
                let plan = self.query_untyped(query)?;
                if order.is_empty() { Ok(plan) } else { self.wrap(plan, order) }
            }
            SetExpr::Values(values) => {
                let plan = self.values(values)?;
                if order.is_empty() { Ok(plan) } else { self.sorted(plan, order) }
            }
            SetExpr::SetOperation { left, op, set_quantifier, right } => {
                let op = match op {
                    SetOperator::Union => SetOp::Union,
                    SetOperator::Intersect => SetOp::Intersect,
                    SetOperator::Except | SetOperator::Minus => SetOp::Except,
                };
                let all = match set_quantifier {
                    SetQuantifier::All => true,
                    SetQuantifier::Distinct | SetQuantifier::None => false,
                    _ => return Err(error::unsupported("UNION BY NAME is not supported in catalog queries")),
                };
                let plan = self.deeper(|binder| {
                    let left = binder.branch(left)?;
                    let right = binder.branch(right)?;
                    binder.set_operation(op, all, left, right)
                })?;
                if order.is_empty() { Ok(plan) } else { self.sorted(plan, order) }
            }
            SetExpr::Table(table) => {
                Err(error::unsupported(format!("{table} is not supported in catalog queries")))
            }
            _ => Err(error::unsupported("only queries can read the catalog")),
        }
    }

    /// A side of a set operation, as a plan of its own.
    fn branch(&mut self, body: &SetExpr) -> Result<Plan> {
        let outside = std::mem::replace(&mut self.reach, NO_REACH);
        let mut plan = self.set_expr(body, &[])?;
        plan.correlated = self.reach < 2 * self.levels.len();
        self.reach = self.reach.min(outside);
        Ok(plan)
    }

    fn set_operation(&mut self, op: SetOp, all: bool, mut left: Plan, mut right: Plan) -> Result<Plan> {
        let name = match op {
            SetOp::Union => "UNION",
            SetOp::Intersect => "INTERSECT",
            SetOp::Except => "EXCEPT",
        };
        if left.columns.len() != right.columns.len() {
            return Err(error::syntax(format!("each {name} query must have the same number of columns")));
        }
        let mut columns = Vec::with_capacity(left.columns.len());
        for index in 0..left.columns.len() {
            let types = [left.columns[index].ty, right.columns[index].ty];
            let ty = if types == [oids::UNKNOWN; 2] { oids::UNKNOWN } else { common_type(&types, name)? };
            self.coerce_column(&mut left, index, ty)?;
            self.coerce_column(&mut right, index, ty)?;
            columns.push(Field { ty, ..left.columns[index].clone() });
        }
        let body = Body::Set { op, all, left: Rc::new(left), right: Rc::new(right) };
        Ok(self.plan(columns, body))
    }

    /// A plan without order, limit and duplicates removal.
    pub(super) fn plan(&mut self, columns: Vec<Field>, body: Body) -> Plan {
        Plan {
            id: self.plan_id(),
            columns,
            body,
            sort: Vec::new(),
            distinct: Distinct::No,
            limit: None,
            offset: None,
            correlated: false,
        }
    }

    fn values(&mut self, values: &Values) -> Result<Plan> {
        let rows = values.rows.iter().map(|row| row.content.iter().map(|item| self.expr(item)).collect());
        let mut rows: Vec<Vec<Expr>> = rows.collect::<Result<_>>()?;
        let width = rows.first().map_or(0, Vec::len);
        if rows.iter().any(|row| row.len() != width) {
            return Err(error::syntax("VALUES lists must all be the same length"));
        }
        let mut columns = Vec::with_capacity(width);
        for index in 0..width {
            let types: Vec<u32> = rows.iter().map(|row| row[index].ty).collect();
            let untyped = types.iter().all(|ty| *ty == oids::UNKNOWN);
            let ty = if untyped { oids::UNKNOWN } else { common_type(&types, "VALUES")? };
            if !untyped {
                for row in &mut rows {
                    row[index] = self.coerce(row[index].clone(), ty)?;
                }
            }
            columns.push(Field::new(format!("column{}", index + 1), ty));
        }
        Ok(self.plan(columns, Body::Values(rows)))
    }

    /// Casts an output column of a plan.
    pub(super) fn coerce_column(&mut self, plan: &mut Plan, column: usize, ty: u32) -> Result<()> {
        if plan.columns[column].ty == ty {
            return Ok(());
        }
        match &mut plan.body {
            Body::Select(select) => {
                let expr = select.output[column].clone();
                select.output[column] = self.coerce(expr, ty)?;
            }
            Body::Values(rows) => {
                for row in rows {
                    row[column] = self.coerce(row[column].clone(), ty)?;
                }
            }
            Body::Set { left, right, .. } => {
                for side in [left, right] {
                    let side = Rc::get_mut(side).ok_or_else(|| error::internal("set operation is shared"))?;
                    self.coerce_column(side, column, ty)?;
                }
            }
            Body::Recursive { .. } => {
                let inner = std::mem::replace(&mut plan.body, Body::Values(Vec::new()));
                let inner = Plan {
                    id: self.plan_id(),
                    columns: plan.columns.clone(),
                    body: inner,
                    sort: Vec::new(),
                    distinct: Distinct::No,
                    limit: None,
                    offset: None,
                    correlated: plan.correlated,
                };
                let mut select = select_all(inner);
                let expr = select.output[column].clone();
                select.output[column] = self.coerce(expr, ty)?;
                plan.body = Body::Select(Box::new(select));
            }
        }
        plan.columns[column].ty = ty;
        Ok(())
    }

    /// Sorts by output columns: names and positions directly, expressions over them by a query around the plan.
    fn sorted(&mut self, mut plan: Plan, order: &[OrderByExpr]) -> Result<Plan> {
        let mut sort = Vec::with_capacity(order.len());
        for item in order {
            let position = match &item.expr {
                Ast::Identifier(ident) => plan.columns.iter().position(|column| column.name == fold(ident)),
                other => match ordinal(other) {
                    Some(number) => Some(checked_ordinal(number, plan.columns.len(), "ORDER BY")?),
                    None => None,
                },
            };
            match position {
                Some(position) => sort.push((position, sort_order(&item.options))),
                None => return self.wrap(plan, order),
            }
        }
        plan.sort = sort;
        Ok(plan)
    }

    /// `SELECT * FROM (plan) ORDER BY …`.
    fn wrap(&mut self, mut plan: Plan, order: &[OrderByExpr]) -> Result<Plan> {
        for column in 0..plan.columns.len() {
            if plan.columns[column].ty == oids::UNKNOWN {
                self.coerce_column(&mut plan, column, oids::TEXT)?;
            }
        }
        // The plan was bound on its own level; reads of outer levels inside it stay counted in `reach`.
        plan.correlated = true;
        let columns = plan.columns.clone();
        self.select_over(plan, columns, order)
    }

    fn with(&mut self, with: &With) -> Result<()> {
        for table in &with.cte_tables {
            let name = fold(&table.alias.name);
            let names: Vec<String> = table.alias.columns.iter().map(|column| fold(&column.name)).collect();
            let common = if with.recursive && is_recursive(&table.query, &name) {
                self.recursive(&name, &names, &table.query)?
            } else {
                let outside = std::mem::replace(&mut self.reach, NO_REACH);
                let mut plan = self.query(&table.query)?;
                let reach = std::mem::replace(&mut self.reach, outside);
                self.reach = self.reach.min(reach);
                rename(&mut plan.columns, &names, &name)?;
                self.common(&name, plan, reach)
            };
            self.tables.push(common);
        }
        Ok(())
    }

    fn common(&self, name: &str, plan: Plan, reach: usize) -> CommonTable {
        CommonTable {
            name: name.to_owned(),
            columns: plan.columns.clone(),
            source: CommonSource::Plan(Rc::new(plan)),
            visible_levels: self.visible_levels(),
            reach,
        }
    }

    /// Number of levels that can be seen from here.
    pub(super) fn visible_levels(&self) -> usize {
        self.levels.iter().filter(|level| !level.hidden).count()
    }

    fn recursive(&mut self, name: &str, names: &[String], query: &Query) -> Result<CommonTable> {
        let SetExpr::SetOperation { left, op: SetOperator::Union, set_quantifier, right } =
            query.body.as_ref()
        else {
            return Err(error::unsupported(format!(
                "recursive query \"{name}\" must be a UNION of a start and a step"
            )));
        };
        if query.order_by.is_some() || query.limit_clause.is_some() {
            return Err(error::unsupported(format!(
                "ORDER BY and LIMIT in recursive query \"{name}\" are not supported"
            )));
        }
        let outside = std::mem::replace(&mut self.reach, NO_REACH);
        let tables = self.tables.len();
        if let Some(with) = &query.with {
            self.with(with)?;
        }
        let mut base = self.branch(left)?;
        for column in 0..base.columns.len() {
            if base.columns[column].ty == oids::UNKNOWN {
                self.coerce_column(&mut base, column, oids::TEXT)?;
            }
        }
        rename(&mut base.columns, names, name)?;
        let working = Rc::new(Cell::new(0));
        let marker = (2 * self.levels.len()).wrapping_sub(1);
        self.tables.push(CommonTable {
            name: name.to_owned(),
            columns: base.columns.clone(),
            source: CommonSource::Working(Rc::clone(&working)),
            visible_levels: self.visible_levels(),
            reach: marker,
        });
        let before = std::mem::replace(&mut self.reach, NO_REACH);
        let step = self.branch(right);
        // Reading the working table makes the step vary, not the recursive query as a whole.
        if self.reach == marker {
            self.reach = NO_REACH;
        }
        self.reach = self.reach.min(before);
        self.tables.truncate(tables);
        let mut step = step?;
        if step.columns.len() != base.columns.len() {
            return Err(error::syntax("each UNION query must have the same number of columns"));
        }
        for column in 0..base.columns.len() {
            self.coerce_column(&mut step, column, base.columns[column].ty)?;
        }
        step.correlated = true;
        let all = *set_quantifier == SetQuantifier::All;
        let columns = base.columns.clone();
        let mut plan = self.plan(columns, Body::Recursive { base: Rc::new(base), step: Rc::new(step), all });
        working.set(plan.id);
        let reach = self.reach;
        plan.correlated = reach < 2 * self.levels.len();
        self.reach = outside.min(reach);
        Ok(self.common(name, plan, reach))
    }
}

/// `SELECT * FROM (plan)`.
pub(super) fn select_all(plan: Plan) -> Select {
    let output = plan.columns.iter().enumerate().map(|(col, field)| field.column(0, 0, col)).collect();
    let width = plan.columns.len();
    let source = Source::Query { plan: Rc::new(plan), lateral: false };
    Select {
        rels: vec![Rel { source, width, depends: Vec::new() }],
        from: Some(From::Rel(0)),
        filter: Vec::new(),
        grouping: None,
        windows: Vec::new(),
        sets: Vec::new(),
        output,
    }
}

/// Gives columns new names, as `AS t(a, b)` does; fewer names than columns are allowed.
pub(super) fn rename(columns: &mut [Field], names: &[String], table: &str) -> Result<()> {
    if names.len() > columns.len() {
        return Err(error::invalid_column_reference(format!(
            "table \"{table}\" has {} columns available but {} columns specified",
            columns.len(),
            names.len()
        )));
    }
    for (column, name) in columns.iter_mut().zip(names) {
        column.name.clone_from(name);
    }
    Ok(())
}

/// Whether the right side of the UNION names the table itself.
fn is_recursive(query: &Query, name: &str) -> bool {
    use datafusion::sql::sqlparser::ast::visit_relations;
    use std::ops::ControlFlow;
    visit_relations(query, |relation| {
        let is_self =
            relation.0.len() == 1 && relation.0[0].as_ident().is_some_and(|ident| fold(ident) == name);
        if is_self { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .is_break()
}

fn order_exprs(order: Option<&OrderBy>) -> Result<&[OrderByExpr]> {
    match order.map(|order| &order.kind) {
        None => Ok(&[]),
        Some(OrderByKind::Expressions(exprs)) => Ok(exprs),
        Some(OrderByKind::All(_)) => {
            Err(error::unsupported("ORDER BY ALL is not supported in catalog queries"))
        }
    }
}

/// Direction and NULL order; NULLs count as larger than everything.
pub(super) fn sort_order(options: &OrderByOptions) -> SortOrder {
    let descending = options.asc == Some(false);
    SortOrder { descending, nulls_first: options.nulls_first.unwrap_or(descending) }
}

/// A column position written as a bare integer.
pub(super) fn ordinal(expr: &Ast) -> Option<i64> {
    match expr {
        Ast::Value(value) => match &value.value {
            Value::Number(digits, _) => digits.parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

/// Zero-based position for an ordinal.
pub(super) fn checked_ordinal(number: i64, columns: usize, clause: &str) -> Result<usize> {
    usize::try_from(number)
        .ok()
        .filter(|number| (1..=columns).contains(number))
        .map(|number| number - 1)
        .ok_or_else(|| {
            error::invalid_column_reference(format!("{clause} position {number} is not in select list"))
        })
}
