//! `information_schema` with PostgreSQL's shapes and type names; the engine's own, with Trino's, is another.

use std::rc::Rc;

use super::Request;
use crate::context::{Context, OWNER};
use crate::lake_index::{ColumnEntry, RelationEntry};
use crate::plan::Tuple;
use crate::types::{by_oid, element_of, names, oids};
use crate::value::Datum;

pub(super) fn rows(ctx: &Context<'_>, request: &Request<'_>, name: &str) -> Vec<Tuple> {
    match name {
        "tables" => tables(ctx, request),
        "columns" => columns(ctx, request),
        "views" => views(ctx, request),
        "schemata" => schemata(ctx, request),
        "character_sets" => vec![request.row(|column| {
            Some(match column {
                "character_set_name" | "character_repertoire" | "form_of_use" => match column {
                    "character_repertoire" => "UCS".into(),
                    _ => "UTF8".into(),
                },
                "default_collate_catalog" => Datum::text(&ctx.session.database),
                "default_collate_schema" => "pg_catalog".into(),
                "default_collate_name" => "C.utf8".into(),
                _ => return None,
            })
        })],
        "information_schema_catalog_name" => {
            vec![request.row(|column| (column == "catalog_name").then(|| Datum::text(&ctx.session.database)))]
        }
        "enabled_roles" => {
            vec![request.row(|column| (column == "role_name").then(|| Datum::text(&ctx.session.user)))]
        }
        _ => Vec::new(),
    }
}

/// Relations that the allowed schema and table names leave.
fn relations(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Rc<RelationEntry>> {
    let entries = ctx.index().entries().iter().filter(|relation| {
        request.allows("table_schema", || Datum::text(&relation.schema))
            && request.allows("table_name", || Datum::text(&relation.name))
    });
    entries.cloned().collect()
}

fn table_cell(ctx: &Context<'_>, relation: &RelationEntry, column: &str) -> Option<Datum> {
    match column {
        "table_catalog" => Some(Datum::text(&ctx.session.database)),
        "table_schema" => Some(Datum::text(&relation.schema)),
        "table_name" => Some(Datum::text(&relation.name)),
        _ => None,
    }
}

fn yes_no(yes: bool) -> Datum {
    if yes { "YES" } else { "NO" }.into()
}

fn tables(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Tuple> {
    relations(ctx, request)
        .iter()
        .map(|relation| {
            request.row(|column| {
                table_cell(ctx, relation, column).or_else(|| {
                    Some(match column {
                        "table_type" => if relation.is_view { "VIEW" } else { "BASE TABLE" }.into(),
                        "is_insertable_into" => yes_no(!relation.is_view && relation.system.is_none()),
                        "is_typed" => yes_no(false),
                        _ => return None,
                    })
                })
            })
        })
        .collect()
}

fn views(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Tuple> {
    relations(ctx, request)
        .iter()
        .filter(|relation| relation.is_view)
        .map(|relation| {
            request.row(|column| {
                table_cell(ctx, relation, column).or_else(|| {
                    Some(match column {
                        "view_definition" => ctx.view_definition(relation).into(),
                        "check_option" => "NONE".into(),
                        column if column.starts_with("is_") => yes_no(false),
                        _ => return None,
                    })
                })
            })
        })
        .collect()
}

fn schemata(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Tuple> {
    let lake = ctx
        .schemas()
        .iter()
        .map(String::as_str)
        .filter(|n| !matches!(*n, "pg_catalog" | "information_schema"));
    ["pg_catalog", "information_schema"]
        .into_iter()
        .chain(lake)
        .map(|name| {
            request.row(|column| {
                Some(match column {
                    "catalog_name" => Datum::text(&ctx.session.database),
                    "schema_name" => name.into(),
                    "schema_owner" => OWNER.into(),
                    _ => return None,
                })
            })
        })
        .collect()
}

fn columns(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Tuple> {
    let mut rows = Vec::new();
    for relation in relations(ctx, request) {
        let Some(columns) = ctx.columns(&relation) else { continue };
        for entry in columns.iter() {
            rows.push(request.row(|column| {
                table_cell(ctx, &relation, column).or_else(|| column_cell(ctx, &relation, entry, column))
            }));
        }
    }
    rows
}

fn column_cell(
    ctx: &Context<'_>,
    relation: &RelationEntry,
    entry: &ColumnEntry,
    column: &str,
) -> Option<Datum> {
    let is_array = by_oid(entry.ty).is_some_and(|row| row.category == "A" && element_of(entry.ty).is_some());
    Some(match column {
        "column_name" => Datum::text(&entry.name),
        "ordinal_position" => entry.number.into(),
        "is_nullable" => yes_no(!entry.not_null),
        "data_type" if is_array => "ARRAY".into(),
        "data_type" => names::format(entry.ty, -1).into(),
        "character_maximum_length" => length(entry).map(i64::from).into(),
        "character_octet_length" => match length(entry) {
            Some(length) => Datum::Int(4 * i64::from(length)),
            None if matches!(entry.ty, oids::TEXT | oids::VARCHAR) => Datum::Int(1 << 30),
            None => Datum::Null,
        },
        "numeric_precision" => numeric(entry).0.into(),
        "numeric_precision_radix" => numeric(entry).1.into(),
        "numeric_scale" => numeric(entry).2.into(),
        "datetime_precision" => match entry.ty {
            oids::DATE => Datum::Int(0),
            oids::TIME | oids::TIMESTAMP | oids::TIMESTAMPTZ => {
                Datum::Int(if entry.typmod < 0 { 6 } else { i64::from(entry.typmod) })
            }
            _ => Datum::Null,
        },
        "udt_catalog" => Datum::text(&ctx.session.database),
        "udt_schema" => "pg_catalog".into(),
        "udt_name" => by_oid(entry.ty).map(|row| row.name).into(),
        "dtd_identifier" => entry.number.to_string().into(),
        "is_self_referencing" | "is_identity" | "identity_cycle" => yes_no(false),
        "is_generated" => "NEVER".into(),
        "is_updatable" => yes_no(!relation.is_view && relation.system.is_none()),
        _ => return None,
    })
}

fn length(entry: &ColumnEntry) -> Option<i32> {
    matches!(entry.ty, oids::VARCHAR | oids::BPCHAR).then_some(entry.typmod - 4).filter(|length| *length > 0)
}

/// Precision, radix and scale of numbers.
fn numeric(entry: &ColumnEntry) -> (Option<i64>, Option<i64>, Option<i64>) {
    match entry.ty {
        oids::INT2 => (Some(16), Some(2), Some(0)),
        oids::INT4 => (Some(32), Some(2), Some(0)),
        oids::INT8 => (Some(64), Some(2), Some(0)),
        oids::FLOAT4 => (Some(24), Some(2), None),
        oids::FLOAT8 => (Some(53), Some(2), None),
        oids::NUMERIC if entry.typmod >= 4 => {
            let packed = i64::from(entry.typmod - 4);
            (Some((packed >> 16) & 0xffff), Some(10), Some(packed & 0x7ff))
        }
        oids::NUMERIC => (None, Some(10), None),
        _ => (None, None, None),
    }
}
