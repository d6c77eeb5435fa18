//! A running server: engine, doors, and the way down.

use std::net::SocketAddr;
use std::time::Duration;

use polias_engine::{Engine, EngineConfig};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::config::{Settings, bucket_configs};
use crate::data_dir::{self, DataDirLock};
use crate::error::ServerError;
use crate::{http, pgwire, tls};

/// A server with its doors open.
pub struct Server {
    engine: Engine,
    doors: JoinSet<std::io::Result<()>>,
    stop: CancellationToken,
    pg_address: SocketAddr,
    grace: Duration,
    _lock: DataDirLock,
}

impl Server {
    /// Takes the data directory, starts the engine and opens the doors.
    pub async fn start(settings: Settings) -> Result<Self, ServerError> {
        let lock = data_dir::lock(&settings.data_dir)?;
        let tls = match (&settings.tls_cert, &settings.tls_key) {
            (Some(cert), Some(key)) => Some(tls::load(cert, key)?),
            _ => None,
        };
        refuse_exposed_http(settings.http_listen)?;
        let engine = Engine::start(engine_config(&settings)).await?;
        refuse_exposed_pg(settings.pg_listen, &engine, tls.is_some()).await?;
        let pg_listener = listen("pg.listen", settings.pg_listen).await?;
        let http_listener = listen("http.listen", settings.http_listen).await?;
        let pg_address = pg_listener.local_addr()?;
        tracing::info!(pg = %pg_address, http = %http_listener.local_addr()?, data_dir = %settings.data_dir.display(), "listening");

        let stop = CancellationToken::new();
        let mut doors = JoinSet::new();
        let options = pgwire::PgwireOptions {
            tls,
            max_connections: settings.pg_max_connections as usize,
            max_statement_bytes: settings.max_statement_bytes.0 as usize,
        };
        doors.spawn(pgwire::serve(pg_listener, engine.clone(), options, stop.clone()));
        doors.spawn(http::serve(http_listener, engine.clone(), stop.clone()));
        Ok(Self { engine, doors, stop, pg_address, grace: settings.shutdown_grace, _lock: lock })
    }

    /// The engine behind the doors.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Where the Postgres wire listens.
    pub fn pg_address(&self) -> SocketAddr {
        self.pg_address
    }

    /// Serves until SIGTERM, Ctrl-C or a failing door, then drains.
    pub async fn run_until_stopped(mut self) -> Result<(), ServerError> {
        let failed = tokio::select! {
            () = stop_signal() => None,
            Some(door) = self.doors.join_next() => Some(door),
        };
        self.stop().await;
        match failed {
            None | Some(Ok(Ok(()))) => Ok(()),
            Some(Ok(Err(error))) => Err(error.into()),
            Some(Err(panic)) => Err(std::io::Error::other(panic).into()),
        }
    }

    /// Closes the doors to new work, lets running queries end within the grace, then cancels them.
    pub async fn stop(mut self) {
        tracing::info!("draining");
        self.stop.cancel();
        self.engine.shutdown(self.grace).await;
        // The doors end once their last answer is written; a client that does not read is not waited for.
        let ended = async { while self.doors.join_next().await.is_some() {} };
        if tokio::time::timeout(Duration::from_secs(2), ended).await.is_err() {
            self.doors.abort_all();
        }
        tracing::info!("stopped");
    }
}

/// Completes on SIGTERM or Ctrl-C.
pub async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}

async fn listen(key: &'static str, address: SocketAddr) -> Result<TcpListener, ServerError> {
    TcpListener::bind(address).await.map_err(|source| ServerError::Listen { key, address, source })
}

fn refuse_exposed_http(address: SocketAddr) -> Result<(), ServerError> {
    if address.ip().is_loopback() {
        return Ok(());
    }
    Err(ServerError::Exposed {
        key: "http.listen",
        address,
        missing: "health and metrics are not authenticated; use a loopback address".to_owned(),
    })
}

async fn refuse_exposed_pg(address: SocketAddr, engine: &Engine, tls: bool) -> Result<(), ServerError> {
    if address.ip().is_loopback() {
        return Ok(());
    }
    let mut missing = Vec::new();
    if engine.catalog().users().await?.is_empty() {
        missing.push("there are no users (polias user add NAME)");
    }
    if !tls {
        missing.push("TLS is off (set tls.cert and tls.key)");
    }
    if missing.is_empty() {
        return Ok(());
    }
    let missing = format!("beyond loopback users and TLS are needed, and {}", missing.join(" and "));
    Err(ServerError::Exposed { key: "pg.listen", address, missing })
}

fn engine_config(settings: &Settings) -> EngineConfig {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    EngineConfig {
        data_dir: settings.data_dir.clone(),
        storage: bucket_configs(settings),
        memory_limit_bytes: settings.memory_limit.0,
        spill_limit_bytes: settings.spill_limit.0,
        target_partitions: match settings.target_partitions {
            0 => cores,
            partitions => partitions as usize,
        },
        batch_rows: settings.batch_rows as usize,
        max_concurrent_queries: settings.max_concurrent_queries as usize,
        max_queued_queries: settings.max_queued_queries as usize,
        query_timeout: settings.query_timeout,
        price_per_tb_usd: settings.price_per_tb_usd,
        minimum_billed_bytes: settings.minimum_billed.0,
        max_statement_bytes: settings.max_statement_bytes.0 as usize,
        history_limit: settings.history_limit as u32,
    }
}
