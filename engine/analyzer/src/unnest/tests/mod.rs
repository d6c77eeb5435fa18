//! Plans give the same rows before and after unnesting: before, subqueries are evaluated by definition.

pub(crate) mod evaluate;
mod lazy;
mod random;
mod shapes;

use std::collections::HashMap;

use polias_sql::Flavor;
use polias_types::{FunctionSet, Type, Zone};

use self::evaluate::{Cell, Evaluation, Row, Stop};
use crate::analyzer::Analyzer;
use crate::plan::Node;
use crate::{AnalysisError, Relation, Relations, Session, Snapshot, TableName};

struct NoRelations;

impl Relations for NoRelations {
    fn relation(
        &self,
        name: &TableName,
        _: Option<&Snapshot>,
        offset: polias_sql::ast::Offset,
    ) -> Result<Relation, AnalysisError> {
        Err(AnalysisError::new("TABLE_NOT_FOUND", offset, name.to_string()))
    }
}

/// Calls `test` with an analyzer.
fn with_analyzer<T>(test: impl FnOnce(&mut Analyzer<'_>) -> T) -> T {
    let functions = FunctionSet::default();
    let session = Session {
        functions: &functions,
        catalog: "c".to_owned(),
        schema: "s".to_owned(),
        user: "u".to_owned(),
        zone: Zone::UTC,
        now: 0,
        flavor: Flavor::Trino,
        max_recursion: 10,
    };
    test(&mut Analyzer::new(session, &NoRelations, &[]))
}

fn integer(value: i64) -> Cell {
    Cell::Integer(value)
}

/// The rows of a plan, sorted; what it fails with.
fn rows(plan: &Node, tables: &[Vec<Row>]) -> Result<Vec<Row>, Stop> {
    let mut evaluation = Evaluation { tables, budget: 3_000_000 };
    let mut rows = evaluation.rows(plan, &HashMap::new())?;
    rows.sort();
    Ok(rows)
}

/// That there is nothing left to unnest, and that every column comes from below.
fn assert_plain(node: &Node) {
    assert!(!matches!(node, Node::Lateral { .. }), "{node}");
    let mut below = std::collections::BTreeSet::new();
    node.for_each_input(&mut |input| {
        assert_plain(input);
        let ids = input.column_ids();
        assert!(ids.len() == input.columns().len(), "a column twice in {input}");
        if matches!(node, Node::Join { .. }) {
            assert!(below.is_disjoint(&ids), "both sides of a join have a column: {node}");
        }
        below.extend(ids);
    });
    node.for_each_column(&mut |id| assert!(below.contains(&id), "{id} in {node}"));
    node.for_each_expression(&mut |expression| {
        assert!(!expression.has_subquery(), "{expression}");
        for id in expression.used_columns() {
            assert!(below.contains(&id), "{id} in {node}");
        }
    });
}

fn describe(plan: &Node, unnested: &Node, tables: &[Vec<Row>]) -> String {
    format!("{plan}\n{unnested}\n{tables:?}")
}

/// A bigint column's type.
const NUMBER: Type = Type::Bigint;

fn is_outer_condition(error: &AnalysisError) -> bool {
    error.name == "NOT_SUPPORTED"
}
