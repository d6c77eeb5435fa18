//! `pg_type` and `pg_range`: PostgreSQL's built-in types. The lake adds none.

use super::Request;
use crate::context::{OWNER_OID, PG_CATALOG_OID};
use crate::functions::procedures;
use crate::plan::Tuple;
use crate::types::TYPES;
use crate::value::Datum;

pub(super) fn rows(request: &Request<'_>) -> Vec<Tuple> {
    TYPES
        .iter()
        .map(|row| {
            let procedure = |index: usize| procedures::oid_of(row.procedures[index]).unwrap_or(0).into();
            request.row(|column| {
                Some(match column {
                    "oid" => row.oid.into(),
                    "typname" => row.name.into(),
                    "typnamespace" => PG_CATALOG_OID.into(),
                    "typowner" => OWNER_OID.into(),
                    "typlen" => row.len.into(),
                    "typbyval" => row.by_value.into(),
                    "typtype" => row.kind.into(),
                    "typcategory" => row.category.into(),
                    "typispreferred" => row.preferred.into(),
                    "typisdefined" => true.into(),
                    "typdelim" => row.delimiter.into(),
                    "typsubscript" => procedures::oid_of(row.subscript).unwrap_or(0).into(),
                    "typelem" => row.element.into(),
                    "typarray" => row.array.into(),
                    "typinput" => procedure(0),
                    "typoutput" => procedure(1),
                    "typreceive" => procedure(2),
                    "typsend" => procedure(3),
                    "typmodin" => procedure(4),
                    "typmodout" => procedure(5),
                    "typalign" => row.align.into(),
                    "typstorage" => row.storage.into(),
                    "typbasetype" => row.base.into(),
                    "typtypmod" => Datum::Int(-1),
                    "typcollation" => row.collation.into(),
                    _ => return None,
                })
            })
        })
        .collect()
}

/// Range type, subtype, multirange type, operator class of the built-in ranges.
const RANGES: [(u32, u32, u32, u32); 6] = [
    (3904, 23, 4451, 1978),
    (3906, 1700, 4532, 3125),
    (3908, 1114, 4533, 3128),
    (3910, 1184, 4534, 3127),
    (3912, 1082, 4535, 3122),
    (3926, 20, 4536, 3124),
];

pub(super) fn ranges(request: &Request<'_>) -> Vec<Tuple> {
    RANGES
        .iter()
        .map(|(range, subtype, multirange, class)| {
            request.row(|column| {
                Some(match column {
                    "rngtypid" => (*range).into(),
                    "rngsubtype" => (*subtype).into(),
                    "rngmultitypid" => (*multirange).into(),
                    "rngsubopc" => (*class).into(),
                    _ => return None,
                })
            })
        })
        .collect()
}
