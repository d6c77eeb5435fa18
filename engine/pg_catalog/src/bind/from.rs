//! FROM: relations, subqueries, WITH names, functions, and the joins between them.

use std::cell::RefCell;
use std::rc::Rc;

use datafusion::sql::sqlparser::ast::{
    Expr as Ast, FunctionArg, Join, JoinConstraint, JoinOperator, ObjectName, Query, TableAlias, TableFactor,
    TableWithJoins,
};

use super::Binder;
use super::column::fold;
use super::operator::compare;
use super::query::rename;
use super::scope::{CommonSource, CommonTable, Merged, ScopeRel};
use super::select::join_all;
use crate::error::{self, Result};
use crate::plan::{Comparison, Expr, Field, From, Node, OuterKind, Rel, SetCall, Source, reads};
use crate::relations::definitions;
use crate::types::oids;

/// Most FROM items of one query level.
const MAX_ITEMS: usize = 64;

impl Binder<'_, '_> {
    /// Binds a FROM list, adding its items to the level and to `rels`.
    pub(super) fn bind_from(&mut self, from: &[TableWithJoins], rels: &mut Vec<Rel>) -> Result<Option<From>> {
        let items = from.iter().map(|item| self.table_with_joins(item, rels)).collect::<Result<Vec<_>>>()?;
        Ok(join_all(items))
    }

    fn table_with_joins(&mut self, tables: &TableWithJoins, rels: &mut Vec<Rel>) -> Result<From> {
        let mut tree = self.deeper(|binder| binder.factor(&tables.relation, rels))?;
        for join in &tables.joins {
            tree = self.join(tree, join, rels)?;
        }
        Ok(tree)
    }

    fn join(&mut self, left: From, join: &Join, rels: &mut Vec<Rel>) -> Result<From> {
        let right = self.deeper(|binder| binder.factor(&join.relation, rels))?;
        let (constraint, kind) = match &join.join_operator {
            JoinOperator::Join(constraint) | JoinOperator::Inner(constraint) => (constraint, None),
            JoinOperator::CrossJoin(constraint) => (constraint, None),
            JoinOperator::Left(constraint) | JoinOperator::LeftOuter(constraint) => {
                (constraint, Some((OuterKind::Left, false)))
            }
            JoinOperator::Right(constraint) | JoinOperator::RightOuter(constraint) => {
                (constraint, Some((OuterKind::Left, true)))
            }
            JoinOperator::FullOuter(constraint) => (constraint, Some((OuterKind::Full, false))),
            _ => return Err(error::unsupported("this kind of join is not supported in catalog queries")),
        };
        let swapped = matches!(kind, Some((_, true)));
        let on = self.constraint(constraint, &left, &right, swapped)?;
        Ok(match kind {
            None => {
                let mut items = match left {
                    From::Inner { items, on: before } if before.is_empty() => items,
                    other => vec![other],
                };
                items.push(right);
                From::Inner { items, on }
            }
            Some((kind, swap)) => {
                let (left, right) = if swap { (right, left) } else { (left, right) };
                From::Outer { kind, left: Box::new(left), right: Box::new(right), on }
            }
        })
    }

    fn constraint(
        &mut self,
        constraint: &JoinConstraint,
        left: &From,
        right: &From,
        swapped: bool,
    ) -> Result<Vec<Expr>> {
        let mut on = Vec::new();
        let names: Vec<String> = match constraint {
            JoinConstraint::None => return Ok(on),
            JoinConstraint::On(expr) => {
                // Items of the FROM list outside of the join are out of sight in its condition.
                let sides = members(left).into_iter().chain(members(right)).collect();
                let before = self.level()?.joined.replace(sides);
                let result = self.conjuncts(expr, "JOIN/ON", &mut on);
                self.level()?.joined = before;
                return result.map(|()| on);
            }
            JoinConstraint::Using(columns) => {
                columns.iter().filter_map(|name| name.0.last()?.as_ident().map(fold)).collect()
            }
            JoinConstraint::Natural => {
                let left = self.column_names(left)?;
                let right = self.column_names(right)?;
                left.into_iter().filter(|name| right.contains(name)).collect()
            }
        };
        for name in names {
            let (left_rel, left_column, left_ty) = self.join_column(left, &name)?;
            let (right_rel, right_column, right_ty) = self.join_column(right, &name)?;
            let level = self.level()?;
            let side = |rel: usize, column: usize, ty: u32| {
                let col = level.rels[rel].position(column);
                Expr::new(Node::Column { depth: 0, rel, col }, ty)
            };
            let (l, r) = (side(left_rel, left_column, left_ty), side(right_rel, right_column, right_ty));
            let (kept, dropped) = if swapped {
                ((right_rel, right_column), (left_rel, left_column))
            } else {
                ((left_rel, left_column), (right_rel, right_column))
            };
            level.merged.retain(|merged| merged.name != name);
            level.merged.push(Merged { name, kept, dropped });
            on.push(compare(self, Comparison::Equal, l, r)?);
        }
        Ok(on)
    }

    fn column_names(&mut self, tree: &From) -> Result<Vec<String>> {
        let level = self.level()?;
        Ok(members(tree)
            .into_iter()
            .flat_map(|rel| level.rels[rel].columns.iter().map(|column| column.name.clone()))
            .collect())
    }

    fn join_column(&mut self, tree: &From, name: &str) -> Result<(usize, usize, u32)> {
        let level = self.level()?;
        let merged = level.merged.iter().find(|merged| merged.name == name).map(|merged| merged.dropped.0);
        let mut found = members(tree)
            .into_iter()
            .filter(|rel| Some(*rel) != merged)
            .filter_map(|rel| level.rels[rel].find(name).map(|(column, ty)| (rel, column, ty)));
        let first = found.next().ok_or_else(|| error::undefined_column(name))?;
        if found.next().is_some() {
            return Err(error::ambiguous_column(name));
        }
        Ok(first)
    }

    fn factor(&mut self, factor: &TableFactor, rels: &mut Vec<Rel>) -> Result<From> {
        if rels.len() >= MAX_ITEMS {
            return Err(error::limit(format!("more than {MAX_ITEMS} FROM items in one query")));
        }
        match factor {
            TableFactor::Table { name, alias, args: None, with_ordinality: false, sample: None, .. } => {
                self.relation(name, alias.as_ref(), rels)
            }
            TableFactor::Table { name, alias, args: Some(args), with_ordinality, .. } => {
                self.function(name, &args.args, *with_ordinality, alias.as_ref(), rels)
            }
            TableFactor::Function { name, args, with_ordinality, alias, .. } => {
                self.function(name, args, *with_ordinality, alias.as_ref(), rels)
            }
            TableFactor::Derived { lateral, subquery, alias, .. } => {
                self.derived(*lateral, subquery, alias.as_ref(), rels)
            }
            TableFactor::UNNEST { alias, array_exprs, with_ordinality, with_offset: false, .. } => {
                self.unnest(array_exprs, *with_ordinality, alias.as_ref(), rels)
            }
            TableFactor::NestedJoin { table_with_joins, alias: None } => {
                self.table_with_joins(table_with_joins, rels)
            }
            other => {
                Err(error::unsupported(format!("\"{other}\" in FROM is not supported in catalog queries")))
            }
        }
    }

    fn push(&mut self, rels: &mut Vec<Rel>, rel: Rel, item: ScopeRel) -> Result<From> {
        let level = self.level()?;
        if !item.alias.is_empty()
            && level.rels.iter().any(|other| other.alias == item.alias && other.schema == item.schema)
        {
            return Err(error::duplicate_alias(&item.alias));
        }
        level.rels.push(item);
        rels.push(rel);
        Ok(From::Rel(rels.len() - 1))
    }

    fn relation(
        &mut self,
        name: &ObjectName,
        alias: Option<&TableAlias>,
        rels: &mut Vec<Rel>,
    ) -> Result<From> {
        let parts: Vec<String> = name.0.iter().filter_map(|part| part.as_ident().map(fold)).collect();
        if let [single] = parts.as_slice()
            && let Some(common) = self.tables.iter().rev().find(|table| table.name == *single).cloned()
        {
            return self.common_table(common, alias, rels);
        }
        let relation = match parts.as_slice() {
            [name] => definitions::find("pg_catalog", name),
            [schema, name] => definitions::find(schema, name),
            [database, schema, name] if *database == self.ctx.session.database => {
                definitions::find(schema, name)
            }
            _ => None,
        };
        let relation = relation.ok_or_else(|| error::undefined_table(&parts.join(".")))?;
        let mut columns: Vec<Field> =
            relation.columns.iter().map(|column| Field::new(column.name.to_owned(), column.ty)).collect();
        rename(&mut columns, &alias_columns(alias), relation.name)?;
        let used = Rc::new(RefCell::new(Vec::new()));
        let item = ScopeRel {
            alias: alias.map_or_else(|| relation.name.to_owned(), |alias| fold(&alias.name)),
            schema: alias.is_none().then_some(relation.schema),
            columns,
            used: Some((relation, Rc::clone(&used))),
        };
        let source = Source::System { relation, used };
        self.push(rels, Rel { source, width: 0, depends: Vec::new() }, item)
    }

    fn common_table(
        &mut self,
        common: CommonTable,
        alias: Option<&TableAlias>,
        rels: &mut Vec<Rel>,
    ) -> Result<From> {
        let mut columns = common.columns;
        rename(&mut columns, &alias_columns(alias), &common.name)?;
        self.reach = self.reach.min(common.reach);
        // This level is not part of what a FROM item without LATERAL is evaluated in.
        let levels_up = self.visible_levels().saturating_sub(1).saturating_sub(common.visible_levels);
        let source = match common.source {
            CommonSource::Plan(plan) => Source::With { plan, levels_up },
            CommonSource::Working(id) => Source::Working { id },
        };
        let width = columns.len();
        let name = alias.map_or(common.name, |alias| fold(&alias.name));
        let item = ScopeRel { alias: name, schema: None, columns, used: None };
        self.push(rels, Rel { source, width, depends: Vec::new() }, item)
    }

    fn derived(
        &mut self,
        lateral: bool,
        query: &Query,
        alias: Option<&TableAlias>,
        rels: &mut Vec<Rel>,
    ) -> Result<From> {
        self.level()?.hidden = !lateral;
        let plan = self.query(query);
        self.level()?.hidden = false;
        let plan = plan?;
        let mut columns = plan.columns.clone();
        let name = alias.map_or_else(String::new, |alias| fold(&alias.name));
        rename(&mut columns, &alias_columns(alias), &name)?;
        let depends = if lateral { (0..rels.len()).collect() } else { Vec::new() };
        let width = columns.len();
        let item = ScopeRel { alias: name, schema: None, columns, used: None };
        let source = Source::Query { plan: Rc::new(plan), lateral };
        self.push(rels, Rel { source, width, depends }, item)
    }

    fn unnest(
        &mut self,
        arrays: &[Ast],
        ordinality: bool,
        alias: Option<&TableAlias>,
        rels: &mut Vec<Rel>,
    ) -> Result<From> {
        let mut calls = Vec::with_capacity(arrays.len());
        for array in arrays {
            let array = self.expr(array)?;
            calls.push(self.set_call("unnest", vec![array])?);
        }
        self.set_functions("unnest", calls, ordinality, alias, rels)
    }

    fn function(
        &mut self,
        name: &ObjectName,
        args: &[FunctionArg],
        ordinality: bool,
        alias: Option<&TableAlias>,
        rels: &mut Vec<Rel>,
    ) -> Result<From> {
        let name = self.function_name(name)?;
        let args = self.function_args(args)?;
        if !crate::functions::sets(&name).is_empty() {
            let call = self.set_call(&name, args)?;
            return self.set_functions(&name, vec![call], ordinality, alias, rels);
        }
        let expr = self.scalar_call(&name, args)?;
        let depends = depends_on(&[&expr], rels.len());
        let column = alias.map_or_else(|| name.clone(), |alias| fold(&alias.name));
        let columns = vec![Field::new(column.clone(), expr.ty)];
        let source = Source::Scalar { expr: Box::new(expr), ordinality };
        self.push_function(columns, ordinality, alias, column, source, depends, rels)
    }

    fn set_functions(
        &mut self,
        name: &str,
        calls: Vec<(SetCall, Vec<Field>)>,
        ordinality: bool,
        alias: Option<&TableAlias>,
        rels: &mut Vec<Rel>,
    ) -> Result<From> {
        let args: Vec<&Expr> = calls.iter().flat_map(|(call, _)| &call.args).collect();
        let depends = depends_on(&args, rels.len());
        let item = alias.map_or_else(|| name.to_owned(), |alias| fold(&alias.name));
        let mut columns = Vec::new();
        let single = calls.len() == 1;
        for (_, fields) in &calls {
            for field in fields {
                // A function with one unnamed column gives it the item's name.
                let column = match (field.name.as_str(), single) {
                    ("", true) => item.clone(),
                    ("", false) => name.to_owned(),
                    (column, _) => column.to_owned(),
                };
                columns.push(Field::new(column, field.ty));
            }
        }
        let calls = calls.into_iter().map(|(call, _)| call).collect();
        let source = Source::Functions { calls, ordinality };
        self.push_function(columns, ordinality, alias, item, source, depends, rels)
    }

    #[allow(clippy::too_many_arguments, reason = "one private step of the two functions above")]
    fn push_function(
        &mut self,
        mut columns: Vec<Field>,
        ordinality: bool,
        alias: Option<&TableAlias>,
        item: String,
        source: Source,
        depends: Vec<usize>,
        rels: &mut Vec<Rel>,
    ) -> Result<From> {
        if ordinality {
            columns.push(Field::new("ordinality".to_owned(), oids::INT8));
        }
        if alias.is_some_and(|alias| alias.columns.iter().any(|column| column.data_type.is_some())) {
            return Err(error::unsupported(format!(
                "column definitions for function \"{item}\" are not supported"
            )));
        }
        rename(&mut columns, &alias_columns(alias), &item)?;
        let width = columns.len();
        let item = ScopeRel { alias: item, schema: None, columns, used: None };
        self.push(rels, Rel { source, width, depends }, item)
    }
}

/// Earlier items of the level that expressions read; all of them when that cannot be told.
fn depends_on(exprs: &[&Expr], earlier: usize) -> Vec<usize> {
    let mut depends = Vec::new();
    for expr in exprs {
        match reads(expr) {
            Some(rels) => depends.extend(rels),
            None => return (0..earlier).collect(),
        }
    }
    depends
}

fn alias_columns(alias: Option<&TableAlias>) -> Vec<String> {
    alias.map_or_else(Vec::new, |alias| alias.columns.iter().map(|column| fold(&column.name)).collect())
}

/// The items of a join tree.
pub(crate) fn members(tree: &From) -> Vec<usize> {
    match tree {
        From::Rel(rel) => vec![*rel],
        From::Inner { items, .. } => items.iter().flat_map(members).collect(),
        From::Outer { left, right, .. } => members(left).into_iter().chain(members(right)).collect(),
    }
}
