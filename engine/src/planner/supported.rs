//! Refuses what DataFusion's planner would read and then leave out, or answer wrongly.
//!
//! Its parser takes clauses of many dialects, and its planner ignores some of them without a word: rows
//! would be wrong. Each is refused here by name, with what to write instead. What it refuses itself is not
//! listed.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    Expr, Fetch, JoinConstraint, JoinOperator, LimitClause, Query, Select, SelectFlavor, SetExpr,
    SetOperator, SetQuantifier, TableFactor, Value, ValueWithSpan, VisitMut, VisitorMut,
};

use crate::EngineError;

/// Checks the whole query, and rewrites `FETCH FIRST n ROWS ONLY` to LIMIT.
pub(super) fn check_supported(query: &mut Query) -> Result<(), EngineError> {
    match query.visit(&mut Check) {
        ControlFlow::Break(refused) => Err(refused),
        ControlFlow::Continue(()) => Ok(()),
    }
}

struct Check;

fn refuse(what: &str, instead: &str) -> ControlFlow<EngineError> {
    ControlFlow::Break(EngineError::not_supported(format!("{what} is not supported")).with_hint(instead))
}

const LEAVE_OUT: &str = "leave it out";

impl VisitorMut for Check {
    type Break = EngineError;

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<EngineError> {
        if !query.pipe_operators.is_empty() {
            return refuse("The pipe operator |>", "nest the queries, or use WITH");
        }
        if !query.locks.is_empty() {
            return refuse("FOR UPDATE or FOR SHARE", LEAVE_OUT);
        }
        if query.for_clause.is_some() || query.settings.is_some() || query.format_clause.is_some() {
            return refuse("FOR XML, SETTINGS or FORMAT", LEAVE_OUT);
        }
        if let Some(Fetch { with_ties, percent, quantity }) = query.fetch.take() {
            if with_ties {
                return refuse("FETCH FIRST ... WITH TIES", "filter by rank() in an outer query");
            }
            let offset = match query.limit_clause.take() {
                None => None,
                Some(LimitClause::LimitOffset { limit: None, offset, limit_by }) if limit_by.is_empty() => {
                    offset
                }
                Some(_) => return refuse("FETCH FIRST together with LIMIT", "write one of them"),
            };
            if percent {
                return refuse("FETCH FIRST ... PERCENT", "give a number of rows");
            }
            let limit = Some(quantity.unwrap_or_else(|| Expr::value(Value::Number("1".to_owned(), false))));
            query.limit_clause = Some(LimitClause::LimitOffset { limit, offset, limit_by: Vec::new() });
        }
        check_body(&query.body)
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<EngineError> {
        if select.into.is_some() {
            return refuse("SELECT INTO", "use CREATE TABLE AS SELECT");
        }
        if !matches!(select.flavor, SelectFlavor::Standard) {
            return refuse("FROM without SELECT before it", "write SELECT * FROM ...");
        }
        let ignored = [
            ("PREWHERE", select.prewhere.is_some()),
            ("CONNECT BY", !select.connect_by.is_empty()),
            ("DISTRIBUTE BY", !select.distribute_by.is_empty()),
            ("SELECT AS STRUCT or AS VALUE", select.value_table_mode.is_some()),
            ("EXCLUDE after the select list", select.exclude.is_some()),
            ("A select modifier", select.select_modifiers.is_some()),
        ];
        for (clause, present) in ignored {
            if present {
                return refuse(clause, LEAVE_OUT);
            }
        }
        for join in select.from.iter().flat_map(|from| &from.joins) {
            // DataFusion takes the column of the left side alone, which is NULL for rows of the right.
            if let JoinOperator::FullOuter(constraint)
            | JoinOperator::Right(constraint)
            | JoinOperator::RightOuter(constraint) = &join.join_operator
                && matches!(constraint, JoinConstraint::Using(_) | JoinConstraint::Natural)
            {
                return refuse(
                    "USING or NATURAL with RIGHT JOIN or FULL JOIN",
                    "write ON and coalesce(a.column, b.column), or turn a RIGHT JOIN into a LEFT JOIN",
                );
            }
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<EngineError> {
        match expr {
            // DataFusion confuses the two sides' columns when both read one table.
            Expr::AnyOp { right, .. } | Expr::AllOp { right, .. } if matches!(**right, Expr::Subquery(_)) => {
                refuse(
                    "A comparison with ANY, SOME or ALL of a subquery",
                    "write IN or NOT IN, or compare with (SELECT min(...)) or (SELECT max(...))",
                )
            }
            // DataFusion takes a backslash for an escape; in SQL there is none without ESCAPE.
            Expr::Like { escape_char: None, pattern, .. }
            | Expr::ILike { escape_char: None, pattern, .. } => {
                if let Expr::Value(ValueWithSpan { value: Value::SingleQuotedString(text), .. }) =
                    &mut **pattern
                {
                    *text = text.replace('\\', "\\\\");
                }
                ControlFlow::Continue(())
            }
            Expr::SimilarTo { .. } => refuse("SIMILAR TO", "use regexp_like"),
            _ => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<EngineError> {
        match factor {
            TableFactor::Table {
                with_hints,
                version,
                with_ordinality,
                partitions,
                json_path,
                sample,
                index_hints,
                ..
            } => {
                if version.is_some() {
                    return refuse(
                        "FOR TIMESTAMP or FOR VERSION AS OF on this table",
                        "read its current state",
                    );
                }
                if sample.is_some() {
                    return sampled();
                }
                if *with_ordinality {
                    return refuse("WITH ORDINALITY", "use row_number()");
                }
                if !with_hints.is_empty()
                    || !partitions.is_empty()
                    || !index_hints.is_empty()
                    || json_path.is_some()
                {
                    return refuse("A hint, partition list or path after a table name", LEAVE_OUT);
                }
            }
            TableFactor::Derived { sample: Some(_), .. } => return sampled(),
            TableFactor::Function { with_ordinality: true, .. } => {
                return refuse("WITH ORDINALITY", "use row_number()");
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

fn sampled() -> ControlFlow<EngineError> {
    refuse("TABLESAMPLE", "filter by random() < 0.1 for a tenth of the rows")
}

fn check_body(mut body: &SetExpr) -> ControlFlow<EngineError> {
    loop {
        match body {
            SetExpr::SetOperation { left, op, set_quantifier, right } => {
                if matches!(op, SetOperator::Except | SetOperator::Intersect | SetOperator::Minus)
                    && matches!(set_quantifier, SetQuantifier::All | SetQuantifier::AllByName)
                {
                    return refuse(
                        "EXCEPT ALL or INTERSECT ALL",
                        "number equal rows with row_number() and join",
                    );
                }
                check_body(right)?;
                body = left;
            }
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
                return refuse("A statement that changes data within a query", "run it on its own");
            }
            SetExpr::Table(_) => return refuse("TABLE t as a query", "write SELECT * FROM t"),
            SetExpr::Select(_) | SetExpr::Query(_) | SetExpr::Values(_) => return ControlFlow::Continue(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::parse_query;
    use super::*;

    fn check(sql: &str) -> Result<String, EngineError> {
        let mut query = parse_query(sql)?.query;
        check_supported(&mut query)?;
        Ok(query.to_string())
    }

    #[test]
    fn refuses_what_would_be_left_out() {
        for sql in [
            "SELECT * FROM t TABLESAMPLE BERNOULLI (10)",
            "SELECT * FROM (SELECT * FROM t FULL JOIN u USING (k)) x",
            "SELECT 1 WHERE EXISTS (SELECT * FROM t NATURAL RIGHT JOIN u)",
            "SELECT 1 EXCEPT ALL SELECT 2",
            "(SELECT 1 INTERSECT ALL SELECT 2) UNION SELECT 3",
            "SELECT 1 INTO x",
            "FROM t",
            "SELECT 1 FOR UPDATE",
            "SELECT a FROM t FETCH FIRST 2 ROWS WITH TIES",
            "SELECT * FROM t FOR SYSTEM_TIME AS OF '2024-01-01'",
        ] {
            let error = check(sql).unwrap_err();
            assert!(matches!(error.name, "NOT_SUPPORTED" | "SYNTAX_ERROR"), "{sql}: {error}");
        }
    }

    #[test]
    fn leaves_the_rest_alone() {
        for sql in [
            "SELECT a FROM t LEFT JOIN u USING (k) NATURAL JOIN v ORDER BY a OFFSET 1",
            "SELECT 1 UNION ALL SELECT 2 EXCEPT SELECT 3",
            "SELECT t.a FROM t RIGHT JOIN u ON t.k = u.k",
        ] {
            assert!(check(sql).is_ok(), "{sql}");
        }
        assert_eq!(check("SELECT a FROM t FETCH FIRST 2 ROWS ONLY").unwrap(), "SELECT a FROM t LIMIT 2");
        assert_eq!(check("SELECT a FROM t FETCH NEXT ROW ONLY").unwrap(), "SELECT a FROM t LIMIT 1");
    }
}
