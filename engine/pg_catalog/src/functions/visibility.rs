//! What can be named without a schema, and names to OIDs without an error.

use super::{Nulls, Scalar, procedures};
use crate::context::Context;
use crate::error::Result;
use crate::types::{by_oid, oids};
use crate::value::Datum;

pub(super) const FUNCTIONS: &[Scalar] = &[
    Scalar("pg_table_is_visible(oid) bool", Nulls::Strict, table),
    Scalar("pg_type_is_visible(oid) bool", Nulls::Strict, |_, args| {
        Ok(known(args, |oid| by_oid(oid).is_some()))
    }),
    Scalar("pg_function_is_visible(oid) bool", Nulls::Strict, |_, args| {
        Ok(known(args, |oid| procedures::by_oid(oid).is_some()))
    }),
    Scalar("pg_operator_is_visible(oid) bool", Nulls::Strict, yes),
    Scalar("pg_opclass_is_visible(oid) bool", Nulls::Strict, yes),
    Scalar("pg_opfamily_is_visible(oid) bool", Nulls::Strict, yes),
    Scalar("pg_collation_is_visible(oid) bool", Nulls::Strict, yes),
    Scalar("pg_conversion_is_visible(oid) bool", Nulls::Strict, yes),
    Scalar("pg_statistics_obj_is_visible(oid) bool", Nulls::Strict, yes),
    Scalar("pg_ts_config_is_visible(oid) bool", Nulls::Strict, yes),
    Scalar("pg_ts_dict_is_visible(oid) bool", Nulls::Strict, yes),
    Scalar("pg_ts_parser_is_visible(oid) bool", Nulls::Strict, yes),
    Scalar("pg_ts_template_is_visible(oid) bool", Nulls::Strict, yes),
    Scalar("to_regclass(text) regclass", Nulls::Strict, |ctx, args| Ok(lookup(ctx, args, oids::REGCLASS))),
    Scalar("to_regtype(text) regtype", Nulls::Strict, |ctx, args| Ok(lookup(ctx, args, oids::REGTYPE))),
    Scalar("to_regproc(text) regproc", Nulls::Strict, |ctx, args| Ok(lookup(ctx, args, oids::REGPROC))),
    Scalar("to_regprocedure(text) regprocedure", Nulls::Strict, |ctx, args| {
        Ok(lookup(ctx, args, oids::REGPROCEDURE))
    }),
    Scalar("to_regnamespace(text) regnamespace", Nulls::Strict, |ctx, args| {
        Ok(lookup(ctx, args, oids::REGNAMESPACE))
    }),
    Scalar("to_regrole(text) regrole", Nulls::Strict, |ctx, args| Ok(lookup(ctx, args, oids::REGROLE))),
];

fn table(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let relation = args.first().and_then(Datum::as_oid).and_then(|oid| ctx.index().by_oid(oid));
    Ok(relation.map(|relation| ctx.is_visible(&relation)).into())
}

/// NULL for OIDs of no object, true for the others: all of these live in `pg_catalog`.
fn known(args: &[Datum], exists: impl Fn(u32) -> bool) -> Datum {
    args.first().and_then(Datum::as_oid).filter(|oid| exists(*oid)).map(|_| true).into()
}

fn yes(_: &Context<'_>, _: &[Datum]) -> Result<Datum> {
    Ok(true.into())
}

fn lookup(ctx: &Context<'_>, args: &[Datum], ty: u32) -> Datum {
    args.first().and_then(Datum::as_str).and_then(|text| ctx.reg_lookup(text.trim(), ty)).into()
}
