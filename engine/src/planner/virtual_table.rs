//! Tables whose rows the engine makes itself: `system.*`, `information_schema.*`.
//!
//! Rows are made when the query's physical plan is made, once for each place that names the table. They
//! must hold nothing the session may not see: the maker filters, this provider does not.

use std::sync::Arc;

use arrow::array::RecordBatchOptions;
use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::ScalarValue;
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::error::{DataFusionError, Result as DataFusionResult};
use datafusion::logical_expr::{BinaryExpr, Expr, Operator, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;

use crate::Result;

/// Makes the rows of a virtual table.
#[async_trait]
pub(crate) trait VirtualRows: std::fmt::Debug + Send + Sync {
    /// Columns.
    fn schema(&self) -> SchemaRef;

    /// All rows, in the schema's shape. `filters` are conjuncts of the query over these columns; they are
    /// applied again above, so using them is only a matter of speed (see [`equal_texts`]).
    async fn rows(&self, filters: &[Expr]) -> Result<RecordBatch>;
}

/// A virtual table as DataFusion scans it.
#[derive(Debug)]
pub(crate) struct VirtualTable {
    rows: Arc<dyn VirtualRows>,
}

impl VirtualTable {
    /// Over a maker of rows.
    pub(crate) fn new(rows: Arc<dyn VirtualRows>) -> Self {
        Self { rows }
    }
}

#[async_trait]
impl TableProvider for VirtualTable {
    fn schema(&self) -> SchemaRef {
        self.rows.schema()
    }

    fn table_type(&self) -> TableType {
        TableType::View
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> DataFusionResult<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        _session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        _limit: Option<usize>,
    ) -> DataFusionResult<Arc<dyn ExecutionPlan>> {
        let batch =
            self.rows.rows(filters).await.map_err(|error| DataFusionError::External(Box::new(error)))?;
        // The row count must survive a projection to no columns.
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        let batch = RecordBatch::try_new_with_options(self.schema(), batch.columns().to_vec(), &options)?;
        let scan = MemorySourceConfig::try_new_exec(&[vec![batch]], self.schema(), projection.cloned())?;
        Ok(scan)
    }
}

/// The texts `column` must equal by `column = 'x'` or `column IN ('x', 'y')` in one of the conjuncts;
/// `None` when no conjunct says so.
pub(crate) fn equal_texts(filters: &[Expr], column: &str) -> Option<Vec<String>> {
    filters.iter().find_map(|filter| match filter {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) => match (&**left, &**right) {
            (Expr::Column(name), value) | (value, Expr::Column(name)) if name.name == column => {
                Some(vec![literal_text(value)?])
            }
            _ => None,
        },
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
            let mut texts = equal_texts(std::slice::from_ref(left), column)?;
            texts.extend(equal_texts(std::slice::from_ref(right), column)?);
            Some(texts)
        }
        Expr::InList(list) if !list.negated => match &*list.expr {
            Expr::Column(name) if name.name == column => list.list.iter().map(literal_text).collect(),
            _ => None,
        },
        _ => None,
    })
}

fn literal_text(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Literal(
            ScalarValue::Utf8(Some(text))
            | ScalarValue::LargeUtf8(Some(text))
            | ScalarValue::Utf8View(Some(text)),
            _,
        ) => Some(text.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use datafusion::logical_expr::{col, lit};

    use super::*;

    #[test]
    fn finds_texts_of_equalities_and_lists() {
        let both = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(equal_texts(&[col("s").eq(lit("a"))], "s"), Some(vec!["a".to_owned()]));
        assert_eq!(equal_texts(&[lit("a").eq(col("s"))], "s"), Some(vec!["a".to_owned()]));
        assert_eq!(
            equal_texts(&[col("s").in_list(vec![lit("a"), lit("b")], false)], "s"),
            Some(both.clone())
        );
        assert_eq!(equal_texts(&[col("s").eq(lit("a")).or(col("s").eq(lit("b")))], "s"), Some(both));
    }

    #[test]
    fn does_not_narrow_by_anything_else() {
        assert_eq!(equal_texts(&[col("s").in_list(vec![lit("a")], true)], "s"), None);
        assert_eq!(equal_texts(&[col("t").eq(lit("a"))], "s"), None);
        assert_eq!(equal_texts(&[col("s").eq(lit("a")).or(col("t").eq(lit("b")))], "s"), None);
        assert_eq!(equal_texts(&[col("s").not_eq(lit("a"))], "s"), None);
    }
}
