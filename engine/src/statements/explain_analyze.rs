//! `EXPLAIN ANALYZE`: runs the query, throws its rows away and shows what each operator did. Billed.

use arrow::array::AsArray;
use arrow::datatypes::DataType;
use arrow::record_batch::RecordBatch;
use datafusion::logical_expr::LogicalPlanBuilder;
use polias_sql::ast::{ExplainFormat, Statement};
use polias_types::Type;

use super::explain::{NAMES, explained};
use super::rows::{TextRows, text_columns};
use crate::outcome::Outcome;
use crate::planner::{Arguments, PlannedQuery, plan_query};
use crate::statement_context::StatementContext;
use crate::{EngineError, OutputColumn, Result};

/// One row per line of DataFusion's text with metrics.
pub(super) async fn run(
    context: &StatementContext<'_>,
    verbose: bool,
    format: ExplainFormat,
    statement: &Statement,
) -> Result<Outcome> {
    let query = explained(context, statement)?;
    if format != ExplainFormat::Text {
        return Err(EngineError::not_supported("EXPLAIN ANALYZE gives TEXT only for now"));
    }
    let planned = plan_query(context, query, Arguments::Values(context.parameters)).await?;
    let plan = LogicalPlanBuilder::from(planned.plan)
        .explain(verbose, true)
        .and_then(LogicalPlanBuilder::build)
        .map_err(|error| EngineError::internal(format!("EXPLAIN ANALYZE cannot be planned: {error}")))?;
    let columns =
        plan.schema().fields().iter().map(|field| column(field.name(), field.data_type())).collect();
    Ok(Outcome::Query {
        tag: "EXPLAIN",
        plan: PlannedQuery { plan, columns },
        reshape: Some((text_columns(&NAMES), Box::new(|batch| lines(&batch)))),
    })
}

fn column(name: &str, data_type: &DataType) -> OutputColumn {
    OutputColumn {
        name: name.to_owned(),
        trino_type: Type::VARCHAR,
        data_type: data_type.clone(),
        pg_oid: None,
    }
}

/// DataFusion answers (kind of plan, text of plan); clients see the text's lines.
fn lines(batch: &RecordBatch) -> Result<RecordBatch> {
    let mut rows = TextRows::new(NAMES);
    let plans = batch
        .column_by_name("plan")
        .and_then(|column| column.as_string_opt::<i32>())
        .ok_or_else(|| EngineError::internal("EXPLAIN ANALYZE answered without a text column named plan"))?;
    for plan in plans.iter().flatten() {
        plan.lines().for_each(|line| rows.push([line]));
    }
    rows.batch()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::StringArray;
    use arrow::datatypes::{Field, Schema};

    use super::*;

    #[test]
    fn a_plan_becomes_lines() {
        let schema = Schema::new(vec![
            Field::new("plan_type", DataType::Utf8, false),
            Field::new("plan", DataType::Utf8, false),
        ]);
        let kinds = Arc::new(StringArray::from(vec!["Plan with Metrics"]));
        let plans = Arc::new(StringArray::from(vec!["A\n  B\n"]));
        let batch = RecordBatch::try_new(Arc::new(schema), vec![kinds, plans]).unwrap();
        let shown = lines(&batch).unwrap();
        let shown = shown.column(0).as_string_view();
        assert_eq!(shown.iter().flatten().collect::<Vec<_>>(), ["A", "  B"]);
    }
}
