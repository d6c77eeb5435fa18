//! `pg_roles` and its kin: the login users, and the role that owns everything. Never a password.

use super::Request;
use crate::context::{Context, OWNER, OWNER_OID};
use crate::plan::Tuple;
use crate::stable_oid;
use crate::value::Datum;

pub(super) fn rows(ctx: &Context<'_>, request: &Request<'_>) -> Vec<Tuple> {
    let logins_only = matches!(request.relation.name, "pg_user" | "pg_shadow");
    let owner = (!logins_only).then(|| (OWNER_OID, OWNER.to_owned(), false));
    let users = ctx.users().into_iter().map(|user| (stable_oid::of("role", &[&user]), user, true));
    owner
        .into_iter()
        .chain(users)
        .map(|(oid, name, login)| {
            request.row(|column| {
                Some(match column {
                    "oid" | "usesysid" => oid.into(),
                    "rolname" | "usename" => Datum::text(&name),
                    "rolsuper" | "usesuper" | "rolcreaterole" | "rolcreatedb" => (!login).into(),
                    "rolinherit" => true.into(),
                    "rolreplication" | "userepl" | "rolbypassrls" | "usebypassrls" | "usecreatedb" => {
                        false.into()
                    }
                    "rolcanlogin" => login.into(),
                    "rolconnlimit" => Datum::Int(-1),
                    "rolpassword" if request.relation.name != "pg_authid" => "********".into(),
                    "passwd" if request.relation.name == "pg_user" => "********".into(),
                    _ => return None,
                })
            })
        })
        .collect()
}
