//! Rewrites a scan's expressions from the table's columns to a file's.
//!
//! DataFusion's own adapter does what works by exact name; this one takes the columns whose names differ
//! in case and those whose conversion is ours, and leaves it the rest.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, FieldRef, Fields, Schema, SchemaRef};
use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{BinaryExpr, CastExpr, Column, Literal};
use datafusion::physical_expr_adapter::{
    DefaultPhysicalExprAdapterFactory, PhysicalExprAdapter, PhysicalExprAdapterFactory,
};
use polias_connector::ConnectorError;

use super::conform::{Conversion, check};
use super::conform_expr::ConformExpr;
use super::resolve::find_field;
use super::timestamp_filter::compare_unrounded;

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
                let column = OwnColumn {
                    column: Arc::new(Column::new(found.name(), index)),
                    file_type: found.data_type().clone(),
                    target: Arc::clone(field),
                    conversion,
                };
                own.insert(field.name().clone(), column);
            }
        }
        // The other adapter must leave alone what is ours: to it, our columns are of the file's type.
        let as_in_file = table.fields().iter().map(|field| match own.get(field.name()) {
            Some(column) if column.column.name() == field.name() => {
                file.fields().get(column.column.index()).map_or_else(|| Arc::clone(field), Arc::clone)
            }
            _ => Arc::clone(field),
        });
        let others = DefaultPhysicalExprAdapterFactory
            .create(Arc::new(Schema::new(as_in_file.collect::<Fields>())), file)?;
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
    file_type: DataType,
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
        let expr = expr
            .transform_down(|expr| {
                let replaced = match expr.downcast_ref::<Column>() {
                    Some(column) => self.own.get(column.name()).map(OwnColumn::expr).transpose()?,
                    None => self.timestamp_comparison(&expr),
                };
                Ok(match replaced {
                    // Its parts are columns of the file now.
                    Some(replaced) => Transformed::new(replaced, true, TreeNodeRecursion::Jump),
                    None => Transformed::no(expr),
                })
            })
            .data()?;
        self.others.rewrite(expr)
    }
}

impl HiveAdapter {
    /// A comparison of a rounded timestamp with a constant, as one of the file's own values, so that it can
    /// be decided on the file's statistics.
    fn timestamp_comparison(&self, expr: &Arc<dyn PhysicalExpr>) -> Option<Arc<dyn PhysicalExpr>> {
        let comparison = expr.downcast_ref::<BinaryExpr>()?;
        let (column, op, constant) = match comparison.left().downcast_ref::<Column>() {
            Some(column) => (column, *comparison.op(), comparison.right()),
            None => {
                (comparison.right().downcast_ref::<Column>()?, comparison.op().swap()?, comparison.left())
            }
        };
        let own = self.own.get(column.name()).filter(|own| own.conversion == Ok(Conversion::Own))?;
        let constant = constant.downcast_ref::<Literal>()?.value();
        compare_unrounded(&own.column, &own.file_type, op, constant)
    }
}
