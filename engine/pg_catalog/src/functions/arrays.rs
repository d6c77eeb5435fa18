//! Arrays.

use super::{Nulls, Scalar};
use crate::context::Context;
use crate::error::Result;
use crate::types::oids;
use crate::value::text::to_text;
use crate::value::{ArrayValue, Datum};

pub(super) const FUNCTIONS: &[Scalar] = &[
    Scalar("array_to_string(anyarray, text) text", Nulls::Called, to_string),
    Scalar("array_to_string(anyarray, text, text) text", Nulls::Called, to_string),
    Scalar("string_to_array(text, text) text[]", Nulls::Called, from_string),
    Scalar("array_length(anyarray, int4) int4", Nulls::Strict, |_, a| {
        Ok(bounds(a, |array| array.items.len() as i64))
    }),
    Scalar("array_lower(anyarray, int4) int4", Nulls::Strict, |_, a| Ok(bounds(a, |array| array.lower))),
    Scalar("array_upper(anyarray, int4) int4", Nulls::Strict, |_, a| Ok(bounds(a, ArrayValue::upper))),
    Scalar("array_ndims(anyarray) int4", Nulls::Strict, |_, a| {
        Ok(a[0].as_array().filter(|array| !array.items.is_empty()).map(|_| 1i32).into())
    }),
    Scalar("cardinality(anyarray) int4", Nulls::Strict, |_, a| {
        Ok(a[0].as_array().map(|array| array.items.len() as i64).into())
    }),
    Scalar("array_position(anyarray, anyelement) int4", Nulls::Called, position),
    Scalar("array_remove(anyarray, anyelement) anyarray", Nulls::Called, remove),
    Scalar("array_append(anyarray, anyelement) anyarray", Nulls::Called, |_, a| {
        Ok(joined(items(&a[0]).chain(std::iter::once(&a[1]))))
    }),
    Scalar("array_prepend(anyelement, anyarray) anyarray", Nulls::Called, |_, a| {
        Ok(joined(std::iter::once(&a[0]).chain(items(&a[1]))))
    }),
    Scalar("array_cat(anyarray, anyarray) anyarray", Nulls::Called, cat),
    Scalar("array_contains(anyarray, anyarray) bool", Nulls::Strict, |_, a| {
        Ok(items(&a[1]).all(|wanted| items(&a[0]).any(|item| item == wanted)).into())
    }),
    Scalar("array_overlap(anyarray, anyarray) bool", Nulls::Strict, |_, a| {
        Ok(items(&a[1]).any(|wanted| items(&a[0]).any(|item| item == wanted)).into())
    }),
];

fn items(value: &Datum) -> impl Iterator<Item = &Datum> {
    value.as_array().into_iter().flat_map(|array| array.items.iter())
}

fn joined<'d>(items: impl Iterator<Item = &'d Datum>) -> Datum {
    Datum::array(items.cloned().collect())
}

fn bounds(args: &[Datum], of: impl Fn(&ArrayValue) -> i64) -> Datum {
    match (args[0].as_array(), args[1].as_int()) {
        (Some(array), Some(1)) if !array.items.is_empty() => Datum::Int(of(array)),
        _ => Datum::Null,
    }
}

fn to_string(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let (Some(array), Some(separator)) = (args[0].as_array(), args[1].as_str()) else {
        return Ok(Datum::Null);
    };
    let null = args.get(2).and_then(Datum::as_str);
    let texts = array.items.iter().filter_map(|item| match to_text(ctx, item, oids::TEXT) {
        Some(text) => Some(text),
        None => null.map(str::to_owned),
    });
    Ok(texts.collect::<Vec<_>>().join(separator).into())
}

fn from_string(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let Some(text) = args[0].as_str() else { return Ok(Datum::Null) };
    Ok(match args[1].as_str() {
        _ if text.is_empty() => Datum::array(Vec::new()),
        None => Datum::text_array(text.chars().map(String::from)),
        Some("") => Datum::text_array([text]),
        Some(separator) => Datum::text_array(text.split(separator)),
    })
}

fn position(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let Some(array) = args[0].as_array() else { return Ok(Datum::Null) };
    let found = array.items.iter().position(|item| *item == args[1]);
    Ok(found.and_then(|at| i64::try_from(at).ok()).map(|at| at + array.lower).into())
}

fn remove(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    if args[0].is_null() {
        return Ok(Datum::Null);
    }
    Ok(joined(items(&args[0]).filter(|item| **item != args[1])))
}

fn cat(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    if args[0].is_null() && args[1].is_null() {
        return Ok(Datum::Null);
    }
    Ok(joined(items(&args[0]).chain(items(&args[1]))))
}
