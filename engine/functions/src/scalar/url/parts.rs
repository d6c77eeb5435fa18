//! The parts of a URL, as Java's `URI` finds them (RFC 2396).

use super::coding::hex;

/// The parts, with their escapes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) scheme: Option<&'a str>,
    pub(super) host: Option<&'a str>,
    pub(super) port: Option<i64>,
    pub(super) path: &'a str,
    pub(super) query: Option<&'a str>,
    pub(super) fragment: Option<&'a str>,
}

impl<'a> Parts<'a> {
    /// `None` when the text is no URL.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = Self::default();
        let (rest, fragment) = cut(text, '#');
        parts.fragment = fragment;
        let mut rest = rest;
        if let Some(end) = rest.find([':', '/', '?']).filter(|end| rest[*end..].starts_with(':')) {
            let scheme = &rest[..end];
            let valid = scheme.starts_with(|char: char| char.is_ascii_alphabetic())
                && scheme.chars().all(|char| char.is_ascii_alphanumeric() || "+-.".contains(char));
            if !valid {
                return None;
            }
            parts.scheme = Some(scheme);
            rest = &rest[end + 1..];
            // An opaque URL has a scheme and nothing that begins with a slash.
            if !rest.starts_with('/') {
                return (!rest.is_empty() && is_legal(text, "[]#")).then_some(parts);
            }
        }
        let (hierarchy, query) = cut(rest, '?');
        parts.query = query;
        parts.path = hierarchy;
        if let Some(rest) = hierarchy.strip_prefix("//") {
            let end = rest.find('/').unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            if authority.is_empty() && path.is_empty() {
                return None;
            }
            parts.path = path;
            if !is_legal(authority, "[]") {
                return None;
            }
            if let Some((host, port)) = server(authority) {
                parts.host = Some(host);
                parts.port = port;
            }
        }
        let legal = is_legal(parts.path, "")
            && is_legal(parts.query.unwrap_or(""), "[]")
            && is_legal(parts.fragment.unwrap_or(""), "[]");
        legal.then_some(parts)
    }
}

/// What stands before and behind a character.
fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}

/// Whether all characters may stand in a URL, and escapes are whole.
fn is_legal(text: &str, more: &str) -> bool {
    text.char_indices().all(|(index, char)| match char {
        '%' => text.as_bytes().get(index + 1..index + 3).and_then(hex).is_some(),
        'a'..='z' | 'A'..='Z' | '0'..='9' => true,
        _ if char.is_ascii() => "-_.!~*'();/?:@&=+$,".contains(char) || more.contains(char),
        _ => !char.is_control() && !char.is_whitespace(),
    })
}

/// Host and port of `user@host:port`; `None` when the authority is no server.
fn server(authority: &str) -> Option<(&str, Option<i64>)> {
    let address = authority.rsplit_once('@').map_or(authority, |(_, address)| address);
    let (host, port) = match address.strip_prefix('[') {
        Some(rest) => {
            let (inner, after) = rest.split_once(']')?;
            inner.parse::<std::net::Ipv6Addr>().ok()?;
            (&address[..inner.len() + 2], after)
        }
        None => {
            let end = address.find(':').unwrap_or(address.len());
            let (host, port) = address.split_at(end);
            if !is_host(host) {
                return None;
            }
            (host, port)
        }
    };
    match port.strip_prefix(':') {
        None => port.is_empty().then_some((host, None)),
        Some("") => Some((host, None)),
        Some(digits) => Some((host, Some(i64::from(digits.parse::<i32>().ok().filter(|port| *port >= 0)?)))),
    }
}

/// An IPv4 address, or labels of letters, digits and inner hyphens of which the last begins with a letter.
fn is_host(host: &str) -> bool {
    if host.parse::<std::net::Ipv4Addr>().is_ok() {
        return true;
    }
    let host = host.strip_suffix('.').unwrap_or(host);
    let is_label = |label: &str| {
        !label.is_empty()
            && label.chars().all(|char| char.is_ascii_alphanumeric() || char == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.split('.').all(is_label)
        && host
            .rsplit('.')
            .next()
            .is_some_and(|last| last.starts_with(|char: char| char.is_ascii_alphabetic()))
}
