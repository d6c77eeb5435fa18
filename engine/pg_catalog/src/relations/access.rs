//! Access methods, languages and collations: PostgreSQL's built-in ones, which drivers look up by name.

use super::Request;
use crate::context::{OWNER_OID, PG_CATALOG_OID};
use crate::functions::procedures;
use crate::plan::Tuple;
use crate::value::Datum;

const ACCESS_METHODS: [(u32, &str, &str, &str); 7] = [
    (2, "heap", "heap_tableam_handler", "t"),
    (403, "btree", "bthandler", "i"),
    (405, "hash", "hashhandler", "i"),
    (783, "gist", "gisthandler", "i"),
    (2742, "gin", "ginhandler", "i"),
    (3580, "brin", "brinhandler", "i"),
    (4000, "spgist", "spghandler", "i"),
];

pub(super) fn access_methods(request: &Request<'_>) -> Vec<Tuple> {
    ACCESS_METHODS
        .iter()
        .map(|(oid, name, handler, kind)| {
            request.row(|column| {
                Some(match column {
                    "oid" => (*oid).into(),
                    "amname" => (*name).into(),
                    "amhandler" => procedures::oid_of(handler).unwrap_or(0).into(),
                    "amtype" => (*kind).into(),
                    _ => return None,
                })
            })
        })
        .collect()
}

const LANGUAGES: [(u32, &str, bool); 3] = [(12, "internal", false), (13, "c", false), (14, "sql", true)];

pub(super) fn languages(request: &Request<'_>) -> Vec<Tuple> {
    LANGUAGES
        .iter()
        .map(|(oid, name, trusted)| {
            request.row(|column| {
                Some(match column {
                    "oid" => (*oid).into(),
                    "lanname" => (*name).into(),
                    "lanowner" => OWNER_OID.into(),
                    "lanpltrusted" => (*trusted).into(),
                    _ => return None,
                })
            })
        })
        .collect()
}

const COLLATIONS: [(u32, &str, &str, i64, Option<&str>); 4] = [
    (100, "default", "d", -1, None),
    (950, "C", "c", -1, Some("C")),
    (951, "POSIX", "c", -1, Some("POSIX")),
    (12340, "ucs_basic", "c", 6, Some("C")),
];

pub(super) fn collations(request: &Request<'_>) -> Vec<Tuple> {
    COLLATIONS
        .iter()
        .map(|(oid, name, provider, encoding, locale)| {
            request.row(|column| {
                Some(match column {
                    "oid" => (*oid).into(),
                    "collname" => (*name).into(),
                    "collnamespace" => PG_CATALOG_OID.into(),
                    "collowner" => OWNER_OID.into(),
                    "collprovider" => (*provider).into(),
                    "collisdeterministic" => true.into(),
                    "collencoding" => Datum::Int(*encoding),
                    "collcollate" | "collctype" => (*locale).into(),
                    _ => return None,
                })
            })
        })
        .collect()
}
