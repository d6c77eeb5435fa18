//! The simple protocol: a text of one or more statements, all results as text.
//!
//! The statements of a message are one implicit transaction block: the first error ends the message.

use pgwire::messages::data::{FieldDescription, RowDescription};
use pgwire::messages::response::{CommandComplete, EmptyQueryResponse};

use super::backend::Backend;
use super::control::{Control, Failure};
use super::cursors::Lifetime;
use super::encode::Format;
use super::running::{Rows, Running};
use super::session::Status;
use super::session_statements::Answer;
use super::statements::{Fetch, SessionStatement};
use super::types::Column;
use super::wire::Wire;

/// Runs a Query message, up to but without ReadyForQuery.
pub async fn run(backend: &mut Backend, wire: &mut Wire, text: &str) -> Result<(), Failure> {
    backend.prepared.remove("");
    backend.portals.close("");
    let statements = polias_engine::split_statements(text);
    if statements.is_empty() {
        wire.writer.message(&EmptyQueryResponse::new())?;
        return Ok(());
    }
    backend.in_batch = statements.len() > 1;
    let result = run_batch(backend, wire, text, statements).await;
    backend.in_batch = false;
    if backend.status() == Status::Idle {
        let end = if result.is_ok() { Lifetime::Committed } else { Lifetime::RolledBack };
        backend.cursors.end_of_block(end);
        backend.portals.clear();
    }
    match result {
        Err(Failure::Statement(error)) if !error.is_fatal() => {
            backend.failed();
            wire.writer.error(&error)?;
            Ok(())
        }
        result => result,
    }
}

async fn run_batch(
    backend: &mut Backend,
    wire: &mut Wire,
    text: &str,
    statements: Vec<std::ops::Range<usize>>,
) -> Result<(), Failure> {
    for range in statements {
        let start = range.start;
        let sql = text.get(range).unwrap_or_default();
        // Each statement has the whole timeout; PostgreSQL counts the whole message.
        let control = backend.begin_statement();
        run_one(backend, wire, sql, &control).await.map_err(|failure| match failure {
            Failure::Statement(error) => Failure::Statement(error.placed_in(text, start)),
            gone => gone,
        })?;
    }
    Ok(())
}

async fn run_one(
    backend: &mut Backend,
    wire: &mut Wire,
    sql: &str,
    control: &Control,
) -> Result<(), Failure> {
    let tag = match backend.read(sql)? {
        None => run_engine(backend, wire, sql, control).await?,
        Some(SessionStatement::Fetch(fetch)) => run_fetch(backend, wire, &fetch, control).await?,
        Some(SessionStatement::Copy(copy)) => backend.copy_out(&copy, wire, control).await?,
        Some(statement) => match backend.run_session_statement(statement, wire, control).await? {
            Answer::Tag(tag) => tag,
            Answer::Rows(running) => send(backend, wire, running, control).await?,
            Answer::Engine => run_engine(backend, wire, sql, control).await?,
        },
    };
    Ok(wire.writer.message(&CommandComplete::new(tag))?)
}

async fn run_engine(
    backend: &mut Backend,
    wire: &mut Wire,
    sql: &str,
    control: &Control,
) -> Result<String, Failure> {
    let running = backend.start(sql, Vec::new(), wire, control).await?;
    send(backend, wire, running, control).await
}

async fn run_fetch(
    backend: &mut Backend,
    wire: &mut Wire,
    fetch: &Fetch,
    control: &Control,
) -> Result<String, Failure> {
    let columns = backend.cursors.columns(&fetch.name)?;
    let columns = columns.as_deref().unwrap_or_default();
    let formats = vec![Format::Text; columns.len()];
    if !fetch.discard {
        wire.writer.message(&row_description(columns, &formats))?;
    }
    let fetched = backend.fetch_from_cursor(fetch, None, &formats, wire, control).await?;
    Ok(format!("{} {}", if fetch.discard { "MOVE" } else { "FETCH" }, fetched.rows))
}

/// Sends a whole result; returns its command tag.
async fn send(
    backend: &Backend,
    wire: &mut Wire,
    mut running: Running,
    control: &Control,
) -> Result<String, Failure> {
    let columns = running.columns().cloned();
    let formats = vec![Format::Text; columns.as_ref().map_or(0, |columns| columns.len())];
    if let Some(columns) = &columns {
        wire.writer.message(&row_description(columns, &formats))?;
    }
    let style = backend.text_style();
    let fetched = running.fetch(None, Rows::Data(&formats), &style, wire, control).await?;
    backend.cost_notice(wire, &running)?;
    Ok(running.tag(fetched.rows))
}

/// The RowDescription of a result.
pub fn row_description(columns: &[Column], formats: &[Format]) -> RowDescription {
    let fields = columns.iter().zip(formats).map(|(column, format)| {
        let pg_type = &column.pg_type;
        let code = if *format == Format::Binary { 1 } else { 0 };
        // A NUL would end the name and the message would fall apart.
        let name = column.name.replace('\0', "\u{fffd}");
        FieldDescription::new(name, 0, 0, pg_type.oid, pg_type.length, pg_type.modifier, code)
    });
    RowDescription::new(fields.collect())
}
