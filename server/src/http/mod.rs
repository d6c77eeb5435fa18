//! The HTTP port: health, readiness, metrics. The AWS APIs and the console will live here too.
//!
//! Nothing here is authenticated yet, so the port stays on loopback.

mod health;
mod metrics;

use axum::Router;
use axum::routing::get;
use polias_engine::Engine;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Serves until `shutdown`.
pub async fn serve(
    listener: TcpListener,
    engine: Engine,
    shutdown: CancellationToken,
) -> std::io::Result<()> {
    let router = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(metrics::metrics))
        .with_state(State { engine, shutdown: shutdown.clone() });
    axum::serve(listener, router).with_graceful_shutdown(shutdown.cancelled_owned()).await
}

/// What the routes need.
#[derive(Clone)]
struct State {
    engine: Engine,
    shutdown: CancellationToken,
}
