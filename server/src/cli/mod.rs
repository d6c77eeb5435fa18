//! The command line: one file per command.

mod config;
mod serve;
mod sql;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::Settings;
use crate::error::ServerError;

/// An open SQL query engine server for your own data lake.
#[derive(Debug, Parser)]
#[command(name = "polias", version, about)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve: Postgres wire, health and metrics, on embedded defaults unless configured otherwise.
    Serve(ServeArguments),
    /// Serve with generated sample data and answer a first query.
    Demo(DemoArguments),
    /// A SQL shell for any running server.
    Sql(sql::SqlArguments),
    /// Users of the Postgres wire.
    User(user::UserArguments),
    /// Print every configuration key with default and meaning.
    Config,
}

/// Settings every command that opens the data directory takes.
#[derive(Debug, Args)]
pub struct SettingsArguments {
    /// TOML configuration file.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of catalog, local buckets and spill files.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<String>,
    /// Any configuration key, as `polias config` lists them; may be repeated.
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = key_value)]
    set: Vec<(String, String)>,
}

#[derive(Debug, Args)]
struct ServeArguments {
    #[command(flatten)]
    settings: SettingsArguments,
    /// Address of the Postgres wire.
    #[arg(long, value_name = "ADDR")]
    pg: Option<String>,
    /// Address of health, readiness and metrics.
    #[arg(long, value_name = "ADDR")]
    http: Option<String>,
}

#[derive(Debug, Args)]
struct DemoArguments {
    #[command(flatten)]
    serve: ServeArguments,
    /// Scale factor of the TPC-H data, 0.001 to 100; 1 is about 1 GB of raw data.
    #[arg(long, value_name = "SCALE", default_value = "0.1", value_parser = scale)]
    scale: f64,
}

fn scale(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(scale) if (0.001..=100.0).contains(&scale) => Ok(scale),
        _ => Err("expected a number between 0.001 and 100".to_owned()),
    }
}

fn key_value(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .ok_or_else(|| "expected KEY=VALUE".to_owned())
}

impl SettingsArguments {
    /// Loads the configuration. `defaults` are the command's own, `more` are keys with flags of their own.
    fn load(
        &self,
        defaults: &[(&str, &str)],
        more: &[(&str, &Option<String>)],
    ) -> Result<Settings, ServerError> {
        let mut flags = self.set.clone();
        let own = [("data_dir", &self.data_dir)];
        for (key, value) in own.iter().chain(more) {
            if let Some(value) = value {
                flags.push(((*key).to_owned(), value.clone()));
            }
        }
        Ok(crate::config::load(defaults, self.config.as_deref(), std::env::vars(), &flags)?)
    }
}

/// Runs the chosen command.
pub async fn run(arguments: Arguments) -> Result<ExitCode, ServerError> {
    match arguments.command {
        Command::Serve(arguments) => serve::serve(&arguments).await,
        Command::Demo(arguments) => serve::demo(&arguments).await,
        Command::Sql(arguments) => sql::run(arguments).await,
        Command::User(arguments) => user::run(arguments).await,
        Command::Config => {
            config::print();
            Ok(ExitCode::SUCCESS)
        }
    }
}
