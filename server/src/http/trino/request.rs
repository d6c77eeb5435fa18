//! What a client says of its session in the headers of a statement.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use polias_engine::{Flavor, Session};

/// Longest value of a header that is read, in bytes: prepared statements travel in headers.
const MAX_HEADER_BYTES: usize = 1024 * 1024;

/// Most prepared statements a client may carry.
const MAX_PREPARED: usize = 1_000;

/// The session of one statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClientSession {
    /// X-Trino-User.
    pub(super) user: String,
    /// X-Trino-Schema.
    pub(super) schema: Option<String>,
    /// X-Trino-Catalog.
    pub(super) catalog: Option<String>,
    /// X-Trino-Time-Zone.
    pub(super) time_zone: Option<String>,
    /// X-Trino-Source.
    pub(super) source: Option<String>,
    /// X-Trino-Session: properties set by SET SESSION.
    pub(super) properties: BTreeMap<String, String>,
    /// X-Trino-Prepared-Statement.
    pub(super) prepared: BTreeMap<String, String>,
    /// Whether the client knows precisions of times (PARAMETRIC_DATETIME).
    pub(super) knows_precision: bool,
}

impl ClientSession {
    /// Reads the headers; the error is what to tell the client.
    pub(super) fn read(headers: &HeaderMap) -> Result<Self, String> {
        let one =
            |name: &str| value(headers, name).map(|value| value.trim().to_owned()).filter(|v| !v.is_empty());
        let user = one("x-trino-user").ok_or("X-Trino-User header must be set")?;
        let capabilities = one("x-trino-client-capabilities").unwrap_or_default();
        Ok(Self {
            user,
            schema: one("x-trino-schema"),
            catalog: one("x-trino-catalog"),
            time_zone: one("x-trino-time-zone"),
            source: one("x-trino-source"),
            properties: pairs(headers, "x-trino-session")?,
            prepared: pairs(headers, "x-trino-prepared-statement")?,
            knows_precision: capabilities.split(',').any(|name| name.trim() == "PARAMETRIC_DATETIME"),
        })
    }

    /// The engine's session. Properties and zone are the engine's to check.
    pub(super) fn session(&self) -> Session {
        let session = Session::new(self.user.clone(), Flavor::Trino);
        if let Some(schema) = &self.schema {
            session.set_database(schema.to_lowercase());
        }
        if let Some(source) = &self.source {
            session.set_client(source.clone());
        }
        // SET SESSION sends the first back, whichever of the two it was called.
        let zone = self.properties.get("time_zone_id").or_else(|| self.properties.get("time_zone"));
        if let Some(zone) = zone.or(self.time_zone.as_ref())
            && polias_engine::types::Zone::named(zone).is_some()
        {
            session.set_time_zone(zone.clone());
        }
        if let Some(workgroup) = self.properties.get("workgroup") {
            session.set_workgroup(workgroup.clone());
        }
        for (name, statement) in &self.prepared {
            session.set_prepared(name, Some(statement.clone()));
        }
        session
    }
}

fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// `name=urlencoded`, several in a header or in several headers.
fn pairs(headers: &HeaderMap, name: &str) -> Result<BTreeMap<String, String>, String> {
    let mut pairs = BTreeMap::new();
    for header in headers.get_all(name) {
        let text = header.to_str().map_err(|_| format!("{name} is not text"))?;
        if text.len() > MAX_HEADER_BYTES {
            return Err(format!("{name} is longer than {MAX_HEADER_BYTES} bytes"));
        }
        for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').ok_or_else(|| format!("{name}: no '=' in {pair}"))?;
            pairs.insert(decode(key.trim()), decode(value.trim()));
        }
        if pairs.len() > MAX_PREPARED {
            return Err(format!("{name} has more than {MAX_PREPARED} entries"));
        }
    }
    Ok(pairs)
}

/// Form encoding, as `URLEncoder` writes it.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits: Vec<u8> = rest.by_ref().take(2).collect();
                let number =
                    std::str::from_utf8(&digits).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
                bytes.push(number.unwrap_or(b'?'));
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The reverse of [`decode`].
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => {
                encoded.push(char::from(byte))
            }
            b' ' => encoded.push('+'),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn headers_make_a_session() {
        let mut headers = HeaderMap::new();
        assert!(ClientSession::read(&headers).is_err());
        headers.insert("x-trino-user", HeaderValue::from_static("ann"));
        headers.insert("x-trino-schema", HeaderValue::from_static("Logs"));
        headers.insert("x-trino-client-capabilities", HeaderValue::from_static("PATH,PARAMETRIC_DATETIME"));
        headers.append("x-trino-prepared-statement", HeaderValue::from_static("a=SELECT+%3F, b=SELECT+2"));
        let client = ClientSession::read(&headers).unwrap();
        assert_eq!(client.prepared["a"], "SELECT ?");
        assert_eq!(client.prepared["b"], "SELECT 2");
        assert!(client.knows_precision);
        assert_eq!(client.session().current_database(), "logs");
    }

    #[test]
    fn the_zone_is_the_property_before_the_header() {
        let mut headers = HeaderMap::new();
        headers.insert("x-trino-user", HeaderValue::from_static("ann"));
        headers.insert("x-trino-time-zone", HeaderValue::from_static("Asia/Tokyo"));
        let zone = |headers: &HeaderMap| ClientSession::read(headers).unwrap().session().current_time_zone();
        assert_eq!(zone(&headers), "Asia/Tokyo");
        headers.insert("x-trino-session", HeaderValue::from_static("time_zone=Europe%2FParis"));
        assert_eq!(zone(&headers), "Europe/Paris");
        headers.append("x-trino-session", HeaderValue::from_static("time_zone_id=%2B02%3A00"));
        assert_eq!(zone(&headers), "+02:00");
    }

    #[test]
    fn encoding_reads_back() {
        let text = "SELECT 'ñ' || x%2B+y";
        assert_eq!(decode(&encode(text)), text);
        assert_eq!(decode("%zz%"), "??");
    }
}
