//! The text form of values, as `::text` and the text wire format show it.

use chrono::{DateTime, Utc};

use super::array::push_item;
use super::{ArrayValue, Datum};
use crate::context::Context;
use crate::types::{element_of, oids};

/// Text of a value of the given type; `None` for NULL. `reg…` values are looked up by name in `ctx`.
pub(crate) fn to_text(ctx: &Context<'_>, value: &Datum, ty: u32) -> Option<String> {
    Some(match value {
        Datum::Null => return None,
        Datum::Bool(value) => if *value { "t" } else { "f" }.to_owned(),
        Datum::Int(number) if oids::is_reg(ty) => ctx.reg_text(u32::try_from(*number).unwrap_or(0), ty),
        Datum::Int(number) => number.to_string(),
        Datum::Float(number) => float_text(*number),
        Datum::Numeric(number) => number.to_string(),
        Datum::Text(text) => text.to_string(),
        Datum::Timestamp(micros) => timestamp_text(*micros, ty == oids::TIMESTAMPTZ),
        Datum::Array(array) => array_text(ctx, array, ty),
        Datum::Record(fields) => record_text(ctx, fields),
    })
}

/// Shortest text that reads back as the same double.
pub(crate) fn float_text(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if number != 0.0 && (number.abs() >= 1e15 || number.abs() < 1e-4) {
        let text = format!("{number:e}");
        match text.split_once('e') {
            Some((mantissa, exponent)) => {
                let (sign, digits) =
                    exponent.strip_prefix('-').map_or(('+', exponent), |digits| ('-', digits));
                format!("{mantissa}e{sign}{digits:0>2}")
            }
            None => text,
        }
    } else {
        number.to_string()
    }
}

fn timestamp_text(micros: i64, zoned: bool) -> String {
    let Some(moment) = DateTime::<Utc>::from_timestamp_micros(micros) else { return micros.to_string() };
    let mut text = moment.format("%Y-%m-%d %H:%M:%S%.6f").to_string();
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    if zoned {
        text.push_str("+00");
    }
    text
}

fn array_text(ctx: &Context<'_>, array: &ArrayValue, ty: u32) -> String {
    let element = element_of(ty).unwrap_or(oids::TEXT);
    let texts = array.items.iter().map(|item| to_text(ctx, item, element));
    if matches!(ty, oids::INT2VECTOR | oids::OIDVECTOR) {
        return texts.map(Option::unwrap_or_default).collect::<Vec<_>>().join(" ");
    }
    let mut out = String::new();
    if array.lower != 1 && !array.items.is_empty() {
        out.push_str(&format!("[{}:{}]=", array.lower, array.upper()));
    }
    out.push('{');
    for (index, text) in texts.enumerate() {
        if index > 0 {
            out.push(',');
        }
        match text {
            Some(text) => push_item(&mut out, &text),
            None => out.push_str("NULL"),
        }
    }
    out.push('}');
    out
}

fn record_text(ctx: &Context<'_>, fields: &[Datum]) -> String {
    let mut out = String::from("(");
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        // The types of record fields are not kept; only names of `reg…` fields are lost by that.
        if let Some(text) = to_text(ctx, field, oids::TEXT) {
            let quote = text.is_empty()
                || text.chars().any(|c| matches!(c, '(' | ')' | ',' | '"' | '\\') || c.is_whitespace());
            if quote {
                out.push_str(&format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\"\"")));
            } else {
                out.push_str(&text);
            }
        }
    }
    out.push(')');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_postgres_prints_them() {
        assert_eq!(float_text(1.0), "1");
        assert_eq!(float_text(0.1), "0.1");
        assert_eq!(float_text(1e20), "1e+20");
        assert_eq!(float_text(-1.5e-7), "-1.5e-07");
        assert_eq!(float_text(f64::INFINITY), "Infinity");
    }

    #[test]
    fn timestamps_drop_trailing_zeros() {
        assert_eq!(timestamp_text(1_700_000_000_500_000, true), "2023-11-14 22:13:20.5+00");
        assert_eq!(timestamp_text(0, false), "1970-01-01 00:00:00");
    }
}
