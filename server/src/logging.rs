//! Log lines on standard error.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::Settings;
use crate::error::ServerError;

/// Starts logging as configured; a bad filter is refused by name.
pub fn start(settings: &Settings) -> Result<(), ServerError> {
    let filter = EnvFilter::try_new(&settings.log_level)
        .map_err(|error| ServerError::Usage(format!("configuration key log.level: {error}")))?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = if settings.log_format == "json" { lines.json().try_init() } else { lines.try_init() };
    started.map_err(|error| ServerError::Usage(format!("cannot start logging: {error}")))
}
