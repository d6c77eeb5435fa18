//! Who may submit statements.
//!
//! Without users everybody on the loopback may, under any name. With users a statement needs the password of
//! the user it names, by HTTP's Basic scheme; pages are guarded by the query's own secret.

use std::time::Duration;

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use polias_engine::Engine;

use crate::auth::ScramVerifier;

/// A wrong password costs the client this time.
const DELAY: Duration = Duration::from_millis(500);

/// Errors with the answer to give unless the client may act as `user`.
pub(super) async fn check(engine: &Engine, headers: &HeaderMap, user: &str) -> Result<(), Response> {
    let unavailable = |_| (StatusCode::SERVICE_UNAVAILABLE, "the catalog does not answer\n").into_response();
    if engine.catalog().users().await.map_err(unavailable)?.is_empty() {
        return Ok(());
    }
    let Some((name, password)) = credentials(headers) else { return Err(refusal("a password is needed")) };
    let known = engine.catalog().user(&name).await.map_err(unavailable)?;
    let verifier = known.as_ref().and_then(|known| ScramVerifier::parse(&known.scram_verifier));
    // Hashing takes milliseconds on purpose; it must not hold up other requests.
    let matches =
        tokio::task::spawn_blocking(move || verifier.is_some_and(|verifier| verifier.matches(&password)));
    if matches.await.unwrap_or(false) && name == user {
        return Ok(());
    }
    tokio::time::sleep(DELAY).await;
    Err(refusal("wrong user or password"))
}

/// Name and password of `Authorization: Basic …`.
fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64.decode(encoded.trim()).ok()?).ok()?;
    let (name, password) = text.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}

fn refusal(reason: &'static str) -> Response {
    let challenge = [(header::WWW_AUTHENTICATE, "Basic realm=\"polias\"")];
    (StatusCode::UNAUTHORIZED, challenge, format!("{reason}\n")).into_response()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn basic_credentials_are_read() {
        let mut headers = HeaderMap::new();
        assert!(credentials(&headers).is_none());
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("Basic YW5uOnA6dw=="));
        assert_eq!(credentials(&headers), Some(("ann".to_owned(), "p:w".to_owned())));
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("Bearer YW5uOnA6dw=="));
        assert!(credentials(&headers).is_none());
    }
}
