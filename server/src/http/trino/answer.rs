//! Answers: the document a client gets for each page.

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;
use polias_engine::types::Type;
use polias_engine::{EngineError, Execution, OutputColumn, Progress};
use serde_json::{Map, Value};

use super::columns::columns;
use super::errors::error;
use super::pages::{Page, Rows};
use super::queries::{Known, Query, Reading, Sent, Source};
use super::request::encode;
use super::stats::{State, stats};

/// How long a client waits for a statement that is not running yet, before it is told so.
const PATIENCE: Duration = Duration::from_millis(800);

/// Statements that answer a count or nothing are told by their kind.
const ROW_TAGS: [&str; 3] = ["SELECT", "SHOW", "EXPLAIN"];

/// A document under construction.
struct Document<'a> {
    query: &'a Query,
    base: &'a str,
    state: State,
    /// Number of the next page, when there is one.
    next: Option<u64>,
    columns: Option<&'a [OutputColumn]>,
    data: Option<String>,
    error: Option<EngineError>,
    progress: Option<&'a Progress>,
    update: Option<&'static str>,
}

/// The first answer: where to read on.
pub(super) fn accepted(query: &Query, base: &str) -> String {
    Document { next: Some(1), ..Document::new(query, base, State::Queued) }.text()
}

/// The answer to a statement that was not taken on.
pub(super) fn refused(failure: &EngineError, base: &str) -> String {
    let mut document = Map::new();
    document.insert("id".to_owned(), Value::from("refused"));
    document.insert("infoUri".to_owned(), Value::from(format!("{base}/v1/info")));
    document.insert("stats".to_owned(), stats(State::Failed, std::time::Instant::now(), None));
    document.insert("error".to_owned(), error(failure));
    document.insert("warnings".to_owned(), Value::Array(Vec::new()));
    Value::Object(document).to_string()
}

/// Makes the next page.
pub(super) async fn next(query: &Query, reading: &mut Reading, base: &str) -> Arc<Sent> {
    let token = reading.token;
    let following = token + 1;
    if let Source::Submitted(work) = &mut reading.source {
        match tokio::time::timeout(PATIENCE, work).await {
            Err(_) => {
                let document =
                    Document { next: Some(following), ..Document::new(query, base, State::Queued) };
                return sent(token, document.text(), Vec::new());
            }
            Ok(Ok(Ok(execution))) => reading.source = running(execution),
            Ok(Ok(Err(failure))) => return failed(query, reading, base, failure),
            Ok(Err(_)) => {
                let failure =
                    EngineError::new("GENERIC_INTERNAL_ERROR", "the statement ended without an answer");
                return failed(query, reading, base, failure);
            }
        }
    }
    let Source::Rows { rows, columns, progress, tag } = &mut reading.source else {
        return sent(token, Document::new(query, base, State::Finished).text(), Vec::new());
    };
    let Page { data, last } = match rows.page(columns).await {
        Ok(page) => page,
        Err(failure) => return failed(query, reading, base, failure),
    };
    let is_query = ROW_TAGS.contains(tag);
    let body = Document {
        next: (!last).then_some(following),
        columns: Some(columns),
        data: (!data.is_empty()).then_some(data),
        progress: Some(progress),
        update: (!is_query).then_some(*tag),
        ..Document::new(query, base, if last { State::Finished } else { State::Running })
    }
    .text();
    if last {
        reading.source = Source::Ended;
    }
    let headers = if last { session_headers(query) } else { Vec::new() };
    sent(token, body, headers)
}

fn sent(token: u64, body: String, headers: Vec<(&'static str, String)>) -> Arc<Sent> {
    Arc::new(Sent { token, body, headers })
}

fn failed(query: &Query, reading: &mut Reading, base: &str, failure: EngineError) -> Arc<Sent> {
    reading.source = Source::Ended;
    let document = Document { error: Some(failure), ..Document::new(query, base, State::Failed) };
    sent(reading.token, document.text(), Vec::new())
}

fn running(execution: Execution) -> Source {
    let Execution { columns, batches, progress, tag, .. } = execution;
    // Trino answers statements without rows with one that says it is done; its JDBC driver needs the column.
    let done = columns.is_none();
    let columns = columns.unwrap_or_else(|| Arc::new([done_column()]));
    Source::Rows { rows: Box::new(Rows::new(batches, done)), columns, progress, tag }
}

fn done_column() -> OutputColumn {
    OutputColumn {
        name: "result".to_owned(),
        trino_type: Type::Boolean,
        data_type: Type::Boolean.carrier(),
        pg_oid: None,
    }
}

/// What the statement changed of the session, for the client to keep.
fn session_headers(query: &Query) -> Vec<(&'static str, String)> {
    let (before, after) = (&query.before, Known::of(&query.session));
    let mut headers = Vec::new();
    if after.database != before.database {
        headers.push(("x-trino-set-catalog", "awsdatacatalog".to_owned()));
        headers.push(("x-trino-set-schema", after.database));
    }
    if after.time_zone != before.time_zone {
        headers.push(("x-trino-set-session", format!("time_zone_id={}", encode(&after.time_zone))));
    }
    if after.workgroup != before.workgroup {
        headers.push(("x-trino-set-session", format!("workgroup={}", encode(&after.workgroup))));
    }
    for (name, statement) in &after.prepared {
        if before.prepared.get(name) != Some(statement) {
            headers.push(("x-trino-added-prepare", format!("{}={}", encode(name), encode(statement))));
        }
    }
    for name in before.prepared.keys().filter(|name| !after.prepared.contains_key(*name)) {
        headers.push(("x-trino-deallocated-prepare", encode(name)));
    }
    headers
}

impl<'a> Document<'a> {
    fn new(query: &'a Query, base: &'a str, state: State) -> Self {
        Self {
            query,
            base,
            state,
            next: None,
            columns: None,
            data: None,
            error: None,
            progress: None,
            update: None,
        }
    }

    /// The document; data is put in as text, for it is long.
    fn text(self) -> String {
        let Query { id, slug, started, knows_precision, .. } = self.query;
        let mut document = Map::new();
        document.insert("id".to_owned(), Value::from(id.as_str()));
        document.insert("infoUri".to_owned(), Value::from(format!("{}/v1/info?{id}", self.base)));
        if let Some(token) = self.next {
            let stage = if self.state == State::Queued { "queued" } else { "executing" };
            let uri = format!("{}/v1/statement/{stage}/{id}/{slug}/{token}", self.base);
            document.insert("nextUri".to_owned(), Value::from(uri));
        }
        if let Some(found) = self.columns.filter(|columns| !columns.is_empty()) {
            document.insert("columns".to_owned(), columns(found, *knows_precision));
        }
        document.insert("stats".to_owned(), stats(self.state, *started, self.progress));
        if let Some(failure) = &self.error {
            document.insert("error".to_owned(), error(failure));
        }
        if let Some(update) = self.update {
            document.insert("updateType".to_owned(), Value::from(update));
        }
        document.insert("warnings".to_owned(), Value::Array(Vec::new()));
        let mut text = Value::Object(document).to_string();
        if let Some(data) = self.data {
            text.truncate(text.len() - 1);
            text.push_str(",\"data\":[");
            text.push_str(&data);
            text.push_str("]}");
        }
        text
    }
}

/// How the client reached the server, for the addresses in answers.
pub(super) fn base(headers: &HeaderMap) -> String {
    let one = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let scheme = match one("x-forwarded-proto") {
        Some("https") => "https",
        _ => "http",
    };
    format!("{scheme}://{}", one("host").unwrap_or("localhost"))
}
