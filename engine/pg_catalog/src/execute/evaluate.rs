//! Values of expressions, with PostgreSQL's three-valued logic.

use std::collections::HashSet;
use std::rc::Rc;

use super::{Env, Executor, ValueSet, pattern};
use crate::error::{self, Result};
use crate::plan::{Arithmetic, Comparison, Expr, Node, Plan, Test};
use crate::types::{names, oids};
use crate::value::{ArrayValue, Datum, Numeric, cast};

/// Constant IN lists longer than this are looked up in a set.
const LONG_LIST: usize = 8;

impl Executor<'_, '_> {
    pub(super) fn evaluate(&self, expr: &Expr, env: &Env<'_>) -> Result<Datum> {
        Ok(match &expr.node {
            Node::Const(value) => value.clone(),
            Node::Param(index) => {
                self.parameters.get(*index).cloned().ok_or_else(|| error::undefined_parameter(index + 1))?
            }
            Node::Column { depth, rel, col } => {
                let mut at = env;
                for _ in 0..*depth {
                    at = at.outer.ok_or_else(|| error::internal("a column of an outer query has no row"))?;
                }
                let tuple = at.row.get(*rel).ok_or_else(|| error::internal("a FROM item has no row"))?;
                // A group without rows has empty tuples.
                tuple.get(*col).cloned().unwrap_or(Datum::Null)
            }
            Node::Aggregate(index) => env.aggregates.get(*index).cloned().unwrap_or(Datum::Null),
            Node::SetReturning(index) => env.sets.get(*index).cloned().unwrap_or(Datum::Null),
            Node::Window(index) => env.windows.get(*index).cloned().unwrap_or(Datum::Null),
            Node::Call { function, args } => {
                let args = self.list(args, env)?;
                if function.strict && args.iter().any(Datum::is_null) {
                    return Ok(Datum::Null);
                }
                (function.body)(self.ctx, &args)?
            }
            Node::Cast { input, typmod } => {
                let value = self.evaluate(input, env)?;
                cast::cast(self.ctx, value, input.ty, expr.ty, *typmod)?
            }
            Node::And(parts) => self.junction(parts, env, false)?,
            Node::Or(parts) => self.junction(parts, env, true)?,
            Node::Not(input) => match self.evaluate(input, env)? {
                Datum::Bool(value) => Datum::Bool(!value),
                _ => Datum::Null,
            },
            Node::IsNull { input, negated } => {
                let value = self.evaluate(input, env)?;
                // A record is null when all its fields are.
                let null = match &value {
                    Datum::Record(fields) => {
                        fields.iter().all(|field| field.is_null() != *negated) != *negated
                    }
                    value => value.is_null(),
                };
                Datum::Bool(null != *negated)
            }
            Node::IsBool { input, value, negated } => {
                let is = match (self.evaluate(input, env)?, value) {
                    (Datum::Bool(actual), Some(wanted)) => actual == *wanted,
                    (Datum::Null, None) => true,
                    _ => false,
                };
                Datum::Bool(is != *negated)
            }
            Node::Test { test, left, right, escape } => {
                let left = self.evaluate(left, env)?;
                let right = self.evaluate(right, env)?;
                self.test(*test, &left, &right, *escape)?
            }
            Node::Distinct { left, right, negated } => {
                let same = self.evaluate(left, env)? == self.evaluate(right, env)?;
                Datum::Bool(same == *negated)
            }
            Node::Arithmetic { op, left, right } => {
                let left = self.evaluate(left, env)?;
                let right = self.evaluate(right, env)?;
                arithmetic(*op, &left, &right, expr.ty)?
            }
            Node::InList { input, list, negated } => self.in_list(input, list, *negated, env)?,
            Node::Quantified { test, left, array, all } => {
                let left = self.evaluate(left, env)?;
                match self.evaluate(array, env)? {
                    Datum::Array(array) => self.quantify(*test, &left, array.items.iter(), *all)?,
                    _ => Datum::Null,
                }
            }
            Node::QuantifiedPlan { test, left, plan, all } => {
                let left = self.evaluate(left, env)?;
                self.quantified_plan(*test, &left, plan, *all, env)?
            }
            Node::Case { branches, otherwise } => {
                for (condition, result) in branches {
                    if self.evaluate(condition, env)?.is_true() {
                        return self.evaluate(result, env);
                    }
                }
                match otherwise {
                    Some(otherwise) => self.evaluate(otherwise, env)?,
                    None => Datum::Null,
                }
            }
            Node::Coalesce(args) => {
                for arg in args {
                    let value = self.evaluate(arg, env)?;
                    if !value.is_null() {
                        return Ok(value);
                    }
                }
                Datum::Null
            }
            Node::Extreme { args, greatest } => {
                let values = self.list(args, env)?.into_iter().filter(|value| !value.is_null());
                let extreme = if *greatest { values.max() } else { values.min() };
                extreme.unwrap_or(Datum::Null)
            }
            Node::NullIf(left, right) => {
                let left = self.evaluate(left, env)?;
                let right = self.evaluate(right, env)?;
                if !left.is_null() && left == right { Datum::Null } else { left }
            }
            Node::Array(items) => Datum::array(self.list(items, env)?),
            Node::Record(items) => Datum::Record(self.list(items, env)?.into()),
            Node::Subscript { input, index } => {
                let value = self.evaluate(input, env)?;
                let index = self.evaluate(index, env)?;
                match (&value, index.as_int()) {
                    (Datum::Array(array), Some(index)) => array.get(index).cloned().unwrap_or(Datum::Null),
                    (Datum::Text(text), Some(index)) if input.ty == oids::NAME => {
                        let letter = usize::try_from(index).ok().and_then(|index| text.chars().nth(index));
                        letter.map(String::from).into()
                    }
                    _ => Datum::Null,
                }
            }
            Node::Slice { input, lower, upper } => {
                self.slice(input, lower.as_deref(), upper.as_deref(), env)?
            }
            Node::Field { input, index } => match self.evaluate(input, env)? {
                Datum::Record(fields) => fields.get(*index).cloned().unwrap_or(Datum::Null),
                _ => Datum::Null,
            },
            Node::Scalar(plan) => {
                let rows = self.plan(plan, Some(env))?;
                match rows.as_slice() {
                    [] => Datum::Null,
                    [row] => row.first().cloned().unwrap_or(Datum::Null),
                    _ => return Err(error::cardinality()),
                }
            }
            Node::Exists(plan) => Datum::Bool(!self.plan(plan, Some(env))?.is_empty()),
            Node::ArrayOf(plan) => {
                let rows = self.plan(plan, Some(env))?;
                Datum::array(rows.iter().map(|row| row.first().cloned().unwrap_or(Datum::Null)).collect())
            }
        })
    }

    fn list(&self, exprs: &[Expr], env: &Env<'_>) -> Result<Vec<Datum>> {
        exprs.iter().map(|expr| self.evaluate(expr, env)).collect()
    }

    /// AND (`decisive` false) and OR (`decisive` true).
    fn junction(&self, parts: &[Expr], env: &Env<'_>, decisive: bool) -> Result<Datum> {
        let mut unknown = false;
        for part in parts {
            match self.evaluate(part, env)? {
                Datum::Bool(value) if value == decisive => return Ok(Datum::Bool(decisive)),
                Datum::Bool(_) => {}
                _ => unknown = true,
            }
        }
        Ok(if unknown { Datum::Null } else { Datum::Bool(!decisive) })
    }

    fn test(&self, test: Test, left: &Datum, right: &Datum, escape: Option<char>) -> Result<Datum> {
        if left.is_null() || right.is_null() {
            return Ok(Datum::Null);
        }
        match test {
            Test::Compare(op) => Ok(Datum::Bool(holds(op, left, right))),
            Test::Match { pattern, negated } => {
                let (Datum::Text(text), Datum::Text(wanted)) = (left, right) else { return Ok(Datum::Null) };
                Ok(Datum::Bool(pattern::matches(self.ctx, pattern, text, wanted, escape)? != negated))
            }
        }
    }

    fn quantify<'d>(
        &self,
        test: Test,
        left: &Datum,
        items: impl Iterator<Item = &'d Datum>,
        all: bool,
    ) -> Result<Datum> {
        let mut unknown = false;
        for item in items {
            match self.test(test, left, item, None)? {
                Datum::Bool(value) if value != all => return Ok(Datum::Bool(!all)),
                Datum::Bool(_) => {}
                _ => unknown = true,
            }
        }
        Ok(if unknown { Datum::Null } else { Datum::Bool(all) })
    }

    fn in_list(&self, input: &Expr, list: &[Expr], negated: bool, env: &Env<'_>) -> Result<Datum> {
        let value = self.evaluate(input, env)?;
        if value.is_null() {
            return Ok(Datum::Null);
        }
        let found = if list.len() > LONG_LIST && list.iter().all(|item| matches!(item.node, Node::Const(_))) {
            // The list lives as long as the run, so its address names it.
            let key = usize::MAX - std::ptr::from_ref(list).cast::<u8>().addr();
            let set = self.value_set(key, || Ok(self.list(list, env)?.into_iter().collect()))?;
            member(&set, &value)
        } else {
            let mut found = Some(false);
            for item in list {
                let item = self.evaluate(item, env)?;
                if item.is_null() {
                    found = None;
                } else if item == value {
                    found = Some(true);
                    break;
                }
            }
            found
        };
        Ok(found.map_or(Datum::Null, |found| Datum::Bool(found != negated)))
    }

    fn value_set(&self, key: usize, values: impl FnOnce() -> Result<HashSet<Datum>>) -> Result<Rc<ValueSet>> {
        if let Some(set) = self.ctx.caches.sets.borrow().get(&key) {
            return Ok(Rc::clone(set));
        }
        let mut values = values()?;
        let has_null = values.remove(&Datum::Null);
        let set = Rc::new(ValueSet { values, has_null });
        self.ctx.caches.sets.borrow_mut().insert(key, Rc::clone(&set));
        Ok(set)
    }

    fn quantified_plan(
        &self,
        test: Test,
        left: &Datum,
        plan: &Plan,
        all: bool,
        env: &Env<'_>,
    ) -> Result<Datum> {
        let single = plan.columns.len() == 1;
        let membership = matches!(
            (test, all),
            (Test::Compare(Comparison::Equal), false) | (Test::Compare(Comparison::NotEqual), true)
        );
        if single && membership && !plan.correlated {
            let set = self.value_set(plan.id, || {
                let rows = self.plan(plan, None)?;
                Ok(rows.iter().filter_map(|row| row.first().cloned()).collect())
            })?;
            if set.values.is_empty() && !set.has_null {
                return Ok(Datum::Bool(all));
            }
            if left.is_null() {
                return Ok(Datum::Null);
            }
            return Ok(member(&set, left).map_or(Datum::Null, |found| Datum::Bool(found != all)));
        }
        let rows = self.plan(plan, Some(env))?;
        let items: Vec<Datum> = rows
            .iter()
            .map(|row| {
                if single && !matches!(left, Datum::Record(_)) {
                    row.first().cloned().unwrap_or(Datum::Null)
                } else {
                    Datum::Record(Rc::clone(row))
                }
            })
            .collect();
        self.quantify(test, left, items.iter(), all)
    }

    fn slice(
        &self,
        input: &Expr,
        lower: Option<&Expr>,
        upper: Option<&Expr>,
        env: &Env<'_>,
    ) -> Result<Datum> {
        let Datum::Array(array) = self.evaluate(input, env)? else { return Ok(Datum::Null) };
        let bound = |expr: Option<&Expr>, absent: i64| -> Result<Option<i64>> {
            match expr {
                None => Ok(Some(absent)),
                Some(expr) => Ok(self.evaluate(expr, env)?.as_int()),
            }
        };
        let (Some(lower), Some(upper)) = (bound(lower, array.lower)?, bound(upper, array.upper())?) else {
            return Ok(Datum::Null);
        };
        let items =
            (lower.max(array.lower)..=upper.min(array.upper())).filter_map(|at| array.get(at).cloned());
        Ok(Datum::Array(Rc::new(ArrayValue { lower: 1, items: items.collect() })))
    }
}

fn member(set: &ValueSet, value: &Datum) -> Option<bool> {
    if set.values.contains(value) {
        Some(true)
    } else if set.has_null {
        None
    } else {
        Some(false)
    }
}

fn holds(op: Comparison, left: &Datum, right: &Datum) -> bool {
    let ordering = left.cmp(right);
    match op {
        Comparison::Equal => ordering.is_eq(),
        Comparison::NotEqual => ordering.is_ne(),
        Comparison::Less => ordering.is_lt(),
        Comparison::LessOrEqual => ordering.is_le(),
        Comparison::Greater => ordering.is_gt(),
        Comparison::GreaterOrEqual => ordering.is_ge(),
    }
}

fn arithmetic(op: Arithmetic, left: &Datum, right: &Datum, ty: u32) -> Result<Datum> {
    let overflow = || error::out_of_range(&names::format(ty, -1));
    match (left, right) {
        (Datum::Null, _) | (_, Datum::Null) => Ok(Datum::Null),
        (Datum::Int(a), Datum::Int(b)) => {
            let (a, b) = (*a, *b);
            let result = match op {
                Arithmetic::Add => a.checked_add(b),
                Arithmetic::Subtract => a.checked_sub(b),
                Arithmetic::Multiply => a.checked_mul(b),
                Arithmetic::Divide | Arithmetic::Modulo if b == 0 => return Err(error::division_by_zero()),
                Arithmetic::Divide => a.checked_div(b),
                Arithmetic::Modulo => a.checked_rem(b),
                Arithmetic::BitAnd => Some(a & b),
                Arithmetic::BitOr => Some(a | b),
                Arithmetic::ShiftLeft => u32::try_from(b).ok().and_then(|b| a.checked_shl(b)),
                Arithmetic::ShiftRight => u32::try_from(b).ok().and_then(|b| a.checked_shr(b)),
                Arithmetic::Power => return Err(error::internal("power of integers")),
            };
            let result = result.ok_or_else(overflow)?;
            let fits = match ty {
                oids::INT2 => i16::try_from(result).is_ok(),
                oids::INT4 => i32::try_from(result).is_ok(),
                _ => true,
            };
            if fits { Ok(Datum::Int(result)) } else { Err(overflow()) }
        }
        (Datum::Float(a), Datum::Float(b)) => Ok(Datum::Float(match op {
            Arithmetic::Add => a + b,
            Arithmetic::Subtract => a - b,
            Arithmetic::Multiply => a * b,
            Arithmetic::Divide if *b == 0.0 => return Err(error::division_by_zero()),
            Arithmetic::Divide => a / b,
            Arithmetic::Power => a.powf(*b),
            _ => return Err(error::undefined_function("operator does not exist for double precision")),
        })),
        (Datum::Numeric(a), Datum::Numeric(b)) => {
            let negative = Numeric { unscaled: -b.unscaled, scale: b.scale };
            let result = match op {
                Arithmetic::Add => a.checked_add(*b),
                Arithmetic::Subtract => a.checked_add(negative),
                Arithmetic::Multiply => a.checked_mul(*b),
                _ => {
                    return Err(error::unsupported(
                        "division of numeric is not supported in catalog queries",
                    ));
                }
            };
            result.map(Datum::Numeric).ok_or_else(overflow)
        }
        _ => Err(error::internal("operands of different kinds")),
    }
}
