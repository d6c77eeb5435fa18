//! `pg_settings` and `pg_stat_activity`: this session, never another's.

use super::Request;
use crate::context::Context;
use crate::plan::Tuple;
use crate::settings;
use crate::stable_oid;
use crate::value::Datum;

pub(super) fn settings(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Tuple> {
    settings::all(ctx.session)
        .into_iter()
        .map(|(name, value)| {
            request.row(|column| {
                Some(match column {
                    "name" => Datum::text(&name),
                    "setting" | "boot_val" | "reset_val" => Datum::text(&value),
                    "category" => "Polias".into(),
                    "context" => "user".into(),
                    "vartype" => match value.as_str() {
                        "on" | "off" => "bool".into(),
                        value if value.parse::<i64>().is_ok() => "integer".into(),
                        _ => "string".into(),
                    },
                    "source" => "default".into(),
                    "pending_restart" => false.into(),
                    _ => return None,
                })
            })
        })
        .collect()
}

pub(super) fn activity(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Tuple> {
    vec![request.row(|column| {
        Some(match column {
            "datid" => ctx.database_oid().into(),
            "datname" => Datum::text(&ctx.session.database),
            "pid" => ctx.session.backend_pid.into(),
            "usesysid" => stable_oid::of("role", &[&ctx.session.user]).into(),
            "usename" => Datum::text(&ctx.session.user),
            "application_name" => settings::get(ctx.session, "application_name").unwrap_or_default().into(),
            "state" => "active".into(),
            "query_start" | "state_change" | "xact_start" => Datum::Timestamp(ctx.now),
            "backend_type" => "client backend".into(),
            _ => return None,
        })
    })]
}
