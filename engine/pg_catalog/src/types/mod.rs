//! PostgreSQL types: the rows of `pg_type`, names, and the way from lake types to them.
//!
//! The OIDs of built-in types are PostgreSQL's own and never change; clients have them compiled in.

mod lake;
pub(crate) mod names;
pub(crate) mod oids;

use std::collections::HashMap;
use std::sync::LazyLock;

pub use lake::{PgType, pg_type_of};

/// A row of `pg_type` as PostgreSQL 15 ships it; names of support functions stay text.
#[derive(Debug)]
pub(crate) struct TypeRow {
    pub(crate) oid: u32,
    pub(crate) name: &'static str,
    pub(crate) len: i16,
    pub(crate) by_value: bool,
    pub(crate) kind: &'static str,
    pub(crate) category: &'static str,
    pub(crate) preferred: bool,
    pub(crate) delimiter: &'static str,
    pub(crate) element: u32,
    pub(crate) array: u32,
    /// `typinput`, `typoutput`, `typreceive`, `typsend`, `typmodin`, `typmodout`; `-` for none.
    pub(crate) procedures: [&'static str; 6],
    pub(crate) align: &'static str,
    pub(crate) storage: &'static str,
    pub(crate) base: u32,
    pub(crate) collation: u32,
    pub(crate) subscript: &'static str,
}

/// All built-in types in OID order, without composite types.
pub(crate) static TYPES: LazyLock<Vec<TypeRow>> =
    LazyLock::new(|| include_str!("types.tsv").lines().filter_map(parse_row).collect());

static BY_OID: LazyLock<HashMap<u32, &'static TypeRow>> =
    LazyLock::new(|| TYPES.iter().map(|row| (row.oid, row)).collect());

static BY_NAME: LazyLock<HashMap<&'static str, &'static TypeRow>> =
    LazyLock::new(|| TYPES.iter().map(|row| (row.name, row)).collect());

fn parse_row(line: &'static str) -> Option<TypeRow> {
    let f: Vec<&'static str> = line.split('\t').collect();
    Some(TypeRow {
        oid: f.first()?.parse().ok()?,
        name: f.get(1)?,
        len: f.get(2)?.parse().ok()?,
        by_value: *f.get(3)? == "t",
        kind: f.get(4)?,
        category: f.get(5)?,
        preferred: *f.get(6)? == "t",
        delimiter: f.get(7)?,
        element: f.get(8)?.parse().ok()?,
        array: f.get(9)?.parse().ok()?,
        procedures: [f.get(10)?, f.get(11)?, f.get(12)?, f.get(13)?, f.get(14)?, f.get(15)?],
        align: f.get(16)?,
        storage: f.get(17)?,
        base: f.get(18)?.parse().ok()?,
        collation: f.get(19)?.parse().ok()?,
        subscript: f.get(20)?,
    })
}

/// The row of a type OID.
pub(crate) fn by_oid(oid: u32) -> Option<&'static TypeRow> {
    BY_OID.get(&oid).copied()
}

/// The row of an internal name such as `int4` or `_text`.
pub(crate) fn by_internal_name(name: &str) -> Option<&'static TypeRow> {
    BY_NAME.get(name).copied()
}

/// Element type of an array type, `int2vector` and `oidvector` included.
pub(crate) fn element_of(oid: u32) -> Option<u32> {
    match oid {
        oids::INT2VECTOR => Some(oids::INT2),
        oids::OIDVECTOR => Some(oids::OID),
        oids::ANYARRAY => Some(oids::TEXT),
        _ => by_oid(oid).filter(|t| t.category == "A" && t.element != 0).map(|t| t.element),
    }
}

/// Array type over an element type.
pub(crate) fn array_of(element: u32) -> Option<u32> {
    match element {
        oids::UNKNOWN => Some(oids::TEXT_ARRAY),
        _ => by_oid(element).map(|t| t.array).filter(|oid| *oid != 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_type_table_parses() {
        assert_eq!(TYPES.len(), include_str!("types.tsv").lines().count());
        assert_eq!(by_oid(oids::TEXT).map(|t| t.name), Some("text"));
        assert_eq!(by_internal_name("_int4").map(|t| t.oid), Some(oids::INT4_ARRAY));
    }

    #[test]
    fn arrays_and_elements_point_at_each_other() {
        assert_eq!(array_of(oids::TEXT), Some(oids::TEXT_ARRAY));
        assert_eq!(element_of(oids::OID_ARRAY), Some(oids::OID));
        assert_eq!(element_of(oids::INT2VECTOR), Some(oids::INT2));
        assert_eq!(element_of(oids::NAME), None, "name is subscriptable but no array");
    }
}
