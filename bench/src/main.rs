//! Benchmarks: what Polias promises about speed, measured.
//!
//! One subcommand and one file per benchmark. Nothing here is part of the product.

mod partitions;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Benchmarks of Polias.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    benchmark: Benchmark,
}

#[derive(Subcommand)]
enum Benchmark {
    /// Find partitions of a table that has 100,000, in the catalog alone.
    Partitions,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse().benchmark).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(benchmark: Benchmark) -> Result<(), Box<dyn Error>> {
    match benchmark {
        Benchmark::Partitions => partitions::run().await,
    }
}
