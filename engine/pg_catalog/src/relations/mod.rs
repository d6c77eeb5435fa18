//! Rows of the system relations: one file per group, each turning what is known of the lake into cells by
//! column name.
//!
//! Only the columns a query reads are computed. A relation no file here knows is empty; a NOT NULL column no
//! file knows has its type's neutral value (0, false, ''), as PostgreSQL's own catalogs have for "none".

mod access;
mod attribute;
mod class;
pub(crate) mod definitions;
mod description;
mod information_schema;
mod procedure;
mod role;
mod schema;
mod server;
mod statistics;
mod type_row;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::context::Context;
use crate::lake_index::RelationEntry;
use crate::plan::Tuple;
use crate::types::oids;
use crate::value::Datum;
use definitions::{SystemColumn, SystemRelation};

/// What a scan asks for.
#[derive(Debug)]
pub(crate) struct Request<'r> {
    pub(crate) relation: &'static SystemRelation,
    /// Columns by position; positions beyond the last one are the system columns.
    pub(crate) used: &'r [usize],
    /// Values that columns may have, by name: a hint, the caller filters.
    pub(crate) allowed: HashMap<&'static str, HashSet<Datum>>,
}

impl Request<'_> {
    /// A row from its cells.
    fn row(&self, cell: impl Fn(&str) -> Option<Datum>) -> Tuple {
        self.used
            .iter()
            .map(|index| match self.relation.columns.get(*index) {
                Some(column) => cell(column.name).unwrap_or_else(|| neutral(column)),
                None => match index - self.relation.columns.len() {
                    0 => Datum::from(self.relation.oid),
                    1 => Datum::Int(1),
                    2 => Datum::Int(0),
                    _ => Datum::text("(0,1)"),
                },
            })
            .collect()
    }

    /// Whether a value is among the allowed ones of a column.
    fn allows(&self, column: &str, value: impl FnOnce() -> Datum) -> bool {
        self.allowed.get(column).is_none_or(|values| values.contains(&value()))
    }

    /// Relations of the lake and the system, limited to the OIDs allowed in `oid_column`.
    fn relations(&self, ctx: &Context<'_>, oid_column: &str) -> Vec<Rc<RelationEntry>> {
        match self.allowed.get(oid_column) {
            Some(oids) => {
                let mut oids: Vec<u32> = oids.iter().filter_map(Datum::as_oid).collect();
                oids.sort_unstable();
                oids.into_iter().filter_map(|oid| ctx.index().by_oid(oid)).collect()
            }
            None => ctx.index().entries().to_vec(),
        }
    }
}

fn reads(relation: &SystemRelation, used: &[usize], name: &str) -> bool {
    used.iter().any(|index| relation.columns.get(*index).is_some_and(|column| column.name == name))
}

/// True when a scan opens relations of the lake one by one, so that it must be narrowed first.
pub(crate) fn opens_lake_relations(relation: &SystemRelation, used: &[usize]) -> bool {
    match (relation.schema, relation.name) {
        ("pg_catalog", "pg_attribute" | "pg_description") | ("information_schema", "columns") => true,
        ("pg_catalog", "pg_class") => reads(relation, used, "relnatts"),
        ("pg_catalog", "pg_views") => reads(relation, used, "definition"),
        ("information_schema", "views") => reads(relation, used, "view_definition"),
        _ => false,
    }
}

/// Rows of a relation.
pub(crate) fn rows(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Tuple> {
    match (request.relation.schema, request.relation.name) {
        ("information_schema", name) => information_schema::rows(ctx, request, name),
        (_, "pg_class") => class::rows(ctx, request),
        (_, "pg_attribute") => attribute::rows(ctx, request),
        (_, "pg_tables") => class::tables(ctx, request),
        (_, "pg_views") => class::views(ctx, request),
        (_, "pg_type") => type_row::rows(request),
        (_, "pg_range") => type_row::ranges(request),
        (_, "pg_proc") => procedure::rows(request),
        (_, "pg_description") => description::rows(ctx, request),
        (_, "pg_namespace") => schema::namespaces(ctx, request),
        (_, "pg_database") => schema::databases(ctx, request),
        (_, "pg_tablespace") => schema::tablespaces(request),
        (_, "pg_roles" | "pg_authid" | "pg_user" | "pg_shadow") => role::rows(ctx, request),
        (_, "pg_am") => access::access_methods(request),
        (_, "pg_language") => access::languages(request),
        (_, "pg_collation") => access::collations(request),
        (_, "pg_settings") => server::settings(ctx, request),
        (_, "pg_stat_activity") => server::activity(ctx, request),
        (
            _,
            "pg_stat_user_tables" | "pg_stat_all_tables" | "pg_statio_all_tables" | "pg_statio_user_tables",
        ) => statistics::tables(ctx, request),
        _ => Vec::new(),
    }
}

fn neutral(column: &SystemColumn) -> Datum {
    match column.ty {
        _ if !column.not_null => Datum::Null,
        oids::BOOL => Datum::Bool(false),
        ty if oids::is_integer(ty) || oids::is_oid_like(ty) => Datum::Int(0),
        oids::FLOAT4 | oids::FLOAT8 => Datum::Float(0.0),
        ty if oids::is_string(ty) => Datum::text(""),
        oids::INT2VECTOR | oids::OIDVECTOR => Datum::vector(Vec::new()),
        _ => Datum::Null,
    }
}
