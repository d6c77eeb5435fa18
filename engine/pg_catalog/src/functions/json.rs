//! JSON builders. An argument that is JSON already arrives as a record of one field (the binder wraps it), so that
//! it is not quoted again.

use super::{Nulls, Scalar};
use crate::context::Context;
use crate::error::{self, Result};
use crate::types::oids;
use crate::value::Datum;
use crate::value::text::to_text;

pub(super) const FUNCTIONS: &[Scalar] = &[
    Scalar("json_build_object() json", Nulls::Called, object),
    Scalar("json_build_object(any...) json", Nulls::Called, object),
    Scalar("jsonb_build_object() jsonb", Nulls::Called, object),
    Scalar("jsonb_build_object(any...) jsonb", Nulls::Called, object),
    Scalar("json_build_array() json", Nulls::Called, array),
    Scalar("json_build_array(any...) json", Nulls::Called, array),
    Scalar("jsonb_build_array(any...) jsonb", Nulls::Called, array),
    Scalar("to_json(any) json", Nulls::Strict, |ctx, args| Ok(value(ctx, &args[0]).into())),
    Scalar("to_jsonb(any) jsonb", Nulls::Strict, |ctx, args| Ok(value(ctx, &args[0]).into())),
    Scalar("array_to_json(anyarray) json", Nulls::Strict, |ctx, args| Ok(value(ctx, &args[0]).into())),
];

fn object(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    let mut pairs = Vec::with_capacity(args.len() / 2);
    for pair in args.chunks(2) {
        let [key, item] = pair else {
            return Err(error::invalid_parameter("argument list must have even number of elements"));
        };
        let key = to_text(ctx, key, oids::TEXT)
            .ok_or_else(|| error::invalid_parameter("argument 1: key must not be null"))?;
        pairs.push(format!("{} : {}", quoted(&key), value(ctx, item)));
    }
    Ok(format!("{{{}}}", pairs.join(", ")).into())
}

fn array(ctx: &Context<'_>, args: &[Datum]) -> Result<Datum> {
    Ok(format!("[{}]", args.iter().map(|item| value(ctx, item)).collect::<Vec<_>>().join(", ")).into())
}

fn value(ctx: &Context<'_>, item: &Datum) -> String {
    match item {
        Datum::Null => "null".to_owned(),
        Datum::Bool(value) => value.to_string(),
        Datum::Int(_) | Datum::Float(_) | Datum::Numeric(_) => {
            to_text(ctx, item, oids::TEXT).unwrap_or_default()
        }
        Datum::Record(fields) => match &**fields {
            [Datum::Text(json)] => json.to_string(),
            fields => {
                format!("[{}]", fields.iter().map(|field| value(ctx, field)).collect::<Vec<_>>().join(","))
            }
        },
        Datum::Array(array) => {
            format!("[{}]", array.items.iter().map(|item| value(ctx, item)).collect::<Vec<_>>().join(","))
        }
        Datum::Text(_) | Datum::Timestamp(_) => quoted(&to_text(ctx, item, oids::TEXT).unwrap_or_default()),
    }
}

/// A JSON string.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped() {
        assert_eq!(quoted("a\"b\\\n\u{1}"), "\"a\\\"b\\\\\\n\\u0001\"");
    }
}
