//! Joins: CROSS, ON, USING; what is lateral goes its own way.

use std::rc::Rc;

use polias_sql::ast::{self, JoinCriteria, Offset, RelationKind};
use polias_types::common_type;

use crate::analyzer::Analyzer;
use crate::expression::{Allowed, find_subquery};
use crate::plan::{Column, ComparisonOperator, Expression, ExpressionKind, JoinKind, Node};
use crate::scope::{Field, Scope};
use crate::{AnalysisError, Result};

use super::PlannedQuery;

impl Analyzer<'_> {
    /// Joins a relation to those before it. `offset` is where the row of joins begins.
    pub(super) fn join(
        &mut self,
        left: PlannedQuery,
        relation: &ast::Relation,
        kind: ast::JoinKind,
        criteria: Option<&JoinCriteria>,
        offset: Offset,
        around: &Rc<Scope>,
    ) -> Result<PlannedQuery> {
        self.size.step(relation.offset)?;
        if matches!(criteria, Some(JoinCriteria::Natural)) {
            return Err(AnalysisError::not_supported(offset, "Natural join not supported")
                .with_hint("name the columns: JOIN … USING (…)"));
        }
        if is_lateral(relation) {
            return self.lateral_join(left, relation, kind, criteria, around);
        }
        let right = self.relation_on_right(relation, kind, around)?;
        match criteria {
            Some(JoinCriteria::Using(columns)) => self.join_using(left, right, kind, columns),
            Some(JoinCriteria::On(condition)) => self.join_on(left, right, kind, condition, around),
            Some(JoinCriteria::Natural) | None => Ok(joined(left, right, plan_kind(kind), None)),
        }
    }

    fn relation_on_right(
        &mut self,
        relation: &ast::Relation,
        kind: ast::JoinKind,
        around: &Rc<Scope>,
    ) -> Result<PlannedQuery> {
        let refused = match kind {
            ast::JoinKind::Left => "recursive reference in right source of LEFT join",
            ast::JoinKind::Full => "recursive reference in right source of FULL join",
            _ => return self.relation(relation, around),
        };
        let context = self.recursion_context.enter(refused);
        let rows = self.relation(relation, around);
        self.recursion_context = context;
        rows
    }

    fn join_on(
        &mut self,
        left: PlannedQuery,
        right: PlannedQuery,
        kind: ast::JoinKind,
        condition: &ast::Expression,
        around: &Rc<Scope>,
    ) -> Result<PlannedQuery> {
        let on = self.join_condition(&left.fields, &right.fields, condition, around)?;
        if !matches!(kind, ast::JoinKind::Cross | ast::JoinKind::Inner) {
            self.refuse_both_sides(&on, &left.fields, &right.fields, condition)?;
        }
        Ok(joined(left, right, plan_kind(kind), Some(on)))
    }

    /// The condition behind ON.
    pub(super) fn join_condition(
        &mut self,
        left: &[Field],
        right: &[Field],
        condition: &ast::Expression,
        around: &Rc<Scope>,
    ) -> Result<Expression> {
        let scope = Scope {
            fields: left.iter().chain(right).cloned().collect(),
            outer: Some(Rc::clone(around)),
            with: around.with.clone(),
        };
        let mut allowed = Allowed { clause: "JOIN clause", ..Allowed::default() };
        self.condition(condition, &scope, &mut allowed, "JOIN ON clause")
    }

    /// Refuses a subquery in the condition of an outer join that uses columns of both sides.
    fn refuse_both_sides(
        &self,
        on: &Expression,
        left: &[Field],
        right: &[Field],
        condition: &ast::Expression,
    ) -> Result<()> {
        let uses = |subquery: &Expression, side: &[Field]| {
            let used = subquery.used_columns();
            side.iter().any(|field| used.contains(&field.column.id))
        };
        let both = on.any(&mut |part| {
            matches!(part.kind, ExpressionKind::Subquery(_)) && uses(part, left) && uses(part, right)
        });
        let Some(subquery) = find_subquery(condition).filter(|_| both) else { return Ok(()) };
        let field_of = |id| left.iter().chain(right).find(|field| field.column.id == id);
        let named = self.references.iter().filter(|(_, offset)| offset.0 >= subquery.offset.0);
        let first = named.filter_map(|(id, offset)| Some((field_of(*id)?, *offset))).next();
        let (message, offset) = match first {
            Some((field, offset)) => {
                let name = super::items::shown_name(field);
                let message =
                    format!("Reference to column '{name}' from outer scope not allowed in this context");
                (message, offset)
            }
            None => ("Given correlated subquery is not supported".to_owned(), subquery.offset),
        };
        Err(AnalysisError::not_supported(offset, message).with_hint(
            "the condition of an outer join has a subquery that uses columns of both sides; join with the \
             subquery's table first",
        ))
    }

    /// USING: columns of that name once, in front, without a relation's name; then what else both sides have.
    fn join_using(
        &mut self,
        left: PlannedQuery,
        right: PlannedQuery,
        kind: ast::JoinKind,
        names: &[ast::Identifier],
    ) -> Result<PlannedQuery> {
        let mut conditions = Vec::with_capacity(names.len());
        let mut pairs: Vec<(usize, usize)> = Vec::with_capacity(names.len());
        let mut shared = Vec::with_capacity(names.len());
        for name in names {
            let from = side_column(&left.fields, name, "left")?;
            let to = side_column(&right.fields, name, "right")?;
            let (left_column, right_column) = (&left.fields[from].column, &right.fields[to].column);
            self.reference(left_column.id, name.offset);
            self.reference(right_column.id, name.offset);
            if pairs.iter().any(|(other, _)| *other == from) {
                let message = format!("Column '{}' is ambiguous", name.value);
                return Err(AnalysisError::new("AMBIGUOUS_NAME", name.offset, message));
            }
            let (condition, value) = equal(left_column, right_column, kind, name)?;
            conditions.push(condition);
            shared.push((value, name.value.clone()));
            pairs.push((from, to));
        }

        let rest = |fields: &[Field], of_pair: &dyn Fn(&(usize, usize)) -> usize| -> Vec<Field> {
            fields
                .iter()
                .enumerate()
                .filter(|(index, _)| !pairs.iter().any(|pair| of_pair(pair) == *index))
                .map(|(_, field)| field.clone())
                .collect()
        };
        let left_rest = rest(&left.fields, &|pair| pair.0);
        let right_rest = rest(&right.fields, &|pair| pair.1);
        let on = all_of(conditions);
        let mut rows = joined(left, right, plan_kind(kind), on);

        let mut fields = Vec::with_capacity(rows.fields.len());
        let mut computed = Vec::new();
        for (value, name) in shared {
            let column = match value.kind {
                ExpressionKind::Column(id) => Column { id, data_type: value.data_type },
                _ => {
                    let column = self.new_column(value.data_type.clone());
                    computed.push((column.clone(), value));
                    column
                }
            };
            fields.push(Field { column, name: Some(name), relation: None, hidden: false });
        }
        fields.extend(left_rest);
        fields.extend(right_rest);
        rows.plan = Self::extended(rows.plan, computed);
        rows.fields = fields;
        Ok(rows)
    }
}

/// Whether a relation can use columns of those before it.
fn is_lateral(relation: &ast::Relation) -> bool {
    match &relation.kind {
        RelationKind::Aliased(aliased) => is_lateral(&aliased.relation),
        RelationKind::Unnest { .. }
        | RelationKind::Lateral(_)
        | RelationKind::SetReturningFunction { .. }
        | RelationKind::JsonTable(_) => true,
        _ => false,
    }
}

/// A join of two relations that know nothing of each other.
pub(super) fn joined(
    left: PlannedQuery,
    right: PlannedQuery,
    kind: JoinKind,
    on: Option<Expression>,
) -> PlannedQuery {
    let mut fields = left.fields;
    fields.extend(right.fields);
    let plan = Node::Join { left: Box::new(left.plan), right: Box::new(right.plan), kind, on };
    PlannedQuery { plan, fields }
}

pub(super) fn plan_kind(kind: ast::JoinKind) -> JoinKind {
    match kind {
        ast::JoinKind::Cross | ast::JoinKind::Inner => JoinKind::Inner,
        ast::JoinKind::Left => JoinKind::Left,
        ast::JoinKind::Right => JoinKind::Right,
        ast::JoinKind::Full => JoinKind::Full,
    }
}

/// The place of the column a name in USING means on one side.
fn side_column(fields: &[Field], name: &ast::Identifier, side: &str) -> Result<usize> {
    let mut found = fields.iter().enumerate().filter(|(_, field)| {
        field.name.as_ref().is_some_and(|field| field.to_lowercase() == name.value.to_lowercase())
    });
    match (found.next(), found.next()) {
        (Some((index, _)), None) => Ok(index),
        (None, _) => Err(AnalysisError::new(
            "COLUMN_NOT_FOUND",
            name.offset,
            format!("Column '{}' is missing from {side} side of join", name.value),
        )),
        (Some(_), Some(_)) => {
            let message = format!("Column '{}' is ambiguous", name.value);
            Err(AnalysisError::new("AMBIGUOUS_NAME", name.offset, message))
        }
    }
}

/// The condition that two columns are equal, and the value the join gives for both.
fn equal(
    left: &Column,
    right: &Column,
    kind: ast::JoinKind,
    name: &ast::Identifier,
) -> Result<(Expression, Expression)> {
    let common = common_type(&left.data_type, &right.data_type).filter(polias_types::Type::is_comparable);
    let Some(common) = common else {
        return Err(AnalysisError::new(
            "TYPE_MISMATCH",
            name.offset,
            format!("Cannot apply operator: {} = {}", left.data_type, right.data_type),
        ));
    };
    let left = Expression::column(left).cast_to(&common);
    let right = Expression::column(right).cast_to(&common);
    let value = match kind {
        ast::JoinKind::Cross | ast::JoinKind::Inner | ast::JoinKind::Left => left.clone(),
        ast::JoinKind::Right => right.clone(),
        ast::JoinKind::Full => Expression {
            data_type: common,
            kind: ExpressionKind::Coalesce(vec![left.clone(), right.clone()]),
        },
    };
    let condition = ExpressionKind::Comparison(ComparisonOperator::Equal, Box::new(left), Box::new(right));
    Ok((Expression::boolean(condition), value))
}

fn all_of(mut conditions: Vec<Expression>) -> Option<Expression> {
    if conditions.len() > 1 {
        return Some(Expression::boolean(ExpressionKind::And(conditions)));
    }
    conditions.pop()
}
