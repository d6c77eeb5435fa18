//! Operators: comparison, patterns, arithmetic, concatenation, quantified comparison.

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr as Ast};
use std::rc::Rc;

use super::Binder;
use crate::error::{self, Result};
use crate::plan::{Arithmetic, Comparison, Expr, Node, Pattern, Test};
use crate::types::{array_of, element_of, names, oids};
use crate::value::cast::is_implicit;

/// Operators that test two values.
pub(super) fn test_of(op: &BinaryOperator) -> Option<Test> {
    let like = |ignore_case, negated| Some(Test::Match { pattern: Pattern::Like { ignore_case }, negated });
    let regex = |ignore_case, negated| Some(Test::Match { pattern: Pattern::Regex { ignore_case }, negated });
    match op {
        BinaryOperator::Eq => Some(Test::Compare(Comparison::Equal)),
        BinaryOperator::NotEq => Some(Test::Compare(Comparison::NotEqual)),
        BinaryOperator::Lt => Some(Test::Compare(Comparison::Less)),
        BinaryOperator::LtEq => Some(Test::Compare(Comparison::LessOrEqual)),
        BinaryOperator::Gt => Some(Test::Compare(Comparison::Greater)),
        BinaryOperator::GtEq => Some(Test::Compare(Comparison::GreaterOrEqual)),
        BinaryOperator::PGRegexMatch => regex(false, false),
        BinaryOperator::PGRegexIMatch => regex(true, false),
        BinaryOperator::PGRegexNotMatch => regex(false, true),
        BinaryOperator::PGRegexNotIMatch => regex(true, true),
        BinaryOperator::PGLikeMatch => like(false, false),
        BinaryOperator::PGILikeMatch => like(true, false),
        BinaryOperator::PGNotLikeMatch => like(false, true),
        BinaryOperator::PGNotILikeMatch => like(true, true),
        _ => None,
    }
}

/// `left op right` for a comparison, with the casts PostgreSQL makes.
pub(super) fn compare(binder: &mut Binder<'_, '_>, op: Comparison, left: Expr, right: Expr) -> Result<Expr> {
    let (left, right) = comparable(binder, left, right, symbol(op))?;
    let test = Test::Compare(op);
    Ok(Expr::new(Node::Test { test, left: Box::new(left), right: Box::new(right), escape: None }, oids::BOOL))
}

fn symbol(op: Comparison) -> &'static str {
    match op {
        Comparison::Equal => "=",
        Comparison::NotEqual => "<>",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

fn numeric(ty: u32) -> bool {
    oids::is_integer(ty) || oids::is_oid_like(ty) || matches!(ty, oids::FLOAT4 | oids::FLOAT8 | oids::NUMERIC)
}

/// Both sides as values that compare with each other.
pub(super) fn comparable(
    binder: &mut Binder<'_, '_>,
    left: Expr,
    right: Expr,
    symbol: &str,
) -> Result<(Expr, Expr)> {
    let (l, r) = (left.ty, right.ty);
    if l == oids::UNKNOWN && r == oids::UNKNOWN {
        return Ok((binder.settle(left)?, binder.settle(right)?));
    }
    if l == oids::UNKNOWN {
        return Ok((binder.coerce(left, r)?, right));
    }
    if r == oids::UNKNOWN {
        let right = binder.coerce(right, l)?;
        return Ok((left, right));
    }
    let alike = (numeric(l) && numeric(r))
        || (oids::is_string(l) && oids::is_string(r))
        || (l == r && l != oids::RECORD)
        || matches!((element_of(l), element_of(r)), (Some(a), Some(b)) if a == b || (oids::is_string(a) && oids::is_string(b)) || (numeric(a) && numeric(b)));
    if alike {
        return Ok((left, right));
    }
    if l == oids::RECORD && r == oids::RECORD {
        let (Node::Record(ls), Node::Record(rs)) = (&left.node, &right.node) else {
            return Ok((left, right));
        };
        if ls.len() != rs.len() {
            return Err(error::syntax("unequal number of entries in row expressions"));
        }
        let mut out = (Vec::new(), Vec::new());
        for (l, r) in ls.iter().zip(rs) {
            let (l, r) = comparable(binder, l.clone(), r.clone(), symbol)?;
            out.0.push(l);
            out.1.push(r);
        }
        return Ok((
            Expr::new(Node::Record(out.0), oids::RECORD),
            Expr::new(Node::Record(out.1), oids::RECORD),
        ));
    }
    if is_implicit(r, l) {
        let right = binder.coerce(right, l)?;
        return Ok((left, right));
    }
    if is_implicit(l, r) {
        return Ok((binder.coerce(left, r)?, right));
    }
    Err(error::undefined_function(format!(
        "operator does not exist: {} {symbol} {}",
        names::format(l, -1),
        names::format(r, -1)
    )))
}

impl Binder<'_, '_> {
    /// `left op right`, AND and OR excepted.
    pub(super) fn binary(&mut self, op: &BinaryOperator, left: Expr, right: Expr) -> Result<Expr> {
        match test_of(op) {
            Some(Test::Compare(comparison)) => return compare(self, comparison, left, right),
            Some(Test::Match { pattern, negated }) => {
                return self.matching(pattern, negated, left, right, None);
            }
            None => {}
        }
        match op {
            BinaryOperator::StringConcat => self.concat(left, right),
            BinaryOperator::Plus => self.arithmetic(Arithmetic::Add, left, right),
            BinaryOperator::Minus => self.arithmetic(Arithmetic::Subtract, left, right),
            BinaryOperator::Multiply => self.arithmetic(Arithmetic::Multiply, left, right),
            BinaryOperator::Divide => self.arithmetic(Arithmetic::Divide, left, right),
            BinaryOperator::Modulo => self.arithmetic(Arithmetic::Modulo, left, right),
            BinaryOperator::PGExp | BinaryOperator::BitwiseXor => {
                self.arithmetic(Arithmetic::Power, left, right)
            }
            BinaryOperator::BitwiseAnd => self.arithmetic(Arithmetic::BitAnd, left, right),
            BinaryOperator::BitwiseOr => self.arithmetic(Arithmetic::BitOr, left, right),
            BinaryOperator::PGBitwiseShiftLeft => self.arithmetic(Arithmetic::ShiftLeft, left, right),
            BinaryOperator::PGBitwiseShiftRight => self.arithmetic(Arithmetic::ShiftRight, left, right),
            BinaryOperator::PGOverlap => self.operator_call("array_overlap", left, right),
            BinaryOperator::AtArrow => self.operator_call("array_contains", left, right),
            BinaryOperator::ArrowAt => self.operator_call("array_contains", right, left),
            other => Err(error::unsupported(format!("operator {other} is not supported in catalog queries"))),
        }
    }

    fn operator_call(&mut self, function: &str, left: Expr, right: Expr) -> Result<Expr> {
        let (left, right) = comparable(self, left, right, "&&")?;
        self.scalar_call(function, vec![left, right])
    }

    /// LIKE, `~` and SIMILAR TO.
    pub(super) fn matching(
        &mut self,
        pattern: Pattern,
        negated: bool,
        left: Expr,
        right: Expr,
        escape: Option<char>,
    ) -> Result<Expr> {
        let mut sides = Vec::with_capacity(2);
        for side in [left, right] {
            if side.ty != oids::UNKNOWN && !oids::is_string(side.ty) {
                return Err(error::undefined_function(format!(
                    "operator does not exist: {} {} text",
                    names::format(side.ty, -1),
                    if matches!(pattern, Pattern::Regex { .. }) { "~" } else { "~~" }
                )));
            }
            sides.push(self.coerce(side, oids::TEXT)?);
        }
        let (right, left) = (sides.pop(), sides.pop());
        let (Some(left), Some(right)) = (left, right) else {
            return Err(error::internal("operands are missing"));
        };
        let test = Test::Match { pattern, negated };
        Ok(Expr::new(Node::Test { test, left: Box::new(left), right: Box::new(right), escape }, oids::BOOL))
    }

    fn concat(&mut self, left: Expr, right: Expr) -> Result<Expr> {
        // `array || element`, `array || array`.
        if let Some(element) = element_of(left.ty).or(element_of(right.ty)) {
            let array = array_of(element).unwrap_or(oids::TEXT_ARRAY);
            let mut sides = Vec::with_capacity(2);
            for side in [left, right] {
                let is_array = side.ty == oids::UNKNOWN || element_of(side.ty).is_some();
                sides.push(if is_array {
                    self.coerce(side, array)?
                } else {
                    let side = self.coerce(side, element)?;
                    Expr::new(Node::Array(vec![side]), array)
                });
            }
            return self.scalar_call("array_cat", sides);
        }
        let is_text = |ty| ty == oids::UNKNOWN || oids::is_string(ty);
        if !is_text(left.ty) && !is_text(right.ty) {
            return Err(error::undefined_function(format!(
                "operator does not exist: {} || {}",
                names::format(left.ty, -1),
                names::format(right.ty, -1)
            )));
        }
        let left = self.coerce(left, oids::TEXT)?;
        let right = self.coerce(right, oids::TEXT)?;
        self.scalar_call("textcat", vec![left, right])
    }

    fn arithmetic(&mut self, op: Arithmetic, left: Expr, right: Expr) -> Result<Expr> {
        let (l, r) = (left.ty, right.ty);
        let (left, right) = match (l, r) {
            (oids::UNKNOWN, oids::UNKNOWN) => {
                (self.coerce(left, oids::INT4)?, self.coerce(right, oids::INT4)?)
            }
            (oids::UNKNOWN, _) => (self.coerce(left, r)?, right),
            (_, oids::UNKNOWN) => {
                let right = self.coerce(right, l)?;
                (left, right)
            }
            _ => (left, right),
        };
        let wider = |a: u32, b: u32| {
            let rank = |ty| match ty {
                oids::INT2 => 0,
                oids::INT4 => 1,
                oids::INT8 | oids::OID => 2,
                oids::NUMERIC => 3,
                oids::FLOAT4 => 4,
                _ => 5,
            };
            if rank(a) >= rank(b) { a } else { b }
        };
        if !numeric(left.ty) || !numeric(right.ty) {
            return Err(error::undefined_function(format!(
                "operator does not exist: {} {op:?} {}",
                names::format(left.ty, -1),
                names::format(right.ty, -1)
            )));
        }
        let ty = match op {
            // Integer power is double precision, as in PostgreSQL.
            Arithmetic::Power => oids::FLOAT8,
            Arithmetic::ShiftLeft | Arithmetic::ShiftRight => left.ty,
            _ => match wider(left.ty, right.ty) {
                oids::OID => oids::INT8,
                ty => ty,
            },
        };
        let shift = matches!(op, Arithmetic::ShiftLeft | Arithmetic::ShiftRight);
        let left = if left.ty == ty { left } else { self.coerce(left, ty)? };
        let right = if shift || right.ty == ty { right } else { self.coerce(right, ty)? };
        Ok(Expr::new(Node::Arithmetic { op, left: Box::new(left), right: Box::new(right) }, ty))
    }

    /// `left op ANY (right)` or `ALL`.
    pub(super) fn quantified(
        &mut self,
        op: &BinaryOperator,
        left: &Ast,
        right: &Ast,
        all: bool,
    ) -> Result<Expr> {
        let test = test_of(op)
            .ok_or_else(|| error::unsupported(format!("operator {op} before ANY or ALL is not supported")))?;
        let left = self.expr(left)?;
        let mut right = right;
        while let Ast::Nested(inner) = right {
            right = inner;
        }
        if let Ast::Subquery(query) = right {
            let plan = self.query(query)?;
            return self.quantified_plan(test, left, plan, all);
        }
        let array = self.expr(right)?;
        let (left, array) = match (left.ty, element_of(array.ty)) {
            (_, None) if array.ty == oids::UNKNOWN => {
                let left = self.settle(left)?;
                let ty = array_of(left.ty).unwrap_or(oids::TEXT_ARRAY);
                (left, self.coerce(array, ty)?)
            }
            (_, None) => {
                return Err(error::datatype_mismatch("op ANY/ALL (array) requires array on right side"));
            }
            (oids::UNKNOWN, Some(element)) => (self.coerce(left, element)?, array),
            (ty, Some(element)) => {
                let probe = Expr::new(Node::Const(crate::value::Datum::Null), element);
                let untyped = matches!(&array.node, Node::Array(items) if items.iter().all(|i| i.literal_text().is_some()));
                // ARRAY['r', 'v'] is text[] by itself, but its literals take the type of the left side.
                if untyped && !oids::is_string(ty) {
                    let wanted = array_of(ty).unwrap_or(oids::TEXT_ARRAY);
                    let array = self.coerce(array, wanted)?;
                    return Ok(quantified_node(test, left, array, all));
                }
                let (left, probe) = comparable(self, left, probe, "= ANY")?;
                let array = if probe.ty == element {
                    array
                } else {
                    let wanted = array_of(probe.ty).unwrap_or(oids::TEXT_ARRAY);
                    self.coerce(array, wanted)?
                };
                (left, array)
            }
        };
        Ok(quantified_node(test, left, array, all))
    }

    /// `left op ANY (subquery)`; `IN` is `= ANY`, `NOT IN` is `<> ALL`.
    pub(super) fn quantified_plan(
        &mut self,
        test: Test,
        left: Expr,
        mut plan: crate::plan::Plan,
        all: bool,
    ) -> Result<Expr> {
        let width = if let Node::Record(items) = &left.node { items.len() } else { 1 };
        if plan.columns.len() != width {
            return Err(error::syntax(if plan.columns.len() > width {
                "subquery has too many columns"
            } else {
                "subquery has too few columns"
            }));
        }
        let left = if width == 1 && left.ty != oids::RECORD {
            let column = plan.columns[0].ty;
            let probe = Expr::new(Node::Const(crate::value::Datum::Null), column);
            let (left, probe) = comparable(self, left, probe, "=")?;
            if probe.ty != column {
                self.coerce_column(&mut plan, 0, probe.ty)?;
            }
            left
        } else {
            left
        };
        let node = Node::QuantifiedPlan { test, left: Box::new(left), plan: Rc::new(plan), all };
        Ok(Expr::new(node, oids::BOOL))
    }
}

fn quantified_node(test: Test, left: Expr, array: Expr, all: bool) -> Expr {
    Expr::new(Node::Quantified { test, left: Box::new(left), array: Box::new(array), all }, oids::BOOL)
}
