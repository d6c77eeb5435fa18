//! `pg_class` and the views over it: one row per relation of the lake and of the system.

use super::Request;
use crate::context::{Context, OWNER, OWNER_OID};
use crate::plan::Tuple;
use crate::value::Datum;

/// OID of the `heap` access method, which clients expect tables to have.
const HEAP: u32 = 2;

pub(super) fn rows(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Tuple> {
    let relations = request.relations(ctx, "oid").into_iter().filter(|relation| {
        request.allows("relnamespace", || relation.schema_oid.into())
            && request.allows("relname", || Datum::text(&relation.name))
    });
    relations
        .map(|relation| {
            request.row(|column| {
                Some(match column {
                    "oid" => relation.oid.into(),
                    "relname" => Datum::text(&relation.name),
                    "relnamespace" => relation.schema_oid.into(),
                    "relowner" => OWNER_OID.into(),
                    "relam" => if relation.is_view { 0 } else { HEAP }.into(),
                    "relkind" => if relation.is_view { "v" } else { "r" }.into(),
                    "relpersistence" => "p".into(),
                    "relnatts" => {
                        let columns = ctx.columns(&relation)?;
                        i16::try_from(columns.len()).unwrap_or(i16::MAX).into()
                    }
                    // Row counts are not known: -1 is PostgreSQL's "never analyzed".
                    "reltuples" => Datum::Float(-1.0),
                    "relhasrules" => relation.is_view.into(),
                    "relispopulated" => true.into(),
                    "relreplident" => {
                        if relation.is_view || relation.system.is_some() { "n" } else { "d" }.into()
                    }
                    _ => return None,
                })
            })
        })
        .collect()
}

pub(super) fn tables(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Tuple> {
    let relations = ctx.index().entries().iter().filter(|relation| !relation.is_view);
    relations
        .map(|relation| {
            request.row(|column| {
                Some(match column {
                    "schemaname" => Datum::text(&relation.schema),
                    "tablename" => Datum::text(&relation.name),
                    "tableowner" => OWNER.into(),
                    "hasindexes" | "hasrules" | "hastriggers" | "rowsecurity" => false.into(),
                    _ => return None,
                })
            })
        })
        .collect()
}

pub(super) fn views(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Tuple> {
    let relations = ctx.index().entries().iter().filter(|relation| {
        relation.is_view
            && request.allows("schemaname", || Datum::text(&relation.schema))
            && request.allows("viewname", || Datum::text(&relation.name))
    });
    relations
        .map(|relation| {
            request.row(|column| {
                Some(match column {
                    "schemaname" => Datum::text(&relation.schema),
                    "viewname" => Datum::text(&relation.name),
                    "viewowner" => OWNER.into(),
                    "definition" => ctx.view_definition(relation).into(),
                    _ => return None,
                })
            })
        })
        .collect()
}
