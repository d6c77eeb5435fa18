//! Small rewrites of predicates that every plan profits from and no later stage does: DataFusion's own
//! simplifier is off, because it evaluates what Trino would not. Nothing here may evaluate, or evaluate
//! earlier, what can fail.

mod conditions;

use crate::plan::{Expression, ExpressionKind, Node};
use polias_types::Value;

/// Simplifies all conditions of a plan, those of subqueries included.
pub(crate) fn simplify(plan: &mut Node) {
    plan.for_each_input_mut(&mut simplify);
    plan.for_each_expression_mut(&mut simplify_expression);
    match plan {
        Node::Filter { input, predicate } if is_true(predicate) => {
            let input =
                std::mem::replace(input.as_mut(), Node::Values { columns: Vec::new(), rows: Vec::new() });
            *plan = input;
        }
        Node::Join { on, .. } | Node::Lateral { on, .. } if on.as_ref().is_some_and(is_true) => *on = None,
        _ => {}
    }
}

fn simplify_expression(expression: &mut Expression) {
    if let Some(plan) = expression.subquery_plan_mut() {
        simplify(plan);
    }
    expression.for_each_operand_mut(&mut simplify_expression);
    conditions::simplify(expression);
}

fn is_true(expression: &Expression) -> bool {
    expression.kind == ExpressionKind::Literal(Value::Boolean(true))
}
