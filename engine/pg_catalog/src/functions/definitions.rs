//! Texts of objects: types, views, functions, comments; NULL for kinds of objects the lake does not have.

use super::{Nulls, Scalar, procedures};
use crate::context::Context;
use crate::error::Result;
use crate::types::names;
use crate::value::Datum;

pub(super) const FUNCTIONS: &[Scalar] = &[
    Scalar("format_type(oid, int4) text", Nulls::Called, format_type),
    Scalar("pg_get_userbyid(oid) name", Nulls::Strict, user_by_id),
    Scalar("pg_get_viewdef(oid) text", Nulls::Strict, view_definition),
    Scalar("pg_get_viewdef(oid, bool) text", Nulls::Strict, view_definition),
    Scalar("pg_get_viewdef(oid, int4) text", Nulls::Strict, view_definition),
    Scalar("pg_get_viewdef(text) text", Nulls::Strict, view_definition_by_name),
    Scalar("pg_get_viewdef(text, bool) text", Nulls::Strict, view_definition_by_name),
    Scalar("col_description(oid, int4) text", Nulls::Strict, column_description),
    Scalar("obj_description(oid) text", Nulls::Strict, none),
    Scalar("obj_description(oid, name) text", Nulls::Strict, none),
    Scalar("shobj_description(oid, name) text", Nulls::Strict, none),
    Scalar("pg_get_expr(text, oid) text", Nulls::Strict, none),
    Scalar("pg_get_expr(text, oid, bool) text", Nulls::Strict, none),
    Scalar("pg_get_constraintdef(oid) text", Nulls::Strict, none),
    Scalar("pg_get_constraintdef(oid, bool) text", Nulls::Strict, none),
    Scalar("pg_get_indexdef(oid) text", Nulls::Strict, none),
    Scalar("pg_get_indexdef(oid, int4, bool) text", Nulls::Strict, none),
    Scalar("pg_get_ruledef(oid) text", Nulls::Strict, none),
    Scalar("pg_get_ruledef(oid, bool) text", Nulls::Strict, none),
    Scalar("pg_get_triggerdef(oid) text", Nulls::Strict, none),
    Scalar("pg_get_triggerdef(oid, bool) text", Nulls::Strict, none),
    Scalar("pg_get_partkeydef(oid) text", Nulls::Strict, none),
    Scalar("pg_get_partition_constraintdef(oid) text", Nulls::Strict, none),
    Scalar("pg_get_statisticsobjdef(oid) text", Nulls::Strict, none),
    Scalar("pg_get_statisticsobjdef_columns(oid) text", Nulls::Strict, none),
    Scalar("pg_get_statisticsobjdef_expressions(oid) text[]", Nulls::Strict, none),
    Scalar("pg_get_serial_sequence(text, text) text", Nulls::Strict, none),
    Scalar("pg_get_functiondef(oid) text", Nulls::Strict, none),
    Scalar("pg_get_function_sqlbody(oid) text", Nulls::Strict, none),
    Scalar("pg_get_function_arg_default(oid, int4) text", Nulls::Strict, none),
    Scalar("pg_get_function_arguments(oid) text", Nulls::Strict, function_arguments),
    Scalar("pg_get_function_identity_arguments(oid) text", Nulls::Strict, function_arguments),
    Scalar("pg_get_function_result(oid) text", Nulls::Strict, function_result),
    Scalar("pg_describe_object(oid, oid, int4) text", Nulls::Strict, none),
];

fn none(_: &Context<'_>, _: &[Datum]) -> Result<Datum> {
    Ok(Datum::Null)
}

fn format_type(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let typmod = match args.get(1).and_then(Datum::as_int).map(i32::try_from) {
        Some(Ok(typmod)) if typmod >= 0 => typmod,
        Some(_) => names::NO_LENGTH,
        None => -1,
    };
    Ok(args.first().and_then(Datum::as_oid).map(|oid| names::format(oid, typmod)).into())
}

fn user_by_id(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let oid = args.first().and_then(Datum::as_oid).unwrap_or(0);
    Ok(ctx.role_name(oid).unwrap_or_else(|| format!("unknown (OID={oid})")).into())
}

fn view_definition(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let relation = args.first().and_then(Datum::as_oid).and_then(|oid| ctx.index().by_oid(oid));
    Ok(relation.and_then(|relation| ctx.view_definition(&relation)).into())
}

fn view_definition_by_name(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let relation = args.first().and_then(Datum::as_str).and_then(|name| ctx.relation_by_text(name));
    Ok(relation.and_then(|relation| ctx.view_definition(&relation)).into())
}

fn column_description(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let [relation, number] = args else { return Ok(Datum::Null) };
    let relation = relation.as_oid().and_then(|oid| ctx.index().by_oid(oid));
    let columns = relation.and_then(|relation| ctx.columns(&relation)).unwrap_or_default();
    let column = columns.iter().find(|column| Some(i64::from(column.number)) == number.as_int());
    Ok(column.and_then(|column| column.comment.as_deref()).into())
}

fn function_arguments(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let procedure = args.first().and_then(Datum::as_oid).and_then(procedures::by_oid);
    let list = |row: &procedures::Procedure| {
        row.args.iter().map(|oid| names::format(*oid, -1)).collect::<Vec<_>>().join(", ")
    };
    Ok(procedure.map(list).into())
}

fn function_result(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let procedure = args.first().and_then(Datum::as_oid).and_then(procedures::by_oid);
    let result = |row: &procedures::Procedure| {
        format!("{}{}", if row.returns_set { "SETOF " } else { "" }, names::format(row.result, -1))
    };
    Ok(procedure.map(result).into())
}
