//! Columns and types of every relation of `pg_catalog` and `information_schema` of PostgreSQL 15.
//!
//! The definitions are a table (`definitions.tsv`: schema, relation, OID, kind, columns as `name:type`, `!` for
//! NOT NULL). A relation without a row source in this folder is empty, which is the truth for everything the
//! lake does not have: triggers, policies, publications, statistics objects.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::types::{by_internal_name, oids};

/// A column of a system relation.
#[derive(Debug)]
pub(crate) struct SystemColumn {
    pub(crate) name: &'static str,
    /// Type OID as RowDescription shows it: the base type of information_schema's domains.
    pub(crate) ty: u32,
    pub(crate) not_null: bool,
}

/// A relation of `pg_catalog` or `information_schema`.
#[derive(Debug)]
pub(crate) struct SystemRelation {
    pub(crate) schema: &'static str,
    pub(crate) name: &'static str,
    pub(crate) oid: u32,
    pub(crate) is_view: bool,
    pub(crate) columns: Vec<SystemColumn>,
}

/// All system relations.
pub(crate) static SYSTEM_RELATIONS: LazyLock<Vec<SystemRelation>> =
    LazyLock::new(|| include_str!("definitions.tsv").lines().filter_map(parse_line).collect());

static BY_NAME: LazyLock<HashMap<(&'static str, &'static str), &'static SystemRelation>> =
    LazyLock::new(|| {
        SYSTEM_RELATIONS.iter().map(|relation| ((relation.schema, relation.name), relation)).collect()
    });

/// The system relation of that name.
pub(crate) fn find(schema: &str, name: &str) -> Option<&'static SystemRelation> {
    BY_NAME.get(&(schema, name)).copied()
}

fn parse_line(line: &'static str) -> Option<SystemRelation> {
    let mut fields = line.split('\t');
    let schema = fields.next()?;
    let name = fields.next()?;
    let oid = fields.next()?.parse().ok()?;
    let is_view = fields.next()? == "v";
    let columns = fields.next()?.split(' ').filter_map(parse_column).collect();
    Some(SystemRelation { schema, name, oid, is_view, columns })
}

fn parse_column(text: &'static str) -> Option<SystemColumn> {
    let (name, ty) = text.split_once(':')?;
    let (ty, not_null) = ty.strip_suffix('!').map_or((ty, false), |ty| (ty, true));
    let ty = match ty {
        "sql_identifier" => oids::NAME,
        "character_data" | "yes_or_no" => oids::VARCHAR,
        "cardinal_number" => oids::INT4,
        "time_stamp" => oids::TIMESTAMPTZ,
        other => by_internal_name(other).map_or(oids::TEXT, |row| row.oid),
    };
    Some(SystemColumn { name, ty, not_null })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_relation_with_columns() {
        assert_eq!(SYSTEM_RELATIONS.len(), include_str!("definitions.tsv").lines().count());
        assert!(SYSTEM_RELATIONS.iter().all(|relation| !relation.columns.is_empty()));
        let class = find("pg_catalog", "pg_class").unwrap();
        assert_eq!(class.oid, 1259);
        assert_eq!(class.columns[0].ty, oids::OID);
        assert!(class.columns[0].not_null);
    }
}
