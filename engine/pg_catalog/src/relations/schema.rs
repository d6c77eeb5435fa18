//! `pg_namespace`, `pg_database`, `pg_tablespace`.

use super::Request;
use crate::context::{Context, INFORMATION_SCHEMA_OID, OWNER_OID, PG_CATALOG_OID};
use crate::plan::Tuple;
use crate::stable_oid;
use crate::value::Datum;

/// OIDs of PostgreSQL's two built-in tablespaces.
const TABLESPACES: [(u32, &str); 2] = [(1663, "pg_default"), (1664, "pg_global")];

pub(super) fn namespaces(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Tuple> {
    let system = [(PG_CATALOG_OID, "pg_catalog"), (INFORMATION_SCHEMA_OID, "information_schema")];
    let lake = ctx
        .schemas()
        .iter()
        .map(String::as_str)
        .filter(|name| !matches!(*name, "pg_catalog" | "information_schema"))
        .map(|name| (stable_oid::of("schema", &[name]), name));
    system
        .into_iter()
        .chain(lake)
        .map(|(oid, name)| {
            request.row(|column| {
                Some(match column {
                    "oid" => oid.into(),
                    "nspname" => name.into(),
                    "nspowner" => OWNER_OID.into(),
                    _ => return None,
                })
            })
        })
        .collect()
}

pub(super) fn databases(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Tuple> {
    vec![request.row(|column| {
        Some(match column {
            "oid" => ctx.database_oid().into(),
            "datname" => Datum::text(&ctx.session.database),
            "datdba" => OWNER_OID.into(),
            // UTF8 by PostgreSQL's numbering.
            "encoding" => Datum::Int(6),
            "datlocprovider" => "c".into(),
            "datcollate" | "datctype" => "C.UTF-8".into(),
            "datallowconn" => true.into(),
            "datconnlimit" => Datum::Int(-1),
            "dattablespace" => TABLESPACES[0].0.into(),
            _ => return None,
        })
    })]
}

pub(super) fn tablespaces(request: &Request<'_>) -> Vec<Tuple> {
    TABLESPACES
        .iter()
        .map(|(oid, name)| {
            request.row(|column| {
                Some(match column {
                    "oid" => (*oid).into(),
                    "spcname" => (*name).into(),
                    "spcowner" => OWNER_OID.into(),
                    _ => return None,
                })
            })
        })
        .collect()
}
