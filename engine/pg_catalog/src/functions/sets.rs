//! Set-returning functions.

use super::SetReturning;
use crate::context::Context;
use crate::error::{self, Result};
use crate::identifier::RESERVED;
use crate::settings;
use crate::value::Datum;

/// Most rows one call may make.
const MAX_ROWS: usize = 1_000_000;

pub(super) const FUNCTIONS: &[SetReturning] = &[
    SetReturning("unnest(anyarray) anyelement", |_, a| {
        Ok(a[0].as_array().map_or_else(Vec::new, |array| array.items.clone()))
    }),
    SetReturning("generate_series(int4, int4) int4", series),
    SetReturning("generate_series(int4, int4, int4) int4", series),
    SetReturning("generate_series(int8, int8) int8", series),
    SetReturning("generate_series(int8, int8, int8) int8", series),
    SetReturning("generate_subscripts(anyarray, int4) int4", subscripts),
    SetReturning("generate_subscripts(anyarray, int4, bool) int4", subscripts),
    SetReturning("_pg_expandarray(anyarray) table(x anyelement, n int4)", expand),
    SetReturning("pg_partition_ancestors(regclass) regclass", none),
    SetReturning(
        "pg_partition_tree(regclass) table(relid regclass, parentrelid regclass, isleaf bool, level int4)",
        none,
    ),
    SetReturning("pg_options_to_table(text[]) table(option_name text, option_value text)", options),
    SetReturning(
        "aclexplode(aclitem[]) table(grantor oid, grantee oid, privilege_type text, is_grantable bool)",
        none,
    ),
    SetReturning(
        "pg_get_keywords() table(word text, catcode \"char\", barelabel bool, catdesc text, baredesc text)",
        keywords,
    ),
    SetReturning("pg_show_all_settings() table(name text, setting text)", all_settings),
    SetReturning("pg_available_extensions() table(name name, default_version text, comment text)", none),
    SetReturning("pg_available_extension_versions() table(name name, version text)", none),
    SetReturning("pg_listening_channels() text", none),
    SetReturning("pg_tablespace_databases(oid) oid", none),
    SetReturning("regexp_split_to_table(text, text) text", regexp_split),
    SetReturning("string_to_table(text, text) text", |_, a| {
        Ok(match (a[0].as_str(), a[1].as_str()) {
            (Some(text), Some(separator)) if !separator.is_empty() => {
                text.split(separator).map(Datum::text).collect()
            }
            _ => Vec::new(),
        })
    }),
];

fn none(_: &Context<'_>, _: &[Datum]) -> Result<Vec<Datum>> {
    Ok(Vec::new())
}

fn series(_: &Context<'_>, args: &[Datum]) -> Result<Vec<Datum>> {
    let (Some(start), Some(stop)) = (args[0].as_int(), args[1].as_int()) else { return Ok(Vec::new()) };
    let step = match args.get(2) {
        None => 1,
        Some(step) => match step.as_int() {
            None => return Ok(Vec::new()),
            Some(0) => return Err(error::invalid_parameter("step size cannot equal zero")),
            Some(step) => step,
        },
    };
    let mut rows = Vec::new();
    let mut at = start;
    while if step > 0 { at <= stop } else { at >= stop } {
        if rows.len() >= MAX_ROWS {
            return Err(error::limit(format!("generate_series makes more than {MAX_ROWS} rows")));
        }
        rows.push(Datum::Int(at));
        match at.checked_add(step) {
            Some(next) => at = next,
            None => break,
        }
    }
    Ok(rows)
}

fn subscripts(_: &Context<'_>, args: &[Datum]) -> Result<Vec<Datum>> {
    let (Some(array), Some(1)) = (args[0].as_array(), args[1].as_int()) else { return Ok(Vec::new()) };
    let mut rows: Vec<Datum> = (array.lower..=array.upper()).map(Datum::Int).collect();
    if args.get(2).is_some_and(Datum::is_true) {
        rows.reverse();
    }
    Ok(rows)
}

fn expand(_: &Context<'_>, args: &[Datum]) -> Result<Vec<Datum>> {
    let items = args[0].as_array().map_or(&[][..], |array| &array.items);
    Ok((1i64..).zip(items).map(|(n, item)| Datum::Record([item.clone(), Datum::Int(n)].into())).collect())
}

fn options(_: &Context<'_>, args: &[Datum]) -> Result<Vec<Datum>> {
    let items = args[0].as_array().map_or(&[][..], |array| &array.items);
    let pairs = items.iter().filter_map(Datum::as_str).map(|text| text.split_once('=').unwrap_or((text, "")));
    Ok(pairs.map(|(name, value)| Datum::Record([name.into(), value.into()].into())).collect())
}

fn keywords(_: &Context<'_>, _: &[Datum]) -> Result<Vec<Datum>> {
    let row = |word: &&str| {
        Datum::Record(
            [Datum::text(word), "R".into(), false.into(), "reserved".into(), "requires AS".into()].into(),
        )
    };
    Ok(RESERVED.iter().map(row).collect())
}

fn all_settings(ctx: &Context<'_>, _: &[Datum]) -> Result<Vec<Datum>> {
    let row = |(name, value): (String, String)| Datum::Record([name.into(), value.into()].into());
    Ok(settings::all(ctx.session).into_iter().map(row).collect())
}

fn regexp_split(ctx: &Context<'_>, args: &[Datum]) -> Result<Vec<Datum>> {
    let (Some(text), Some(pattern)) = (args[0].as_str(), args[1].as_str()) else { return Ok(Vec::new()) };
    Ok(ctx.regex(pattern, false)?.split(text).map(Datum::text).collect())
}
