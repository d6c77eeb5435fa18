//! The `polias` binary: configuration, doors and wiring.
//!
//! It must never hold SQL semantics or knowledge of table formats; those live in the engine and below.

mod auth;
mod cli;
mod config;
mod data_dir;
mod demo;
mod error;
mod http;
mod logging;
mod pgwire;
mod serve;
mod shell;
mod tls;

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    if let Err(error) = rustls::crypto::ring::default_provider().install_default() {
        eprintln!("polias: a TLS provider was already installed: {error:?}");
        return ExitCode::FAILURE;
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("polias: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli::run(arguments)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("polias: {error}");
            ExitCode::FAILURE
        }
    }
}
