//! `polias demo`: sample data, made as an Athena user would make it.
//!
//! Files are put into a bucket, tables are created over them with SQL, and a first query is answered with
//! its bytes and price. Running it again finds everything in place.

mod tables;
mod tpch;
mod weblogs;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use arrow::util::display::{ArrayFormatter, FormatOptions};
use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use polias_engine::storage::Location;
use polias_engine::{Engine, EngineError, Flavor, Request, Session};

use crate::error::ServerError;
use crate::shell::{Footer, render_table};

/// Bucket of the sample data.
const BUCKET: &str = "s3://polias-demo/";

/// Written last; holds the scale. Its name starts with `_`, which no table reads.
const MARKER: &str = "_generated";

/// Counts a day of requests and their bytes by status.
const FIRST_QUERY: &str = "SELECT status, count(*) AS requests, sum(bytes) AS bytes\n\
    FROM web.logs\n\
    WHERE year = '2026' AND month = '11' AND day = '05'\n\
    GROUP BY status\n\
    ORDER BY requests DESC";

/// Makes the sample data where it is missing, asks the first query, says how to go on.
pub async fn prepare(engine: &Engine, pg_address: SocketAddr, scale: f64) -> Result<(), ServerError> {
    let location = Location::parse(BUCKET).map_err(EngineError::from)?;
    let store = engine.storage().store(&location).map_err(EngineError::from)?;
    generate(&store, scale).await?;
    let session = Arc::new(Session::new("demo", Flavor::Trino));
    for statement in tables::statements(BUCKET) {
        run(engine, &session, &statement).await?;
    }
    println!("\n{FIRST_QUERY};\n");
    print!("{}", run(engine, &session, FIRST_QUERY).await?);
    let (host, port) = (pg_address.ip(), pg_address.port());
    println!("\nGo on with:  psql -h {host} -p {port} tpch        (tables: \\dt *.*)");
    println!("or:          polias sql --url postgres://{pg_address}/tpch");
    Ok(())
}

async fn generate(store: &Arc<dyn ObjectStore>, scale: f64) -> Result<(), ServerError> {
    let marker = Path::from(MARKER);
    let wanted = format!("scale {scale}");
    match store.get(&marker).await {
        Ok(found) => {
            let found = found.bytes().await.map_err(storage_error)?;
            if found == wanted.as_bytes() {
                return Ok(());
            }
            return Err(ServerError::Usage(format!(
                "this data directory holds sample data of {}; use another --data-dir for {wanted}",
                String::from_utf8_lossy(&found)
            )));
        }
        Err(object_store::Error::NotFound { .. }) => {}
        Err(error) => return Err(storage_error(error)),
    }
    println!("generating sample data: TPC-H at {wanted} and a week of web logs");
    tpch::generate(store, scale).await?;
    weblogs::generate(store).await?;
    store.put(&marker, PutPayload::from(wanted)).await.map_err(storage_error)?;
    Ok(())
}

/// Runs one statement and shows its answer.
async fn run(engine: &Engine, session: &Arc<Session>, sql: &str) -> Result<String, ServerError> {
    let started = Instant::now();
    let execution = engine.submit(session, Request { sql: sql.to_owned(), parameters: Vec::new() }).await?;
    let columns = execution.columns.clone();
    let progress = Arc::clone(&execution.progress);
    let batches: Vec<_> = execution.batches.try_collect().await?;
    let Some(columns) = columns else { return Ok(String::new()) };
    let options = FormatOptions::default();
    let mut rows = Vec::new();
    for batch in &batches {
        let formatters: Vec<_> = batch
            .columns()
            .iter()
            .map(|column| ArrayFormatter::try_new(column.as_ref(), &options))
            .collect::<Result<_, _>>()
            .map_err(std::io::Error::other)?;
        for row in 0..batch.num_rows() {
            let cell = |formatter: &ArrayFormatter<'_>, column: usize| {
                (!batch.column(column).is_null(row)).then(|| formatter.value(row).to_string())
            };
            rows.push(formatters.iter().enumerate().map(|(column, f)| cell(f, column)).collect());
        }
    }
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let footer = Footer {
        rows: rows.len() as u64,
        elapsed: started.elapsed(),
        scanned_bytes: Some(progress.scanned_bytes()),
        cost_usd: Some(progress.cost_usd()),
    };
    Ok(format!("{}{footer}\n", render_table(&names, &rows)))
}

fn storage_error(error: object_store::Error) -> ServerError {
    ServerError::Io(std::io::Error::other(format!("cannot write sample data: {error}")))
}
