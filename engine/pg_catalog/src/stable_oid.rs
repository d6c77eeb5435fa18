//! OIDs of lake objects: the same object has the same OID in every session and after every restart.
//!
//! PostgreSQL keeps OIDs in its catalog; the lake has none, so they are hashed from names. Clients keep OIDs
//! between statements (`\d` is twelve statements around one OID), so they must never depend on the query.

use std::collections::HashSet;

/// First OID handed out: above all of PostgreSQL's own (16383), with room for constants.
const FIRST: u64 = 1 << 20;
/// Number of OIDs: below 2^31, for the clients that keep an OID in a signed integer.
const SPAN: u64 = (1 << 31) - FIRST;

/// OID of an object of a kind (`"relation"`, `"schema"`, …) by the parts of its name.
pub(crate) fn of(kind: &str, parts: &[&str]) -> u32 {
    // FNV-1a, spelled out because the value must never change between versions of a hash library.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in std::iter::once(&kind).chain(parts) {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash ^= hash >> 32;
    u32::try_from(FIRST + hash % SPAN).unwrap_or(u32::MAX >> 1)
}

/// Assigns OIDs to objects one after the other; of two that collide the later one moves to the next free OID.
/// Feed it in sorted order so that the outcome depends on the set of names alone.
#[derive(Debug, Default)]
pub(crate) struct Assigner {
    taken: HashSet<u32>,
}

impl Assigner {
    /// OID for the next object.
    pub(crate) fn assign(&mut self, kind: &str, parts: &[&str]) -> u32 {
        let mut oid = of(kind, parts);
        while !self.taken.insert(oid) {
            oid = if u64::from(oid) + 1 >= FIRST + SPAN { FIRST as u32 } else { oid + 1 };
        }
        oid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oids_are_fixed_for_ever() {
        assert_eq!(of("relation", &["sales", "orders"]), of("relation", &["sales", "orders"]));
        assert_ne!(of("relation", &["sales", "orders"]), of("relation", &["salesorders", ""]));
        assert!(of("schema", &["sales"]) >= 1 << 20);
        assert!(of("schema", &["sales"]) < 1 << 31);
    }

    #[test]
    fn collisions_move_on() {
        let mut assigner = Assigner::default();
        let first = assigner.assign("relation", &["a", "b"]);
        let second = assigner.assign("relation", &["a", "b"]);
        assert_ne!(first, second);
    }
}
