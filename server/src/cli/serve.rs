//! `polias serve` and `polias demo`.

use std::process::ExitCode;

use super::{DemoArguments, ServeArguments};
use crate::config::Settings;
use crate::error::ServerError;
use crate::serve::Server;

fn settings(arguments: &ServeArguments, defaults: &[(&str, &str)]) -> Result<Settings, ServerError> {
    let addresses = [("pg.listen", &arguments.pg), ("http.listen", &arguments.http)];
    let settings = arguments.settings.load(defaults, &addresses)?;
    crate::logging::start(&settings)?;
    Ok(settings)
}

/// Serves until SIGTERM or Ctrl-C.
pub async fn serve(arguments: &ServeArguments) -> Result<ExitCode, ServerError> {
    let server = Server::start(settings(arguments, &[])?).await?;
    eprintln!("polias: ready; psql 'host={} port={}'", server.pg_address().ip(), server.pg_address().port());
    server.run_until_stopped().await?;
    Ok(ExitCode::SUCCESS)
}

/// The demo's own lines should not drown in the log.
const QUIET: [(&str, &str); 1] = [("log.level", "warn")];

/// Serves with sample data.
pub async fn demo(arguments: &DemoArguments) -> Result<ExitCode, ServerError> {
    let server = Server::start(settings(&arguments.serve, &QUIET)?).await?;
    let setup = crate::demo::prepare(server.engine(), server.pg_address(), arguments.scale);
    let prepared = tokio::select! {
        result = setup => Some(result),
        () = crate::serve::stop_signal() => None,
    };
    match prepared {
        Some(Ok(())) => {}
        Some(Err(error)) => {
            server.stop().await;
            return Err(error);
        }
        None => {
            server.stop().await;
            return Ok(ExitCode::SUCCESS);
        }
    }
    server.run_until_stopped().await?;
    Ok(ExitCode::SUCCESS)
}
