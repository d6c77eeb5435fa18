//! Runs suites of SQL against a running server, over the Postgres wire.
//!
//! A suite is a file of the sqllogictest format below `suites/<topic>/`. It may use `$DATA`, the
//! address (`s3://bucket/`) below which the prepared files lie, and owns the databases it makes.

mod database;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use sqllogictest::Runner;

use database::Database;

/// Run suites of SQL against a running server.
#[derive(Debug, Parser)]
struct Arguments {
    /// The server, as a PostgreSQL URL.
    #[arg(long, default_value = "postgres://127.0.0.1:5439")]
    url: String,
    /// What `$DATA` stands for.
    #[arg(long, default_value = "s3://slt/")]
    data: String,
    /// Suites, or folders of them.
    #[arg(required = true)]
    suites: Vec<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut suites = Vec::new();
    for path in &arguments.suites {
        if let Err(error) = find(path, &mut suites) {
            eprintln!("cannot read {}: {error}", path.display());
            return ExitCode::FAILURE;
        }
    }
    suites.sort();
    let mut failed = 0;
    for suite in &suites {
        match run(&arguments, suite).await {
            Ok(()) => println!("ok {}", suite.display()),
            Err(error) => {
                failed += 1;
                println!("FAILED {}\n{error}", suite.display());
            }
        }
    }
    println!("{} passed, {failed} failed", suites.len() - failed);
    if failed > 0 || suites.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

async fn run(arguments: &Arguments, suite: &Path) -> Result<(), String> {
    let script = std::fs::read_to_string(suite).map_err(|error| error.to_string())?;
    let script = script.replace("${DATA}", &arguments.data).replace("$DATA", &arguments.data);
    let mut runner = Runner::new(|| Database::connect(&arguments.url));
    let result = runner
        .run_script_with_name_async(&script, suite.display().to_string())
        .await
        .map_err(|error| error.display(false).to_string());
    runner.shutdown_async().await;
    result
}

/// Suites at or below a path.
fn find(path: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        found.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        if path.is_dir() || path.extension().is_some_and(|extension| extension == "slt") {
            find(&path, found)?;
        }
    }
    Ok(())
}
