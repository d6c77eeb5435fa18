//! Rows of one FROM item.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::join::{Restriction, Scope};
use super::{Env, Executor};
use crate::error::Result;
use crate::plan::{Comparison, Expr, Node, SetCall, Source, Test, Tuple, reads};
use crate::relations::{self, Request};
use crate::value::Datum;

/// Positions of rows by the value of a column.
type Index = Rc<HashMap<Datum, Vec<usize>>>;

/// A kept catalog and its indexes by column position.
#[derive(Debug)]
pub(super) struct KeptTable {
    rows: Vec<Tuple>,
    indexes: RefCell<HashMap<usize, Index>>,
}

impl KeptTable {
    fn index(&self, col: usize) -> Index {
        if let Some(index) = self.indexes.borrow().get(&col) {
            return Rc::clone(index);
        }
        let mut index: HashMap<Datum, Vec<usize>> = HashMap::new();
        for (position, row) in self.rows.iter().enumerate() {
            index.entry(row[col].clone()).or_default().push(position);
        }
        let index = Rc::new(index);
        self.indexes.borrow_mut().insert(col, Rc::clone(&index));
        index
    }
}

impl Executor<'_, '_> {
    /// Rows of an item; conditions only narrow the scan, the caller tests them.
    pub(super) fn scan(
        &self,
        scope: &Scope<'_>,
        rel: usize,
        conditions: &[&Expr],
        base: &[Tuple],
        restriction: Option<Restriction>,
    ) -> Result<Vec<Tuple>> {
        match &scope.select.rels[rel].source {
            Source::System { relation, used } => {
                let used = used.borrow();
                let mut allowed = self.allowed(scope, rel, conditions, base)?;
                if let Some(Restriction { col, values }) = restriction {
                    narrow(&mut allowed, col, values);
                }
                if relations::opens_lake_relations(relation, &used) {
                    let allowed = allowed
                        .into_iter()
                        .filter_map(|(col, values)| {
                            let column = relation.columns.get(*used.get(col)?)?;
                            Some((column.name, values))
                        })
                        .collect();
                    return Ok(relations::rows(self.ctx, &Request { relation, used: &used, allowed }));
                }
                let table = self.kept(relation, &used);
                match allowed.into_iter().min_by_key(|(_, values)| values.len()) {
                    None => Ok(table.rows.clone()),
                    Some((col, values)) => {
                        let index = table.index(col);
                        let mut positions: Vec<usize> =
                            values.iter().filter_map(|value| index.get(value)).flatten().copied().collect();
                        positions.sort_unstable();
                        Ok(positions.into_iter().map(|position| Rc::clone(&table.rows[position])).collect())
                    }
                }
            }
            Source::Query { plan, lateral: false } => self.plan(plan, scope.outer).map(|rows| rows.to_vec()),
            Source::Query { plan, lateral: true } => {
                let env = Env::of_row(base, scope.outer);
                self.plan(plan, Some(&env)).map(|rows| rows.to_vec())
            }
            Source::With { plan, levels_up } => {
                let mut outer = scope.outer;
                for _ in 0..*levels_up {
                    outer = outer.and_then(|env| env.outer);
                }
                self.plan(plan, outer).map(|rows| rows.to_vec())
            }
            Source::Working { id } => {
                let working = self.ctx.caches.working.borrow();
                Ok(working.get(&id.get()).map_or_else(Vec::new, |rows| rows.to_vec()))
            }
            Source::Functions { calls, ordinality } => {
                let env = Env::of_row(base, scope.outer);
                let lists = calls.iter().map(|call| self.set_rows(call, &env)).collect::<Result<Vec<_>>>()?;
                let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
                Ok((0..longest).map(|index| function_row(calls, &lists, index, *ordinality)).collect())
            }
            Source::Scalar { expr, ordinality } => {
                let env = Env::of_row(base, scope.outer);
                let mut row = vec![self.evaluate(expr, &env)?];
                if *ordinality {
                    row.push(Datum::Int(1));
                }
                Ok(vec![row.into()])
            }
        }
    }

    fn kept(
        &self,
        relation: &'static crate::relations::definitions::SystemRelation,
        used: &[usize],
    ) -> Rc<KeptTable> {
        let key = (relation.oid, used.to_vec());
        if let Some(table) = self.ctx.caches.tables.borrow().get(&key) {
            return Rc::clone(table);
        }
        let rows = relations::rows(self.ctx, &Request { relation, used, allowed: HashMap::new() });
        let table = Rc::new(KeptTable { rows, indexes: RefCell::default() });
        self.ctx.caches.tables.borrow_mut().insert(key, Rc::clone(&table));
        table
    }

    /// Rows of a set-returning function.
    pub(super) fn set_rows(&self, call: &SetCall, env: &Env<'_>) -> Result<Vec<Datum>> {
        let args = call.args.iter().map(|arg| self.evaluate(arg, env)).collect::<Result<Vec<_>>>()?;
        (call.function.body)(self.ctx, &args)
    }

    /// Values that conditions leave to columns of the item.
    fn allowed(
        &self,
        scope: &Scope<'_>,
        rel: usize,
        conditions: &[&Expr],
        base: &[Tuple],
    ) -> Result<HashMap<usize, HashSet<Datum>>> {
        let env = Env::of_row(base, scope.outer);
        let mut allowed = HashMap::new();
        let column = |expr: &Expr| match expr.node {
            Node::Column { depth: 0, rel: of, col } if of == rel => Some(col),
            _ => None,
        };
        let foreign = |expr: &Expr| reads(expr).is_some_and(|reads| !reads.contains(&rel));
        for condition in conditions {
            match &condition.node {
                Node::Test { test: Test::Compare(Comparison::Equal), left, right, .. } => {
                    for (own, other) in [(left, right), (right, left)] {
                        if let (Some(col), true) = (column(own), foreign(other)) {
                            let value = self.evaluate(other, &env)?;
                            narrow(&mut allowed, col, std::iter::once(value).collect());
                            break;
                        }
                    }
                }
                Node::InList { input, list, negated: false } => {
                    if let (Some(col), true) = (column(input), list.iter().all(foreign)) {
                        let values =
                            list.iter().map(|item| self.evaluate(item, &env)).collect::<Result<_>>()?;
                        narrow(&mut allowed, col, values);
                    }
                }
                Node::Quantified { test: Test::Compare(Comparison::Equal), left, array, all: false } => {
                    if let (Some(col), true) = (column(left), foreign(array)) {
                        let array = self.evaluate(array, &env)?;
                        let values = array.as_array().map(|array| array.items.iter().cloned().collect());
                        narrow(&mut allowed, col, values.unwrap_or_default());
                    }
                }
                Node::QuantifiedPlan { test: Test::Compare(Comparison::Equal), left, plan, all: false } => {
                    if let (Some(col), false) = (column(left), plan.correlated) {
                        let rows = self.plan(plan, None)?;
                        narrow(
                            &mut allowed,
                            col,
                            rows.iter().filter_map(|row| row.first().cloned()).collect(),
                        );
                    }
                }
                _ => {}
            }
        }
        Ok(allowed)
    }
}

fn narrow(allowed: &mut HashMap<usize, HashSet<Datum>>, col: usize, mut values: HashSet<Datum>) {
    values.remove(&Datum::Null);
    match allowed.get_mut(&col) {
        Some(before) => before.retain(|value| values.contains(value)),
        None => {
            allowed.insert(col, values);
        }
    }
}

fn function_row(calls: &[SetCall], lists: &[Vec<Datum>], index: usize, ordinality: bool) -> Tuple {
    let mut row = Vec::new();
    for (call, list) in calls.iter().zip(lists) {
        match (list.get(index), call.function.columns.len()) {
            (Some(Datum::Record(fields)), width) if width > 1 => row.extend(fields.iter().cloned()),
            (Some(value), 1) => row.push(value.clone()),
            (_, width) => row.extend(std::iter::repeat_n(Datum::Null, width)),
        }
    }
    if ordinality {
        row.push(Datum::Int(i64::try_from(index).unwrap_or(i64::MAX - 1) + 1));
    }
    row.into()
}
