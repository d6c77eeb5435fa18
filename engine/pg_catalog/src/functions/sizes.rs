//! Sizes and counters: NULL, because they are not measured; a client shows nothing rather than a wrong number.

use super::{Nulls, Scalar};
use crate::context::Context;
use crate::error::Result;
use crate::value::Datum;

pub(super) const FUNCTIONS: &[Scalar] = &[
    Scalar("pg_table_size(regclass) int8", Nulls::Strict, unknown),
    Scalar("pg_total_relation_size(regclass) int8", Nulls::Strict, unknown),
    Scalar("pg_indexes_size(regclass) int8", Nulls::Strict, unknown),
    Scalar("pg_relation_size(regclass) int8", Nulls::Strict, unknown),
    Scalar("pg_relation_size(regclass, text) int8", Nulls::Strict, unknown),
    Scalar("pg_relation_filenode(regclass) oid", Nulls::Strict, unknown),
    Scalar("pg_database_size(oid) int8", Nulls::Strict, unknown),
    Scalar("pg_database_size(name) int8", Nulls::Strict, unknown),
    Scalar("pg_tablespace_size(oid) int8", Nulls::Strict, unknown),
    Scalar("pg_tablespace_size(name) int8", Nulls::Strict, unknown),
    Scalar("pg_tablespace_location(oid) text", Nulls::Strict, |_, _| Ok("".into())),
    Scalar("pg_sequence_last_value(regclass) int8", Nulls::Strict, unknown),
    Scalar("pg_get_replica_identity_index(regclass) regclass", Nulls::Strict, unknown),
    Scalar("pg_partition_root(regclass) regclass", Nulls::Strict, unknown),
    Scalar("pg_stat_get_numscans(oid) int8", Nulls::Strict, unknown),
    Scalar("pg_stat_get_live_tuples(oid) int8", Nulls::Strict, unknown),
    Scalar("pg_stat_get_dead_tuples(oid) int8", Nulls::Strict, unknown),
    Scalar("pg_size_pretty(int8) text", Nulls::Strict, pretty),
];

fn unknown(_: &Context<'_>, _: &[Datum]) -> Result<Datum> {
    Ok(Datum::Null)
}

fn pretty(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let mut size = args.first().and_then(Datum::as_int).unwrap_or(0);
    let units = ["bytes", "kB", "MB", "GB", "TB", "PB"];
    let mut unit = 0;
    // PostgreSQL stays in a unit until ten thousand and rounds halves away from zero.
    while size.abs() >= 10 * 1024 && unit + 1 < units.len() {
        size = if unit == 0 || size.abs() % 1024 >= 512 {
            (size + size.signum() * 512) / 1024
        } else {
            size / 1024
        };
        unit += 1;
    }
    Ok(format!("{size} {}", units[unit]).into())
}
