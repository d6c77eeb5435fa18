//! Errors of the configuration; each names the key and where it came from.

use std::path::PathBuf;

/// Why the configuration was refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read configuration file {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("configuration file {} is not valid TOML: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The parser's words.
        message: String,
    },
    /// A key nobody knows.
    #[error("unknown configuration key {key} (from {origin}); `polias config` lists all keys")]
    UnknownKey {
        /// The key as written.
        key: String,
        /// File, environment variable or flag.
        origin: String,
    },
    /// A value that does not fit its key.
    #[error("configuration key {key} (from {origin}): {message}")]
    BadValue {
        /// The key.
        key: String,
        /// File, environment variable or flag.
        origin: String,
        /// What is wrong; never the value of a secret.
        message: String,
    },
    /// Two keys that cannot hold together.
    #[error("configuration keys {first} and {second} contradict each other: {message}")]
    Contradiction {
        /// One key.
        first: String,
        /// The other.
        second: String,
        /// Why.
        message: String,
    },
}
