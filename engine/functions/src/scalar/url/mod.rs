//! Functions of URLs.

mod coding;
mod parts;

use polias_types::ResolvedFunction;

use super::body::{Body, strict};
use coding::{decode, encode, percent_decoded};
use parts::Parts;

/// What the function does; `None` when it is none of these.
pub(super) fn body(function: &ResolvedFunction) -> Option<Body> {
    Some(match function.name {
        "url_encode" => strict!(text; value: Text => Ok(Some(encode(value)))),
        "url_decode" => strict!(text; value: Text => decode(value).map(Some)),
        "url_extract_protocol" => strict!(text; value: Text => {
            Ok(Parts::parse(value).map(|parts| parts.scheme.unwrap_or("").to_owned()))
        }),
        "url_extract_host" => strict!(text; value: Text => {
            Ok(Parts::parse(value).map(|parts| parts.host.unwrap_or("").to_owned()))
        }),
        "url_extract_port" => {
            strict!(bigint; value: Text => Ok(Parts::parse(value).and_then(|parts| parts.port)))
        }
        "url_extract_path" => {
            strict!(text; value: Text => Ok(Parts::parse(value).map(|parts| percent_decoded(parts.path))))
        }
        "url_extract_query" => strict!(text; value: Text => {
            Ok(Parts::parse(value).map(|parts| percent_decoded(parts.query.unwrap_or(""))))
        }),
        "url_extract_fragment" => strict!(text; value: Text => {
            Ok(Parts::parse(value).map(|parts| percent_decoded(parts.fragment.unwrap_or(""))))
        }),
        "url_extract_parameter" => strict!(text; value: Text, name: Text => {
            let Some(query) = Parts::parse(value).and_then(|parts| parts.query) else { return Ok(None) };
            for argument in query.split('&') {
                let (key, value) = argument.split_once('=').unwrap_or((argument, ""));
                if key == name {
                    return decode(value).map(Some);
                }
            }
            Ok(None)
        }),
        _ => return None,
    })
}
