//! Makes long chains of AND and OR shallow.
//!
//! The parser makes `a OR b OR c OR …` a tree as deep as the chain is long. AND and OR are associative, so
//! the same chain is given a tree of logarithmic depth, and a generated condition of 50,000 terms plans.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr, Value, VisitMut, VisitorMut};

/// Chains of fewer terms stay as they are.
const LONG: usize = 16;

/// Balances all long chains below `tree`.
pub(super) fn rebalance<T: VisitMut>(tree: &mut T) {
    // The visitor never breaks off.
    let _ = tree.visit(&mut Balance);
}

struct Balance;

impl VisitorMut for Balance {
    type Break = ();

    /// Before the children are visited: the visit then goes down the balanced tree.
    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if let Expr::BinaryOp { op: op @ (BinaryOperator::And | BinaryOperator::Or), .. } = expr {
            let op = op.clone();
            if is_long(expr, &op) {
                let terms = terms(take(expr), &op);
                *expr = balanced(terms, &op);
            }
        }
        ControlFlow::Continue(())
    }
}

fn is_long(mut expr: &Expr, chain: &BinaryOperator) -> bool {
    for _ in 0..LONG {
        match expr {
            Expr::BinaryOp { left, op, .. } if op == chain => expr = left,
            _ => return false,
        }
    }
    true
}

/// The terms of a left-deep chain, in order; takes the chain apart without recursion.
fn terms(mut expr: Expr, chain: &BinaryOperator) -> Vec<Expr> {
    let mut terms = Vec::new();
    loop {
        match expr {
            Expr::BinaryOp { left, op, right } if op == *chain => {
                terms.push(*right);
                expr = *left;
            }
            first => {
                terms.push(first);
                terms.reverse();
                return terms;
            }
        }
    }
}

/// Joins neighbours until one is left.
fn balanced(mut terms: Vec<Expr>, op: &BinaryOperator) -> Expr {
    while terms.len() > 1 {
        let mut halved = Vec::with_capacity(terms.len().div_ceil(2));
        let mut rest = terms.into_iter();
        while let Some(left) = rest.next() {
            halved.push(match rest.next() {
                Some(right) => {
                    Expr::BinaryOp { left: Box::new(left), op: op.clone(), right: Box::new(right) }
                }
                None => left,
            });
        }
        terms = halved;
    }
    terms.pop().unwrap_or_else(null)
}

fn take(expr: &mut Expr) -> Expr {
    std::mem::replace(expr, null())
}

fn null() -> Expr {
    Expr::value(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::super::text::parse_expression;
    use super::*;

    fn depth(expr: &Expr) -> usize {
        match expr {
            Expr::BinaryOp { left, right, .. } => 1 + depth(left).max(depth(right)),
            Expr::Nested(inner) => 1 + depth(inner),
            _ => 0,
        }
    }

    #[test]
    fn keeps_the_order_of_the_terms() {
        let sql = (0..20).map(|term| format!("a{term}")).collect::<Vec<_>>().join(" OR ");
        let expr = parse_expression(&sql).unwrap();
        assert_eq!(expr.to_string(), sql);
        assert_eq!(depth(&expr), 5);
    }

    #[test]
    fn long_chains_get_shallow() {
        let expr = parse_expression(&vec!["(a = 1 AND b = 2)"; 20_000].join(" OR ")).unwrap();
        assert!(depth(&expr) < 20);
    }
}
