//! Joins whose right side can use columns of the left one: LATERAL and UNNEST.

use std::rc::Rc;

use polias_sql::ast::{self, ExpressionKind, JoinCriteria, RelationKind};

use crate::analyzer::Analyzer;
use crate::plan::{JoinKind, Node};
use crate::scope::Scope;
use crate::{AnalysisError, Result};

use super::PlannedQuery;
use super::join::{joined, plan_kind};
use super::unnest_relation::UnnestedFields;

impl Analyzer<'_> {
    /// Joins a lateral relation to those before it.
    pub(super) fn lateral_join(
        &mut self,
        left: PlannedQuery,
        relation: &ast::Relation,
        kind: ast::JoinKind,
        criteria: Option<&JoinCriteria>,
        around: &Rc<Scope>,
    ) -> Result<PlannedQuery> {
        let before = Rc::new(Scope {
            fields: left.fields.clone(),
            outer: Some(Rc::clone(around)),
            with: around.with.clone(),
        });
        let outer_kind = matches!(kind, ast::JoinKind::Right | ast::JoinKind::Full);
        if !outer_kind && let Some(unnested) = self.unnested_relation(relation, &before)? {
            let outer = kind == ast::JoinKind::Left;
            on_true(criteria, if outer { "LEFT" } else { "INNER" })?;
            let mut fields = left.fields;
            let rows = self.with_aliases(unnested.over(left.plan, outer), relation)?;
            fields.extend(rows.fields);
            return Ok(PlannedQuery { plan: rows.plan, fields });
        }
        let right = self.relation(relation, &before)?;
        let used = right.plan.free_columns();
        let correlated = left.plan.columns().into_iter().find(|column| used.contains(&column.id));
        if let (Some(column), true) = (&correlated, outer_kind) {
            let kind = if kind == ast::JoinKind::Right { "RIGHT" } else { "FULL" };
            return Err(AnalysisError::new(
                "INVALID_COLUMN_REFERENCE",
                self.reference_since(relation.offset, column.id).unwrap_or(relation.offset),
                format!("LATERAL reference not allowed in {kind} JOIN"),
            ));
        }
        let on = match criteria {
            Some(JoinCriteria::On(condition)) => {
                Some(self.join_condition(&left.fields, &right.fields, condition, around)?)
            }
            Some(JoinCriteria::Using(_) | JoinCriteria::Natural) => {
                return Err(AnalysisError::not_supported(
                    relation.offset,
                    "USING of a LATERAL relation is not supported",
                )
                .with_hint("write the condition with ON"));
            }
            None => None,
        };
        if correlated.is_none() {
            return Ok(joined(left, right, plan_kind(kind), on));
        }
        let kind = if kind == ast::JoinKind::Left { JoinKind::Left } else { JoinKind::Inner };
        let mut fields = left.fields;
        fields.extend(right.fields);
        let plan = Node::Lateral { left: Box::new(left.plan), right: Box::new(right.plan), kind, on };
        Ok(PlannedQuery { plan, fields })
    }

    /// The names that stand around a relation, the innermost first.
    fn with_aliases(&self, rows: PlannedQuery, relation: &ast::Relation) -> Result<PlannedQuery> {
        match &relation.kind {
            RelationKind::Aliased(aliased) => {
                let rows = self.with_aliases(rows, &aliased.relation)?;
                self.renamed(rows, aliased, relation.offset)
            }
            _ => Ok(rows),
        }
    }

    /// What an UNNEST relation makes, with an alias or without; `None` for other relations.
    fn unnested_relation(
        &mut self,
        relation: &ast::Relation,
        before: &Rc<Scope>,
    ) -> Result<Option<UnnestedFields>> {
        match &relation.kind {
            RelationKind::Aliased(aliased) => self.unnested_relation(&aliased.relation, before),
            RelationKind::Unnest { expressions, ordinality } => {
                self.unnested(expressions, *ordinality, before).map(Some)
            }
            RelationKind::SetReturningFunction { call, ordinality } => {
                self.set_returning(call, *ordinality, relation.offset, before).map(Some)
            }
            _ => Ok(None),
        }
    }
}

/// Trino joins UNNEST by no other condition.
fn on_true(criteria: Option<&JoinCriteria>, kind: &str) -> Result<()> {
    let offset = match criteria {
        None => return Ok(()),
        Some(JoinCriteria::On(condition)) => match condition.kind {
            ExpressionKind::Boolean(true) => return Ok(()),
            _ => condition.offset,
        },
        Some(JoinCriteria::Using(columns)) => columns.first().map(|column| column.offset).unwrap_or_default(),
        Some(JoinCriteria::Natural) => return Ok(()),
    };
    Err(AnalysisError::not_supported(
        offset,
        format!("{kind} JOIN involving UNNEST is only supported with condition ON TRUE"),
    ))
}
