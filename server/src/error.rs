//! Errors that end a command of the binary.

use std::net::SocketAddr;
use std::path::PathBuf;

use polias_engine::catalog::CatalogError;

use crate::config::ConfigError;

/// Why a command failed; shown to the person who started it.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The configuration was refused.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The engine did not start or refused a statement.
    #[error(transparent)]
    Engine(#[from] polias_engine::EngineError),
    /// The catalog refused.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// Another server has the data directory.
    #[error("data directory {} is in use by another polias server{}; stop it or give another --data-dir", path.display(), pid.as_ref().map(|pid| format!(" (process {pid})")).unwrap_or_default())]
    DataDirInUse {
        /// The directory.
        path: PathBuf,
        /// Process id of its owner, when known.
        pid: Option<String>,
    },
    /// The data directory cannot be used.
    #[error("cannot use data directory {}: {source}", path.display())]
    DataDir {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// An address cannot be listened on.
    #[error("cannot listen on {address} ({key}): {source}")]
    Listen {
        /// Configuration key.
        key: &'static str,
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// An address beyond loopback without what protects it.
    #[error("refusing to listen on {address} ({key}): {missing}")]
    Exposed {
        /// Configuration key.
        key: &'static str,
        /// The address.
        address: SocketAddr,
        /// What is missing and how to get it.
        missing: String,
    },
    /// Certificates cannot be used.
    #[error("{0}")]
    Tls(String),
    /// The command was used wrongly.
    #[error("{0}")]
    Usage(String),
    /// The server at the other end of the shell.
    #[error("{0}")]
    Remote(String),
    /// Input or output of the command itself.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
