//! `/healthz`: the process lives. `/readyz`: it takes queries.

use std::time::Duration;

use axum::extract;
use axum::http::StatusCode;

use super::State;

/// Longest wait for the catalog's answer.
const CATALOG_PATIENCE: Duration = Duration::from_secs(2);

/// 200 while the process runs.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// 200 when the catalog answers and the server is not draining, 503 with the reason otherwise.
pub async fn readyz(extract::State(state): extract::State<State>) -> (StatusCode, &'static str) {
    if state.shutdown.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining\n");
    }
    match tokio::time::timeout(CATALOG_PATIENCE, state.engine.catalog().ping()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the catalog does not answer\n"),
    }
}
