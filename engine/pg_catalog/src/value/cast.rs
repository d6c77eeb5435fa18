//! Casts between types, explicit ones included.
//!
//! What has no cast here fails with 42846 or 0A000; a cast never invents a value.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

use super::array::split_literal;
use super::text::to_text;
use super::{ArrayValue, Datum, Numeric};
use crate::context::Context;
use crate::error::{self, Result};
use crate::types::{by_oid, element_of, names, oids};

/// Casts a value; NULL stays NULL. `typmod` cuts `varchar(n)` and `char(n)`, and is -1 otherwise.
pub(crate) fn cast(ctx: &Context<'_>, value: Datum, from: u32, to: u32, typmod: i32) -> Result<Datum> {
    if value.is_null() || (from == to && typmod < 0) {
        return Ok(value);
    }
    if let Datum::Array(array) = &value
        && let Some(to_element) = element_of(to)
    {
        let from_element = element_of(from).unwrap_or(oids::TEXT);
        let items = array.items.iter().map(|item| cast(ctx, item.clone(), from_element, to_element, -1));
        let items = items.collect::<Result<Vec<_>>>()?;
        return Ok(Datum::Array(std::rc::Rc::new(ArrayValue { lower: array.lower, items })));
    }
    if to == oids::RECORD && matches!(value, Datum::Record(_)) {
        return Ok(value);
    }
    if oids::is_string(to) {
        let text = match (&value, from) {
            // `true::text` is "true", while the text format of a boolean column is "t".
            (Datum::Bool(value), _) => value.to_string(),
            _ => to_text(ctx, &value, from).unwrap_or_default(),
        };
        return Ok(string_of_type(text, to, typmod));
    }
    if let Datum::Text(text) = &value
        && (oids::is_string(from) || to == oids::JSON || to == oids::JSONB)
    {
        return from_text(ctx, text, to);
    }
    let converted = convert(value, from, to)?;
    Ok(match &converted {
        // The low bits, as many as the type has.
        Datum::Text(bits) if to == oids::BIT => {
            let width = usize::try_from(typmod).unwrap_or(1).min(64);
            let padded = format!("{bits:0>width$}");
            Datum::text(&padded[padded.len() - width..])
        }
        _ => converted,
    })
}

fn string_of_type(text: String, to: u32, typmod: i32) -> Datum {
    let length = match to {
        oids::NAME => Some(63),
        oids::CHAR => Some(1),
        oids::VARCHAR | oids::BPCHAR if typmod >= 4 => usize::try_from(typmod - 4).ok(),
        _ => None,
    };
    match length.and_then(|length| text.char_indices().nth(length)) {
        Some((end, _)) => Datum::text(&text[..end]),
        None => Datum::text(text),
    }
}

/// Reads a value of a type from its text, as for an untyped literal or parameter.
pub(crate) fn from_text(ctx: &Context<'_>, text: &str, to: u32) -> Result<Datum> {
    let name = || names::format(to, -1);
    let invalid = || error::invalid_text(&name(), text);
    if oids::is_reg(to) {
        return ctx.reg_from_text(text, to).map(Datum::from);
    }
    match to {
        _ if oids::is_string(to) => Ok(string_of_type(text.to_owned(), to, -1)),
        oids::BOOL => parse_bool(text).map(Datum::Bool).ok_or_else(invalid),
        oids::INT2 | oids::INT4 | oids::INT8 => {
            let number: i128 = text.trim().parse().map_err(|_| invalid())?;
            integer(number, to)
        }
        oids::OID | oids::XID | oids::CID => {
            let number: i64 = text.trim().parse().map_err(|_| invalid())?;
            // PostgreSQL reads a negative number as its two's complement.
            let number = if number < 0 { number + (1 << 32) } else { number };
            u32::try_from(number).map(Datum::from).map_err(|_| error::out_of_range(&name()))
        }
        oids::FLOAT4 | oids::FLOAT8 => text.trim().parse().map(Datum::Float).map_err(|_| invalid()),
        oids::NUMERIC => Numeric::parse(text).map(Datum::Numeric).ok_or_else(invalid),
        oids::TIMESTAMP | oids::TIMESTAMPTZ => {
            parse_timestamp(text).map(Datum::Timestamp).ok_or_else(invalid)
        }
        oids::DATE => NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d")
            .map(|date| Datum::text(date.to_string()))
            .map_err(|_| invalid()),
        oids::INT2VECTOR | oids::OIDVECTOR => {
            let element = element_of(to).unwrap_or(oids::OID);
            let items = text.split_whitespace().map(|item| from_text(ctx, item, element));
            Ok(Datum::vector(items.collect::<Result<_>>()?))
        }
        oids::JSON | oids::JSONB | oids::UUID | oids::INET | oids::ACLITEM | oids::PG_LSN => {
            Ok(Datum::text(text))
        }
        _ => match element_of(to) {
            Some(element) => {
                let items = split_literal(text).ok_or_else(|| error::malformed_array(text))?;
                let items = items.into_iter().map(|item| match item {
                    Some(item) => from_text(ctx, &item, element),
                    None => Ok(Datum::Null),
                });
                Ok(Datum::array(items.collect::<Result<_>>()?))
            }
            None => Err(error::unsupported(format!(
                "type {} is not supported in catalog queries",
                by_oid(to).map_or("unknown", |row| row.name)
            ))),
        },
    }
}

fn parse_bool(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "t" | "true" | "yes" | "y" | "on" | "1" | "tr" | "tru" => Some(true),
        "f" | "false" | "no" | "n" | "off" | "0" | "fa" | "fal" | "fals" => Some(false),
        _ => None,
    }
}

fn parse_timestamp(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(moment) = DateTime::parse_from_str(&text.replace('T', " "), "%Y-%m-%d %H:%M:%S%.f%#z") {
        return Some(moment.timestamp_micros());
    }
    for format in ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"] {
        if let Ok(moment) = NaiveDateTime::parse_from_str(&text.replace('T', " "), format) {
            return Some(moment.and_utc().timestamp_micros());
        }
    }
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(date.and_hms_opt(0, 0, 0)?.and_utc().timestamp_micros())
}

fn integer(number: i128, to: u32) -> Result<Datum> {
    let fits = match to {
        oids::INT2 => i16::try_from(number).is_ok(),
        oids::INT4 => i32::try_from(number).is_ok(),
        _ => i64::try_from(number).is_ok(),
    };
    match i64::try_from(number) {
        Ok(number) if fits => Ok(Datum::Int(number)),
        _ => Err(error::out_of_range(&names::format(to, -1))),
    }
}

fn convert(value: Datum, from: u32, to: u32) -> Result<Datum> {
    let refuse = || error::cannot_coerce(&names::format(from, -1), &names::format(to, -1));
    match (&value, to) {
        (Datum::Int(number), _) if oids::is_integer(to) => integer(i128::from(*number), to),
        (Datum::Int(number), _) if oids::is_oid_like(to) => {
            let number = if *number < 0 && from != oids::INT8 { *number + (1 << 32) } else { *number };
            u32::try_from(number).map(Datum::from).map_err(|_| error::out_of_range("OID"))
        }
        (Datum::Int(number), oids::FLOAT4 | oids::FLOAT8) => Ok(Datum::Float(*number as f64)),
        (Datum::Int(number), oids::NUMERIC) => Ok(Datum::Numeric(Numeric::from(*number))),
        (Datum::Int(number), oids::BIT) => Ok(Datum::text(format!("{:b}", number & 0xffff_ffff))),
        (Datum::Text(bits), oids::INT4 | oids::INT8) if from == oids::BIT => {
            let number = i64::from_str_radix(bits, 2).map_err(|_| refuse())?;
            integer(i128::from(number), to)
        }
        (Datum::Int(number), oids::BOOL) if from == oids::INT4 => Ok(Datum::Bool(*number != 0)),
        (Datum::Bool(value), oids::INT4) => Ok(Datum::Int(i64::from(*value))),
        (Datum::Float(number), _) if oids::is_integer(to) => {
            let rounded = number.round_ties_even();
            if rounded.is_finite() && rounded.abs() < 1e18 {
                integer(rounded as i128, to)
            } else {
                Err(error::out_of_range(&names::format(to, -1)))
            }
        }
        (Datum::Float(_), oids::FLOAT4 | oids::FLOAT8) => Ok(value),
        (Datum::Float(number), oids::NUMERIC) => Numeric::parse(&number.to_string())
            .map(Datum::Numeric)
            .ok_or_else(|| error::out_of_range("numeric")),
        (Datum::Numeric(number), _) if oids::is_integer(to) => {
            let rounded = number.round().ok_or_else(|| error::out_of_range(&names::format(to, -1)))?;
            integer(i128::from(rounded), to)
        }
        (Datum::Numeric(number), oids::FLOAT4 | oids::FLOAT8) => Ok(Datum::Float(number.to_f64())),
        (Datum::Numeric(_), oids::NUMERIC) => Ok(value),
        (Datum::Timestamp(_), oids::TIMESTAMP | oids::TIMESTAMPTZ) => Ok(value),
        (Datum::Timestamp(micros), oids::DATE) => DateTime::from_timestamp_micros(*micros)
            .map(|moment| Datum::text(moment.date_naive().to_string()))
            .ok_or_else(refuse),
        (Datum::Text(text), oids::TIMESTAMP | oids::TIMESTAMPTZ) if from == oids::DATE => {
            parse_timestamp(text).map(Datum::Timestamp).ok_or_else(refuse)
        }
        _ => Err(refuse()),
    }
}

/// True when PostgreSQL would cast `from` to `to` without being asked.
pub(crate) fn is_implicit(from: u32, to: u32) -> bool {
    use oids::*;
    if from == to || from == UNKNOWN || to == ANY {
        return true;
    }
    match to {
        TEXT => matches!(from, NAME | VARCHAR | BPCHAR | CHAR | PG_NODE_TREE),
        VARCHAR | BPCHAR => matches!(from, TEXT | VARCHAR | BPCHAR),
        NAME => matches!(from, TEXT | VARCHAR | BPCHAR),
        INT4 => from == INT2,
        INT8 => is_integer(from),
        OID => is_integer(from) || is_reg(from),
        NUMERIC => is_integer(from),
        FLOAT4 => is_integer(from) || from == NUMERIC,
        FLOAT8 => is_integer(from) || from == NUMERIC || from == FLOAT4,
        REGCLASS => is_integer(from) || matches!(from, OID | TEXT | VARCHAR),
        _ if is_reg(to) => is_integer(from) || from == OID,
        TIMESTAMP => from == DATE,
        TIMESTAMPTZ => matches!(from, DATE | TIMESTAMP),
        ANYARRAY => element_of(from).is_some(),
        ANYELEMENT => true,
        _ => {
            matches!((element_of(from), element_of(to)), (Some(a), Some(b)) if a == b || is_implicit_string(a, b))
        }
    }
}

fn is_implicit_string(from: u32, to: u32) -> bool {
    oids::is_string(from) && oids::is_string(to)
}
