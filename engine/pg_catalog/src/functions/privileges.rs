//! `has_…_privilege`: what this session may read is all it sees, so reading is always granted; anything else is
//! decided when a statement is authorized, and answered "no" here so that clients do not offer it.

use super::{Nulls, Scalar};
use crate::context::Context;
use crate::error::{self, Result};
use crate::value::Datum;

pub(super) const FUNCTIONS: &[Scalar] = &[
    Scalar("has_table_privilege(any, text) bool", Nulls::Strict, granted),
    Scalar("has_table_privilege(any, any, text) bool", Nulls::Strict, granted),
    Scalar("has_any_column_privilege(any, text) bool", Nulls::Strict, granted),
    Scalar("has_any_column_privilege(any, any, text) bool", Nulls::Strict, granted),
    Scalar("has_column_privilege(any, any, text) bool", Nulls::Strict, granted),
    Scalar("has_column_privilege(any, any, any, text) bool", Nulls::Strict, granted),
    Scalar("has_schema_privilege(any, text) bool", Nulls::Strict, granted),
    Scalar("has_schema_privilege(any, any, text) bool", Nulls::Strict, granted),
    Scalar("has_database_privilege(any, text) bool", Nulls::Strict, granted),
    Scalar("has_database_privilege(any, any, text) bool", Nulls::Strict, granted),
    Scalar("has_function_privilege(any, text) bool", Nulls::Strict, granted),
    Scalar("has_function_privilege(any, any, text) bool", Nulls::Strict, granted),
    Scalar("has_language_privilege(any, text) bool", Nulls::Strict, granted),
    Scalar("has_language_privilege(any, any, text) bool", Nulls::Strict, granted),
    Scalar("has_sequence_privilege(any, text) bool", Nulls::Strict, granted),
    Scalar("has_sequence_privilege(any, any, text) bool", Nulls::Strict, granted),
    Scalar("has_tablespace_privilege(any, text) bool", Nulls::Strict, granted),
    Scalar("has_tablespace_privilege(any, any, text) bool", Nulls::Strict, granted),
    Scalar("has_type_privilege(any, text) bool", Nulls::Strict, granted),
    Scalar("has_type_privilege(any, any, text) bool", Nulls::Strict, granted),
    Scalar("has_server_privilege(any, text) bool", Nulls::Strict, granted),
    Scalar("has_server_privilege(any, any, text) bool", Nulls::Strict, granted),
    Scalar("has_foreign_data_wrapper_privilege(any, text) bool", Nulls::Strict, granted),
    Scalar("has_foreign_data_wrapper_privilege(any, any, text) bool", Nulls::Strict, granted),
    Scalar("pg_has_role(any, text) bool", Nulls::Strict, member),
    Scalar("pg_has_role(any, any, text) bool", Nulls::Strict, member),
    Scalar("row_security_active(any) bool", Nulls::Strict, |_, _| Ok(false.into())),
    Scalar("acldefault(\"char\", oid) aclitem[]", Nulls::Strict, |_, _| Ok(Datum::Null)),
    Scalar("pg_relation_is_updatable(regclass, bool) int4", Nulls::Strict, |_, _| Ok(Datum::Int(0))),
    Scalar("pg_column_is_updatable(regclass, int2, bool) bool", Nulls::Strict, |_, _| Ok(false.into())),
    Scalar("pg_relation_is_publishable(regclass) bool", Nulls::Strict, |_, _| Ok(false.into())),
];

/// Privileges that reading needs.
const READING: [&str; 4] = ["SELECT", "USAGE", "CONNECT", "EXECUTE"];
const KNOWN: [&str; 14] = [
    "SELECT",
    "USAGE",
    "CONNECT",
    "EXECUTE",
    "INSERT",
    "UPDATE",
    "DELETE",
    "TRUNCATE",
    "REFERENCES",
    "TRIGGER",
    "CREATE",
    "TEMPORARY",
    "TEMP",
    "RULE",
];

fn granted(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let list = args.last().and_then(Datum::as_str).unwrap_or_default();
    let mut any = false;
    for privilege in list.split(',') {
        let upper = privilege.trim().to_uppercase();
        // Granting on is never offered here.
        let (name, with_grant) =
            upper.strip_suffix(" WITH GRANT OPTION").map_or((upper.as_str(), false), |n| (n, true));
        if !KNOWN.contains(&name) {
            return Err(error::invalid_parameter(format!(
                "unrecognized privilege type: \"{}\"",
                privilege.trim()
            )));
        }
        any |= !with_grant && READING.contains(&name);
    }
    Ok(any.into())
}

fn member(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let role = args.get(args.len().saturating_sub(2));
    let own = ctx.role_oid(&ctx.session.user);
    let is_own = match role {
        Some(Datum::Text(name)) => **name == ctx.session.user,
        Some(Datum::Int(_)) => role.and_then(Datum::as_oid) == own,
        _ => false,
    };
    Ok(is_own.into())
}
