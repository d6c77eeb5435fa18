//! A query's syntax tree becomes a typed plan, by Trino's rules.
//!
//! Names are resolved through scopes, functions through Trino's signatures, every coercion becomes a cast,
//! subqueries become joins. It must never need Arrow or DataFusion, and never ask a catalog itself.

mod analyzer;
mod error;
mod expression;
pub mod plan;
mod query;
mod references;
mod relations;
mod rewrite;
mod scope;
mod session;
mod syntax_text;
mod table_names;
mod unnest;

pub use error::{AnalysisError, Result};
pub use relations::{Relation, Relations, Snapshot, TableColumn, TableName, View};
pub use session::Session;
pub use table_names::table_names;

use polias_sql::ast;
use polias_types::{Type, Value};

use crate::analyzer::Analyzer;
use crate::plan::{ColumnId, Node};
use crate::scope::Scope;

/// What a query comes to.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// The plan, without subqueries.
    pub plan: Node,
    /// What the client sees, in order.
    pub output: Vec<OutputColumn>,
    /// Tables that are scanned; [`plan::Scan::table`] is an index into it.
    pub tables: Vec<ScannedTable>,
    /// Types of the statement's parameters (`?`, `$1`), as far as it decides them; as many as it has, however
    /// many were given.
    pub parameters: Vec<Option<Type>>,
}

/// A column of the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputColumn {
    /// As the client sees it; `_col0` where the query names none.
    pub name: String,
    /// Which column of the plan.
    pub column: ColumnId,
    /// Its type.
    pub data_type: Type,
}

/// A table that a query reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScannedTable {
    /// Its name.
    pub name: TableName,
    /// Its state.
    pub snapshot: Option<Snapshot>,
    /// The columns the query uses anywhere, as indices, ascending.
    pub used: Vec<usize>,
}

/// A parameter of a prepared statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Parameter {
    /// A value (extended protocol).
    Value(Value, Type),
    /// An expression (`EXECUTE … USING`), analyzed where the parameter stands.
    Expression(ast::Expression),
    /// Not given yet (DESCRIBE); its type where the client names one.
    Open(Option<Type>),
}

/// Analyzes a query.
///
/// # Errors
/// What Trino refuses, in its words and at its place. Where parameters are missing, or more are given and
/// all are expressions: INVALID_PARAMETER_USAGE. More values are taken: the PostgreSQL wire may bind what the
/// statement does not use.
pub fn analyze(
    query: &ast::Query,
    session: &Session<'_>,
    relations: &dyn Relations,
    parameters: &[Parameter],
) -> Result<Analysis> {
    let expected = query.parameters as usize;
    check_parameters(expected, parameters)?;
    let mut analyzer = Analyzer::new(session.clone(), relations, parameters);
    let mut planned = analyzer.query(query, &Scope::default())?;
    rewrite::simplify(&mut planned.plan);
    let output = query::output_columns(&planned.fields);
    let mut plan = analyzer.unnest(planned.plan)?;
    query::prune(&mut plan, &output.iter().map(|column| column.column).collect());
    let mut types = analyzer.parameter_types;
    types.resize(expected, None);
    Ok(Analysis { plan, output, tables: analyzer.tables, parameters: types })
}

/// Trino counts before it analyzes: the place is that of the statement.
fn check_parameters(expected: usize, given: &[Parameter]) -> Result<()> {
    let found = given.len();
    let of_execute = given.iter().all(|parameter| matches!(parameter, Parameter::Expression(_)));
    if found < expected || (of_execute && found > expected) {
        let message = format!("Incorrect number of parameters: expected {expected} but found {found}");
        return Err(AnalysisError::new("INVALID_PARAMETER_USAGE", ast::Offset(0), message));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
