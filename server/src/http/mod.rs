//! The HTTP port: health, readiness, metrics, and Trino's client protocol. The AWS APIs and the console will
//! live here too.
//!
//! Statements need their user's password once there are users; health and metrics are open to everybody and
//! nothing is encrypted, so the port stays on loopback.

mod health;
mod metrics;
mod trino;

use axum::Router;
use axum::routing::get;
use polias_engine::Engine;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Largest body of a request: a statement.
const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;

/// Serves until `shutdown`.
pub async fn serve(
    listener: TcpListener,
    engine: Engine,
    shutdown: CancellationToken,
) -> std::io::Result<()> {
    let queries = trino::Queries::default();
    let sweeper = tokio::spawn(queries.clone().sweep());
    let router = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(metrics::metrics))
        .merge(trino::routes())
        .layer(axum::extract::DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(State { engine, queries, shutdown: shutdown.clone() });
    let served = axum::serve(listener, router).with_graceful_shutdown(shutdown.cancelled_owned()).await;
    sweeper.abort();
    served
}

/// What the routes need.
#[derive(Clone)]
struct State {
    engine: Engine,
    queries: trino::Queries,
    shutdown: CancellationToken,
}
