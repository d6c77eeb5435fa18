//! A partition filter as a SQL condition with bound parameters.
//!
//! Only names of our own columns are written into the statement; every constant is a parameter.
//! The condition knows no NOT, so a comparison that is NULL in SQL simply does not hold.

use sqlx::{QueryBuilder, Sqlite};

use super::input::NULL_VALUE;
use crate::error::{CatalogError, Result};
use crate::limits;
use crate::model::{Column, CompareOp, PartitionFilter, PartitionValue};
use crate::names::shown;

/// Appends ` AND <condition>` for a table with these keys.
///
/// # Errors
/// `InvalidInput` for a key the table does not have, an empty IN, and a filter larger than
/// [`limits::FILTER_TERMS`] or deeper than [`limits::FILTER_DEPTH`].
pub(super) fn push<'a>(
    sql: &mut QueryBuilder<'a, Sqlite>,
    keys: &[Column],
    filter: &'a PartitionFilter,
) -> Result<()> {
    check_size(filter)?;
    sql.push(" AND ");
    push_condition(sql, keys, filter)
}

fn push_condition<'a>(
    sql: &mut QueryBuilder<'a, Sqlite>,
    keys: &[Column],
    filter: &'a PartitionFilter,
) -> Result<()> {
    match filter {
        PartitionFilter::Compare { key, op, value } => {
            push_compare(sql, position(keys, key)?, *op, value);
        }
        PartitionFilter::In { key, values } => push_in(sql, position(keys, key)?, key, values)?,
        PartitionFilter::IsNull(key) => {
            sql.push(format_args!("v{} = '{NULL_VALUE}'", position(keys, key)?));
        }
        PartitionFilter::IsNotNull(key) => {
            sql.push(format_args!("v{} <> '{NULL_VALUE}'", position(keys, key)?));
        }
        PartitionFilter::And(all) => push_joined(sql, keys, all, " AND ", "1 = 1")?,
        PartitionFilter::Or(any) => push_joined(sql, keys, any, " OR ", "1 = 0")?,
    }
    Ok(())
}

fn push_compare<'a>(
    sql: &mut QueryBuilder<'a, Sqlite>,
    position: usize,
    op: CompareOp,
    value: &'a PartitionValue,
) {
    let op_text = match op {
        CompareOp::Eq => "=",
        CompareOp::NotEq => "<>",
        CompareOp::Lt => "<",
        CompareOp::LtEq => "<=",
        CompareOp::Gt => ">",
        CompareOp::GtEq => ">=",
    };
    match value {
        PartitionValue::Integer(integer) => {
            sql.push(format_args!("i{position} {op_text} ")).push_bind(*integer);
        }
        PartitionValue::Text(text) if op == CompareOp::Eq && text != NULL_VALUE => {
            sql.push(format_args!("v{position} = ")).push_bind(text.as_str());
        }
        PartitionValue::Text(text) => {
            // NULL is kept as a text and would compare like one.
            sql.push(format_args!("(v{position} <> '{NULL_VALUE}' AND v{position} {op_text} "));
            sql.push_bind(text.as_str()).push(")");
        }
    }
}

fn push_in<'a>(
    sql: &mut QueryBuilder<'a, Sqlite>,
    position: usize,
    key: &str,
    values: &'a [PartitionValue],
) -> Result<()> {
    if values.is_empty() {
        return Err(CatalogError::invalid(format!("the IN list of partition key {} is empty", shown(key))));
    }
    let (mut texts, mut integers) = (Vec::new(), Vec::new());
    for value in values {
        match value {
            PartitionValue::Text(text) if text == NULL_VALUE => {}
            PartitionValue::Text(text) => texts.push(text.as_str()),
            PartitionValue::Integer(integer) => integers.push(*integer),
        }
    }
    // SQLite takes an empty list, PostgreSQL does not.
    match (texts.is_empty(), integers.is_empty()) {
        (true, true) => {
            sql.push("1 = 0");
        }
        (false, true) => push_list(sql, 'v', position, &texts),
        (true, false) => push_list(sql, 'i', position, &integers),
        (false, false) => {
            sql.push("(");
            push_list(sql, 'v', position, &texts);
            sql.push(" OR ");
            push_list(sql, 'i', position, &integers);
            sql.push(")");
        }
    }
    Ok(())
}

fn push_list<'a, T>(sql: &mut QueryBuilder<'a, Sqlite>, column: char, position: usize, values: &[T])
where
    T: Copy + sqlx::Encode<'a, Sqlite> + sqlx::Type<Sqlite> + 'a,
{
    sql.push(format_args!("{column}{position} IN ("));
    let mut list = sql.separated(", ");
    for value in values {
        list.push_bind(*value);
    }
    list.push_unseparated(")");
}

/// Joins the conditions as a balanced tree: a chain of a thousand would exceed the depth of an
/// expression SQLite accepts.
fn push_joined<'a>(
    sql: &mut QueryBuilder<'a, Sqlite>,
    keys: &[Column],
    filters: &'a [PartitionFilter],
    operator: &str,
    none: &str,
) -> Result<()> {
    match filters {
        [] => {
            sql.push(none);
            Ok(())
        }
        [only] => push_condition(sql, keys, only),
        _ => {
            let (left, right) = filters.split_at(filters.len() / 2);
            sql.push("(");
            push_joined(sql, keys, left, operator, none)?;
            sql.push(operator);
            push_joined(sql, keys, right, operator, none)?;
            sql.push(")");
            Ok(())
        }
    }
}

fn position(keys: &[Column], name: &str) -> Result<usize> {
    let lower = name.to_lowercase();
    keys.iter()
        .position(|key| key.name == lower)
        .ok_or_else(|| CatalogError::invalid(format!("{} is no partition key of the table", shown(name))))
}

/// Walks with a stack of its own, so that the check itself survives any nesting.
fn check_size(filter: &PartitionFilter) -> Result<()> {
    let mut terms = 0_usize;
    let mut open = vec![(filter, 1_usize)];
    while let Some((filter, depth)) = open.pop() {
        if depth > limits::FILTER_DEPTH {
            return Err(CatalogError::invalid(format!(
                "the partition filter is nested deeper than {} levels",
                limits::FILTER_DEPTH
            )));
        }
        terms += match filter {
            PartitionFilter::In { values, .. } => 1 + values.len(),
            PartitionFilter::And(inner) | PartitionFilter::Or(inner) => {
                open.extend(inner.iter().map(|filter| (filter, depth + 1)));
                1
            }
            _ => 1,
        };
        if terms + open.len() > limits::FILTER_TERMS {
            return Err(CatalogError::invalid(format!(
                "the partition filter has more than {} conditions and constants",
                limits::FILTER_TERMS
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
