//! `pg_proc`: support functions of types, which drivers join to find how a type is sent, and what this crate runs.

use super::Request;
use crate::context::{OWNER_OID, PG_CATALOG_OID};
use crate::functions::procedures::PROCEDURES;
use crate::plan::Tuple;
use crate::value::Datum;

pub(super) fn rows(request: &Request<'_>) -> Vec<Tuple> {
    PROCEDURES
        .iter()
        .map(|row| {
            request.row(|column| {
                Some(match column {
                    "oid" => row.oid.into(),
                    "proname" => row.name.into(),
                    "pronamespace" => PG_CATALOG_OID.into(),
                    "proowner" => OWNER_OID.into(),
                    "prolang" => row.language.into(),
                    "procost" => Datum::Float(1.0),
                    "prokind" => row.kind.into(),
                    "proisstrict" => row.strict.into(),
                    "proretset" => row.returns_set.into(),
                    "provolatile" => row.volatility.into(),
                    "proparallel" => "s".into(),
                    "pronargs" => i16::try_from(row.args.len()).unwrap_or(i16::MAX).into(),
                    "prorettype" => row.result.into(),
                    "proargtypes" => Datum::vector(row.args.iter().map(|oid| (*oid).into()).collect()),
                    "prosrc" => row.source.into(),
                    _ => return None,
                })
            })
        })
        .collect()
}
