//! Rewrites a scan's expressions from the table's columns to a file's.
//!
//! DataFusion's own adapter does what works by exact name; this one takes the columns whose names differ
//! in case and those whose conversion is ours, and leaves it the rest.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{FieldRef, SchemaRef};
use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{CastExpr, Column};
use datafusion::physical_expr_adapter::{
    DefaultPhysicalExprAdapterFactory, PhysicalExprAdapter, PhysicalExprAdapterFactory,
};
use polias_connector::ConnectorError;

use super::conform::{Conversion, check};
use super::conform_expr::ConformExpr;
use super::resolve::find_field;

/// Makes adapters for files of Hive tables.
#[derive(Debug)]
pub(crate) struct HiveAdapterFactory;

impl PhysicalExprAdapterFactory for HiveAdapterFactory {
    fn create(&self, table: SchemaRef, file: SchemaRef) -> Result<Arc<dyn PhysicalExprAdapter>> {
        let mut own = HashMap::new();
        for field in table.fields() {
            // A column that cannot be read matters only to expressions that use it; the reader has refused
            // those by now, with the file's name.
            let Ok(Some((index, found))) = find_field(file.fields(), field.name()) else { continue };
            let conversion = check(found.data_type(), field.data_type());
            if found.name() != field.name() || conversion != Ok(Conversion::Cast) {
                let column = Arc::new(Column::new(found.name(), index));
                own.insert(field.name().clone(), OwnColumn { column, target: Arc::clone(field), conversion });
            }
        }
        let others = DefaultPhysicalExprAdapterFactory.create(table, file)?;
        Ok(Arc::new(HiveAdapter { own, others }))
    }
}

#[derive(Debug)]
struct HiveAdapter {
    own: HashMap<String, OwnColumn>,
    others: Arc<dyn PhysicalExprAdapter>,
}

#[derive(Debug)]
struct OwnColumn {
    column: Arc<Column>,
    target: FieldRef,
    conversion: std::result::Result<Conversion, String>,
}

impl OwnColumn {
    fn expr(&self) -> Result<Arc<dyn PhysicalExpr>> {
        let (column, target) = (Arc::clone(&self.column) as Arc<dyn PhysicalExpr>, Arc::clone(&self.target));
        match &self.conversion {
            Ok(Conversion::Cast) => Ok(Arc::new(CastExpr::new_with_target_field(column, target, None))),
            Ok(Conversion::Own) => Ok(Arc::new(ConformExpr::new(column, target))),
            Err(reason) => {
                let message = format!("column '{}' {reason}", self.column.name());
                Err(ConnectorError::new("HIVE_BAD_DATA", message).into())
            }
        }
    }
}

impl PhysicalExprAdapter for HiveAdapter {
    fn rewrite(&self, expr: Arc<dyn PhysicalExpr>) -> Result<Arc<dyn PhysicalExpr>> {
        // Names of files never meet names of the table here: those in `own` either differ in case from every
        // lower-case name, or stay the same and are inside a conversion already.
        let expr = expr
            .transform_up(|expr| {
                let column = expr.downcast_ref::<Column>().and_then(|column| self.own.get(column.name()));
                match column {
                    Some(column) => Ok(Transformed::yes(column.expr()?)),
                    None => Ok(Transformed::no(expr)),
                }
            })
            .data()?;
        self.others.rewrite(expr)
    }
}
