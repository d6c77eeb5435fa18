//! What names mean at a place of the statement.
//!
//! Lookup goes from the innermost query outwards; a column found in a query around is correlated. It must
//! never find a name by its text in a plan: columns are numbers there.

use std::rc::Rc;

use polias_sql::ast;

use crate::plan::Column;
use crate::Result;

/// A column that a name can mean.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// The column.
    pub(crate) column: Column,
    /// Its name, as written where it was named; none for expressions without alias.
    pub(crate) name: Option<String>,
    /// Name of its relation: an alias, or catalog, schema and table.
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
    /// WITH queries that can be named here; innermost last. (query helper's)
    pub(crate) with: crate::query::WithQueries,
}

impl Scope {
    /// The field a name of one or more parts means, and how many parts it took (the rest are fields of rows).
    /// `None` when there is none. Errors with AMBIGUOUS_NAME.
    pub(crate) fn resolve(&self, parts: &[ast::Identifier]) -> Result<Option<(&Field, usize)>> {
        let _ = parts;
        todo!("expressions helper")
    }
}
