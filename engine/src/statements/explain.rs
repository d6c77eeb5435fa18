//! `EXPLAIN`: the plan of a query, which is not run. Free of charge.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::RecordBatch;
use datafusion::physical_plan::displayable;
use polias_sql::ast::{ExplainFormat, ExplainType, QueryText, Statement};
use polias_types::Type;

use super::rows::{TextRows, text_columns};
use crate::execute::{optimized_plan, physical_plan};
use crate::outcome::Outcome;
use crate::planner::{Arguments, PlannedQuery, describe_query, plan_query};
use crate::statement_context::StatementContext;
use crate::{Description, EngineError, OutputColumn, Result};

/// Result columns, but for TYPE VALIDATE.
pub(super) const NAMES: [&str; 1] = ["Query Plan"];

/// How to explain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Explain {
    pub(super) verbose: bool,
    pub(super) format: ExplainFormat,
    pub(super) kind: ExplainType,
}

/// One row per line of text, as Athena answers; JSON and GRAPHVIZ are one document in one row.
pub(super) async fn run(
    context: &StatementContext<'_>,
    explain: Explain,
    statement: &Statement,
) -> Result<Outcome> {
    let query = explained(context, statement)?;
    if explain.kind == ExplainType::Io {
        return Err(EngineError::not_supported("EXPLAIN (TYPE IO) is not supported yet")
            .with_hint("EXPLAIN (TYPE DISTRIBUTED) shows the files and columns a query reads"));
    }
    let planned = plan_query(context, query, Arguments::Values(context.parameters)).await?;
    match explain.kind {
        ExplainType::Validate => valid(),
        ExplainType::Logical => text(explain.format, &logical(context, explain.format, &planned)?),
        ExplainType::Distributed | ExplainType::Io => {
            text(explain.format, &physical(context, explain, &planned).await?)
        }
    }
}

/// What EXPLAIN answers, and the parameters of the query it explains.
pub(super) async fn describe(
    context: &StatementContext<'_>,
    analyze: bool,
    kind: ExplainType,
    statement: &Statement,
) -> Result<Description> {
    let query = explained(context, statement)?;
    let parameters = describe_query(context, query).await?.parameters;
    let columns = match kind {
        ExplainType::Validate if !analyze => vec![valid_column()],
        _ => text_columns(&NAMES),
    };
    Ok(Description { columns: Some(columns), parameters })
}

/// The query to explain; other statements have no plan.
pub(super) fn explained<'a>(
    context: &StatementContext<'_>,
    statement: &'a Statement,
) -> Result<&'a QueryText> {
    match statement {
        Statement::Query(query) => Ok(query),
        Statement::NotSupported { what, offset } => Err(super::not_supported::error(context, what, *offset)),
        _ => Err(EngineError::not_supported("Only queries can be explained")
            .with_hint("EXPLAIN takes SELECT, WITH, VALUES and TABLE")),
    }
}

fn logical(context: &StatementContext<'_>, format: ExplainFormat, planned: &PlannedQuery) -> Result<String> {
    let plan = optimized_plan(context, planned)?;
    Ok(match format {
        ExplainFormat::Text => plan.display_indent().to_string(),
        ExplainFormat::Graphviz => plan.display_graphviz().to_string(),
        ExplainFormat::Json => plan.display_pg_json().to_string(),
    })
}

async fn physical(
    context: &StatementContext<'_>,
    explain: Explain,
    planned: &PlannedQuery,
) -> Result<String> {
    let plan = physical_plan(context, planned).await?;
    let plan = displayable(plan.as_ref());
    Ok(match explain.format {
        ExplainFormat::Text => plan.indent(explain.verbose).to_string(),
        ExplainFormat::Graphviz => plan.graphviz().to_string(),
        ExplainFormat::Json => plan.pgjson(explain.verbose).to_string(),
    })
}

fn text(format: ExplainFormat, plan: &str) -> Result<Outcome> {
    let mut rows = TextRows::new(NAMES);
    match format {
        ExplainFormat::Text => plan.lines().for_each(|line| rows.push([line])),
        ExplainFormat::Graphviz | ExplainFormat::Json => rows.push([plan]),
    }
    rows.finish("EXPLAIN")
}

fn valid_column() -> OutputColumn {
    OutputColumn {
        name: "Valid".to_owned(),
        trino_type: Type::Boolean,
        data_type: DataType::Boolean,
        pg_oid: None,
    }
}

/// The answer of TYPE VALIDATE; a query that is not valid is an error instead.
fn valid() -> Result<Outcome> {
    let schema = Schema::new(vec![Field::new("Valid", DataType::Boolean, true)]);
    let values: ArrayRef = Arc::new(BooleanArray::from(vec![true]));
    let batch = RecordBatch::try_new(Arc::new(schema), vec![values])
        .map_err(|error| EngineError::internal(format!("the answer of VALIDATE does not fit: {error}")))?;
    Ok(Outcome::Rows { tag: "EXPLAIN", columns: vec![valid_column()], batches: vec![batch] })
}
