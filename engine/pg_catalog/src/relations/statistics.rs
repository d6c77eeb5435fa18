//! Statistics views over user tables: the tables are there, their counters are not kept.

use super::Request;
use crate::context::Context;
use crate::plan::Tuple;
use crate::value::Datum;

pub(super) fn tables(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Tuple> {
    let user_only = request.relation.name.contains("_user_");
    let relations = ctx
        .index()
        .entries()
        .iter()
        .filter(|relation| !relation.is_view && (!user_only || relation.system.is_none()));
    relations
        .map(|relation| {
            request.row(|column| {
                Some(match column {
                    "relid" => relation.oid.into(),
                    "schemaname" => Datum::text(&relation.schema),
                    "relname" => Datum::text(&relation.name),
                    _ => return None,
                })
            })
        })
        .collect()
}
