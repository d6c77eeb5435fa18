//! FROM: relations, joined.

use std::rc::Rc;

use polias_sql::Flavor;
use polias_sql::ast::{self, RelationKind};

use crate::analyzer::Analyzer;
use crate::scope::{Field, Scope};
use crate::{AnalysisError, Result};

use super::{Order, PlannedQuery, one_row};

impl Analyzer<'_> {
    /// The relations of a FROM clause, cross-joined; one row without columns when there are none.
    pub(super) fn from(&mut self, relations: &[ast::Relation], around: &Rc<Scope>) -> Result<PlannedQuery> {
        let mut relations = relations.iter();
        let Some(first) = relations.next() else {
            return Ok(PlannedQuery { plan: one_row(), fields: Vec::new() });
        };
        let mut joined = self.relation(first, around)?;
        for relation in relations {
            joined = self.join(joined, relation, ast::JoinKind::Cross, None, first.offset, around)?;
        }
        Ok(joined)
    }

    /// One relation. `around` is the scope around the query or, for what is lateral, that of the relations
    /// before it.
    pub(super) fn relation(&mut self, relation: &ast::Relation, around: &Rc<Scope>) -> Result<PlannedQuery> {
        let refused =
            |what: &str| AnalysisError::not_supported(relation.offset, format!("{what} is not supported"));
        match &relation.kind {
            RelationKind::Table { name, as_of } => {
                self.table(name, as_of.as_deref(), relation.offset, around)
            }
            RelationKind::Subquery(query) | RelationKind::Lateral(query) => {
                let mut rows = self.query_in(query, around, Order::Lost)?;
                rows.fields.iter_mut().for_each(|field| field.relation = None);
                Ok(rows)
            }
            RelationKind::Unnest { expressions, ordinality } => {
                let unnested = self.unnested(expressions, *ordinality, around)?;
                Ok(unnested.alone())
            }
            RelationKind::SetReturningFunction { call, ordinality } => {
                let unnested = self.set_returning(call, *ordinality, relation.offset, around)?;
                Ok(unnested.alone())
            }
            RelationKind::Aliased(aliased) => {
                let rows = self.relation(&aliased.relation, around)?;
                self.renamed(rows, aliased, relation.offset)
            }
            RelationKind::Sampled(sampled) => self.sampled(sampled, around),
            RelationKind::Joined(joined) => {
                let mut left = self.relation_on_left(&joined.first, joined.joins.first(), around)?;
                for join in &joined.joins {
                    left = self.join(
                        left,
                        &join.right,
                        join.kind,
                        join.criteria.as_ref(),
                        relation.offset,
                        around,
                    )?;
                }
                Ok(left)
            }
            RelationKind::TableFunction(_) => Err(refused("A table function (TABLE(…))")),
            RelationKind::JsonTable(_) => Err(refused("JSON_TABLE")),
            RelationKind::PatternRecognition(_) => Err(refused("MATCH_RECOGNIZE")),
        }
    }

    /// The leftmost relation of a row of joins, which must not be recursive where its rows may be missing.
    fn relation_on_left(
        &mut self,
        relation: &ast::Relation,
        join: Option<&ast::Join>,
        around: &Rc<Scope>,
    ) -> Result<PlannedQuery> {
        let refused = match join.map(|join| join.kind) {
            Some(ast::JoinKind::Right) => "recursive reference in left source of RIGHT join",
            Some(ast::JoinKind::Full) => "recursive reference in left source of FULL join",
            _ => return self.relation(relation, around),
        };
        let context = self.recursion_context.enter(refused);
        let rows = self.relation(relation, around);
        self.recursion_context = context;
        rows
    }

    /// A relation with the name and the column names of an alias.
    pub(super) fn renamed(
        &self,
        mut rows: PlannedQuery,
        aliased: &ast::Aliased,
        offset: ast::Offset,
    ) -> Result<PlannedQuery> {
        let alias = &aliased.alias.value;
        if !aliased.columns.is_empty() {
            // Hidden columns cannot be named beside a list of column names.
            rows.fields.retain(|field| !field.hidden);
            if aliased.columns.len() != rows.fields.len() {
                return Err(AnalysisError::new(
                    "MISMATCHED_COLUMN_ALIASES",
                    offset,
                    format!(
                        "Column alias list has {} entries but '{alias}' has {} columns available",
                        aliased.columns.len(),
                        rows.fields.len()
                    ),
                ));
            }
            for (field, name) in rows.fields.iter_mut().zip(&aliased.columns) {
                field.name = Some(name.value.clone());
            }
        } else if self.session.flavor == Flavor::Postgres && is_function(&aliased.relation) {
            // PostgreSQL: the alias of a function that gives one column is that column's name too.
            if let [Field { name, .. }] = rows.fields.as_mut_slice() {
                *name = Some(alias.clone());
            }
        }
        let relation = Rc::new(vec![alias.clone()]);
        for field in &mut rows.fields {
            field.relation = Some(Rc::clone(&relation));
        }
        Ok(rows)
    }
}

fn is_function(relation: &ast::Relation) -> bool {
    matches!(relation.kind, RelationKind::SetReturningFunction { .. } | RelationKind::Unnest { .. })
}
