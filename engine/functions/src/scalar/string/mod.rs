//! Functions of text.

mod case;
mod concat;
mod distance;
mod encoding;
mod format;
mod length;
mod limit;
mod normalize;
mod pad;
mod position;
mod regexp;
mod replace;
mod split;
mod split_map;
mod substring;
mod trim;

use polias_types::{ResolvedFunction, Type};

use super::body::{Body, strict};
use pad::Side;
pub(super) use regexp::{Patterns, matches};
use trim::Ends;

/// What the function does; `None` when it is none of these.
pub(super) fn body(function: &ResolvedFunction) -> Option<Body> {
    let arguments = function.arguments.as_slice();
    Some(match (function.name, arguments) {
        ("$format", [_, Type::Row(fields)]) => format::body(fields)?,
        ("length", [of]) => length::body(of)?,
        ("lower", [_]) => strict!(text; value: Text => Ok(Some(case::lower(value)))),
        ("upper", [_]) => strict!(text; value: Text => Ok(Some(case::upper(value)))),
        ("trim" | "ltrim" | "rtrim", _) => trim_body(function)?,
        ("substr" | "substring", [of, ..]) => substring::body(of, arguments.len())?,
        ("strpos", [_, _]) => {
            strict!(bigint; value: Text, part: Text => position::position(value, part, 1).map(Some))
        }
        ("strpos", [_, _, _]) => strict!(bigint; value: Text, part: Text, instance: Bigint => {
            position::position(value, part, instance).map(Some)
        }),
        ("starts_with", [_, _]) => {
            strict!(boolean; value: Text, part: Text => Ok(Some(value.starts_with(part))))
        }
        ("ends_with", [_, _]) => strict!(boolean; value: Text, part: Text => Ok(Some(value.ends_with(part)))),
        ("replace", [_, _]) => {
            strict!(text; value: Text, search: Text => replace::replace(value, search, "").map(Some))
        }
        ("replace", [_, _, _]) => strict!(text; value: Text, search: Text, with: Text => {
            replace::replace(value, search, with).map(Some)
        }),
        ("translate", [_, _, _]) => strict!(text; value: Text, from: Text, to: Text => {
            Ok(Some(replace::translate(value, from, to)))
        }),
        ("reverse", [of]) => replace::reverse_body(of)?,
        ("concat", [of, ..]) if !arguments.iter().any(is_array) => concat::body(of)?,
        ("concat_ws", [_, list, ..]) => concat::with_separator(list)?,
        ("lpad", [of, ..]) => pad::body(of, Side::Left)?,
        ("rpad", [of, ..]) => pad::body(of, Side::Right)?,
        ("split", _) => split::body(arguments.len())?,
        ("split_part", [_, _, _]) => strict!(text; value: Text, delimiter: Text, index: Bigint => {
            split::split_part(value, delimiter, index)
        }),
        ("split_to_map", [_, _, _]) => split_map::body(false),
        ("split_to_multimap", [_, _, _]) => split_map::body(true),
        ("chr", [_]) => strict!(text; code: Bigint => encoding::chr(code).map(Some)),
        ("codepoint", [_]) => strict!(integer; value: Text => encoding::codepoint(value).map(Some)),
        ("to_utf8", [of]) => encoding::to_utf8(of)?,
        ("from_utf8", _) => encoding::from_utf8_body(arguments)?,
        ("levenshtein_distance", [_, _]) => strict!(bigint; left: Text, right: Text => {
            distance::levenshtein(left, right).map(Some)
        }),
        ("hamming_distance", [_, _]) => strict!(bigint; left: Text, right: Text => {
            distance::hamming(left, right).map(Some)
        }),
        ("soundex", [_]) => strict!(text; value: Text => distance::soundex(value).map(Some)),
        ("luhn_check", [_]) => strict!(boolean; value: Text => distance::luhn_check(value).map(Some)),
        ("normalize", [_, _]) => strict!(text; value: Text, form: Text => {
            normalize::normalize(value, form).map(Some)
        }),
        (name, _) if name.starts_with("regexp_") => regexp::body(function)?,
        _ => return None,
    })
}

fn is_array(of: &Type) -> bool {
    matches!(of, Type::Array(_))
}

fn trim_body(function: &ResolvedFunction) -> Option<Body> {
    let ends = match function.name {
        "ltrim" => Ends::Left,
        "rtrim" => Ends::Right,
        _ => Ends::Both,
    };
    Some(match function.arguments.as_slice() {
        [_] => strict!(text; value: Text => Ok(Some(trim::trim(value, ends)))),
        [_, _] => strict!(text; value: Text, characters: Text => {
            Ok(Some(trim::trim_characters(value, characters, ends)))
        }),
        _ => return None,
    })
}

/// Texts of `char(n)` as functions that see their padding need them.
fn padded<'a>(value: &'a str, of: &Type) -> std::borrow::Cow<'a, str> {
    let Type::Char(length) = of else { return value.into() };
    let count = value.chars().count();
    match usize::try_from(*length) {
        Ok(length) if length > count => format!("{value}{}", " ".repeat(length - count)).into(),
        _ => value.into(),
    }
}
