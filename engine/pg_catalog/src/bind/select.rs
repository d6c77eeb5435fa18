//! One SELECT: select list, WHERE, GROUP BY, HAVING, ORDER BY, DISTINCT.

use datafusion::sql::sqlparser::ast::{
    Distinct as AstDistinct, Expr as Ast, GroupByExpr, OrderByExpr, Select as AstSelect, SelectItem,
    SelectItemQualifiedWildcardKind,
};

use super::Binder;
use super::column::fold;
use super::naming::output_name;
use super::query::{checked_ordinal, ordinal, select_all, sort_order};
use super::scope::{Allowed, Level, ScopeRel};
use crate::error::{self, Result};
use crate::plan::{Body, Distinct, Expr, Field, From, Grouping, Node, Plan, Rel, Select, SortOrder, Source};
use crate::types::oids;

/// Most columns of a select list; PostgreSQL's limit.
const MAX_COLUMNS: usize = 1664;

impl Binder<'_, '_> {
    /// Binds a SELECT with the ORDER BY that stands behind it.
    pub(super) fn select(&mut self, select: &AstSelect, order: &[OrderByExpr]) -> Result<Plan> {
        if select.into.is_some() {
            return Err(error::unsupported("SELECT INTO is not supported; use CREATE TABLE AS"));
        }
        if !select.lateral_views.is_empty() || select.qualify.is_some() || !select.named_window.is_empty() {
            return Err(error::unsupported("this form of SELECT is not supported in catalog queries"));
        }
        self.levels.push(Level::default());
        let result = self.select_inside(select, order);
        self.levels.pop();
        result
    }

    fn select_inside(&mut self, select: &AstSelect, order: &[OrderByExpr]) -> Result<Plan> {
        let mut rels: Vec<Rel> = Vec::new();
        let from = self.bind_from(&select.from, &mut rels)?;
        let mut filter = Vec::new();
        if let Some(selection) = &select.selection {
            self.conjuncts(selection, "WHERE", &mut filter)?;
        }
        self.level()?.allows = Allowed::Everything;
        let mut columns: Vec<(String, Expr)> = Vec::new();
        for item in &select.projection {
            self.select_item(item, &mut columns)?;
        }
        if columns.len() > MAX_COLUMNS {
            return Err(error::limit(format!("target lists can have at most {MAX_COLUMNS} entries")));
        }
        let keys = self.group_keys(&select.group_by, &columns)?;
        let having = match &select.having {
            Some(having) => {
                self.level()?.allows = Allowed::Aggregates;
                Some(self.condition(having, "HAVING")?)
            }
            None => None,
        };
        self.level()?.allows = Allowed::Everything;
        let visible = columns.len();
        let mut output: Vec<Expr> = columns.iter().map(|(_, expr)| expr.clone()).collect();
        let distinct = match &select.distinct {
            None | Some(AstDistinct::All) => Distinct::No,
            Some(AstDistinct::Distinct) => Distinct::Rows,
            Some(AstDistinct::On(exprs)) => {
                let mut positions = Vec::new();
                for expr in exprs {
                    positions.push(self.output_position(expr, &columns, &mut output, "DISTINCT ON")?);
                }
                Distinct::On(positions)
            }
        };
        let mut sort: Vec<(usize, SortOrder)> = Vec::new();
        for item in order {
            let position = self.output_position(&item.expr, &columns, &mut output, "ORDER BY")?;
            if distinct == Distinct::Rows && position >= visible {
                return Err(error::invalid_column_reference(
                    "for SELECT DISTINCT, ORDER BY expressions must appear in select list",
                ));
            }
            sort.push((position, sort_order(&item.options)));
        }
        let level = std::mem::take(self.level()?);
        let grouped = !keys.is_empty() || !level.aggregates.is_empty() || having.is_some();
        if grouped {
            let shown = output.iter().chain(&having);
            check_grouping(shown, &keys, &level.rels)?;
        }
        finish_widths(&mut rels);
        let grouping = grouped.then_some(Grouping { keys, aggregates: level.aggregates, having });
        let body = Select { rels, from, filter, grouping, windows: level.windows, sets: level.sets, output };
        let fields = columns
            .iter()
            .map(|(name, expr)| Field { name: name.clone(), ty: expr.ty, fields: expr.fields.clone() })
            .collect();
        let mut plan = self.plan(fields, Body::Select(Box::new(body)));
        plan.sort = sort;
        plan.distinct = distinct;
        Ok(plan)
    }

    /// `SELECT * FROM (plan) ORDER BY order`.
    pub(super) fn select_over(
        &mut self,
        plan: Plan,
        columns: Vec<Field>,
        order: &[OrderByExpr],
    ) -> Result<Plan> {
        let mut select = select_all(plan);
        let item = ScopeRel { alias: String::new(), schema: None, columns: columns.clone(), used: None };
        self.levels.push(Level { rels: vec![item], allows: Allowed::Scalars, ..Level::default() });
        let named: Vec<(String, Expr)> =
            columns.iter().map(|field| field.name.clone()).zip(select.output.iter().cloned()).collect();
        let mut sort = Vec::new();
        let mut result = Ok(());
        for item in order {
            match self.output_position(&item.expr, &named, &mut select.output, "ORDER BY") {
                Ok(position) => sort.push((position, sort_order(&item.options))),
                Err(error) => result = Err(error),
            }
        }
        self.levels.pop();
        result?;
        let mut plan = self.plan(columns, Body::Select(Box::new(select)));
        plan.sort = sort;
        Ok(plan)
    }

    fn select_item(&mut self, item: &SelectItem, columns: &mut Vec<(String, Expr)>) -> Result<()> {
        match item {
            SelectItem::UnnamedExpr(expr) => {
                let bound = self.expr(expr)?;
                columns.push((output_name(expr), bound));
            }
            SelectItem::ExprWithAlias { expr, alias } => {
                let bound = self.expr(expr)?;
                columns.push((fold(alias), bound));
            }
            SelectItem::Wildcard(_) => columns.extend(self.star(None)?),
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                let qualifier: Vec<String> =
                    name.0.iter().filter_map(|part| part.as_ident().map(fold)).collect();
                columns.extend(self.star(Some(&qualifier))?);
            }
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::Expr(_), _) => {
                return Err(error::unsupported("\".*\" of an expression is not supported; name its fields"));
            }
            SelectItem::ExprWithAliases { .. } => {
                return Err(error::unsupported("several aliases for one expression are not supported"));
            }
        }
        Ok(())
    }

    fn group_keys(&mut self, group_by: &GroupByExpr, columns: &[(String, Expr)]) -> Result<Vec<Expr>> {
        let exprs = match group_by {
            GroupByExpr::Expressions(exprs, modifiers) if modifiers.is_empty() => exprs,
            _ => {
                return Err(error::unsupported(
                    "GROUP BY ALL and grouping sets are not supported in catalog queries",
                ));
            }
        };
        self.level()?.allows = Allowed::Scalars;
        let mut keys = Vec::with_capacity(exprs.len());
        for expr in exprs {
            if let Some(number) = ordinal(expr) {
                keys.push(columns[checked_ordinal(number, columns.len(), "GROUP BY")?].1.clone());
                continue;
            }
            // A name is an input column first and an output column second, the reverse of ORDER BY.
            if let Ast::Identifier(ident) = expr {
                let name = fold(ident);
                if let Some(column) = self.lookup_column(&name)? {
                    keys.push(column);
                    continue;
                }
                if let Some((_, column)) = columns.iter().find(|(column, _)| *column == name) {
                    keys.push(column.clone());
                    continue;
                }
            }
            keys.push(self.expr(expr)?);
        }
        Ok(keys)
    }

    /// Position in the output of an ORDER BY or DISTINCT ON item; expressions are added as hidden columns.
    fn output_position(
        &mut self,
        expr: &Ast,
        columns: &[(String, Expr)],
        output: &mut Vec<Expr>,
        clause: &str,
    ) -> Result<usize> {
        if let Some(number) = ordinal(expr) {
            return checked_ordinal(number, columns.len(), clause);
        }
        if let Ast::Identifier(ident) = expr {
            let name = fold(ident);
            let mut found = columns.iter().enumerate().filter(|(_, (column, _))| *column == name);
            if let Some((position, (_, first))) = found.next() {
                let same =
                    |(_, (_, other)): (usize, &(String, Expr))| format!("{other:?}") == format!("{first:?}");
                if !found.all(same) {
                    return Err(error::ambiguous_column(&name));
                }
                return Ok(position);
            }
        }
        let bound = self.expr(expr)?;
        let bound = self.settle(bound)?;
        let text = format!("{bound:?}");
        if let Some(position) = columns.iter().position(|(_, column)| format!("{column:?}") == text) {
            return Ok(position);
        }
        output.push(bound);
        Ok(output.len() - 1)
    }

    /// Splits a condition at its ANDs, binding each part.
    pub(super) fn conjuncts(&mut self, expr: &Ast, clause: &str, out: &mut Vec<Expr>) -> Result<()> {
        let bound = self.condition(expr, clause)?;
        match bound.node {
            Node::And(parts) => out.extend(parts),
            node => out.push(Expr { node, ..bound }),
        }
        Ok(())
    }

    /// A boolean expression.
    pub(super) fn condition(&mut self, expr: &Ast, clause: &str) -> Result<Expr> {
        let bound = self.expr(expr)?;
        match bound.ty {
            oids::BOOL => Ok(bound),
            oids::UNKNOWN => self.coerce(bound, oids::BOOL),
            other => Err(error::datatype_mismatch(format!(
                "argument of {clause} must be type boolean, not type {}",
                crate::types::names::format(other, -1)
            ))),
        }
    }
}

/// Sets the widths of the tuples of system relations, known only when all columns have been bound.
fn finish_widths(rels: &mut [Rel]) {
    for rel in rels {
        if let Source::System { used, .. } = &rel.source {
            rel.width = used.borrow().len();
        }
    }
}

/// Refuses columns that are neither grouped nor aggregated (42803), as PostgreSQL does; a group key that is the
/// `oid` of a catalog stands for all of the catalog's columns.
fn check_grouping<'e>(exprs: impl Iterator<Item = &'e Expr>, keys: &[Expr], rels: &[ScopeRel]) -> Result<()> {
    let texts: Vec<String> = keys.iter().map(|key| format!("{:?}", key.node)).collect();
    let determined: Vec<usize> = keys
        .iter()
        .filter_map(|key| match key.node {
            Node::Column { depth: 0, rel, col } => {
                let (relation, used) = rels.get(rel)?.used.as_ref()?;
                let column = *used.borrow().get(col)?;
                (relation.columns.get(column)?.name == "oid").then_some(rel)
            }
            _ => None,
        })
        .collect();
    for expr in exprs {
        check_grouped(expr, &texts, &determined, rels)?;
    }
    Ok(())
}

fn check_grouped(expr: &Expr, keys: &[String], determined: &[usize], rels: &[ScopeRel]) -> Result<()> {
    if !keys.is_empty() && keys.contains(&format!("{:?}", expr.node)) {
        return Ok(());
    }
    if let Node::Column { depth: 0, rel, col } = &expr.node {
        if determined.contains(rel) {
            return Ok(());
        }
        let name = rels.get(*rel).map_or_else(String::new, |item| {
            let column = item.used.as_ref().map_or(Some(*col), |(_, used)| used.borrow().get(*col).copied());
            let column =
                column.and_then(|column| item.columns.get(column)).map_or("?", |field| field.name.as_str());
            format!("{}.{column}", item.alias)
        });
        return Err(error::grouping(format!(
            "column \"{name}\" must appear in the GROUP BY clause or be used in an aggregate function"
        )));
    }
    let mut result = Ok(());
    expr.for_each_child(&mut |child| {
        if result.is_ok() {
            result = check_grouped(child, keys, determined, rels);
        }
    });
    result
}

/// The join tree of a FROM list.
pub(super) fn join_all(mut items: Vec<From>) -> Option<From> {
    match items.len() {
        0 => None,
        1 => items.pop(),
        _ => Some(From::Inner { items, on: Vec::new() }),
    }
}
