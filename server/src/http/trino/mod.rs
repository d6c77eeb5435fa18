//! Trino's client REST protocol: what the Trino CLI, JDBC driver and Python client speak.
//!
//! Source: <https://trino.io/docs/440/develop/client-protocol.html> and the clients themselves. The client
//! keeps the session and sends it with each statement; the server keeps running queries only. This door must
//! never know SQL: what changes the session (USE, PREPARE) is seen by comparing the session after the
//! statement with the one before.

mod answer;
mod authenticate;
mod columns;
mod errors;
mod pages;
mod queries;
mod request;
mod statement;
mod stats;
mod values;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

pub(super) use queries::Queries;

use super::State;

/// Version of Trino whose language is spoken; clients look at it.
const VERSION: &str = "440";

/// The protocol's routes.
pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/v1/statement", post(statement::submit))
        .route(
            "/v1/statement/{stage}/{id}/{slug}/{token}",
            get(statement::page).delete(statement::cancel).head(statement::heartbeat),
        )
        .route("/v1/info", get(info))
        .route("/v1/status", get(info).head(info))
}

async fn info() -> Response {
    let body = format!(
        "{{\"nodeVersion\":{{\"version\":\"{VERSION}\"}},\"environment\":\"polias\",\"coordinator\":true,\"starting\":false,\"uptime\":\"1.00m\"}}"
    );
    json(StatusCode::OK, body)
}

/// An answer of JSON.
fn json(status: StatusCode, body: String) -> Response {
    (status, [(axum::http::header::CONTENT_TYPE, "application/json")], body).into_response()
}
