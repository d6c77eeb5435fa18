//! WITH: queries with names.
//!
//! Each is planned once, where it is defined; a name used again gets a copy with columns of its own.

use std::cell::Cell;
use std::rc::Rc;

use polias_sql::ast;

use crate::analyzer::Analyzer;
use crate::scope::{Field, Scope};
use crate::{AnalysisError, Result};

use super::recursive::Recursion;
use super::{Order, PlannedQuery, mismatched_aliases};

/// WITH queries by name; later ones hide earlier ones.
#[derive(Debug, Clone, Default)]
pub(crate) struct WithQueries {
    queries: Rc<Vec<Rc<WithQuery>>>,
}

/// A query with a name.
#[derive(Debug)]
pub(super) struct WithQuery {
    /// Lower-case.
    name: String,
    rows: WithRows,
}

/// What a name stands for.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one for each WITH query, behind an Rc")]
pub(super) enum WithRows {
    /// A query.
    Planned {
        /// Its plan and columns.
        query: PlannedQuery,
        /// Whether its columns are used already, so that the next use needs a copy.
        used: Cell<bool>,
    },
    /// The recursive query whose step is being planned.
    Recursion(Recursion),
}

impl WithQueries {
    /// The query of a (lower-case) name.
    pub(super) fn find(&self, name: &str) -> Option<Rc<WithQuery>> {
        self.queries.iter().rev().find(|query| query.name == name).map(Rc::clone)
    }

    /// With one more.
    pub(super) fn with(&self, name: String, rows: WithRows) -> Self {
        let mut queries = Vec::clone(&self.queries);
        queries.push(Rc::new(WithQuery { name, rows }));
        Self { queries: Rc::new(queries) }
    }
}

impl Analyzer<'_> {
    /// Plans the queries of a WITH clause: those around and these can be named then.
    pub(super) fn with_queries(&mut self, with: &ast::With, around: &Rc<Scope>) -> Result<WithQueries> {
        let mut scope = Scope::clone(around);
        let mut names = Vec::with_capacity(with.queries.len());
        for named in &with.queries {
            let name = named.name.value.to_lowercase();
            if names.contains(&name) {
                return Err(AnalysisError::new(
                    "DUPLICATE_NAMED_QUERY",
                    named.name.offset,
                    format!("WITH query name '{name}' specified more than once"),
                ));
            }
            let around = Rc::new(scope.clone());
            let query = if with.recursive {
                self.recursive_query(named, &name, &around)?
            } else {
                self.named_query(named, &around)?
            };
            scope.with = scope.with.with(name.clone(), WithRows::Planned { query, used: Cell::new(false) });
            names.push(name);
        }
        Ok(scope.with)
    }

    /// Plans one query and names its columns.
    pub(super) fn named_query(
        &mut self,
        named: &ast::NamedQuery,
        around: &Rc<Scope>,
    ) -> Result<PlannedQuery> {
        let mut query = self.query_in(&named.query, around, Order::Lost)?;
        name_columns(&mut query.fields, &named.columns)?;
        Ok(query)
    }

    /// The rows of a WITH query where it is named.
    pub(super) fn with_rows(
        &mut self,
        query: &WithQuery,
        name: &ast::Identifier,
        offset: ast::Offset,
    ) -> Result<PlannedQuery> {
        let mut rows = match &query.rows {
            WithRows::Recursion(recursion) => self.recursion_rows(recursion, offset)?,
            WithRows::Planned { query, used } => {
                if used.replace(true) {
                    self.size.copy(&query.plan, offset)?;
                    self.renamed_copy(query)
                } else {
                    query.clone()
                }
            }
        };
        let relation = Rc::new(vec![name.value.clone()]);
        for field in &mut rows.fields {
            field.relation = Some(Rc::clone(&relation));
        }
        Ok(rows)
    }

    /// The same rows in columns of their own. Columns of queries around it stay.
    fn renamed_copy(&mut self, query: &PlannedQuery) -> PlannedQuery {
        let (plan, columns) = self.copy_plan(&query.plan);
        let fields = query
            .fields
            .iter()
            .map(|field| {
                let column = columns.get(&field.column.id).cloned().unwrap_or_else(|| field.column.clone());
                Field { column, ..field.clone() }
            })
            .collect();
        PlannedQuery { plan, fields }
    }
}

/// Gives fields the names of a list, which may be empty.
pub(super) fn name_columns(fields: &mut [Field], names: &[ast::Identifier]) -> Result<()> {
    let Some(first) = names.first() else { return Ok(()) };
    if names.len() != fields.len() {
        return Err(mismatched_aliases(first.offset, names.len(), fields.len()));
    }
    for (index, name) in names.iter().enumerate() {
        if names[..index].iter().any(|other| other.value.eq_ignore_ascii_case(&name.value)) {
            return Err(AnalysisError::new(
                "DUPLICATE_COLUMN_NAME",
                name.offset,
                format!("Column name '{}' specified more than once", name.value.to_lowercase()),
            ));
        }
    }
    for (field, name) in fields.iter_mut().zip(names) {
        field.name = Some(name.value.clone());
    }
    Ok(())
}
