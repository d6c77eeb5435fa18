//! Keeps hidden columns (`"$path"`, `"$file_size"`, …) out of `*` when a query names them.
//!
//! A table shows its hidden columns to the planner only when the query's text names one of them
//! ([`crate::governance::GovernedTable::with_hidden`]). Then each `*` over such a table is rewritten to leave
//! them out: `*` becomes one `t.* EXCLUDE (…)` for each relation of its FROM. A subquery or WITH query that
//! selects a hidden column makes an ordinary column of it, which `*` above it includes. Where that rewriting
//! would not be exact, the query is refused with what to write instead.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    ExcludeSelectItem, Ident, JoinConstraint, JoinOperator, ObjectName, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, TableFactor, TableWithJoins, VisitMut, VisitorMut,
    WildcardAdditionalOptions,
};

use super::references::{Parts, parts};
use crate::EngineError;

/// Tells which hidden columns a table of the query shows; `None` for what is not such a table.
pub(super) trait Shown {
    /// By the table's name as written.
    fn hidden_of(&self, table: &Parts) -> Option<Vec<String>>;
}

/// Rewrites each `*` of the query. `ctes` are the names of its WITH queries.
pub(super) fn exclude_hidden(
    query: &mut Query,
    shown: &impl Shown,
    ctes: &BTreeSet<String>,
) -> Result<(), EngineError> {
    match query.visit(&mut Rewrite { shown, ctes }) {
        ControlFlow::Break(refused) => Err(refused),
        ControlFlow::Continue(()) => Ok(()),
    }
}

struct Rewrite<'a, S> {
    shown: &'a S,
    ctes: &'a BTreeSet<String>,
}

/// A relation of a FROM clause.
struct Relation {
    /// How `qualifier.*` names it; `None` when it has no name.
    qualifier: Option<ObjectName>,
    hidden: Vec<String>,
}

impl<S: Shown> VisitorMut for Rewrite<'_, S> {
    type Break = EngineError;

    fn post_visit_select(&mut self, select: &mut Select) -> ControlFlow<EngineError> {
        match self.rewrite(select) {
            Ok(()) => ControlFlow::Continue(()),
            Err(refused) => ControlFlow::Break(refused),
        }
    }
}

impl<S: Shown> Rewrite<'_, S> {
    fn rewrite(&self, select: &mut Select) -> Result<(), EngineError> {
        let mut relations = Vec::new();
        let mut merged = false;
        for from in &select.from {
            self.relations(from, &mut relations, &mut merged)?;
        }
        if relations.iter().all(|relation| relation.hidden.is_empty()) {
            return Ok(());
        }
        let mut projection = Vec::with_capacity(select.projection.len());
        for item in std::mem::take(&mut select.projection) {
            match item {
                SelectItem::Wildcard(options) => match relations.as_slice() {
                    [only] => projection.push(SelectItem::Wildcard(without(options, &only.hidden)?)),
                    _ if merged => {
                        return Err(refused("* over JOIN ... USING"));
                    }
                    _ => {
                        for relation in &relations {
                            let Some(qualifier) = relation.qualifier.clone() else {
                                return Err(refused("* over a subquery without a name"));
                            };
                            let options = without(options.clone(), &relation.hidden)?;
                            let kind = SelectItemQualifiedWildcardKind::ObjectName(qualifier);
                            projection.push(SelectItem::QualifiedWildcard(kind, options));
                        }
                    }
                },
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), options) => {
                    let hidden = relations
                        .iter()
                        .find(|relation| relation.qualifier.as_ref().is_some_and(|q| names(q, &name)))
                        .map(|relation| relation.hidden.as_slice())
                        .unwrap_or_default();
                    let options = without(options, hidden)?;
                    let kind = SelectItemQualifiedWildcardKind::ObjectName(name);
                    projection.push(SelectItem::QualifiedWildcard(kind, options));
                }
                other => projection.push(other),
            }
        }
        select.projection = projection;
        Ok(())
    }

    fn relations(
        &self,
        from: &TableWithJoins,
        found: &mut Vec<Relation>,
        merged: &mut bool,
    ) -> Result<(), EngineError> {
        self.relation(&from.relation, found, merged)?;
        for join in &from.joins {
            self.relation(&join.relation, found, merged)?;
            match constraint(&join.join_operator) {
                Some(JoinConstraint::Using(_)) => *merged = true,
                Some(JoinConstraint::Natural) if found.iter().any(|relation| !relation.hidden.is_empty()) => {
                    return Err(refused("NATURAL JOIN"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn relation(
        &self,
        factor: &TableFactor,
        found: &mut Vec<Relation>,
        merged: &mut bool,
    ) -> Result<(), EngineError> {
        let (alias, name) = match factor {
            TableFactor::Table { name, alias, args: None, .. } => (alias, Some(name)),
            TableFactor::NestedJoin { table_with_joins, alias: None } => {
                return self.relations(table_with_joins, found, merged);
            }
            TableFactor::Derived { alias, .. }
            | TableFactor::Table { alias, .. }
            | TableFactor::Function { alias, .. }
            | TableFactor::UNNEST { alias, .. } => (alias, None),
            TableFactor::NestedJoin { alias: Some(_), .. } => {
                return Err(refused("a name for a parenthesised join"));
            }
            _ => return Err(refused("this kind of relation")),
        };
        let mut hidden = Vec::new();
        if let Some(name) = name {
            let parts = parts(name);
            hidden = self.shown.hidden_of(&parts).unwrap_or_default();
            if let [only] = parts.as_slice()
                && self.ctes.contains(only)
                && !hidden.is_empty()
            {
                return Err(refused("a WITH query named like a table"));
            }
        }
        if alias.as_ref().is_some_and(|alias| !alias.columns.is_empty()) && !hidden.is_empty() {
            return Err(refused("a list of column names after a table's alias"));
        }
        let qualifier = match (alias, name) {
            (Some(alias), _) => Some(ObjectName::from(vec![alias.name.clone()])),
            (None, name) => name.cloned(),
        };
        found.push(Relation { qualifier, hidden });
        Ok(())
    }
}

fn refused(what: &str) -> EngineError {
    EngineError::not_supported(format!("Hidden columns together with {what} are not supported"))
        .with_hint("list the columns, or select the hidden columns in a subquery of their own")
}

/// `alias.*`, `db.t.*` and `t.*` for a relation qualified as `db.t`.
fn names(qualifier: &ObjectName, written: &ObjectName) -> bool {
    parts(qualifier).ends_with(&parts(written)) || parts(written).ends_with(&parts(qualifier))
}

fn without(
    mut options: WildcardAdditionalOptions,
    hidden: &[String],
) -> Result<WildcardAdditionalOptions, EngineError> {
    if hidden.is_empty() {
        return Ok(options);
    }
    if options.opt_exclude.is_some()
        || options.opt_except.is_some()
        || options.opt_replace.is_some()
        || options.opt_rename.is_some()
        || options.opt_ilike.is_some()
    {
        return Err(refused("* EXCEPT, EXCLUDE or REPLACE"));
    }
    let names = hidden.iter().map(|name| ObjectName::from(vec![Ident::with_quote('"', name)])).collect();
    options.opt_exclude = Some(ExcludeSelectItem::Multiple(names));
    Ok(options)
}

fn constraint(operator: &JoinOperator) -> Option<&JoinConstraint> {
    use JoinOperator as Op;
    match operator {
        Op::Join(constraint)
        | Op::Inner(constraint)
        | Op::Left(constraint)
        | Op::LeftOuter(constraint)
        | Op::Right(constraint)
        | Op::RightOuter(constraint)
        | Op::FullOuter(constraint)
        | Op::CrossJoin(constraint)
        | Op::Semi(constraint)
        | Op::LeftSemi(constraint)
        | Op::RightSemi(constraint)
        | Op::Anti(constraint)
        | Op::LeftAnti(constraint)
        | Op::RightAnti(constraint)
        | Op::StraightJoin(constraint)
        | Op::AsOf { constraint, .. } => Some(constraint),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::references::references;
    use super::super::text::parse_query;
    use super::*;

    /// Tables `t` and `u` show `$path`, `v` shows nothing.
    struct Tables;

    impl Shown for Tables {
        fn hidden_of(&self, table: &Parts) -> Option<Vec<String>> {
            matches!(table.last()?.as_str(), "t" | "u").then(|| vec!["$path".to_owned()])
        }
    }

    fn rewrite(sql: &str) -> Result<String, EngineError> {
        let mut query = parse_query(sql)?.query;
        let ctes = references(&query).ctes;
        exclude_hidden(&mut query, &Tables, &ctes)?;
        Ok(query.to_string())
    }

    #[test]
    fn a_star_leaves_hidden_columns_out() {
        for (sql, rewritten) in [
            ("SELECT *, \"$path\" FROM t", "SELECT * EXCLUDE (\"$path\"), \"$path\" FROM t"),
            (
                "SELECT * FROM t AS a, v WHERE a.\"$path\" = v.p",
                "SELECT a.* EXCLUDE (\"$path\"), v.* FROM t AS a, v WHERE a.\"$path\" = v.p",
            ),
            (
                "SELECT v.*, db.t.* FROM db.t JOIN v ON true",
                "SELECT v.*, db.t.* EXCLUDE (\"$path\") FROM db.t JOIN v ON true",
            ),
            (
                "SELECT * FROM (SELECT a, \"$path\" FROM t) x, v",
                "SELECT * FROM (SELECT a, \"$path\" FROM t) x, v",
            ),
            (
                "WITH c AS (SELECT *, \"$path\" AS p FROM t) SELECT * FROM c",
                "WITH c AS (SELECT * EXCLUDE (\"$path\"), \"$path\" AS p FROM t) SELECT * FROM c",
            ),
            (
                "SELECT * FROM (t JOIN u ON t.a = u.a)",
                "SELECT t.* EXCLUDE (\"$path\"), u.* EXCLUDE (\"$path\") FROM (t JOIN u ON t.a = u.a)",
            ),
        ] {
            assert_eq!(rewrite(sql).unwrap(), rewritten);
        }
    }

    #[test]
    fn refuses_what_cannot_be_exact() {
        for sql in [
            "SELECT * FROM t JOIN u USING (a)",
            "SELECT a FROM t NATURAL JOIN u",
            "SELECT * FROM t, (SELECT 1)",
            "SELECT * FROM t AS x(a, b)",
            "SELECT * EXCEPT (a) FROM t",
            "WITH t AS (SELECT * FROM t) SELECT * FROM t",
        ] {
            assert_eq!(rewrite(sql).unwrap_err().name, "NOT_SUPPORTED", "{sql}");
        }
    }
}
