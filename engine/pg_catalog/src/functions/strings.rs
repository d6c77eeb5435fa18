//! Strings, and the few numeric functions catalog queries call.

use super::{Nulls, Scalar};
use crate::context::Context;
use crate::error::{self, Result};
use crate::identifier;
use crate::types::oids;
use crate::value::Datum;
use crate::value::text::to_text;

/// Longest string a function may make.
const MAX_LENGTH: usize = 1 << 20;

pub(super) const FUNCTIONS: &[Scalar] = &[
    Scalar("lower(text) text", Nulls::Strict, |_, a| Ok(text(&a[0]).to_lowercase().into())),
    Scalar("upper(text) text", Nulls::Strict, |_, a| Ok(text(&a[0]).to_uppercase().into())),
    Scalar("initcap(text) text", Nulls::Strict, |_, a| Ok(initcap(text(&a[0])).into())),
    Scalar("reverse(text) text", Nulls::Strict, |_, a| {
        Ok(text(&a[0]).chars().rev().collect::<String>().into())
    }),
    Scalar("length(text) int4", Nulls::Strict, length),
    Scalar("char_length(text) int4", Nulls::Strict, length),
    Scalar("character_length(text) int4", Nulls::Strict, length),
    Scalar("octet_length(text) int4", Nulls::Strict, |_, a| Ok(Datum::Int(text(&a[0]).len() as i64))),
    Scalar("ascii(text) int4", Nulls::Strict, |_, a| {
        Ok(Datum::Int(text(&a[0]).chars().next().map_or(0, |c| i64::from(u32::from(c)))))
    }),
    Scalar("substring(text, int4) text", Nulls::Strict, substring),
    Scalar("substring(text, int4, int4) text", Nulls::Strict, substring),
    Scalar("substring(text, text) text", Nulls::Strict, substring_regex),
    Scalar("substr(text, int4) text", Nulls::Strict, substring),
    Scalar("substr(text, int4, int4) text", Nulls::Strict, substring),
    Scalar("left(text, int4) text", Nulls::Strict, |_, a| Ok(left(&a[0], &a[1]))),
    Scalar("right(text, int4) text", Nulls::Strict, |_, a| Ok(right(&a[0], &a[1]))),
    Scalar("btrim(text) text", Nulls::Strict, |_, a| Ok(text(&a[0]).trim_matches(' ').into())),
    Scalar("btrim(text, text) text", Nulls::Strict, |_, a| {
        Ok(text(&a[0]).trim_matches(any_of(&a[1])).into())
    }),
    Scalar("ltrim(text) text", Nulls::Strict, |_, a| Ok(text(&a[0]).trim_start_matches(' ').into())),
    Scalar("ltrim(text, text) text", Nulls::Strict, |_, a| {
        Ok(text(&a[0]).trim_start_matches(any_of(&a[1])).into())
    }),
    Scalar("rtrim(text) text", Nulls::Strict, |_, a| Ok(text(&a[0]).trim_end_matches(' ').into())),
    Scalar("rtrim(text, text) text", Nulls::Strict, |_, a| {
        Ok(text(&a[0]).trim_end_matches(any_of(&a[1])).into())
    }),
    Scalar("replace(text, text, text) text", Nulls::Strict, replace),
    Scalar("regexp_replace(text, text, text) text", Nulls::Strict, regexp_replace),
    Scalar("regexp_replace(text, text, text, text) text", Nulls::Strict, regexp_replace),
    Scalar("split_part(text, text, int4) text", Nulls::Strict, split_part),
    Scalar("strpos(text, text) int4", Nulls::Strict, strpos),
    Scalar("starts_with(text, text) bool", Nulls::Strict, |_, a| {
        Ok(text(&a[0]).starts_with(text(&a[1])).into())
    }),
    Scalar("repeat(text, int4) text", Nulls::Strict, repeat),
    Scalar("textcat(text, text) text", Nulls::Strict, |_, a| {
        Ok(format!("{}{}", text(&a[0]), text(&a[1])).into())
    }),
    Scalar("concat(any...) text", Nulls::Called, concat),
    Scalar("concat_ws(text, any...) text", Nulls::Called, concat_ws),
    Scalar("quote_ident(text) text", Nulls::Strict, |_, a| Ok(identifier::quote(text(&a[0])).into())),
    Scalar("quote_literal(text) text", Nulls::Strict, |_, a| Ok(quote_literal(text(&a[0])).into())),
    Scalar("quote_nullable(text) text", Nulls::Called, |_, a| {
        Ok(a[0].as_str().map_or_else(|| "NULL".to_owned(), quote_literal).into())
    }),
    Scalar("format(text) text", Nulls::Strict, format_text),
    Scalar("format(text, any...) text", Nulls::Called, format_text),
    Scalar("parse_ident(text) text[]", Nulls::Strict, parse_ident),
    Scalar("parse_ident(text, bool) text[]", Nulls::Strict, parse_ident),
    Scalar("abs(int4) int4", Nulls::Strict, abs),
    Scalar("abs(int8) int8", Nulls::Strict, abs),
    Scalar("abs(float8) float8", Nulls::Strict, abs),
    Scalar("floor(float8) float8", Nulls::Strict, |_, a| Ok(rounded(&a[0], f64::floor))),
    Scalar("ceil(float8) float8", Nulls::Strict, |_, a| Ok(rounded(&a[0], f64::ceil))),
    Scalar("ceiling(float8) float8", Nulls::Strict, |_, a| Ok(rounded(&a[0], f64::ceil))),
    Scalar("round(float8) float8", Nulls::Strict, |_, a| Ok(rounded(&a[0], f64::round_ties_even))),
];

fn text(value: &Datum) -> &str {
    value.as_str().unwrap_or_default()
}

fn any_of(set: &Datum) -> impl Fn(char) -> bool {
    let set: Vec<char> = text(set).chars().collect();
    move |c| set.contains(&c)
}

fn bounded(text: String) -> Result<Datum> {
    if text.len() > MAX_LENGTH {
        return Err(error::limit(format!("string is longer than {MAX_LENGTH} bytes")));
    }
    Ok(text.into())
}

fn initcap(text: &str) -> String {
    let mut inside = false;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if inside {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
        inside = c.is_alphanumeric();
    }
    out
}

fn length(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    Ok(Datum::Int(text(&args[0]).chars().count() as i64))
}

fn substring(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let start = args[1].as_int().unwrap_or(1);
    let end = match args.get(2).and_then(Datum::as_int) {
        Some(length) if length < 0 => {
            return Err(error::invalid_parameter("negative substring length not allowed"));
        }
        Some(length) => start.saturating_add(length),
        None => i64::MAX,
    };
    // Positions before 1 count towards the length.
    let taken = (1i64..).zip(text(&args[0]).chars()).filter(|(at, _)| *at >= start && *at < end);
    Ok(taken.map(|(_, c)| c).collect::<String>().into())
}

fn substring_regex(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let regex = ctx.regex(text(&args[1]), false)?;
    let captures = regex.captures(text(&args[0]));
    Ok(captures.and_then(|found| found.get(1).or(found.get(0)).map(|part| part.as_str().to_owned())).into())
}

fn left(value: &Datum, count: &Datum) -> Datum {
    let chars: Vec<char> = text(value).chars().collect();
    chars[..kept(chars.len(), count)].iter().collect::<String>().into()
}

fn right(value: &Datum, count: &Datum) -> Datum {
    let chars: Vec<char> = text(value).chars().collect();
    chars[chars.len() - kept(chars.len(), count)..].iter().collect::<String>().into()
}

/// How many characters `left` and `right` keep; a negative count leaves that many out.
fn kept(length: usize, count: &Datum) -> usize {
    let count = count.as_int().unwrap_or(0);
    let size = usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX);
    if count < 0 { length.saturating_sub(size) } else { size.min(length) }
}

fn replace(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let from = text(&args[1]);
    bounded(if from.is_empty() {
        text(&args[0]).to_owned()
    } else {
        text(&args[0]).replace(from, text(&args[2]))
    })
}

fn regexp_replace(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let flags = args.get(3).map_or("", text);
    let regex = ctx.regex(text(&args[1]), flags.contains('i'))?;
    // `\1` in PostgreSQL is `${1}` here; a dollar sign stands for itself.
    let mut replacement = String::new();
    let mut chars = text(&args[2]).chars();
    while let Some(c) = chars.next() {
        match c {
            '$' => replacement.push_str("$$"),
            '\\' => match chars.next() {
                Some('&') => replacement.push_str("${0}"),
                Some(digit) if digit.is_ascii_digit() => replacement.push_str(&format!("${{{digit}}}")),
                Some(other) => replacement.push(other),
                None => replacement.push('\\'),
            },
            c => replacement.push(c),
        }
    }
    let count = usize::from(!flags.contains('g'));
    bounded(regex.replacen(text(&args[0]), count, replacement.as_str()).into_owned())
}

fn split_part(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let parts: Vec<&str> = text(&args[0]).split(text(&args[1])).collect();
    let at = args[2].as_int().unwrap_or(0);
    if at == 0 {
        return Err(error::invalid_parameter("field position must not be zero"));
    }
    let index = usize::try_from(at.unsigned_abs()).unwrap_or(usize::MAX);
    let found =
        if at > 0 { parts.get(index - 1) } else { parts.len().checked_sub(index).and_then(|i| parts.get(i)) };
    Ok(found.copied().unwrap_or_default().into())
}

fn strpos(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let haystack = text(&args[0]);
    let found = haystack.find(text(&args[1])).map(|at| haystack[..at].chars().count() + 1);
    Ok(Datum::Int(found.unwrap_or(0) as i64))
}

fn repeat(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let count = usize::try_from(args[1].as_int().unwrap_or(0)).unwrap_or(0);
    if text(&args[0]).len().saturating_mul(count) > MAX_LENGTH {
        return Err(error::limit(format!("string is longer than {MAX_LENGTH} bytes")));
    }
    Ok(text(&args[0]).repeat(count).into())
}

fn concat(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    bounded(args.iter().filter_map(|arg| to_text(ctx, arg, oids::TEXT)).collect())
}

fn concat_ws(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let Some(separator) = args.first().and_then(Datum::as_str) else { return Ok(Datum::Null) };
    bounded(
        args[1..].iter().filter_map(|arg| to_text(ctx, arg, oids::TEXT)).collect::<Vec<_>>().join(separator),
    )
}

fn quote_literal(text: &str) -> String {
    let doubled = text.replace('\'', "''");
    if text.contains('\\') { format!("E'{}'", doubled.replace('\\', "\\\\")) } else { format!("'{doubled}'") }
}

/// `format('%I.%L %s %%', …)`, with positions as in `%1$I`; widths are not offered.
fn format_text(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let Some(pattern) = args.first().and_then(Datum::as_str) else { return Ok(Datum::Null) };
    let mut out = String::new();
    let mut next = 1;
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut digits = String::new();
        while let Some(digit) = chars.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        if !digits.is_empty() && chars.next_if_eq(&'$').is_none() {
            return Err(error::unsupported("widths in format() are not supported in catalog queries"));
        }
        let kind =
            chars.next().ok_or_else(|| error::invalid_parameter("unterminated format() type specifier"))?;
        if kind == '%' {
            out.push('%');
            continue;
        }
        let position = digits.parse().unwrap_or(next);
        next = position + 1;
        let argument =
            args.get(position).ok_or_else(|| error::invalid_parameter("too few arguments for format()"))?;
        let value = to_text(ctx, argument, oids::TEXT);
        match (kind, value) {
            ('s', value) => out.push_str(&value.unwrap_or_default()),
            ('I', Some(value)) => out.push_str(&identifier::quote(&value)),
            ('I', None) => {
                return Err(error::invalid_parameter("null values cannot be formatted as an SQL identifier"));
            }
            ('L', value) => {
                out.push_str(&value.map_or_else(|| "NULL".to_owned(), |value| quote_literal(&value)))
            }
            (other, _) => {
                return Err(error::invalid_parameter(format!(
                    "unrecognized format() type specifier \"{other}\""
                )));
            }
        }
    }
    bounded(out)
}

fn parse_ident(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let name = text(&args[0]);
    identifier::split(name)
        .map(Datum::text_array)
        .ok_or_else(|| error::invalid_parameter(format!("string is not a valid identifier: \"{name}\"")))
}

fn abs(_: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    Ok(match &args[0] {
        Datum::Int(value) => Datum::Int(value.checked_abs().ok_or_else(|| error::out_of_range("bigint"))?),
        Datum::Float(value) => Datum::Float(value.abs()),
        _ => Datum::Null,
    })
}

fn rounded(value: &Datum, round: impl Fn(f64) -> f64) -> Datum {
    match value {
        Datum::Float(value) => Datum::Float(round(*value)),
        _ => Datum::Null,
    }
}
