//! Runs bound queries over the catalogs, row by row.
//!
//! The catalogs are small and the queries deep, so this is a plain nested evaluator with three things that keep
//! it fast: hash joins, indexes on kept catalogs, and kept results of uncorrelated subqueries. It must never
//! fetch: what is missing is noted in the [`Context`] and the run is repeated.

mod aggregate;
mod evaluate;
mod join;
mod pattern;
mod scan;
mod select;
mod window;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::context::Context;
use crate::error::{self, Result};
use crate::plan::{Body, Distinct, Expr, Plan, SetOp, SortOrder, Tuple};
use crate::value::Datum;

/// Most rows a statement may return.
const MAX_RESULT_ROWS: usize = 5_000_000;
/// Most rounds of a recursive query.
const MAX_RECURSION: usize = 10_000;

/// A catalog's OID and the columns read of it.
type TableKey = (u32, Vec<usize>);

/// Results kept during one run.
#[derive(Debug, Default)]
pub(crate) struct Caches {
    /// Rows of uncorrelated plans by identity.
    plans: RefCell<HashMap<usize, Rc<Vec<Tuple>>>>,
    /// Values of uncorrelated `IN (subquery)`.
    sets: RefCell<HashMap<usize, Rc<ValueSet>>>,
    /// Rows of catalogs by OID and columns read.
    tables: RefCell<HashMap<TableKey, Rc<scan::KeptTable>>>,
    /// Rows of the last step of recursive queries.
    working: RefCell<HashMap<usize, Rc<Vec<Tuple>>>>,
}

/// Distinct values and whether NULL is among them.
#[derive(Debug, Default)]
pub(crate) struct ValueSet {
    values: HashSet<Datum>,
    has_null: bool,
}

/// Where an expression is evaluated: the rows of its level and of the levels around it.
#[derive(Clone, Copy)]
struct Env<'e> {
    row: &'e [Tuple],
    aggregates: &'e [Datum],
    sets: &'e [Datum],
    windows: &'e [Datum],
    outer: Option<&'e Env<'e>>,
}

impl<'e> Env<'e> {
    fn of_row(row: &'e [Tuple], outer: Option<&'e Env<'e>>) -> Self {
        Self { row, aggregates: &[], sets: &[], windows: &[], outer }
    }
}

/// Evaluates one statement.
pub(crate) struct Executor<'x, 'a> {
    ctx: &'x Context<'a>,
    parameters: &'x [Datum],
}

impl<'x, 'a> Executor<'x, 'a> {
    pub(crate) fn new(ctx: &'x Context<'a>, parameters: &'x [Datum]) -> Self {
        Self { ctx, parameters }
    }

    /// All rows of a statement.
    pub(crate) fn rows(&self, plan: &Plan) -> Result<Rc<Vec<Tuple>>> {
        let rows = self.plan(plan, None)?;
        if rows.len() > MAX_RESULT_ROWS {
            return Err(error::limit(format!("catalog query returns more than {MAX_RESULT_ROWS} rows")));
        }
        Ok(rows)
    }

    /// Rows of a plan; those of an uncorrelated one are computed once.
    fn plan(&self, plan: &Plan, outer: Option<&Env<'_>>) -> Result<Rc<Vec<Tuple>>> {
        if !plan.correlated
            && let Some(rows) = self.ctx.caches.plans.borrow().get(&plan.id)
        {
            return Ok(Rc::clone(rows));
        }
        let rows = Rc::new(self.compute(plan, outer)?);
        if !plan.correlated {
            self.ctx.caches.plans.borrow_mut().insert(plan.id, Rc::clone(&rows));
        }
        Ok(rows)
    }

    fn compute(&self, plan: &Plan, outer: Option<&Env<'_>>) -> Result<Vec<Tuple>> {
        let mut rows = match &plan.body {
            Body::Select(select) => self.select(select, outer)?,
            Body::Values(values) => {
                let env = Env::of_row(&[], outer);
                let rows = values.iter().map(|row| self.tuple(row, &env));
                rows.collect::<Result<_>>()?
            }
            Body::Set { op, all, left, right } => {
                let (left, right) = (self.plan(left, outer)?, self.plan(right, outer)?);
                set_operation(*op, *all, &left, &right)
            }
            Body::Recursive { base, step, all } => self.recursive(plan.id, base, step, *all, outer)?,
        };
        self.ctx.spend(rows.len())?;
        if plan.distinct == Distinct::Rows {
            let mut seen = HashSet::new();
            let width = plan.columns.len();
            rows.retain(|row| seen.insert(row[..width.min(row.len())].to_vec()));
        }
        if !plan.sort.is_empty() {
            rows.sort_by(|a, b| compare_rows(a, b, &plan.sort));
        }
        if let Distinct::On(keys) = &plan.distinct {
            let mut seen = HashSet::new();
            rows.retain(|row| seen.insert(keys.iter().map(|key| row[*key].clone()).collect::<Vec<_>>()));
        }
        if plan.limit.is_some() || plan.offset.is_some() {
            let env = Env::of_row(&[], outer);
            let offset = self.count(plan.offset.as_ref(), &env)?.unwrap_or(0);
            let limit = self.count(plan.limit.as_ref(), &env)?.unwrap_or(usize::MAX);
            rows = rows.into_iter().skip(offset).take(limit).collect();
        }
        let width = plan.columns.len();
        if rows.first().is_some_and(|row| row.len() > width) {
            rows = rows.into_iter().map(|row| Tuple::from(&row[..width])).collect();
        }
        Ok(rows)
    }

    fn count(&self, expr: Option<&Expr>, env: &Env<'_>) -> Result<Option<usize>> {
        let Some(expr) = expr else { return Ok(None) };
        match self.evaluate(expr, env)? {
            Datum::Null => Ok(None),
            value => value
                .as_int()
                .and_then(|value| usize::try_from(value).ok())
                .map(Some)
                .ok_or_else(|| error::invalid_parameter("LIMIT and OFFSET must not be negative")),
        }
    }

    fn tuple(&self, exprs: &[Expr], env: &Env<'_>) -> Result<Tuple> {
        exprs.iter().map(|expr| self.evaluate(expr, env)).collect::<Result<Vec<_>>>().map(Tuple::from)
    }

    fn recursive(
        &self,
        id: usize,
        base: &Plan,
        step: &Plan,
        all: bool,
        outer: Option<&Env<'_>>,
    ) -> Result<Vec<Tuple>> {
        let mut seen = HashSet::new();
        let mut fresh = |rows: Vec<Tuple>| -> Vec<Tuple> {
            if all { rows } else { rows.into_iter().filter(|row| seen.insert(Rc::clone(row))).collect() }
        };
        let mut working = fresh(self.plan(base, outer)?.to_vec());
        let mut result = working.clone();
        let mut rounds = 0;
        let before = self.ctx.caches.working.borrow_mut().remove(&id);
        while !working.is_empty() {
            rounds += 1;
            if rounds > MAX_RECURSION {
                return Err(error::limit(format!("recursive query takes more than {MAX_RECURSION} rounds")));
            }
            self.ctx.caches.working.borrow_mut().insert(id, Rc::new(working));
            working = fresh(self.plan(step, outer)?.to_vec());
            result.extend(working.iter().cloned());
            self.ctx.spend(working.len())?;
        }
        let mut tables = self.ctx.caches.working.borrow_mut();
        match before {
            Some(rows) => tables.insert(id, rows),
            None => tables.remove(&id),
        };
        Ok(result)
    }
}

fn compare_rows(a: &Tuple, b: &Tuple, sort: &[(usize, SortOrder)]) -> std::cmp::Ordering {
    for (position, order) in sort {
        let ordering = compare_keys(&a[*position], &b[*position], *order);
        if ordering.is_ne() {
            return ordering;
        }
    }
    std::cmp::Ordering::Equal
}

/// Order of two sort keys.
fn compare_keys(a: &Datum, b: &Datum, order: SortOrder) -> std::cmp::Ordering {
    use std::cmp::Ordering;
    match (a.is_null(), b.is_null()) {
        (true, true) => Ordering::Equal,
        (true, false) => {
            if order.nulls_first {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
        (false, true) => {
            if order.nulls_first {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
        (false, false) => {
            if order.descending {
                b.cmp(a)
            } else {
                a.cmp(b)
            }
        }
    }
}

fn set_operation(op: SetOp, all: bool, left: &[Tuple], right: &[Tuple]) -> Vec<Tuple> {
    let mut counts: HashMap<&Tuple, usize> = HashMap::new();
    if op != SetOp::Union {
        for row in right {
            *counts.entry(row).or_default() += 1;
        }
    }
    let mut seen = HashSet::new();
    match op {
        SetOp::Union => {
            left.iter().chain(right).filter(|row| all || seen.insert(Rc::clone(row))).cloned().collect()
        }
        SetOp::Intersect | SetOp::Except => left
            .iter()
            .filter(|row| {
                let in_right = match counts.get_mut(row) {
                    Some(count) if *count > 0 => {
                        if all {
                            *count -= 1;
                        }
                        true
                    }
                    _ => false,
                };
                in_right == (op == SetOp::Intersect) && (all || seen.insert(Rc::clone(row)))
            })
            .cloned()
            .collect(),
    }
}
