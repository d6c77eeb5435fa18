//! Functions of catalog queries: one file per group, each a table of signatures with their bodies.
//!
//! A signature reads like SQL: `"format_type(oid, int4) text"`. A function listed as strict answers NULL when an
//! argument is NULL and its body never sees one.

mod arrays;
mod definitions;
mod json;
mod privileges;
pub(crate) mod procedures;
mod session;
mod sets;
mod sizes;
mod strings;
mod visibility;

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use crate::context::Context;
use crate::error::Result;
use crate::types::{names, oids};
use crate::value::Datum;

pub(crate) use json::quoted as json_string;

/// Body of a scalar function.
pub(crate) type ScalarBody = fn(&Context<'_>, &[Datum]) -> Result<Datum>;
/// Body of a set-returning function: one value per row, a record when it has several columns.
pub(crate) type SetBody = fn(&Context<'_>, &[Datum]) -> Result<Vec<Datum>>;

/// Declaration of a scalar function.
pub(crate) struct Scalar(pub(crate) &'static str, pub(crate) Nulls, pub(crate) ScalarBody);

/// Declaration of a set-returning function; the result is a type or `table(name type, …)`.
pub(crate) struct SetReturning(pub(crate) &'static str, pub(crate) SetBody);

/// What a NULL argument does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nulls {
    /// The result is NULL.
    Strict,
    /// The body decides.
    Called,
}

/// An overload of a scalar function.
pub(crate) struct ScalarFunction {
    pub(crate) name: String,
    pub(crate) args: Vec<u32>,
    /// The last argument type repeats.
    pub(crate) variadic: bool,
    pub(crate) result: u32,
    pub(crate) strict: bool,
    pub(crate) body: ScalarBody,
}

/// An overload of a set-returning function.
pub(crate) struct SetFunction {
    pub(crate) name: String,
    pub(crate) args: Vec<u32>,
    /// Names and types of its columns; a single one without name for a plain `setof`.
    pub(crate) columns: Vec<(String, u32)>,
    pub(crate) body: SetBody,
}

impl fmt::Debug for ScalarFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.name, self.args.len())
    }
}

impl fmt::Debug for SetFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.name, self.args.len())
    }
}

static SCALARS: LazyLock<HashMap<String, Vec<ScalarFunction>>> = LazyLock::new(|| {
    let groups = [
        arrays::FUNCTIONS,
        definitions::FUNCTIONS,
        json::FUNCTIONS,
        privileges::FUNCTIONS,
        session::FUNCTIONS,
        sizes::FUNCTIONS,
        strings::FUNCTIONS,
        visibility::FUNCTIONS,
    ];
    let mut map: HashMap<String, Vec<ScalarFunction>> = HashMap::new();
    for Scalar(text, nulls, body) in groups.into_iter().flatten() {
        if let Some((name, args, variadic, result)) = parse_signature(text) {
            let result = names::parse(result).unwrap_or(oids::TEXT);
            let strict = *nulls == Nulls::Strict;
            let function = ScalarFunction { name: name.clone(), args, variadic, result, strict, body: *body };
            map.entry(name).or_default().push(function);
        }
    }
    map
});

static SETS: LazyLock<HashMap<String, Vec<SetFunction>>> = LazyLock::new(|| {
    let mut map: HashMap<String, Vec<SetFunction>> = HashMap::new();
    for SetReturning(text, body) in sets::FUNCTIONS {
        if let Some((name, args, _, result)) = parse_signature(text) {
            let columns = match result.strip_prefix("table(").and_then(|text| text.strip_suffix(')')) {
                Some(list) => list.split(',').filter_map(parse_column).collect(),
                None => vec![(String::new(), names::parse(result).unwrap_or(oids::TEXT))],
            };
            map.entry(name.clone()).or_default().push(SetFunction { name, args, columns, body: *body });
        }
    }
    map
});

fn parse_column(text: &str) -> Option<(String, u32)> {
    let (name, ty) = text.trim().split_once(' ')?;
    Some((name.to_owned(), names::parse(ty)?))
}

/// Splits `name(type, type...) result`.
fn parse_signature(text: &'static str) -> Option<(String, Vec<u32>, bool, &'static str)> {
    let open = text.find('(')?;
    let close = open + text[open..].find(')')?;
    let list = text[open + 1..close].trim();
    let (list, variadic) = list.strip_suffix("...").map_or((list, false), |list| (list, true));
    let mut args = Vec::new();
    for arg in list.split(',').filter(|arg| !arg.trim().is_empty()) {
        args.push(names::parse(arg)?);
    }
    Some((text[..open].to_owned(), args, variadic, text[close + 1..].trim()))
}

/// Overloads of a scalar function.
pub(crate) fn scalars(name: &str) -> &'static [ScalarFunction] {
    SCALARS.get(name).map_or(&[], Vec::as_slice)
}

/// Overloads of a set-returning function.
pub(crate) fn sets(name: &str) -> &'static [SetFunction] {
    SETS.get(name).map_or(&[], Vec::as_slice)
}

/// True for functions that only PostgreSQL has, so that a query without FROM calling one is a catalog query.
pub(crate) fn is_postgres_only(name: &str) -> bool {
    (name.starts_with("pg_") || !SHARED.contains(&name))
        && (!scalars(name).is_empty() || !sets(name).is_empty())
}

/// Functions the engine has under the same name; calling one does not make a statement a catalog query.
const SHARED: &[&str] = &[
    "abs",
    "array_agg",
    "array_length",
    "array_position",
    "array_remove",
    "ceil",
    "ceiling",
    "chr",
    "concat",
    "date_trunc",
    "floor",
    "format",
    "generate_series",
    "length",
    "char_length",
    "character_length",
    "lower",
    "ltrim",
    "lpad",
    "rpad",
    "md5",
    "now",
    "position",
    "regexp_replace",
    "replace",
    "reverse",
    "round",
    "rtrim",
    "split_part",
    "strpos",
    "substr",
    "substring",
    "trim",
    "btrim",
    "trunc",
    "upper",
    "unnest",
    "concat_ws",
    "mod",
    "power",
    "sign",
    "sqrt",
    "random",
    "starts_with",
    "to_char",
    "left",
    "right",
    "repeat",
    "to_date",
    "string_to_array",
    "array_to_string",
    "cardinality",
    "nullif",
    "clock_timestamp",
    "current_date",
    "current_timestamp",
    "localtimestamp",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signature_parses() {
        let groups = [
            arrays::FUNCTIONS,
            definitions::FUNCTIONS,
            json::FUNCTIONS,
            privileges::FUNCTIONS,
            session::FUNCTIONS,
            sizes::FUNCTIONS,
            strings::FUNCTIONS,
            visibility::FUNCTIONS,
        ];
        for Scalar(text, ..) in groups.into_iter().flatten() {
            let (_, _, _, result) = parse_signature(text).unwrap_or_else(|| panic!("{text}"));
            assert!(names::parse(result).is_some(), "{text}");
        }
        for SetReturning(text, _) in sets::FUNCTIONS {
            assert!(parse_signature(text).is_some(), "{text}");
        }
    }

    #[test]
    fn overloads_are_kept_apart() {
        assert!(scalars("pg_get_viewdef").len() > 1);
        assert!(is_postgres_only("pg_backend_pid"));
        assert!(!is_postgres_only("lower"));
        assert!(!is_postgres_only("no_such_function"));
    }
}
