//! Names and OIDs of PostgreSQL's own functions, for `regproc` and `pg_proc`.
//!
//! The table holds the support functions of all types and the functions this crate runs, with PostgreSQL's OIDs.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A row of `pg_proc`.
#[derive(Debug)]
pub(crate) struct Procedure {
    pub(crate) oid: u32,
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) returns_set: bool,
    pub(crate) volatility: &'static str,
    pub(crate) strict: bool,
    pub(crate) result: u32,
    pub(crate) args: Vec<u32>,
    pub(crate) source: &'static str,
    pub(crate) language: u32,
}

/// All procedures in OID order.
pub(crate) static PROCEDURES: LazyLock<Vec<Procedure>> =
    LazyLock::new(|| include_str!("procedures.tsv").lines().filter_map(parse_row).collect());

static BY_NAME: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for row in PROCEDURES.iter() {
        map.entry(row.name).or_insert(row.oid);
    }
    map
});

fn parse_row(line: &'static str) -> Option<Procedure> {
    let f: Vec<&'static str> = line.split('\t').collect();
    Some(Procedure {
        oid: f.first()?.parse().ok()?,
        name: f.get(1)?,
        kind: f.get(2)?,
        returns_set: *f.get(3)? == "t",
        volatility: f.get(4)?,
        strict: *f.get(5)? == "t",
        result: f.get(6)?.parse().ok()?,
        args: f.get(7)?.split_whitespace().filter_map(|oid| oid.parse().ok()).collect(),
        source: f.get(8)?,
        language: f.get(9)?.parse().ok()?,
    })
}

/// OID of a function; the lowest one of overloads.
pub(crate) fn oid_of(name: &str) -> Option<u32> {
    BY_NAME.get(name).copied()
}

/// The function of an OID.
pub(crate) fn by_oid(oid: u32) -> Option<&'static Procedure> {
    PROCEDURES.binary_search_by_key(&oid, |row| row.oid).ok().map(|position| &PROCEDURES[position])
}

/// Name of a function.
pub(crate) fn name_of(oid: u32) -> Option<&'static str> {
    by_oid(oid).map(|row| row.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_complete_and_sorted() {
        assert_eq!(PROCEDURES.len(), include_str!("procedures.tsv").lines().count());
        assert!(PROCEDURES.windows(2).all(|pair| pair[0].oid < pair[1].oid));
        assert_eq!(name_of(oid_of("array_recv").unwrap()), Some("array_recv"));
    }
}
