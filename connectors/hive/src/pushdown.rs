//! What becomes of a filter: decided here once, for the planner's question and for the scan alike.

use std::collections::HashSet;

use datafusion::common::ScalarValue;
use datafusion::common::tree_node::TreeNode;
use datafusion::logical_expr::expr::InList;
use datafusion::logical_expr::{Between, BinaryExpr, Expr, Operator};
use polias_catalog::model::{CompareOp, PartitionFilter, PartitionValue};

use crate::columns::Columns;
use crate::partition_value::PartitionKey;
use crate::types::HiveType;

/// Longest IN list that is given to the catalog.
const MAX_IN_LIST: usize = 1_000;
/// Deepest filter that is given to the catalog.
const MAX_DEPTH: usize = 64;

/// What a filter needs to be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decides {
    /// Partition keys only: whole partitions are kept or dropped.
    Partition,
    /// Partition keys and hidden columns: whole files are kept or dropped.
    File,
    /// File columns: rows.
    Row,
}

impl Decides {
    /// Classifies one conjunct.
    pub(crate) fn of(filter: &Expr, columns: &Columns) -> Self {
        if filter.is_volatile() || needs_a_plan(filter) {
            return Self::Row;
        }
        let names: HashSet<&str> =
            filter.column_refs().into_iter().map(|column| column.name.as_str()).collect();
        if names.iter().all(|name| columns.keys.iter().any(|key| key.name == *name)) {
            return Self::Partition;
        }
        let constant = |name: &&str| !columns.file_schema.fields().iter().any(|field| field.name() == name);
        if names.iter().all(constant) { Self::File } else { Self::Row }
    }
}

/// Subqueries, outer columns and unbound parameters cannot be evaluated on values alone.
fn needs_a_plan(filter: &Expr) -> bool {
    let found = filter.exists(|expr| {
        Ok(matches!(
            expr,
            Expr::Exists(_)
                | Expr::InSubquery(_)
                | Expr::SetComparison(_)
                | Expr::ScalarSubquery(_)
                | Expr::OuterReferenceColumn(..)
                | Expr::Placeholder(_)
        ))
    });
    found.unwrap_or(true)
}

/// The part of `filters` the catalog can decide on its stored texts. It may keep more than the filters do
/// (they are evaluated again on the typed values), never less.
pub(crate) fn catalog_filter(filters: &[&Expr], keys: &[PartitionKey]) -> Option<PartitionFilter> {
    let parts: Vec<PartitionFilter> =
        filters.iter().filter_map(|filter| translate(filter, keys, 0)).collect();
    match parts.len() {
        0 => None,
        1 => parts.into_iter().next(),
        _ => Some(PartitionFilter::And(parts)),
    }
}

fn translate(filter: &Expr, keys: &[PartitionKey], depth: usize) -> Option<PartitionFilter> {
    if depth > MAX_DEPTH {
        return None;
    }
    match filter {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
            let sides = [translate(left, keys, depth + 1), translate(right, keys, depth + 1)];
            let mut known: Vec<PartitionFilter> = sides.into_iter().flatten().collect();
            if known.len() == 2 { Some(PartitionFilter::And(known)) } else { known.pop() }
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
            let sides = [translate(left, keys, depth + 1)?, translate(right, keys, depth + 1)?];
            Some(PartitionFilter::Or(sides.into()))
        }
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => match (key(left, keys), key(right, keys)) {
            (Some(key), None) => compare(key, compare_op(*op)?, right),
            (None, Some(key)) => compare(key, compare_op(op.swap()?)?, left),
            _ => None,
        },
        Expr::Between(Between { expr, negated: false, low, high }) => {
            let key = key(expr, keys)?;
            let sides = [compare(key, CompareOp::GtEq, low)?, compare(key, CompareOp::LtEq, high)?];
            Some(PartitionFilter::And(sides.into()))
        }
        Expr::InList(InList { expr, list, negated: false }) if (1..=MAX_IN_LIST).contains(&list.len()) => {
            let key = key(expr, keys)?;
            let values = list.iter().map(|item| value(key, item)).collect::<Option<Vec<_>>>()?;
            Some(PartitionFilter::In { key: key.name.clone(), values })
        }
        Expr::IsNull(expr) => column_key(expr, keys).map(|key| PartitionFilter::IsNull(key.name.clone())),
        Expr::IsNotNull(expr) => {
            column_key(expr, keys).map(|key| PartitionFilter::IsNotNull(key.name.clone()))
        }
        _ => None,
    }
}

fn column_key<'a>(expr: &Expr, keys: &'a [PartitionKey]) -> Option<&'a PartitionKey> {
    let Expr::Column(column) = expr else { return None };
    keys.iter().find(|key| key.name == column.name)
}

/// A key, or an integer key in a cast that keeps its values (type coercion adds those).
fn key<'a>(expr: &Expr, keys: &'a [PartitionKey]) -> Option<&'a PartitionKey> {
    match expr {
        Expr::Cast(cast) => {
            let key = column_key(&cast.expr, keys)?;
            (is_integer(&key.hive_type) && *cast.field.data_type() == arrow::datatypes::DataType::Int64)
                .then_some(key)
        }
        other => column_key(other, keys),
    }
}

fn is_integer(hive_type: &HiveType) -> bool {
    matches!(hive_type, HiveType::TinyInt | HiveType::SmallInt | HiveType::Int | HiveType::BigInt)
}

fn compare_op(op: Operator) -> Option<CompareOp> {
    Some(match op {
        Operator::Eq => CompareOp::Eq,
        Operator::NotEq => CompareOp::NotEq,
        Operator::Lt => CompareOp::Lt,
        Operator::LtEq => CompareOp::LtEq,
        Operator::Gt => CompareOp::Gt,
        Operator::GtEq => CompareOp::GtEq,
        _ => return None,
    })
}

fn compare(key: &PartitionKey, op: CompareOp, constant: &Expr) -> Option<PartitionFilter> {
    Some(PartitionFilter::Compare { key: key.name.clone(), op, value: value(key, constant)? })
}

/// The constant, where the stored text compares with it as the typed values do: text keys with text (not
/// `char`, which compares padded), integer keys with integers, date keys with dates as ISO texts.
fn value(key: &PartitionKey, constant: &Expr) -> Option<PartitionValue> {
    let Expr::Literal(constant, _) = constant else { return None };
    match &key.hive_type {
        HiveType::String | HiveType::Varchar(_) => {
            constant.try_as_str().flatten().map(|text| PartitionValue::Text(text.to_string()))
        }
        HiveType::Date => match constant {
            ScalarValue::Date32(Some(days)) if (0..=2_932_896).contains(days) => {
                // 1970-01-01 to 9999-12-31: four digits of year, so that texts compare as dates.
                let date = chrono::NaiveDate::default()
                    .checked_add_days(chrono::Days::new(u64::from(days.unsigned_abs())))?;
                Some(PartitionValue::Text(date.format("%Y-%m-%d").to_string()))
            }
            _ => None,
        },
        integer if is_integer(integer) => match constant {
            ScalarValue::Int8(Some(value)) => Some(PartitionValue::Integer(i64::from(*value))),
            ScalarValue::Int16(Some(value)) => Some(PartitionValue::Integer(i64::from(*value))),
            ScalarValue::Int32(Some(value)) => Some(PartitionValue::Integer(i64::from(*value))),
            ScalarValue::Int64(Some(value)) => Some(PartitionValue::Integer(*value)),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::logical_expr::{cast, col, in_list, lit};
    use polias_catalog::model::{Column, StorageDescriptor, TableInput};

    fn columns() -> Columns {
        let column =
            |name: &str, kind: &str| Column { name: name.into(), column_type: kind.into(), comment: None };
        Columns::of(&TableInput {
            storage_descriptor: StorageDescriptor { columns: vec![column("a", "int")], ..Default::default() },
            partition_keys: vec![
                column("s", "string"),
                column("n", "int"),
                column("d", "date"),
                column("c", "char(3)"),
                column("b", "boolean"),
            ],
            ..Default::default()
        })
        .unwrap()
    }

    fn translated(filter: Expr) -> Option<PartitionFilter> {
        catalog_filter(&[&filter], &columns().keys)
    }

    fn text(key: &str, op: CompareOp, value: &str) -> PartitionFilter {
        PartitionFilter::Compare { key: key.into(), op, value: PartitionValue::Text(value.into()) }
    }

    fn integer(key: &str, op: CompareOp, value: i64) -> PartitionFilter {
        PartitionFilter::Compare { key: key.into(), op, value: PartitionValue::Integer(value) }
    }

    #[test]
    fn filters_are_decided_as_early_as_possible() {
        let columns = columns();
        let of = |filter: Expr| Decides::of(&filter, &columns);
        assert_eq!(of(col("s").eq(lit("x")).or(col("n").gt(lit(1)))), Decides::Partition);
        assert_eq!(of(lit(false)), Decides::Partition);
        assert_eq!(of(col("$path").like(lit("%x")).and(col("s").is_null())), Decides::File);
        assert_eq!(of(col("a").eq(col("n"))), Decides::Row);
        assert_eq!(of(col("s").eq(datafusion::functions::expr_fn::random())), Decides::Row);
        assert_eq!(of(col("s").eq(datafusion::logical_expr::placeholder("$1"))), Decides::Row);
    }

    #[test]
    fn comparisons_in_both_directions() {
        assert_eq!(translated(col("s").eq(lit("x"))), Some(text("s", CompareOp::Eq, "x")));
        assert_eq!(translated(lit("x").lt(col("s"))), Some(text("s", CompareOp::Gt, "x")));
        assert_eq!(translated(col("n").gt_eq(lit(8_i32))), Some(integer("n", CompareOp::GtEq, 8)));
        let coerced = cast(col("n"), arrow::datatypes::DataType::Int64).eq(lit(8_i64));
        assert_eq!(translated(coerced), Some(integer("n", CompareOp::Eq, 8)));
        let date = Expr::Literal(ScalarValue::Date32(Some(19_723)), None);
        assert_eq!(translated(col("d").lt(date)), Some(text("d", CompareOp::Lt, "2024-01-01")));
        assert_eq!(translated(col("n").is_null()), Some(PartitionFilter::IsNull("n".into())));
        let between =
            PartitionFilter::And(vec![integer("n", CompareOp::GtEq, 1), integer("n", CompareOp::LtEq, 2)]);
        assert_eq!(translated(col("n").between(lit(1_i64), lit(2_i64))), Some(between));
        let within = PartitionFilter::In { key: "s".into(), values: vec![PartitionValue::Text("x".into())] };
        assert_eq!(translated(in_list(col("s"), vec![lit("x")], false)), Some(within));
    }

    #[test]
    fn what_texts_cannot_decide_is_left_out() {
        for filter in [
            col("c").eq(lit("x")),
            col("b").eq(lit(true)),
            col("n").eq(lit(1.5)),
            col("n").eq(lit("1")),
            cast(col("s"), arrow::datatypes::DataType::Int64).eq(lit(1_i64)),
            in_list(col("s"), vec![lit("x")], true),
            in_list(col("s"), vec![lit("x"), col("s")], false),
            Expr::Not(Box::new(col("s").eq(lit("x")))),
            col("s").eq(lit("x")).or(col("b").eq(lit(true))),
            col("s").eq(col("s")),
            col("d").eq(Expr::Literal(ScalarValue::Date32(Some(-1)), None)),
        ] {
            assert_eq!(translated(filter.clone()), None, "{filter}");
        }
        let half = col("s").eq(lit("x")).and(col("b").eq(lit(true)));
        assert_eq!(translated(half), Some(text("s", CompareOp::Eq, "x")));
    }
}
