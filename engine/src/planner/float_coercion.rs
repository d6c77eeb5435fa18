//! A float that meets a decimal makes the decimal a float, as in Trino.
//!
//! DataFusion does the opposite: it casts the float to `decimal(30,15)`, which rounds it (rows that are equal
//! to a literal are missed) and fails for NaN, infinity and large values. This goes before its coercion.

use arrow::datatypes::DataType;
use datafusion::common::DFSchema;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::Result;
use datafusion::logical_expr::expr::InList;
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::utils::merge_schema;
use datafusion::logical_expr::{Between, BinaryExpr, Expr, ExprSchemable, LogicalPlan};

/// Functions whose arguments get one type.
const ALIKE: [&str; 5] = ["coalesce", "greatest", "least", "nullif", "nvl"];

/// The plan with decimals cast wherever they meet a float; the types of its output are right afterwards.
pub(super) fn floats_stay_floats(plan: LogicalPlan) -> Result<LogicalPlan> {
    let rewritten = plan.transform_up_with_subqueries(|node| {
        let schema = merge_schema(&node.inputs());
        let names = NamePreserver::new(&node);
        let node = node.map_expressions(|expr| {
            let saved = names.save(&expr);
            let rewritten = expr.transform_up(|expr| rewrite(expr, &schema))?;
            Ok(rewritten.update_data(|expr| saved.restore(expr)))
        })?;
        if node.transformed { node.map_data(LogicalPlan::recompute_schema) } else { Ok(node) }
    })?;
    Ok(rewritten.data)
}

fn rewrite(expr: Expr, schema: &DFSchema) -> Result<Transformed<Expr>> {
    match expr {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => {
            let sides = alike(vec![*left, *right], schema)?;
            sides.map_data(|sides| {
                let [left, right] = <[Expr; 2]>::try_from(sides).map_err(|_| changed())?;
                Ok(Expr::BinaryExpr(BinaryExpr { left: Box::new(left), op, right: Box::new(right) }))
            })
        }
        Expr::Between(Between { expr, negated, low, high }) => {
            let parts = alike(vec![*expr, *low, *high], schema)?;
            parts.map_data(|parts| {
                let [expr, low, high] = <[Expr; 3]>::try_from(parts).map_err(|_| changed())?;
                let (expr, low, high) = (Box::new(expr), Box::new(low), Box::new(high));
                Ok(Expr::Between(Between { expr, negated, low, high }))
            })
        }
        Expr::InList(InList { expr, mut list, negated }) => {
            list.insert(0, *expr);
            alike(list, schema)?.map_data(|mut list| {
                let expr = Box::new(list.remove(0));
                Ok(Expr::InList(InList { expr, list, negated }))
            })
        }
        Expr::ScalarFunction(mut call) if ALIKE.contains(&call.name()) => {
            let arguments = alike(std::mem::take(&mut call.args), schema)?;
            arguments.map_data(|arguments| {
                call.args = arguments;
                Ok(Expr::ScalarFunction(call))
            })
        }
        other => Ok(Transformed::no(other)),
    }
}

/// The expressions with decimals cast to the float type among them, when there is one.
fn alike(parts: Vec<Expr>, schema: &DFSchema) -> Result<Transformed<Vec<Expr>>> {
    let types: Vec<Option<DataType>> = parts.iter().map(|part| part.get_type(schema).ok()).collect();
    let has = |wanted: &DataType| types.iter().flatten().any(|found| found == wanted);
    let decimal =
        |found: &Option<DataType>| matches!(found, Some(DataType::Decimal128(..) | DataType::Decimal256(..)));
    let float = match (has(&DataType::Float64), has(&DataType::Float32)) {
        (true, _) => DataType::Float64,
        (false, true) => DataType::Float32,
        (false, false) => return Ok(Transformed::no(parts)),
    };
    if !types.iter().any(decimal) {
        return Ok(Transformed::no(parts));
    }
    let cast = |(part, found): (Expr, &Option<DataType>)| {
        if decimal(found) { part.cast_to(&float, schema) } else { Ok(part) }
    };
    Ok(Transformed::yes(parts.into_iter().zip(&types).map(cast).collect::<Result<_>>()?))
}

fn changed() -> datafusion::error::DataFusionError {
    datafusion::error::DataFusionError::Internal("the number of operands changed".to_owned())
}
