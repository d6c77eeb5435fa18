//! The parts of expressions and nodes, one level down: what every pass over a plan is built from.
//!
//! A subquery's plan is a part of the expression it stands in. Column numbers that stand beside expressions
//! (keys of aggregates, columns of set operations) are no expressions; see `free_columns` and `replace`.

use super::{
    AggregateCall, Bound, Expression, ExpressionKind, Frame, Node, SortKey, SubqueryKind, WindowCall,
};

/// Defines a function over the parts of `&T` or of `&mut T`.
macro_rules! walks {
    ($children:ident, $expression_plan:ident, $inputs:ident, $expressions:ident, $call:ident, $window_call:ident,
     $frame:ident, [$($mutable:tt)?], $iter:ident) => {
        impl Expression {
            /// Calls `visit` with each operand, in order. The body of a lambda and the value of a quantified
            /// comparison are operands; plans of subqueries are not.
            pub fn $children<'a>(&'a $($mutable)? self, visit: &mut dyn FnMut(&'a $($mutable)? Expression)) {
                match & $($mutable)? self.kind {
                    ExpressionKind::Literal(_)
                    | ExpressionKind::Column(_)
                    | ExpressionKind::Parameter(_)
                    | ExpressionKind::Variable(_)
                    | ExpressionKind::Fail { .. } => {}
                    ExpressionKind::Call(_, operands)
                    | ExpressionKind::And(operands)
                    | ExpressionKind::Or(operands)
                    | ExpressionKind::Coalesce(operands)
                    | ExpressionKind::Row(operands)
                    | ExpressionKind::Array(operands) => operands.$iter().for_each(visit),
                    ExpressionKind::Cast { value, .. }
                    | ExpressionKind::Negate(value)
                    | ExpressionKind::IsNull(value)
                    | ExpressionKind::Not(value)
                    | ExpressionKind::Try(value)
                    | ExpressionKind::Field(value, _) => visit(value),
                    ExpressionKind::Arithmetic(_, left, right)
                    | ExpressionKind::Comparison(_, left, right)
                    | ExpressionKind::IsDistinct(left, right)
                    | ExpressionKind::Subscript(left, right) => {
                        visit(left);
                        visit(right);
                    }
                    ExpressionKind::Between(value, low, high) => {
                        visit(value);
                        visit(low);
                        visit(high);
                    }
                    ExpressionKind::InList(value, list) => {
                        visit(value);
                        list.$iter().for_each(visit);
                    }
                    ExpressionKind::Like(value, pattern, escape) => {
                        visit(value);
                        visit(pattern);
                        if let Some(escape) = escape {
                            visit(escape);
                        }
                    }
                    ExpressionKind::Case(branches, otherwise) => {
                        for (condition, result) in branches {
                            visit(condition);
                            visit(result);
                        }
                        visit(otherwise);
                    }
                    ExpressionKind::Lambda(lambda) => visit(& $($mutable)? lambda.body),
                    ExpressionKind::Subquery(subquery) => match & $($mutable)? subquery.kind {
                        SubqueryKind::Quantified { value, .. } => visit(value),
                        SubqueryKind::Scalar(_) | SubqueryKind::Exists | SubqueryKind::Array(_) => {}
                    },
                }
            }

            /// The plan of a subquery.
            pub fn $expression_plan(& $($mutable)? self) -> Option<& $($mutable)? Node> {
                match & $($mutable)? self.kind {
                    ExpressionKind::Subquery(subquery) => Some(& $($mutable)? subquery.plan),
                    _ => None,
                }
            }
        }

        impl Node {
            /// Calls `visit` with each input, in order.
            pub fn $inputs<'a>(&'a $($mutable)? self, visit: &mut dyn FnMut(&'a $($mutable)? Node)) {
                match self {
                    Self::Scan(_) | Self::Values { .. } | Self::RecursiveInput { .. } => {}
                    Self::Project { input, .. }
                    | Self::Filter { input, .. }
                    | Self::Aggregate { input, .. }
                    | Self::Window { input, .. }
                    | Self::Unnest { input, .. }
                    | Self::Sort { input, .. }
                    | Self::Limit { input, .. }
                    | Self::TopWithTies { input, .. }
                    | Self::Distinct { input }
                    | Self::Sample { input, .. }
                    | Self::SingleRow { input }
                    | Self::NumberRows { input, .. } => visit(input),
                    Self::Join { left, right, .. } | Self::Lateral { left, right, .. } => {
                        visit(left);
                        visit(right);
                    }
                    Self::UnionAll { inputs, .. } => inputs.$iter().for_each(|(input, _)| visit(input)),
                    Self::SetOperation { left, right, .. } => {
                        visit(& $($mutable)? left.0);
                        visit(& $($mutable)? right.0);
                    }
                    Self::Recursive { anchor, step, .. } => {
                        visit(& $($mutable)? anchor.0);
                        visit(& $($mutable)? step.0);
                    }
                }
            }

            /// Calls `visit` with each expression of the node itself, in order.
            pub fn $expressions<'a>(&'a $($mutable)? self, visit: &mut dyn FnMut(&'a $($mutable)? Expression)) {
                match self {
                    Self::Scan(_)
                    | Self::Limit { .. }
                    | Self::UnionAll { .. }
                    | Self::SetOperation { .. }
                    | Self::Distinct { .. }
                    | Self::Recursive { .. }
                    | Self::RecursiveInput { .. }
                    | Self::SingleRow { .. }
                    | Self::NumberRows { .. } => {}
                    Self::Values { rows, .. } => {
                        rows.$iter().for_each(|row| row.$iter().for_each(&mut *visit));
                    }
                    Self::Project { assignments, .. } => {
                        assignments.$iter().for_each(|(_, expression)| visit(expression));
                    }
                    Self::Filter { predicate, .. } => visit(predicate),
                    Self::Aggregate { aggregates, .. } => {
                        aggregates.$iter().for_each(|(_, call)| call.$call(visit));
                    }
                    Self::Window { partition_by, order_by, calls, .. } => {
                        partition_by.$iter().for_each(&mut *visit);
                        order_by.$iter().for_each(|key| visit(& $($mutable)? key.expression));
                        calls.$iter().for_each(|(_, call)| call.$window_call(visit));
                    }
                    Self::Join { on, .. } | Self::Lateral { on, .. } => {
                        if let Some(on) = on {
                            visit(on);
                        }
                    }
                    Self::Unnest { unnested, .. } => {
                        unnested.$iter().for_each(|unnested| visit(& $($mutable)? unnested.expression));
                    }
                    Self::Sort { keys, .. } | Self::TopWithTies { keys, .. } => {
                        keys.$iter().for_each(|key: & $($mutable)? SortKey| visit(& $($mutable)? key.expression));
                    }
                    Self::Sample { percentage, .. } => visit(percentage),
                }
            }
        }

        impl AggregateCall {
            /// Calls `visit` with each argument, sort key and filter.
            pub fn $call<'a>(&'a $($mutable)? self, visit: &mut dyn FnMut(&'a $($mutable)? Expression)) {
                self.arguments.$iter().for_each(&mut *visit);
                self.order_by.$iter().for_each(|key| visit(& $($mutable)? key.expression));
                if let Some(filter) = & $($mutable)? self.filter {
                    visit(filter);
                }
            }
        }

        impl WindowCall {
            /// Calls `visit` with each argument, bound of the frame and filter.
            pub fn $window_call<'a>(&'a $($mutable)? self, visit: &mut dyn FnMut(&'a $($mutable)? Expression)) {
                self.arguments.$iter().for_each(&mut *visit);
                self.frame.$frame(visit);
                if let Some(filter) = & $($mutable)? self.filter {
                    visit(filter);
                }
            }
        }

        impl Frame {
            fn $frame<'a>(&'a $($mutable)? self, visit: &mut dyn FnMut(&'a $($mutable)? Expression)) {
                for bound in [& $($mutable)? self.start, & $($mutable)? self.end] {
                    match bound {
                        Bound::Preceding(offset) | Bound::Following(offset) => visit(offset),
                        Bound::UnboundedPreceding | Bound::CurrentRow | Bound::UnboundedFollowing => {}
                    }
                }
            }
        }
    };
}

walks!(
    for_each_operand,
    subquery_plan,
    for_each_input,
    for_each_expression,
    for_each_part,
    for_each_part,
    offsets,
    [],
    iter
);
walks!(
    for_each_operand_mut,
    subquery_plan_mut,
    for_each_input_mut,
    for_each_expression_mut,
    for_each_part_mut,
    for_each_part_mut,
    offsets_mut,
    [mut],
    iter_mut
);

impl Expression {
    /// Whether `test` holds for the expression or anything in it. Does not look into plans of subqueries.
    pub fn any(&self, test: &mut dyn FnMut(&Self) -> bool) -> bool {
        if test(self) {
            return true;
        }
        let mut found = false;
        self.for_each_operand(&mut |operand| found = found || operand.any(test));
        found
    }

    /// Whether there is a subquery in it.
    pub fn has_subquery(&self) -> bool {
        self.any(&mut |part| matches!(part.kind, ExpressionKind::Subquery(_)))
    }

    /// Whether it gives the same value each time for the same row. False for `random()` and what contains it.
    pub fn is_deterministic(&self) -> bool {
        !self.any(&mut |part| match &part.kind {
            ExpressionKind::Call(function, _) => !function.deterministic,
            ExpressionKind::Subquery(subquery) => !subquery.plan.is_deterministic(),
            _ => false,
        })
    }
}

impl Node {
    /// Whether it gives the same rows each time.
    pub fn is_deterministic(&self) -> bool {
        let mut deterministic = !matches!(self, Self::Sample { .. });
        self.for_each_expression(&mut |expression| {
            deterministic = deterministic && expression.is_deterministic();
        });
        self.for_each_input(&mut |input| deterministic = deterministic && input.is_deterministic());
        deterministic
    }
}
