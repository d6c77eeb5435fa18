//! What names mean at a place of the statement.
//!
//! Lookup goes from the innermost query outwards; a column found in a query around is correlated. It must
//! never find a name by its text in a plan: columns are numbers there.

use std::rc::Rc;

use polias_sql::ast;

use crate::plan::Column;
use crate::{AnalysisError, Result};

/// A column that a name can mean.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// The column.
    pub(crate) column: Column,
    /// Its name, as written where it was named; none for expressions without alias.
    pub(crate) name: Option<String>,
    /// Name of its relation: an alias, or the parts of the name by which the query calls it.
    pub(crate) relation: Option<Rc<Vec<String>>>,
    /// Only by its name, not by `*`.
    pub(crate) hidden: bool,
}

/// Fields of a query's FROM (or of its output, for ORDER BY), and the scopes of the queries around it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    /// Fields, in the order of `*`.
    pub(crate) fields: Vec<Field>,
    /// The query around.
    pub(crate) outer: Option<Rc<Scope>>,
    /// WITH queries that can be named here; innermost last.
    pub(crate) with: crate::query::WithQueries,
}

impl Scope {
    /// The field a name of one or more parts means, and how many parts it took (the rest are fields of rows).
    /// `None` when there is none. Errors with AMBIGUOUS_NAME.
    ///
    /// The innermost query in which any beginning of the name is a column decides; there the longest wins.
    pub(crate) fn resolve(&self, parts: &[ast::Identifier]) -> Result<Option<(&Field, usize)>> {
        let mut scope = self;
        loop {
            for length in (1..=parts.len()).rev() {
                if let Some(field) = scope.field(&parts[..length])? {
                    return Ok(Some((field, length)));
                }
            }
            match &scope.outer {
                Some(outer) => scope = outer,
                None => return Ok(None),
            }
        }
    }

    /// The only field of this query that the whole name means.
    fn field(&self, parts: &[ast::Identifier]) -> Result<Option<&Field>> {
        let mut found = self.fields.iter().filter(|field| field.is_named(parts));
        let first = found.next();
        if found.next().is_some() {
            let offset = parts.first().map(|part| part.offset).unwrap_or_default();
            let message = format!("Column '{}' is ambiguous", lower_case_name(parts));
            return Err(AnalysisError::new("AMBIGUOUS_NAME", offset, message));
        }
        Ok(first)
    }
}

impl Field {
    /// Whether the name means this field: its last part is the field's name, what stands before it the end of
    /// the relation's.
    pub(crate) fn is_named(&self, parts: &[ast::Identifier]) -> bool {
        let Some((name, qualifiers)) = parts.split_last() else { return false };
        self.name.as_ref().is_some_and(|own| same_name(own, &name.value)) && self.is_of(qualifiers)
    }

    /// Whether the field's relation can be named so. Every field is of the relation without name.
    pub(crate) fn is_of(&self, qualifiers: &[ast::Identifier]) -> bool {
        if qualifiers.is_empty() {
            return true;
        }
        let Some(relation) = &self.relation else { return false };
        relation.len() >= qualifiers.len()
            && relation[relation.len() - qualifiers.len()..]
                .iter()
                .zip(qualifiers)
                .all(|(own, part)| same_name(own, &part.value))
    }
}

/// Whether two names are one, without regard to case.
pub(crate) fn same_name(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
        || (!(left.is_ascii() && right.is_ascii()) && left.to_lowercase() == right.to_lowercase())
}

/// A name as Trino's messages show it.
pub(crate) fn lower_case_name(parts: &[ast::Identifier]) -> String {
    parts.iter().map(|part| part.value.to_lowercase()).collect::<Vec<_>>().join(".")
}
