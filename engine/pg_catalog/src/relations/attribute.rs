//! `pg_attribute`: one row per column; a relation is opened only when its OID is asked for.

use super::Request;
use crate::context::Context;
use crate::plan::Tuple;
use crate::types::by_oid;
use crate::value::Datum;

pub(super) fn rows(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Tuple> {
    let mut rows = Vec::new();
    for relation in request.relations(ctx, "attrelid") {
        let Some(columns) = ctx.columns(&relation) else { continue };
        for entry in columns.iter() {
            let ty = by_oid(entry.ty);
            rows.push(request.row(|column| {
                Some(match column {
                    "attrelid" => relation.oid.into(),
                    "attname" => Datum::text(&entry.name),
                    "atttypid" => entry.ty.into(),
                    "attstattarget" | "attcacheoff" => Datum::Int(-1),
                    "attlen" => ty?.len.into(),
                    "attnum" => entry.number.into(),
                    "attndims" => i32::from(ty?.category == "A").into(),
                    "atttypmod" => entry.typmod.into(),
                    "attbyval" => ty?.by_value.into(),
                    "attalign" => ty?.align.into(),
                    "attstorage" => ty?.storage.into(),
                    "attnotnull" => entry.not_null.into(),
                    "attislocal" => true.into(),
                    "attcollation" => ty?.collation.into(),
                    _ => return None,
                })
            }));
        }
    }
    rows
}
