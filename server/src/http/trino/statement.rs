//! The requests of the protocol: submit, read on, cancel.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::{self, Path};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::answer::{accepted, base, next, refused};
use super::authenticate::check;
use super::json;
use super::queries::{Query, Sent, Source};
use super::request::ClientSession;
use crate::http::State;

/// Stage, id, slug and token of a page's address.
type PageAddress = (String, String, String, u64);

/// `POST /v1/statement`
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    headers: HeaderMap,
    sql: String,
) -> Response {
    let client = match ClientSession::read(&headers) {
        Ok(client) => client,
        Err(message) => return (StatusCode::BAD_REQUEST, message).into_response(),
    };
    if let Err(refusal) = check(&state.engine, &headers, &client.user).await {
        return refusal;
    }
    let base = base(&headers);
    let session = Arc::new(client.session());
    match state.queries.submit(&state.engine, session, sql, client.knows_precision) {
        Ok(query) => json(StatusCode::OK, accepted(&query, &base)),
        Err(error) => json(StatusCode::OK, refused(&error, &base)),
    }
}

/// `GET /v1/statement/{stage}/{id}/{slug}/{token}`
pub(super) async fn page(
    extract::State(state): extract::State<State>,
    Path((_, id, slug, token)): Path<PageAddress>,
    headers: HeaderMap,
) -> Response {
    let Some(query) = state.queries.find(&id, &slug) else {
        return (StatusCode::NOT_FOUND, "no such query\n").into_response();
    };
    match read(&query, token, &base(&headers)).await {
        Some(sent) => respond(&sent),
        None => (StatusCode::GONE, "the page was read already\n").into_response(),
    }
}

/// The page of a token: the next one, or the last one again.
async fn read(query: &Query, token: u64, base: &str) -> Option<Arc<Sent>> {
    let mut reading = query.reading.lock().await;
    if let Some(last) = reading.last.as_ref().filter(|last| last.token == token) {
        return Some(Arc::clone(last));
    }
    if token != reading.token {
        return None;
    }
    let sent = next(query, &mut reading, base).await;
    query.ended.store(matches!(reading.source, Source::Ended), Ordering::Relaxed);
    reading.token += 1;
    reading.last = Some(Arc::clone(&sent));
    Some(sent)
}

fn respond(sent: &Sent) -> Response {
    let mut response = json(StatusCode::OK, sent.body.clone());
    for (name, value) in &sent.headers {
        // Values are form-encoded, or names of databases, which the catalog keeps plain.
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().append(HeaderName::from_static(name), value);
        }
    }
    response
}

/// `DELETE` of a page's address.
pub(super) async fn cancel(
    extract::State(state): extract::State<State>,
    Path((_, id, slug, _)): Path<PageAddress>,
) -> StatusCode {
    if state.queries.find(&id, &slug).is_some() {
        state.queries.remove(&id);
    }
    StatusCode::NO_CONTENT
}

/// `HEAD` of a page's address: the client still lives.
pub(super) async fn heartbeat(
    extract::State(state): extract::State<State>,
    Path((_, id, slug, _)): Path<PageAddress>,
) -> StatusCode {
    match state.queries.find(&id, &slug) {
        Some(_) => StatusCode::NO_CONTENT,
        None => StatusCode::NOT_FOUND,
    }
}
