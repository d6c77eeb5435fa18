//! Accepting connections, and letting them end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use polias_engine::Engine;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::PgwireOptions;
use super::connection;
use super::control::Backends;
use super::limits::{KEEPALIVE, REFUSAL_SLOTS};

/// What all connections share.
pub struct Door {
    /// The engine.
    pub engine: Engine,
    /// What the operator decided.
    pub options: PgwireOptions,
    /// Running backends, for cancel requests.
    pub backends: Arc<Backends>,
    /// A slot for each session.
    pub sessions: Arc<Semaphore>,
    /// Makes the salts of unknown users.
    pub secret: Vec<u8>,
    /// The server stops.
    pub shutdown: CancellationToken,
}

/// Serves the Postgres wire until `shutdown`; then accepts nothing more, tells idle clients, lets running
/// statements end, and returns when all connections have.
pub async fn serve(
    listener: TcpListener,
    engine: Engine,
    options: PgwireOptions,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let door = Arc::new(Door {
        engine,
        backends: Arc::new(Backends::default()),
        sessions: Arc::new(Semaphore::new(options.max_connections)),
        secret: crate::auth::random(32),
        shutdown: shutdown.clone(),
        options,
    });
    let arrivals = Arc::new(Semaphore::new(door.options.max_connections.saturating_add(REFUSAL_SLOTS)));
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            Some(ended) = connections.join_next() => report(ended),
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    // Beyond the slots for refusals there is no time even to say no.
                    let Ok(slot) = Arc::clone(&arrivals).try_acquire_owned() else { continue };
                    let door = Arc::clone(&door);
                    connections.spawn(async move {
                        configure(&stream, peer);
                        connection::serve(&door, stream, peer).await;
                        drop(slot);
                    });
                }
                Err(error) => {
                    // Out of file descriptors, most likely: waiting lets connections end.
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
        }
    }
    drop(listener);
    while let Some(ended) = connections.join_next().await {
        report(ended);
    }
    Ok(())
}

fn report(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended.as_ref()
        && error.is_panic()
    {
        tracing::error!(%error, "a connection ended by a panic");
    }
}

/// Small answers at once, and a question to peers that have been silent for long.
fn configure(stream: &TcpStream, peer: SocketAddr) {
    let keepalive = socket2::TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE / 4);
    let set = stream.set_nodelay(true);
    let set = set.and_then(|()| socket2::SockRef::from(stream).set_tcp_keepalive(&keepalive));
    if let Err(error) = set {
        tracing::debug!(%error, %peer, "cannot set socket options");
    }
}
