//! `polias sql`: arguments of the shell.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::error::ServerError;
use crate::shell::{OutputFormat, Shell};

/// A SQL shell for any running server.
#[derive(Debug, Args)]
pub struct SqlArguments {
    /// Where the server is.
    #[arg(long, default_value = "postgres://127.0.0.1:5439", value_name = "URL")]
    url: String,
    /// Run these statements and leave; may be repeated.
    #[arg(short = 'c', long = "command", value_name = "SQL", conflicts_with = "file")]
    command: Vec<String>,
    /// Run the statements of a file (`-` for standard input) and leave.
    #[arg(short = 'f', long = "file", value_name = "FILE")]
    file: Option<PathBuf>,
    /// PEM file of a certificate authority to trust besides the system's.
    #[arg(long, value_name = "FILE")]
    ca_cert: Option<PathBuf>,
    /// How rows are printed.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    output: OutputFormat,
}

/// Runs the shell, a command or a file.
pub async fn run(arguments: SqlArguments) -> Result<ExitCode, ServerError> {
    let mut shell = Shell::connect(&arguments.url, arguments.ca_cert.as_deref(), arguments.output).await?;
    if let Some(file) = &arguments.file {
        return shell.run_script(&crate::shell::read_script(file)?).await;
    }
    if !arguments.command.is_empty() {
        for command in &arguments.command {
            let code = shell.run_script(command).await?;
            if code != ExitCode::SUCCESS {
                return Ok(code);
            }
        }
        return Ok(ExitCode::SUCCESS);
    }
    shell.interact().await
}
