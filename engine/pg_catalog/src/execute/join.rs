//! FROM and WHERE: join order, hash joins, outer joins, LATERAL.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::{Env, Executor};
use crate::bind::members;
use crate::error::Result;
use crate::plan::{Comparison, Expr, From, Node, OuterKind, Select, Source, Test, Tuple, reads};
use crate::value::Datum;

/// Values a column of a FROM item may have, known from the rows it is joined to.
pub(super) struct Restriction {
    pub(super) col: usize,
    pub(super) values: HashSet<Datum>,
}

/// A SELECT being evaluated.
pub(super) struct Scope<'s> {
    pub(super) select: &'s Select,
    pub(super) outer: Option<&'s Env<'s>>,
}

type Row = Vec<Tuple>;

impl Executor<'_, '_> {
    /// Rows of FROM that satisfy WHERE; one empty row without FROM.
    pub(super) fn joined_rows(&self, select: &Select, outer: Option<&Env<'_>>) -> Result<Vec<Row>> {
        let scope = Scope { select, outer };
        let empty: Tuple = Tuple::from(Vec::new());
        let base: Row = vec![empty; select.rels.len()];
        let conditions: Vec<&Expr> = select.filter.iter().collect();
        match &select.from {
            Some(tree) => self.tree(&scope, tree, conditions, &base, &[], None),
            None => Ok(if self.all_true(&conditions, &base, outer)? { vec![base] } else { Vec::new() }),
        }
    }

    fn all_true(&self, conditions: &[&Expr], row: &[Tuple], outer: Option<&Env<'_>>) -> Result<bool> {
        let env = Env::of_row(row, outer);
        for condition in conditions {
            if !self.evaluate(condition, &env)?.is_true() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn keep(&self, scope: &Scope<'_>, rows: Vec<Row>, conditions: &[&Expr]) -> Result<Vec<Row>> {
        if conditions.is_empty() {
            return Ok(rows);
        }
        let mut kept = Vec::with_capacity(rows.len());
        for row in rows {
            if self.all_true(conditions, &row, scope.outer)? {
                kept.push(row);
            }
        }
        Ok(kept)
    }

    /// Rows of a join tree. `base` holds the items already joined, `filled` says which.
    fn tree(
        &self,
        scope: &Scope<'_>,
        tree: &From,
        conditions: Vec<&Expr>,
        base: &Row,
        filled: &[usize],
        restriction: Option<Restriction>,
    ) -> Result<Vec<Row>> {
        match tree {
            From::Rel(rel) => {
                let tuples = self.scan(scope, *rel, &conditions, base, restriction)?;
                self.ctx.spend(tuples.len())?;
                let mut rows = Vec::new();
                for tuple in tuples {
                    let mut row = base.clone();
                    row[*rel] = tuple;
                    if self.all_true(&conditions, &row, scope.outer)? {
                        rows.push(row);
                    }
                }
                Ok(rows)
            }
            From::Inner { items, on } => {
                let conditions = conditions.into_iter().chain(on).collect();
                self.inner(scope, items, conditions, base, filled)
            }
            From::Outer { kind, left, right, on } => {
                self.outer(scope, *kind, (left, right), on, conditions, base, filled)
            }
        }
    }

    fn inner(
        &self,
        scope: &Scope<'_>,
        items: &[From],
        mut conditions: Vec<&Expr>,
        base: &Row,
        filled: &[usize],
    ) -> Result<Vec<Row>> {
        let mut filled = filled.to_vec();
        let mut rows = vec![base.clone()];
        let mut left: Vec<&From> = items.iter().collect();
        let mut first = true;
        while !left.is_empty() {
            let choice = self.choose(scope, &left, &conditions, &filled, first);
            let item = left.remove(choice);
            let own = members(item);
            let pushed =
                take(&mut conditions, |reads| !reads.is_empty() && reads.iter().all(|rel| own.contains(rel)));
            let lateral = depends(scope, &own).iter().any(|rel| !own.contains(rel));
            rows = if lateral {
                let mut joined = Vec::new();
                for row in &rows {
                    joined.extend(self.tree(scope, item, pushed.clone(), row, &filled, None)?);
                    self.ctx.spend(1)?;
                }
                joined
            } else {
                self.combine(scope, rows, item, pushed, &mut conditions, base, &filled)?
            };
            filled.extend(own);
            let ready = take(&mut conditions, |reads| reads.iter().all(|rel| filled.contains(rel)));
            rows = self.keep(scope, rows, &ready)?;
            first = false;
        }
        self.keep(scope, rows, &conditions)
    }

    /// The next item to join: reachable by an equality if possible, the cheapest among those.
    fn choose(
        &self,
        scope: &Scope<'_>,
        left: &[&From],
        conditions: &[&Expr],
        filled: &[usize],
        first: bool,
    ) -> usize {
        let mut best = (usize::MAX, 0);
        for (position, item) in left.iter().enumerate() {
            let own = members(item);
            let ready = depends(scope, &own).iter().all(|rel| own.contains(rel) || filled.contains(rel));
            if !ready {
                continue;
            }
            let connected =
                !first && conditions.iter().any(|condition| equality(condition, filled, &own).is_some());
            let cost = cost(scope, item, conditions) + if connected || first { 0 } else { 1_000_000 };
            if cost < best.0 {
                best = (cost, position);
            }
        }
        best.1
    }

    /// Joins `rows` with an item that does not depend on them, by hash where an equality allows it.
    #[allow(clippy::too_many_arguments, reason = "one private step of the join")]
    fn combine(
        &self,
        scope: &Scope<'_>,
        rows: Vec<Row>,
        item: &From,
        pushed: Vec<&Expr>,
        conditions: &mut Vec<&Expr>,
        base: &Row,
        filled: &[usize],
    ) -> Result<Vec<Row>> {
        let own = members(item);
        let mut keys = Vec::new();
        conditions.retain(|condition| match equality(condition, filled, &own) {
            Some(key) => {
                keys.push(key);
                false
            }
            None => true,
        });
        let left_keys = self.keys(scope, &rows, keys.iter().map(|(left, _)| *left))?;
        let restriction =
            keys.first().and_then(|(_, right)| restriction(right, item, left_keys.iter().flatten()));
        let right = self.tree(scope, item, pushed, base, &[], restriction)?;
        let mut joined = Vec::new();
        if keys.is_empty() {
            for row in &rows {
                self.ctx.spend(right.len())?;
                joined.extend(right.iter().map(|other| merge(row, other, &own)));
            }
            return Ok(joined);
        }
        let right_keys = self.keys(scope, &right, keys.iter().map(|(_, right)| *right))?;
        let table = hash(&right_keys);
        for (row, key) in rows.iter().zip(&left_keys) {
            let matches = key.as_ref().and_then(|key| table.get(key)).map_or(&[][..], Vec::as_slice);
            self.ctx.spend(matches.len())?;
            joined.extend(matches.iter().map(|index| merge(row, &right[*index], &own)));
        }
        Ok(joined)
    }

    #[allow(clippy::too_many_arguments, reason = "one private step of the join")]
    fn outer(
        &self,
        scope: &Scope<'_>,
        kind: OuterKind,
        (left, right): (&From, &From),
        on: &[Expr],
        mut conditions: Vec<&Expr>,
        base: &Row,
        filled: &[usize],
    ) -> Result<Vec<Row>> {
        let (left_own, right_own) = (members(left), members(right));
        let known = |own: &[usize], reads: &[usize]| {
            reads.iter().all(|rel| own.contains(rel) || filled.contains(rel))
        };
        // WHERE conditions on the left side of LEFT JOIN can be tested before it.
        let left_conditions = if kind == OuterKind::Left {
            take(&mut conditions, |reads| known(&left_own, reads))
        } else {
            Vec::new()
        };
        let left_rows = self.tree(scope, left, left_conditions, base, filled, None)?;
        let mut on: Vec<&Expr> = on.iter().collect();
        let right_conditions = if kind == OuterKind::Left {
            take(&mut on, |reads| known(&right_own, reads))
        } else {
            Vec::new()
        };
        let nulls = |own: &[usize]| -> Row {
            let mut row = base.clone();
            for rel in own {
                row[*rel] = vec![Datum::Null; scope.select.rels[*rel].width].into();
            }
            row
        };
        let right_nulls = nulls(&right_own);
        let mut joined = Vec::new();
        let lateral = depends(scope, &right_own).iter().any(|rel| !right_own.contains(rel));
        if lateral {
            let inside: Vec<usize> = filled.iter().chain(&left_own).copied().collect();
            for row in &left_rows {
                let matches = self.tree(scope, right, right_conditions.clone(), row, &inside, None)?;
                let matches = self.keep(scope, matches, &on)?;
                self.ctx.spend(matches.len())?;
                if matches.is_empty() {
                    joined.push(merge(row, &right_nulls, &right_own));
                }
                joined.extend(matches);
            }
            return self.keep(scope, joined, &conditions);
        }
        let before: Vec<usize> = filled.iter().chain(&left_own).copied().collect();
        let mut keys = Vec::new();
        on.retain(|condition| match equality(condition, &before, &right_own) {
            Some(key) => {
                keys.push(key);
                false
            }
            None => true,
        });
        let left_keys = self.keys(scope, &left_rows, keys.iter().map(|(left, _)| *left))?;
        let restriction = match kind {
            OuterKind::Left => {
                keys.first().and_then(|(_, key)| restriction(key, right, left_keys.iter().flatten()))
            }
            OuterKind::Full => None,
        };
        let right_rows = self.tree(scope, right, right_conditions, base, filled, restriction)?;
        let right_keys = self.keys(scope, &right_rows, keys.iter().map(|(_, right)| *right))?;
        let table = if keys.is_empty() { HashMap::new() } else { hash(&right_keys) };
        let all: Vec<usize> = (0..right_rows.len()).collect();
        let mut matched = vec![false; right_rows.len()];
        for (index, row) in left_rows.iter().enumerate() {
            let candidates = if keys.is_empty() {
                all.as_slice()
            } else {
                left_keys[index].as_ref().and_then(|key| table.get(key)).map_or(&[][..], Vec::as_slice)
            };
            self.ctx.spend(candidates.len())?;
            let mut any = false;
            for candidate in candidates {
                let merged = merge(row, &right_rows[*candidate], &right_own);
                if self.all_true(&on, &merged, scope.outer)? {
                    any = true;
                    matched[*candidate] = true;
                    joined.push(merged);
                }
            }
            if !any {
                joined.push(merge(row, &right_nulls, &right_own));
            }
        }
        if kind == OuterKind::Full {
            let left_nulls = nulls(&left_own);
            let unmatched = right_rows.iter().zip(&matched).filter(|(_, matched)| !**matched);
            joined.extend(unmatched.map(|(row, _)| merge(&left_nulls, row, &right_own)));
        }
        self.keep(scope, joined, &conditions)
    }

    /// Join keys of rows; `None` when one is NULL, which joins with nothing.
    fn keys<'k>(
        &self,
        scope: &Scope<'_>,
        rows: &[Row],
        exprs: impl Iterator<Item = &'k Expr>,
    ) -> Result<Vec<Option<Vec<Datum>>>> {
        let exprs: Vec<&Expr> = exprs.collect();
        rows.iter()
            .map(|row| {
                let env = Env::of_row(row, scope.outer);
                let key = exprs.iter().map(|expr| self.evaluate(expr, &env)).collect::<Result<Vec<_>>>()?;
                Ok(if key.iter().any(Datum::is_null) { None } else { Some(key) })
            })
            .collect()
    }
}

/// Takes the conditions whose FROM items are known and pass the test.
fn take<'c>(conditions: &mut Vec<&'c Expr>, test: impl Fn(&[usize]) -> bool) -> Vec<&'c Expr> {
    let mut taken = Vec::new();
    conditions.retain(|condition| match reads(condition) {
        Some(reads) if test(&reads) => {
            taken.push(*condition);
            false
        }
        _ => true,
    });
    taken
}

/// The two sides of `left = right` when the left reads only `before` and the right only `own` (or reversed).
fn equality<'c>(condition: &'c Expr, before: &[usize], own: &[usize]) -> Option<(&'c Expr, &'c Expr)> {
    let Node::Test { test: Test::Compare(Comparison::Equal), left, right, .. } = &condition.node else {
        return None;
    };
    let side = |expr: &Expr, rels: &[usize]| {
        reads(expr).is_some_and(|reads| !reads.is_empty() && reads.iter().all(|rel| rels.contains(rel)))
    };
    if side(left, before) && side(right, own) {
        Some((left, right))
    } else if side(right, before) && side(left, own) {
        Some((right, left))
    } else {
        None
    }
}

/// The first key of the join as values its column may take, when the other side is a bare item.
fn restriction<'k>(
    key: &Expr,
    item: &From,
    keys: impl Iterator<Item = &'k Vec<Datum>>,
) -> Option<Restriction> {
    let From::Rel(own) = item else { return None };
    match key.node {
        Node::Column { depth: 0, rel, col } if rel == *own => {
            Some(Restriction { col, values: keys.filter_map(|key| key.first().cloned()).collect() })
        }
        _ => None,
    }
}

fn depends(scope: &Scope<'_>, own: &[usize]) -> Vec<usize> {
    own.iter().flat_map(|rel| scope.select.rels[*rel].depends.iter().copied()).collect()
}

fn merge(left: &Row, right: &Row, own: &[usize]) -> Row {
    let mut row = left.clone();
    for rel in own {
        row[*rel] = Rc::clone(&right[*rel]);
    }
    row
}

fn hash(keys: &[Option<Vec<Datum>>]) -> HashMap<&Vec<Datum>, Vec<usize>> {
    let mut table: HashMap<&Vec<Datum>, Vec<usize>> = HashMap::new();
    for (index, key) in keys.iter().enumerate() {
        if let Some(key) = key {
            table.entry(key).or_default().push(index);
        }
    }
    table
}

/// Rough number of rows an item gives.
fn cost(scope: &Scope<'_>, item: &From, conditions: &[&Expr]) -> usize {
    match item {
        From::Rel(rel) => match &scope.select.rels[*rel].source {
            Source::System { relation, .. } => {
                let selective = conditions.iter().any(|condition| {
                    reads(condition).is_some_and(|reads| reads == [*rel]) && selects(condition)
                });
                let size = match relation.name {
                    "pg_attribute" | "columns" | "pg_description" => 10_000,
                    "pg_class" | "tables" | "pg_tables" | "pg_views" => 1_000,
                    "pg_type" | "pg_proc" => 400,
                    _ => 50,
                };
                if selective { 1 + size / 1_000 } else { size }
            }
            Source::Functions { .. } | Source::Scalar { .. } => 5,
            _ => 100,
        },
        From::Inner { items, .. } => {
            items.iter().map(|item| cost(scope, item, conditions)).min().unwrap_or(1)
        }
        From::Outer { left, .. } => cost(scope, left, conditions),
    }
}

/// Conditions that leave few rows.
fn selects(condition: &Expr) -> bool {
    match &condition.node {
        Node::Test { test: Test::Compare(Comparison::Equal), .. } => true,
        Node::Test { test: Test::Match { negated, .. }, .. } => !negated,
        Node::InList { negated, .. } => !negated,
        Node::Quantified { all, .. } | Node::QuantifiedPlan { all, .. } => !all,
        _ => false,
    }
}
