//! Who asks, where, when, and with which settings.

use std::sync::LazyLock;

use super::{Nulls, Scalar};
use crate::context::Context;
use crate::error::{self, Result};
use crate::settings::{self, SERVER_VERSION};
use crate::value::Datum;

pub(super) const FUNCTIONS: &[Scalar] = &[
    Scalar("version() text", Nulls::Called, version),
    Scalar("current_database() name", Nulls::Called, database),
    Scalar("current_catalog() name", Nulls::Called, database),
    Scalar("current_schema() name", Nulls::Called, schema),
    Scalar("current_schemas(bool) name[]", Nulls::Strict, schemas),
    Scalar("current_user() name", Nulls::Called, user),
    Scalar("session_user() name", Nulls::Called, user),
    Scalar("current_role() name", Nulls::Called, user),
    Scalar("user() name", Nulls::Called, user),
    Scalar("getpgusername() name", Nulls::Called, user),
    Scalar("current_setting(text) text", Nulls::Strict, current_setting),
    Scalar("current_setting(text, bool) text", Nulls::Strict, current_setting),
    Scalar("set_config(text, text, bool) text", Nulls::Called, set_config),
    Scalar("pg_backend_pid() int4", Nulls::Called, |ctx, _| Ok(ctx.session.backend_pid.into())),
    Scalar("pg_is_in_recovery() bool", Nulls::Called, |_, _| Ok(false.into())),
    Scalar("pg_postmaster_start_time() timestamptz", Nulls::Called, start_time),
    Scalar("pg_conf_load_time() timestamptz", Nulls::Called, start_time),
    Scalar("inet_server_addr() inet", Nulls::Called, none),
    Scalar("inet_server_port() int4", Nulls::Called, none),
    Scalar("inet_client_addr() inet", Nulls::Called, none),
    Scalar("inet_client_port() int4", Nulls::Called, none),
    Scalar("now() timestamptz", Nulls::Called, now),
    Scalar("current_timestamp() timestamptz", Nulls::Called, now),
    Scalar("transaction_timestamp() timestamptz", Nulls::Called, now),
    Scalar("statement_timestamp() timestamptz", Nulls::Called, now),
    Scalar("clock_timestamp() timestamptz", Nulls::Called, now),
    Scalar("localtimestamp() timestamp", Nulls::Called, now),
    Scalar("current_date() date", Nulls::Called, today),
    Scalar("txid_current() int8", Nulls::Called, |_, _| Ok(Datum::Int(1))),
    Scalar("age(xid) int4", Nulls::Strict, |_, _| Ok(Datum::Int(0))),
    Scalar("pg_encoding_to_char(int4) name", Nulls::Strict, encoding_name),
    Scalar("pg_char_to_encoding(name) int4", Nulls::Strict, encoding_number),
    Scalar("getdatabaseencoding() name", Nulls::Called, |_, _| Ok("UTF8".into())),
    Scalar("pg_client_encoding() name", Nulls::Called, |_, _| Ok("UTF8".into())),
    Scalar("pg_my_temp_schema() oid", Nulls::Called, |_, _| Ok(Datum::Int(0))),
    Scalar("pg_is_other_temp_schema(oid) bool", Nulls::Strict, |_, _| Ok(false.into())),
    Scalar("pg_advisory_unlock_all() void", Nulls::Called, |_, _| Ok("".into())),
    Scalar("pg_cancel_backend(int4) bool", Nulls::Strict, signal),
    Scalar("pg_terminate_backend(int4) bool", Nulls::Strict, signal),
    Scalar("pg_blocking_pids(int4) int4[]", Nulls::Strict, |_, _| Ok(Datum::array(Vec::new()))),
    Scalar("pg_jit_available() bool", Nulls::Called, |_, _| Ok(false.into())),
];

fn none(_: &Context<'_>, _: &[Datum]) -> Result<Datum> {
    Ok(Datum::Null)
}

fn version(_: &Context<'_>, _: &[Datum]) -> Result<Datum> {
    Ok(format!("PostgreSQL {SERVER_VERSION} on x86_64-pc-linux-gnu (Polias {})", env!("CARGO_PKG_VERSION"))
        .into())
}

fn database(ctx: &Context<'_>, _: &[Datum]) -> Result<Datum> {
    Ok(Datum::text(&ctx.session.database))
}

fn schema(ctx: &Context<'_>, _: &[Datum]) -> Result<Datum> {
    Ok(Some(ctx.session.schema.as_str()).filter(|schema| !schema.is_empty()).into())
}

fn schemas(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let implicit = args.first().is_some_and(Datum::is_true).then_some("pg_catalog");
    let own =
        Some(ctx.session.schema.as_str()).filter(|schema| !schema.is_empty() && *schema != "pg_catalog");
    Ok(Datum::text_array(implicit.into_iter().chain(own)))
}

fn user(ctx: &Context<'_>, _: &[Datum]) -> Result<Datum> {
    Ok(Datum::text(&ctx.session.user))
}

fn current_setting(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let name = args.first().and_then(Datum::as_str).unwrap_or_default();
    let changed = ctx.changed_settings.borrow();
    if let Some((_, value)) = changed.iter().rev().find(|(changed, _)| changed.eq_ignore_ascii_case(name)) {
        return Ok(Datum::text(value));
    }
    match settings::get(ctx.session, name) {
        Some(value) => Ok(value.into()),
        None if args.get(1).is_some_and(Datum::is_true) => Ok(Datum::Null),
        None => Err(error::undefined_object(format!("unrecognized configuration parameter \"{name}\""))),
    }
}

fn set_config(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let Some(name) = args.first().and_then(Datum::as_str) else {
        return Err(error::invalid_parameter("SET requires parameter name"));
    };
    if settings::get(ctx.session, name).is_none() && !name.contains('.') {
        return Err(error::undefined_object(format!("unrecognized configuration parameter \"{name}\"")));
    }
    let value = args.get(1).and_then(Datum::as_str).unwrap_or_default();
    ctx.changed_settings.borrow_mut().push((name.to_lowercase(), value.to_owned()));
    Ok(Datum::text(value))
}

static STARTED: LazyLock<i64> = LazyLock::new(|| chrono::Utc::now().timestamp_micros());

fn start_time(_: &Context<'_>, _: &[Datum]) -> Result<Datum> {
    Ok(Datum::Timestamp(*STARTED))
}

fn now(ctx: &Context<'_>, _: &[Datum]) -> Result<Datum> {
    Ok(Datum::Timestamp(ctx.now))
}

fn today(ctx: &Context<'_>, _: &[Datum]) -> Result<Datum> {
    let date = chrono::DateTime::from_timestamp_micros(ctx.now).map(|moment| moment.date_naive().to_string());
    Ok(date.into())
}

/// Encodings by PostgreSQL's numbers; only these can be met.
const ENCODINGS: [(i64, &str); 3] = [(0, "SQL_ASCII"), (6, "UTF8"), (8, "LATIN1")];

fn encoding_name(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let number = args.first().and_then(Datum::as_int);
    Ok(ENCODINGS.iter().find(|(n, _)| Some(*n) == number).map_or("", |(_, name)| *name).into())
}

fn encoding_number(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let name = args.first().and_then(Datum::as_str).unwrap_or_default().to_uppercase().replace('-', "");
    Ok(Datum::Int(ENCODINGS.iter().find(|(_, known)| *known == name).map_or(-1, |(number, _)| *number)))
}

/// False as for a process that does not exist: sessions are not signalled by SQL, clients send cancel requests.
fn signal(_: &Context<'_>, _: &[Datum]) -> Result<Datum> {
    Ok(false.into())
}
