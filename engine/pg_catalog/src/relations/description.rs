//! `pg_description`: comments on columns. The lake keeps none for schemas and tables.

use super::Request;
use crate::context::Context;
use crate::plan::Tuple;
use crate::value::Datum;

/// OID of `pg_class`, the class of column comments.
const PG_CLASS: u32 = 1259;

pub(super) fn rows(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Tuple> {
    let mut rows = Vec::new();
    if !request.allows("classoid", || PG_CLASS.into()) {
        return rows;
    }
    // Comments on relations have the subobject 0, and there are none: no need to open anything for them.
    if request
        .allowed
        .get("objsubid")
        .is_some_and(|values| values.iter().all(|value| value.as_int() == Some(0)))
    {
        return rows;
    }
    for relation in request.relations(ctx, "objoid") {
        if relation.system.is_some() {
            continue;
        }
        let Some(columns) = ctx.columns(&relation) else { continue };
        for entry in columns.iter() {
            let Some(comment) = &entry.comment else { continue };
            rows.push(request.row(|column| {
                Some(match column {
                    "objoid" => relation.oid.into(),
                    "classoid" => PG_CLASS.into(),
                    "objsubid" => entry.number.into(),
                    "description" => Datum::text(comment),
                    _ => return None,
                })
            }));
        }
    }
    rows
}
