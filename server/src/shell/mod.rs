//! `polias sql`: a shell over the Postgres wire, for people and scripts.
//!
//! It talks to a server like any other client and must know nothing of the engine.

mod connection;
mod error_text;
mod footer;
mod interact;
mod output;
mod progress;
mod trust;

use std::io::{Read, Write};
use std::path::Path;
use std::pin::pin;
use std::process::ExitCode;
use std::time::Instant;

use futures::TryStreamExt;
use polias_engine::split_statements;
use tokio_postgres::SimpleQueryMessage;

use crate::error::ServerError;
use connection::Connection;
pub use footer::Footer;
use output::RowPrinter;
pub use output::{OutputFormat, render_table};

/// Largest script.
const MAX_SCRIPT_BYTES: u64 = 64 * 1024 * 1024;

/// A connected shell.
pub struct Shell {
    connection: Connection,
    output: OutputFormat,
}

impl Shell {
    /// Connects; `url` is a PostgreSQL URL. `ca_cert` is a PEM file to trust besides the system's.
    pub async fn connect(
        url: &str,
        ca_cert: Option<&Path>,
        output: OutputFormat,
    ) -> Result<Self, ServerError> {
        Ok(Self { connection: Connection::open(url, ca_cert).await?, output })
    }

    /// Runs statements in order; stops at the first error, which is printed.
    pub async fn run_script(&mut self, script: &str) -> Result<ExitCode, ServerError> {
        for range in split_statements(script) {
            if !self.run_statement(&script[range]).await? {
                return Ok(ExitCode::FAILURE);
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Runs and prints one statement. False when it failed; an error of the statement is printed, not returned.
    async fn run_statement(&mut self, sql: &str) -> Result<bool, ServerError> {
        let started = Instant::now();
        let progress = progress::show(started);
        self.connection.forget_receipt();
        let result = self.print_rows(sql, &progress).await;
        drop(progress);
        match result {
            Ok(rows) => {
                let receipt = self.connection.receipt().await;
                let footer = Footer {
                    rows,
                    elapsed: started.elapsed(),
                    scanned_bytes: receipt.as_ref().map(|receipt| receipt.scanned_bytes),
                    cost_usd: receipt.as_ref().map(|receipt| receipt.cost_usd),
                };
                eprintln!("{footer}");
                Ok(true)
            }
            Err(StatementError::Server(error)) if error.as_db_error().is_some() => {
                eprintln!("{}", error_text::describe(&error, sql));
                Ok(false)
            }
            Err(StatementError::Server(error)) => {
                Err(ServerError::Remote(format!("the connection was lost: {error}")))
            }
            Err(StatementError::Output(error)) => Err(error.into()),
        }
    }

    async fn print_rows(&self, sql: &str, progress: &progress::Progress) -> Result<u64, StatementError> {
        let client = self.connection.client();
        if sql.trim_start().get(..4).is_some_and(|word| word.eq_ignore_ascii_case("copy")) {
            return copy_out(client, sql).await;
        }
        let types = match self.output {
            // Only JSON tells numbers from text; a statement that cannot be described prints as text.
            OutputFormat::Json => client.prepare(sql).await.ok(),
            OutputFormat::Table | OutputFormat::Csv => None,
        };
        let mut messages = pin!(client.simple_query_raw(sql).await?);
        let mut printer = RowPrinter::new(self.output, std::io::stdout().lock(), types.as_ref());
        let mut interrupted = pin!(tokio::signal::ctrl_c());
        loop {
            let message = tokio::select! {
                message = messages.try_next() => message?,
                _ = &mut interrupted => {
                    self.connection.cancel().await;
                    interrupted.set(tokio::signal::ctrl_c());
                    continue;
                }
            };
            progress.pause();
            match message {
                Some(SimpleQueryMessage::RowDescription(columns)) => {
                    printer.header(columns.iter().map(|column| column.name().to_owned()).collect())?;
                }
                Some(SimpleQueryMessage::Row(row)) => {
                    printer.row((0..row.len()).map(|column| row.get(column).map(str::to_owned)).collect())?;
                }
                Some(_) => {}
                None => break,
            }
        }
        let rows = printer.finish()?;
        std::io::stdout().flush()?;
        Ok(rows)
    }
}

/// `COPY … TO STDOUT`: the bytes as they come; returns the number of lines.
async fn copy_out(client: &tokio_postgres::Client, sql: &str) -> Result<u64, StatementError> {
    let mut blocks = pin!(client.copy_out(sql).await?);
    let mut out = std::io::stdout().lock();
    let mut lines = 0;
    while let Some(block) = blocks.try_next().await? {
        lines += block.iter().filter(|byte| **byte == b'\n').count() as u64;
        out.write_all(&block)?;
    }
    out.flush()?;
    Ok(lines)
}

enum StatementError {
    Server(tokio_postgres::Error),
    Output(std::io::Error),
}

impl From<tokio_postgres::Error> for StatementError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Server(error)
    }
}

impl From<std::io::Error> for StatementError {
    fn from(error: std::io::Error) -> Self {
        Self::Output(error)
    }
}

/// Reads a script from a file, or from standard input for `-`.
pub fn read_script(path: &Path) -> Result<String, ServerError> {
    let mut script = String::new();
    if path.as_os_str() == "-" {
        std::io::stdin().lock().take(MAX_SCRIPT_BYTES + 1).read_to_string(&mut script)?;
    } else {
        let file = std::fs::File::open(path)
            .map_err(|error| ServerError::Usage(format!("cannot read {}: {error}", path.display())))?;
        file.take(MAX_SCRIPT_BYTES + 1).read_to_string(&mut script)?;
    }
    if script.len() as u64 > MAX_SCRIPT_BYTES {
        return Err(ServerError::Usage("the script is larger than 64 MiB".to_owned()));
    }
    Ok(script)
}
