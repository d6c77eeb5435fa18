//! AND, OR, NOT with constants; and terms that all branches of an OR have, pulled out of it: `(a AND b) OR
//! (a AND c)` is `a AND (b OR c)`, in three-valued logic too. Joins of TPC-H's query 19 and TPC-DS's 13 and 48
//! are found only so.

use polias_types::{Value, can_coerce};

use crate::plan::{Expression, ExpressionKind};

/// Simplifies one expression whose operands are simple already.
pub(super) fn simplify(expression: &mut Expression) {
    let kind = std::mem::replace(&mut expression.kind, ExpressionKind::Literal(Value::Null));
    expression.kind = match kind {
        ExpressionKind::Not(value) => match value.kind {
            ExpressionKind::Not(value) => value.kind,
            ExpressionKind::Literal(Value::Boolean(value)) => ExpressionKind::Literal(Value::Boolean(!value)),
            kind => {
                let data_type = value.data_type;
                ExpressionKind::Not(Box::new(Expression { data_type, kind }))
            }
        },
        ExpressionKind::And(terms) => all(terms),
        ExpressionKind::Or(terms) => any(terms),
        kind => kind,
    };
}

fn all(terms: Vec<Expression>) -> ExpressionKind {
    let terms = flattened(terms, |kind| match kind {
        ExpressionKind::And(terms) => Ok(terms),
        kind => Err(kind),
    });
    combined(terms, true, ExpressionKind::And)
}

fn any(terms: Vec<Expression>) -> ExpressionKind {
    let terms = flattened(terms, |kind| match kind {
        ExpressionKind::Or(terms) => Ok(terms),
        kind => Err(kind),
    });
    match factored(terms) {
        (common, Some(rest)) if common.is_empty() => combined(rest, false, ExpressionKind::Or),
        (mut common, rest) => {
            if let Some(rest) = rest {
                common.push(Expression::boolean(combined(rest, false, ExpressionKind::Or)));
            }
            all(common)
        }
    }
}

fn flattened(
    terms: Vec<Expression>,
    open: fn(ExpressionKind) -> Result<Vec<Expression>, ExpressionKind>,
) -> Vec<Expression> {
    let mut flat = Vec::with_capacity(terms.len());
    for Expression { data_type, kind } in terms {
        match open(kind) {
            Ok(terms) => flat.extend(terms),
            Err(kind) => flat.push(Expression { data_type, kind }),
        }
    }
    flat
}

/// Terms without the neutral constant and without repetitions; the other constant decides alone.
fn combined(
    terms: Vec<Expression>,
    neutral: bool,
    combine: fn(Vec<Expression>) -> ExpressionKind,
) -> ExpressionKind {
    let mut kept = Vec::with_capacity(terms.len());
    let mut seen = std::collections::HashSet::new();
    for term in terms {
        match term.kind {
            ExpressionKind::Literal(Value::Boolean(value)) if value == neutral => {}
            ExpressionKind::Literal(Value::Boolean(value)) => {
                return ExpressionKind::Literal(Value::Boolean(value));
            }
            _ if !term.is_deterministic() || seen.insert(term.clone()) => kept.push(term),
            _ => {}
        }
    }
    if kept.len() > 1 {
        return combine(kept);
    }
    kept.pop().map_or(ExpressionKind::Literal(Value::Boolean(neutral)), |term| term.kind)
}

/// Terms that are in every branch of an OR, and the branches without them; none when a branch is empty then
/// (the common terms say it all).
fn factored(branches: Vec<Expression>) -> (Vec<Expression>, Option<Vec<Expression>>) {
    let mut branches: Vec<Vec<Expression>> = branches
        .into_iter()
        .map(|branch| match branch.kind {
            ExpressionKind::And(terms) => terms,
            kind => vec![Expression { data_type: branch.data_type, kind }],
        })
        .collect();
    let mut common = Vec::new();
    if let ([first, others @ ..], true) = (branches.as_slice(), branches.len() > 1) {
        for (index, term) in first.iter().enumerate() {
            let may_move = |position: usize| position == 0 || !can_fail(term);
            let everywhere = may_move(index)
                && term.is_deterministic()
                && others
                    .iter()
                    .all(|branch| branch.iter().position(|other| other == term).is_some_and(may_move));
            if everywhere && !common.contains(term) {
                common.push(term.clone());
            }
        }
    }
    for branch in &mut branches {
        branch.retain(|term| !common.contains(term));
    }
    if branches.iter().any(Vec::is_empty) {
        return (common, None);
    }
    let rest =
        branches.into_iter().map(|branch| Expression::boolean(combined(branch, true, ExpressionKind::And)));
    (common, Some(rest.collect()))
}

/// Whether evaluating it could be an error. Only what surely is none is not.
fn can_fail(expression: &Expression) -> bool {
    expression.any(&mut |part| match &part.kind {
        ExpressionKind::Literal(_)
        | ExpressionKind::Column(_)
        | ExpressionKind::Variable(_)
        | ExpressionKind::Comparison(..)
        | ExpressionKind::IsDistinct(..)
        | ExpressionKind::Between(..)
        | ExpressionKind::InList(..)
        | ExpressionKind::IsNull(_)
        | ExpressionKind::Not(_)
        | ExpressionKind::And(_)
        | ExpressionKind::Or(_)
        | ExpressionKind::Case(..)
        | ExpressionKind::Coalesce(_) => false,
        ExpressionKind::Cast { value, lenient } => !lenient && !can_coerce(&value.data_type, &part.data_type),
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use polias_types::Type;

    use super::*;
    use crate::plan::{Column, ColumnId};

    fn truth(value: bool) -> Expression {
        Expression::literal(Value::Boolean(value), Type::Boolean)
    }

    fn column(id: u32) -> Expression {
        Expression::column(&Column { id: ColumnId(id), data_type: Type::Boolean })
    }

    fn and(terms: &[Expression]) -> Expression {
        Expression::boolean(ExpressionKind::And(terms.to_vec()))
    }

    fn or(terms: &[Expression]) -> Expression {
        Expression::boolean(ExpressionKind::Or(terms.to_vec()))
    }

    fn not(value: Expression) -> Expression {
        Expression::boolean(ExpressionKind::Not(Box::new(value)))
    }

    fn fails(id: u32) -> Expression {
        Expression::boolean(ExpressionKind::Subscript(Box::new(column(id)), Box::new(column(id))))
    }

    fn simple(expression: &Expression) -> String {
        let mut expression = expression.clone();
        super::super::simplify_expression(&mut expression);
        expression.to_string()
    }

    #[test]
    fn constants_decide_or_vanish() {
        assert_eq!(simple(&and(&[column(1), truth(true)])), "#1");
        assert_eq!(simple(&and(&[column(1), truth(false)])), "false:boolean");
        assert_eq!(simple(&or(&[column(1), truth(false), column(2)])), "#1 or #2");
        assert_eq!(simple(&or(&[column(1), not(not(truth(true)))])), "true:boolean");
        assert_eq!(simple(&and(&[truth(true), truth(true)])), "true:boolean");
        assert_eq!(simple(&not(not(column(1)))), "#1");
        assert_eq!(
            simple(&and(&[column(1), Expression::null(Type::Boolean)])),
            "#1 and null:boolean",
            "unknown is not false where the value is used"
        );
    }

    #[test]
    fn nested_lists_are_one_and_repetitions_vanish() {
        assert_eq!(simple(&and(&[and(&[column(1), column(2)]), column(1)])), "#1 and #2");
        assert_eq!(simple(&or(&[or(&[column(1), column(2)]), column(1)])), "#1 or #2");
    }

    #[test]
    fn what_all_branches_have_comes_out_of_or() {
        let branch = |id| and(&[column(id), column(1)]);
        assert_eq!(simple(&or(&[branch(2), branch(3)])), "#1 and (#2 or #3)");
        assert_eq!(simple(&or(&[branch(2), column(1)])), "#1");
        assert_eq!(simple(&or(&[branch(2), column(3)])), "(#2 and #1) or #3");
    }

    #[test]
    fn what_can_fail_does_not_come_before_what_guards_it() {
        let guarded = |id| and(&[column(id), fails(1)]);
        assert_eq!(simple(&or(&[guarded(2), guarded(3)])), "(#2 and #1[#1]) or (#3 and #1[#1])");
        let first = |id| and(&[fails(1), column(id)]);
        assert_eq!(simple(&or(&[first(2), first(3)])), "#1[#1] and (#2 or #3)");
    }
}
