//! `polias user add|list|remove|passwd`.

use std::io::{BufRead, IsTerminal, Write};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use polias_engine::catalog::Catalog;

use super::SettingsArguments;
use crate::error::ServerError;

/// Users of the Postgres wire. Passwords are asked for, or read from standard input.
#[derive(Debug, Args)]
pub struct UserArguments {
    #[command(flatten)]
    settings: SettingsArguments,
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add a user.
    Add {
        /// Login name.
        name: String,
    },
    /// List all users.
    List,
    /// Remove a user.
    Remove {
        /// Login name.
        name: String,
    },
    /// Change a user's password.
    Passwd {
        /// Login name.
        name: String,
    },
}

/// Works on the catalog of the data directory; a running server sees the change at the next login.
pub async fn run(arguments: UserArguments) -> Result<ExitCode, ServerError> {
    let settings = arguments.settings.load(&[], &[])?;
    crate::data_dir::create(&settings.data_dir)?;
    let catalog = Catalog::open(&settings.data_dir.join("catalog.sqlite")).await?;
    let done = apply(&catalog, arguments.command).await;
    catalog.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn apply(catalog: &Catalog, command: UserCommand) -> Result<(), ServerError> {
    match command {
        UserCommand::Add { name } => {
            crate::auth::create_user(catalog, &name, &ask_password(&name)?).await?;
            println!("user {name} added");
        }
        UserCommand::List => {
            for user in catalog.users().await? {
                println!("{}\t{}", user.name, user.created_at.format("%Y-%m-%d %H:%M:%S UTC"));
            }
        }
        UserCommand::Remove { name } => {
            catalog.delete_user(&name).await?;
            println!("user {name} removed");
        }
        UserCommand::Passwd { name } => {
            crate::auth::set_password(catalog, &name, &ask_password(&name)?).await?;
            println!("password of {name} changed");
        }
    }
    Ok(())
}

/// One line of standard input; typed at a terminal it is asked for twice, without echo.
fn ask_password(name: &str) -> Result<String, ServerError> {
    if !std::io::stdin().is_terminal() {
        return read_line();
    }
    let first = read_hidden(&format!("Password for {name}: "))?;
    if first != read_hidden("Again: ")? {
        return Err(ServerError::Usage("the two passwords differ".to_owned()));
    }
    Ok(first)
}

fn read_hidden(prompt: &str) -> Result<String, ServerError> {
    eprint!("{prompt}");
    std::io::stderr().flush()?;
    set_echo(false);
    let line = read_line();
    set_echo(true);
    eprintln!();
    line
}

/// Through `stty`, which every Unix has; where it is missing the password is shown while typed.
fn set_echo(on: bool) {
    let _ = std::process::Command::new("stty").arg(if on { "echo" } else { "-echo" }).status();
}

fn read_line() -> Result<String, ServerError> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
