//! Expressions other than operators and calls.

use std::rc::Rc;

use datafusion::sql::sqlparser::ast::{
    AccessExpr, BinaryOperator, CaseWhen, DataType, Expr as Ast, Ident, Query, Subscript, UnaryOperator,
    Value,
};

use super::Binder;
use super::column::fold;
use super::operator::{comparable, compare};
use super::types::common_type;
use crate::error::{self, Result};
use crate::plan::{Arithmetic, Comparison, Expr, Field, Node, Pattern, Test};
use crate::types::{array_of, element_of, names, oids};
use crate::value::{Datum, Numeric};

impl Binder<'_, '_> {
    /// Binds an expression.
    pub(super) fn expr(&mut self, expr: &Ast) -> Result<Expr> {
        self.deeper(|binder| binder.expr_inside(expr))
    }

    fn boxed(&mut self, expr: &Ast) -> Result<Box<Expr>> {
        self.expr(expr).map(Box::new)
    }

    fn expr_inside(&mut self, expr: &Ast) -> Result<Expr> {
        match expr {
            Ast::Identifier(ident) => self.identifier(ident),
            Ast::CompoundIdentifier(parts) => self.compound(parts),
            Ast::CompoundFieldAccess { root, access_chain } => self.access(root, access_chain),
            Ast::Value(value) => self.value(&value.value),
            Ast::TypedString(typed) => {
                let text = typed.value.value.clone().into_string().unwrap_or_default();
                let (ty, typmod) = self.type_of(&typed.data_type)?;
                self.cast(Expr::constant(text, oids::UNKNOWN), ty, typmod)
            }
            Ast::Nested(inner) => self.expr(inner),
            Ast::Collate { expr, .. } => self.expr(expr),
            Ast::BinaryOp { left, op: op @ (BinaryOperator::And | BinaryOperator::Or), right } => {
                self.junction(op, left, right)
            }
            Ast::BinaryOp { .. } => self.operators(expr),
            Ast::UnaryOp { op, expr } => self.unary(op, expr),
            Ast::Cast { expr, data_type, .. } => self.explicit_cast(expr, data_type),
            Ast::IsNull(inner) => self.is_null(inner, false),
            Ast::IsNotNull(inner) => self.is_null(inner, true),
            Ast::IsTrue(inner) => self.is_bool(inner, Some(true), false),
            Ast::IsNotTrue(inner) => self.is_bool(inner, Some(true), true),
            Ast::IsFalse(inner) => self.is_bool(inner, Some(false), false),
            Ast::IsNotFalse(inner) => self.is_bool(inner, Some(false), true),
            Ast::IsUnknown(inner) => self.is_bool(inner, None, false),
            Ast::IsNotUnknown(inner) => self.is_bool(inner, None, true),
            Ast::IsDistinctFrom(left, right) => self.distinct(left, right, false),
            Ast::IsNotDistinctFrom(left, right) => self.distinct(left, right, true),
            Ast::InList { expr, list, negated } => self.in_list(expr, list, *negated),
            Ast::InSubquery { expr, subquery, negated } => {
                let left = self.expr(expr)?;
                let plan = self.query(subquery)?;
                let op = if *negated { Comparison::NotEqual } else { Comparison::Equal };
                self.quantified_plan(Test::Compare(op), left, plan, *negated)
            }
            Ast::Between { expr, negated, low, high } => self.between(expr, *negated, low, high),
            Ast::Like { negated, any: false, expr, pattern, escape_char } => self.like(
                Pattern::Like { ignore_case: false },
                *negated,
                expr,
                pattern,
                escape_char.as_ref().map(|e| &e.value),
            ),
            Ast::ILike { negated, any: false, expr, pattern, escape_char } => self.like(
                Pattern::Like { ignore_case: true },
                *negated,
                expr,
                pattern,
                escape_char.as_ref().map(|e| &e.value),
            ),
            Ast::SimilarTo { negated, expr, pattern, escape_char } => {
                self.like(Pattern::Similar, *negated, expr, pattern, escape_char.as_ref().map(|e| &e.value))
            }
            Ast::AnyOp { left, compare_op, right, .. } => self.quantified(compare_op, left, right, false),
            Ast::AllOp { left, compare_op, right } => self.quantified(compare_op, left, right, true),
            Ast::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref())
            }
            Ast::Exists { subquery, negated } => {
                let plan = self.query(subquery)?;
                let exists = Expr::new(Node::Exists(Rc::new(plan)), oids::BOOL);
                Ok(if *negated { Expr::new(Node::Not(Box::new(exists)), oids::BOOL) } else { exists })
            }
            Ast::Subquery(query) => self.scalar_subquery(query),
            Ast::Array(array) => {
                let items = array.elem.iter().map(|item| self.expr(item)).collect::<Result<Vec<_>>>()?;
                if items.iter().all(|item| item.ty == oids::UNKNOWN) {
                    let items =
                        items.into_iter().map(|item| self.coerce(item, oids::TEXT)).collect::<Result<_>>()?;
                    return Ok(Expr::new(Node::Array(items), oids::TEXT_ARRAY));
                }
                let (items, element) = self.unify(items, "ARRAY")?;
                let ty = array_of(element).ok_or_else(|| no_array(element))?;
                Ok(Expr::new(Node::Array(items), ty))
            }
            Ast::Tuple(items) => {
                let items = items.iter().map(|item| self.expr(item)).collect::<Result<Vec<_>>>()?;
                Ok(record(items))
            }
            Ast::Function(function) => self.call(function),
            Ast::Substring { expr, substring_from, substring_for, .. } => {
                let mut args = vec![self.expr(expr)?];
                for bound in [substring_from, substring_for].into_iter().flatten() {
                    args.push(self.expr(bound)?);
                }
                self.scalar_call("substring", args)
            }
            Ast::Trim { trim_where, trim_what, expr, trim_characters } => {
                use datafusion::sql::sqlparser::ast::TrimWhereField;
                let name = match trim_where {
                    Some(TrimWhereField::Leading) => "ltrim",
                    Some(TrimWhereField::Trailing) => "rtrim",
                    _ => "btrim",
                };
                let mut args = vec![self.expr(expr)?];
                if let Some(what) = trim_what.as_deref().or(trim_characters.as_ref().and_then(|c| c.first()))
                {
                    args.push(self.expr(what)?);
                }
                self.scalar_call(name, args)
            }
            Ast::Position { expr, r#in } => {
                let args = vec![self.expr(r#in)?, self.expr(expr)?];
                self.scalar_call("strpos", args)
            }
            Ast::Floor { expr, .. } => {
                let args = vec![self.expr(expr)?];
                self.scalar_call("floor", args)
            }
            Ast::Ceil { expr, .. } => {
                let args = vec![self.expr(expr)?];
                self.scalar_call("ceil", args)
            }
            other => {
                Err(error::unsupported(format!("expression {other} is not supported in catalog queries")))
            }
        }
    }

    fn identifier(&mut self, ident: &Ident) -> Result<Expr> {
        let name = fold(ident);
        if let Some(column) = self.lookup_column(&name)? {
            return Ok(column);
        }
        // Words that are functions without parentheses.
        let function = match name.as_str() {
            "current_schema" | "current_catalog" | "current_user" | "session_user" | "current_role"
            | "user" | "current_timestamp" | "current_date" | "localtimestamp"
                if ident.quote_style.is_none() =>
            {
                name.as_str()
            }
            _ => return Err(error::undefined_column(&name)),
        };
        self.scalar_call(function, Vec::new())
    }

    fn compound(&mut self, parts: &[Ident]) -> Result<Expr> {
        let names: Vec<String> = parts.iter().map(fold).collect();
        let Some((column, qualifier)) = names.split_last() else {
            return Err(error::syntax("empty name"));
        };
        if self.is_item(qualifier) {
            return self.qualified_column(qualifier, column);
        }
        // `record_column.field`.
        if let [name] = qualifier
            && let Some(record) = self.lookup_column(name)?
            && record.fields.is_some()
        {
            return field(record, column);
        }
        self.qualified_column(qualifier, column)
    }

    fn access(&mut self, root: &Ast, chain: &[AccessExpr]) -> Result<Expr> {
        let mut chain = chain;
        // `alias.column[1]` arrives as an identifier with a chain of names.
        let mut current = match (root, chain.first()) {
            (Ast::Identifier(ident), Some(AccessExpr::Dot(Ast::Identifier(_)))) => {
                let mut names = vec![ident.clone()];
                while let Some(AccessExpr::Dot(Ast::Identifier(next))) = chain.first() {
                    names.push(next.clone());
                    chain = &chain[1..];
                }
                self.compound(&names)?
            }
            // `schema.function(…)[1]` arrives as an identifier and a call.
            (Ast::Identifier(_), Some(AccessExpr::Dot(Ast::Function(function)))) => {
                chain = &chain[1..];
                self.call(function)?
            }
            _ => self.expr(root)?,
        };
        for access in chain {
            current = match access {
                AccessExpr::Dot(Ast::Identifier(ident)) => field(current, &fold(ident))?,
                AccessExpr::Dot(other) => {
                    return Err(error::unsupported(format!(
                        "\".{other}\" is not supported in catalog queries"
                    )));
                }
                AccessExpr::Subscript(Subscript::Index { index }) => {
                    let index = self.expr(index)?;
                    let index = self.coerce(index, oids::INT8)?;
                    let element = match current.ty {
                        // A name is an array of "char" under the hood; pg_dump reads its first letter.
                        oids::NAME => oids::CHAR,
                        ty => element_of(ty).ok_or_else(|| {
                            error::datatype_mismatch(format!(
                                "cannot subscript type {} because it does not support subscripting",
                                names::format(ty, -1)
                            ))
                        })?,
                    };
                    Expr::new(Node::Subscript { input: Box::new(current), index: Box::new(index) }, element)
                }
                AccessExpr::Subscript(Subscript::Slice { lower_bound, upper_bound, stride: None }) => {
                    let mut bound = |bound: &Option<Ast>| match bound {
                        None => Ok(None),
                        Some(bound) => {
                            let bound = self.expr(bound)?;
                            self.coerce(bound, oids::INT8).map(|bound| Some(Box::new(bound)))
                        }
                    };
                    let (lower, upper) = (bound(lower_bound)?, bound(upper_bound)?);
                    let element = element_of(current.ty)
                        .ok_or_else(|| error::datatype_mismatch("cannot slice a value that is no array"))?;
                    let ty = array_of(element).unwrap_or(current.ty);
                    Expr::new(Node::Slice { input: Box::new(current), lower, upper }, ty)
                }
                AccessExpr::Subscript(_) => return Err(error::unsupported("array slices have no stride")),
            };
        }
        Ok(current)
    }

    fn value(&mut self, value: &Value) -> Result<Expr> {
        Ok(match value {
            Value::Number(digits, _) => number(digits)?,
            Value::Boolean(value) => Expr::constant(*value, oids::BOOL),
            Value::Null => Expr::constant(Datum::Null, oids::UNKNOWN),
            Value::Placeholder(name) => return self.parameter(name),
            other => match other.clone().into_string() {
                Some(text) => Expr::constant(text, oids::UNKNOWN),
                None => return Err(error::unsupported(format!("literal {other} is not supported"))),
            },
        })
    }

    /// AND and OR chains without recursion along the chain.
    fn junction(&mut self, op: &BinaryOperator, left: &Ast, right: &Ast) -> Result<Expr> {
        let mut parts = vec![right];
        let mut rest = left;
        while let Ast::BinaryOp { left, op: inner, right } = rest {
            if inner != op {
                break;
            }
            parts.push(right);
            rest = left;
        }
        parts.push(rest);
        let word = if *op == BinaryOperator::And { "AND" } else { "OR" };
        let mut bound = Vec::with_capacity(parts.len());
        for part in parts.into_iter().rev() {
            let part = self.condition(part, word)?;
            match (part.node, op) {
                (Node::And(inner), BinaryOperator::And) | (Node::Or(inner), BinaryOperator::Or) => {
                    bound.extend(inner)
                }
                (node, _) => bound.push(Expr { node, ty: part.ty, fields: part.fields }),
            }
        }
        let node = if *op == BinaryOperator::And { Node::And(bound) } else { Node::Or(bound) };
        Ok(Expr::new(node, oids::BOOL))
    }

    /// Left-deep operator chains (`a || b || c …`) without recursion along the chain.
    fn operators(&mut self, expr: &Ast) -> Result<Expr> {
        let mut pending = Vec::new();
        let mut rest = expr;
        while let Ast::BinaryOp { left, op, right } = rest {
            if matches!(op, BinaryOperator::And | BinaryOperator::Or) {
                break;
            }
            pending.push((op, right.as_ref()));
            rest = left;
        }
        let mut current = self.expr(rest)?;
        while let Some((op, right)) = pending.pop() {
            let right = self.expr(right)?;
            current = self.binary(op, current, right)?;
        }
        Ok(current)
    }

    fn unary(&mut self, op: &UnaryOperator, expr: &Ast) -> Result<Expr> {
        match op {
            UnaryOperator::Not => {
                let inner = self.condition(expr, "NOT")?;
                Ok(Expr::new(Node::Not(Box::new(inner)), oids::BOOL))
            }
            UnaryOperator::Plus => self.expr(expr),
            UnaryOperator::Minus => {
                if let Ast::Value(value) = expr
                    && let Value::Number(digits, _) = &value.value
                {
                    return number(&format!("-{digits}"));
                }
                let inner = self.expr(expr)?;
                let zero = Expr::constant(0i64, oids::INT4);
                let inner = if inner.ty == oids::UNKNOWN { self.coerce(inner, oids::FLOAT8)? } else { inner };
                let ty = inner.ty;
                let zero = self.coerce(zero, ty)?;
                let node = Node::Arithmetic {
                    op: Arithmetic::Subtract,
                    left: Box::new(zero),
                    right: Box::new(inner),
                };
                Ok(Expr::new(node, ty))
            }
            other => Err(error::unsupported(format!("operator {other} is not supported in catalog queries"))),
        }
    }

    fn explicit_cast(&mut self, expr: &Ast, ty: &DataType) -> Result<Expr> {
        let (oid, typmod) = self.type_of(ty)?;
        let inner = self.expr(expr)?;
        self.cast(inner, oid, typmod)
    }

    fn is_null(&mut self, inner: &Ast, negated: bool) -> Result<Expr> {
        let input = self.boxed(inner)?;
        Ok(Expr::new(Node::IsNull { input, negated }, oids::BOOL))
    }

    fn is_bool(&mut self, inner: &Ast, value: Option<bool>, negated: bool) -> Result<Expr> {
        let input = Box::new(self.condition(inner, "IS")?);
        Ok(Expr::new(Node::IsBool { input, value, negated }, oids::BOOL))
    }

    fn distinct(&mut self, left: &Ast, right: &Ast, negated: bool) -> Result<Expr> {
        let (left, right) = (self.expr(left)?, self.expr(right)?);
        let (left, right) = comparable(self, left, right, "IS DISTINCT FROM")?;
        Ok(Expr::new(Node::Distinct { left: Box::new(left), right: Box::new(right), negated }, oids::BOOL))
    }

    fn in_list(&mut self, expr: &Ast, list: &[Ast], negated: bool) -> Result<Expr> {
        let mut input = self.expr(expr)?;
        let mut items = Vec::with_capacity(list.len());
        for item in list {
            items.push(self.expr(item)?);
        }
        if input.ty == oids::UNKNOWN {
            let types: Vec<u32> = items.iter().map(|item| item.ty).collect();
            let ty = common_type(&types, "IN")?;
            input = self.coerce(input, ty)?;
        }
        let items = items
            .into_iter()
            .map(|item| comparable(self, input.clone(), item, "=").map(|(_, item)| item))
            .collect::<Result<_>>()?;
        Ok(Expr::new(Node::InList { input: Box::new(input), list: items, negated }, oids::BOOL))
    }

    fn between(&mut self, expr: &Ast, negated: bool, low: &Ast, high: &Ast) -> Result<Expr> {
        let input = self.expr(expr)?;
        let (low, high) = (self.expr(low)?, self.expr(high)?);
        let low = compare(self, Comparison::GreaterOrEqual, input.clone(), low)?;
        let high = compare(self, Comparison::LessOrEqual, input, high)?;
        let both = Expr::new(Node::And(vec![low, high]), oids::BOOL);
        Ok(if negated { Expr::new(Node::Not(Box::new(both)), oids::BOOL) } else { both })
    }

    fn like(
        &mut self,
        pattern: Pattern,
        negated: bool,
        left: &Ast,
        right: &Ast,
        escape: Option<&Value>,
    ) -> Result<Expr> {
        let left = self.expr(left)?;
        let right = self.expr(right)?;
        let escape = match escape.map(|value| value.clone().into_string().unwrap_or_default()) {
            None => None,
            Some(text) => {
                let mut chars = text.chars();
                match (chars.next(), chars.next()) {
                    // An empty escape string turns escaping off; no text holds this character.
                    (None, _) => Some('\u{10ffff}'),
                    (Some(c), None) => Some(c),
                    _ => return Err(error::invalid_parameter("invalid escape string")),
                }
            }
        };
        self.matching(pattern, negated, left, right, escape)
    }

    fn case(
        &mut self,
        operand: Option<&Ast>,
        conditions: &[CaseWhen],
        otherwise: Option<&Ast>,
    ) -> Result<Expr> {
        let operand = operand.map(|operand| self.expr(operand)).transpose()?;
        let mut tests = Vec::with_capacity(conditions.len());
        // The ELSE result comes first in PostgreSQL's choice of the common type.
        let mut results = Vec::with_capacity(conditions.len() + 1);
        let has_else = otherwise.is_some();
        if let Some(otherwise) = otherwise {
            results.push(self.expr(otherwise)?);
        }
        for CaseWhen { condition, result } in conditions {
            tests.push(match &operand {
                Some(operand) => {
                    let right = self.expr(condition)?;
                    compare(self, Comparison::Equal, operand.clone(), right)?
                }
                None => self.condition(condition, "CASE/WHEN")?,
            });
            results.push(self.expr(result)?);
        }
        let (mut results, ty) = self.unify(results, "CASE")?;
        let otherwise = has_else.then(|| Box::new(results.remove(0)));
        let branches = tests.into_iter().zip(results).collect();
        Ok(Expr::new(Node::Case { branches, otherwise }, ty))
    }

    fn scalar_subquery(&mut self, query: &Query) -> Result<Expr> {
        let plan = self.query(query)?;
        let [column] = plan.columns.as_slice() else {
            return Err(error::syntax("subquery must return only one column"));
        };
        let ty = column.ty;
        Ok(Expr::new(Node::Scalar(Rc::new(plan)), ty))
    }

    /// `ARRAY(SELECT …)`.
    pub(super) fn array_subquery(&mut self, query: &Query) -> Result<Expr> {
        let plan = self.query(query)?;
        let [column] = plan.columns.as_slice() else {
            return Err(error::syntax("subquery must return only one column"));
        };
        let ty = array_of(column.ty).ok_or_else(|| no_array(column.ty))?;
        Ok(Expr::new(Node::ArrayOf(Rc::new(plan)), ty))
    }
}

/// A record of expressions, with the field names of `ROW(…)`.
pub(super) fn record(items: Vec<Expr>) -> Expr {
    let fields = items.iter().enumerate().map(|(index, item)| Field {
        name: format!("f{}", index + 1),
        ty: item.ty,
        fields: item.fields.clone(),
    });
    let fields = Some(Rc::new(fields.collect()));
    Expr { node: Node::Record(items), ty: oids::RECORD, fields }
}

/// `record.name`.
fn field(record: Expr, name: &str) -> Result<Expr> {
    let Some(fields) = &record.fields else {
        return Err(error::datatype_mismatch(format!(
            "column notation .{name} applied to type {}, which is not a composite type",
            names::format(record.ty, -1)
        )));
    };
    let Some(index) = fields.iter().position(|field| field.name == name) else {
        return Err(error::undefined_column(name));
    };
    let Field { ty, fields, .. } = fields[index].clone();
    Ok(Expr { node: Node::Field { input: Box::new(record), index }, ty, fields })
}

fn no_array(element: u32) -> error::PgCatalogError {
    error::undefined_object(format!("could not find array type for data type {}", names::format(element, -1)))
}

/// A numeric literal takes the first type that holds it: integer, bigint, numeric.
fn number(digits: &str) -> Result<Expr> {
    if let Ok(value) = digits.parse::<i32>() {
        return Ok(Expr::constant(i64::from(value), oids::INT4));
    }
    if let Ok(value) = digits.parse::<i64>() {
        return Ok(Expr::constant(value, oids::INT8));
    }
    if let Some(value) = Numeric::parse(digits) {
        return Ok(Expr::constant(Datum::Numeric(value), oids::NUMERIC));
    }
    digits
        .parse::<f64>()
        .ok()
        .and_then(|value| Numeric::parse(&value.to_string()))
        .map(|value| Expr::constant(Datum::Numeric(value), oids::NUMERIC))
        .ok_or_else(|| error::out_of_range("numeric"))
}
