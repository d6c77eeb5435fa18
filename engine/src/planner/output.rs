//! The columns a client sees: names as Athena gives them, types in carriers Trino has.

use arrow::datatypes::DataType;
use datafusion::logical_expr::{Expr, ExprSchemable, LogicalPlan, LogicalPlanBuilder};

use super::duplicate_names::shown_name;
use super::errors::engine_error;
use super::trino_type::trino_type;
use crate::{OutputColumn, Result};

/// How far up a column is followed to its name.
const MAX_STEPS: usize = 10_000;

/// The plan with its output in carriers Trino has: unsigned integers become signed ones, dictionaries
/// their values.
pub(super) fn with_trino_carriers(plan: LogicalPlan) -> Result<LogicalPlan> {
    if plan.schema().fields().iter().all(|field| carrier(field.data_type()).is_none()) {
        return Ok(plan);
    }
    let mut columns = Vec::with_capacity(plan.schema().fields().len());
    for (qualifier, field) in plan.schema().iter() {
        let column = Expr::from((qualifier, field));
        columns.push(match carrier(field.data_type()) {
            Some(wanted) => column
                .cast_to(&wanted, plan.schema())
                .map_err(|error| engine_error(&error))?
                .alias_qualified(qualifier.cloned(), field.name()),
            None => column,
        });
    }
    let built = LogicalPlanBuilder::from(plan).project(columns).and_then(LogicalPlanBuilder::build);
    built.map_err(|error| engine_error(&error))
}

fn carrier(data_type: &DataType) -> Option<DataType> {
    match data_type {
        DataType::UInt8 => Some(DataType::Int16),
        DataType::UInt16 => Some(DataType::Int32),
        // DataFusion numbers rows and ranks in UInt64; Trino's are bigint. The cast fails beyond 2^63.
        DataType::UInt32 | DataType::UInt64 => Some(DataType::Int64),
        DataType::Dictionary(_, values) => Some((**values).clone()),
        _ => None,
    }
}

/// The plan's output columns; an expression without a name is `_col0`, `_col1`, … by its place.
pub(super) fn output_columns(plan: &LogicalPlan) -> Vec<OutputColumn> {
    let fields = plan.schema().fields().iter().enumerate();
    let column = |(index, field): (usize, &std::sync::Arc<arrow::datatypes::Field>)| OutputColumn {
        name: match shown_name(field.name()) {
            Some(name) if is_named(plan, index) => name.to_owned(),
            _ => format!("_col{index}"),
        },
        trino_type: trino_type(field.data_type()),
        data_type: field.data_type().clone(),
        pg_oid: None,
    };
    fields.map(column).collect()
}

/// Whether an output column has a name in the statement: a column's, or an alias.
fn is_named(mut plan: &LogicalPlan, mut index: usize) -> bool {
    for _ in 0..MAX_STEPS {
        let source = match plan {
            LogicalPlan::Projection(node) => {
                match node.expr.get(index) {
                    Some(Expr::Column(column)) => {
                        let Ok(found) = node.input.schema().index_of_column(column) else { return true };
                        index = found;
                    }
                    // DataFusion's own: it turns count(*) into count(1) and keeps the name by an alias.
                    Some(Expr::Alias(alias)) if alias.name.starts_with("count(*)") => return false,
                    // Only the carrier's cast renames a column to its own name; follow it.
                    Some(Expr::Alias(alias)) => match &*alias.expr {
                        Expr::Cast(cast) => match &*cast.expr {
                            Expr::Column(column) if column.name == alias.name => {
                                let Ok(found) = node.input.schema().index_of_column(column) else {
                                    return true;
                                };
                                index = found;
                            }
                            _ => return true,
                        },
                        _ => return true,
                    },
                    _ => return false,
                }
                &node.input
            }
            LogicalPlan::Aggregate(node) => match node.group_expr.get(index) {
                Some(Expr::Column(column)) => {
                    let Ok(found) = node.input.schema().index_of_column(column) else { return true };
                    index = found;
                    &node.input
                }
                _ => return false,
            },
            LogicalPlan::Window(node) => {
                if index >= node.input.schema().fields().len() {
                    return false;
                }
                &node.input
            }
            LogicalPlan::Union(node) => match node.inputs.first() {
                Some(first) => first,
                None => return true,
            },
            LogicalPlan::Join(node) => {
                let left = node.left.schema().fields().len();
                if index < left {
                    &node.left
                } else {
                    index -= left;
                    &node.right
                }
            }
            LogicalPlan::Values(_) | LogicalPlan::EmptyRelation(_) => return false,
            LogicalPlan::RecursiveQuery(node) => &node.static_term,
            LogicalPlan::Filter(node) => &node.input,
            LogicalPlan::Sort(node) => &node.input,
            LogicalPlan::Limit(node) => &node.input,
            LogicalPlan::SubqueryAlias(node) => &node.input,
            LogicalPlan::Subquery(node) => &node.subquery,
            LogicalPlan::Repartition(node) => &node.input,
            LogicalPlan::Distinct(datafusion::logical_expr::Distinct::All(input)) => input,
            _ => return true,
        };
        plan = source;
    }
    true
}
