//! Which names a query mentions.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{Ident, ObjectName, Query, TableFactor, Visit, Visitor};

/// Parts of a name as written, lower-case.
pub(super) type Parts = Vec<String>;

/// Names of a query.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct References {
    /// Names used as tables. A name that is also in [`Self::ctes`] may mean either; which one it means at
    /// a place, the planner decides.
    pub(super) tables: BTreeSet<Parts>,
    /// Names of WITH queries, anywhere.
    pub(super) ctes: BTreeSet<String>,
}

/// Collects them.
pub(super) fn references(query: &Query) -> References {
    let mut found = References::default();
    // The visitor never breaks off.
    let _ = query.visit(&mut found);
    found
}

impl Visitor for References {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        if let Some(with) = &query.with {
            self.ctes.extend(with.cte_tables.iter().map(|cte| lower(&cte.alias.name)));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        if let TableFactor::Table { name, args: None, .. } = factor {
            self.tables.insert(parts(name));
        }
        ControlFlow::Continue(())
    }
}

/// The parts of a name, lower-case.
pub(super) fn parts(name: &ObjectName) -> Parts {
    name.0.iter().map(|part| part.as_ident().map_or_else(|| part.to_string(), lower)).collect()
}

fn lower(ident: &Ident) -> String {
    ident.value.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::super::text::parse_query;
    use super::*;

    fn names(sql: &str) -> (Vec<String>, Vec<String>) {
        let found = references(&parse_query(sql).unwrap().query);
        (found.tables.iter().map(|parts| parts.join(".")).collect(), found.ctes.into_iter().collect())
    }

    #[test]
    fn finds_tables_everywhere() {
        let (tables, _) = names(
            "SELECT (SELECT max(x) FROM A) FROM b JOIN (SELECT * FROM db.c) x ON x.k IN (SELECT k FROM \"D\") \
             WHERE EXISTS (SELECT 1 FROM awsdatacatalog.db.e) UNION ALL SELECT * FROM f",
        );
        assert_eq!(tables, ["a", "awsdatacatalog.db.e", "b", "d", "db.c", "f"]);
    }

    #[test]
    fn tells_with_queries_and_functions_apart() {
        let (tables, ctes) = names("WITH t AS (SELECT * FROM u) SELECT * FROM t, generate_series(1, 2)");
        assert_eq!(tables, ["t", "u"]);
        assert_eq!(ctes, ["t"]);
    }
}
