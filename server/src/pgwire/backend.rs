//! One session: what it has open, and how its statements reach the engine.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use datafusion::common::ScalarValue;
use pgwire::messages::startup::ParameterStatus;
use polias_engine::{Description, Engine, Request, Session};

use super::control::{Control, Failure, Registration};
use super::cursors::Cursors;
use super::encode::TextStyle;
use super::errors::{PgError, Severity};
use super::listener::Door;
use super::portal::Portals;
use super::prepared::PreparedStatements;
use super::running::Running;
use super::session::{Change, Settings, Status, Transaction};
use super::statements::SessionStatement;
use super::wire::Wire;
use super::{search_path, statements};

/// A session's state.
pub struct Backend {
    pub(super) engine: Engine,
    pub(super) session: Arc<Session>,
    pub(super) settings: Settings,
    pub(super) transaction: Transaction,
    pub(super) prepared: PreparedStatements,
    pub(super) portals: Portals,
    pub(super) cursors: Cursors,
    /// Statements of one simple Query message run as one implicit block.
    pub(super) in_batch: bool,
    registration: Registration,
    startup_database: String,
    max_statement_bytes: usize,
}

impl Backend {
    /// A session without anything open.
    pub fn new(door: &Door, session: Arc<Session>, settings: Settings, registration: Registration) -> Self {
        let startup_database = session.current_database();
        Self {
            engine: door.engine.clone(),
            session,
            settings,
            transaction: Transaction::default(),
            prepared: PreparedStatements::default(),
            portals: Portals::default(),
            cursors: Cursors::default(),
            in_batch: false,
            registration,
            startup_database,
            max_statement_bytes: door.options.max_statement_bytes,
        }
    }

    /// Process id and secret for the client.
    pub fn key(&self) -> (i32, i32) {
        (self.registration.pid, self.registration.secret)
    }

    /// Settings the client is told of.
    pub fn reported_settings(&self) -> Vec<(&'static str, String)> {
        self.settings.reported()
    }

    /// A setting of the startup packet.
    pub async fn set_at_startup(&mut self, name: &str, value: &str) -> Result<(), PgError> {
        let change = self.settings.set(name, value)?;
        self.obey(&change).await;
        Ok(())
    }

    /// What RESET goes back to.
    pub fn keep_settings_as_defaults(&mut self) {
        self.settings.keep_as_defaults();
        self.startup_database = self.session.current_database();
    }

    /// Transaction status for ReadyForQuery.
    pub fn status(&self) -> Status {
        self.transaction.status()
    }

    /// A statement failed: the block is lost.
    pub fn failed(&mut self) {
        self.transaction.fail();
    }

    /// How long the client may be silent now, and what it is told then.
    pub fn idle_limit(&self) -> (Option<Duration>, PgError) {
        if self.status() == Status::Idle {
            let error = PgError::fatal("57P05", "terminating connection due to idle-session timeout");
            return (self.settings.duration("idle_session_timeout"), error);
        }
        let error = PgError::fatal("25P03", "terminating connection due to idle-in-transaction timeout");
        (self.settings.duration("idle_in_transaction_session_timeout"), error)
    }

    /// Cancel requests and the statement timeout hold until the control is dropped.
    pub fn begin_statement(&self) -> Control {
        self.registration.begin(self.settings.duration("statement_timeout"))
    }

    /// How values look as text now.
    pub fn text_style(&self) -> TextStyle {
        self.settings.text_style()
    }

    /// Reads a statement; refuses what a failed or a read-only block does not take.
    pub fn read(&self, sql: &str) -> Result<Option<SessionStatement>, PgError> {
        if sql.len() > self.max_statement_bytes {
            let message =
                format!("statement of {} bytes is longer than {} bytes", sql.len(), self.max_statement_bytes);
            return Err(PgError::error("54000", message).with_hint("See engine.max_statement_bytes."));
        }
        let statement = statements::parse(sql);
        let ends = matches!(&statement, Ok(Some(statement)) if statement.ends_failed_block());
        if self.status() == Status::Failed && !ends {
            return Err(PgError::aborted_block());
        }
        statement
    }

    fn is_read_only(&self) -> bool {
        let own = "transaction_read_only";
        self.settings.is_on(if self.settings.is_default(own) { "default_transaction_read_only" } else { own })
    }

    /// Starts a statement of the engine.
    pub async fn start(
        &mut self,
        sql: &str,
        parameters: Vec<ScalarValue>,
        wire: &mut Wire,
        control: &Control,
    ) -> Result<Running, Failure> {
        let writes = statements::writes(sql);
        if writes && self.is_read_only() {
            let word = statements::first_word(sql).to_uppercase();
            let message = format!("cannot execute {word} in a read-only transaction");
            return Err(PgError::error("25006", message).into());
        }
        let request = Request { sql: sql.to_owned(), parameters };
        let submitted = control.guard(&mut wire.reader, self.engine.submit(&self.session, request)).await?;
        let execution = submitted.map_err(PgError::from)?;
        if writes {
            self.transaction.wrote();
        }
        for notice in &execution.notices {
            self.notice(wire, &PgError::notice(notice))?;
        }
        Ok(Running::new(&self.engine, execution))
    }

    /// What a statement of the engine would answer.
    pub async fn describe(
        &mut self,
        sql: &str,
        parameter_types: &[Option<arrow::datatypes::DataType>],
        wire: &mut Wire,
        control: &Control,
    ) -> Result<Description, Failure> {
        let described = self.engine.describe(&self.session, sql, parameter_types);
        Ok(control.guard(&mut wire.reader, described).await?.map_err(PgError::from)?)
    }

    /// Sends a notice or warning, when the client wants it.
    pub fn notice(&self, wire: &mut Wire, notice: &PgError) -> Result<(), Failure> {
        let severity = if notice.severity == Severity::Warning { "warning" } else { "notice" };
        if self.settings.wants(severity) {
            wire.writer.message(&notice.to_notice())?;
        }
        Ok(())
    }

    /// Bytes and dollars, with `polias.show_cost`. It is asked for, so `client_min_messages` does not hide it.
    pub fn cost_notice(&self, wire: &mut Wire, running: &Running) -> Result<(), Failure> {
        if self.settings.is_on("polias.show_cost")
            && let Some((text, json)) = running.cost()
        {
            wire.writer.message(&PgError::notice(text).with_detail(json).to_notice())?;
        }
        Ok(())
    }

    /// Makes changed settings felt, and tells the client of those it follows.
    pub async fn apply(&mut self, changes: &[Change], wire: &mut Wire) -> Result<(), Failure> {
        for change in changes {
            self.obey(change).await;
            if change.reported {
                wire.writer.message(&ParameterStatus::new(change.name.clone(), change.value.clone()))?;
            }
        }
        Ok(())
    }

    async fn obey(&mut self, change: &Change) {
        match change.name.as_str() {
            "application_name" => store(&self.session.client, change.value.clone()),
            "TimeZone" => store(&self.session.time_zone, change.value.clone()),
            "search_path" => {
                if let Some(database) = self.first_existing(&change.value).await {
                    store(&self.session.database, database);
                } else if self.settings.is_default("search_path") {
                    store(&self.session.database, self.startup_database.clone());
                }
            }
            _ => {}
        }
    }

    /// The first database of a search path that exists.
    async fn first_existing(&self, path: &str) -> Option<String> {
        for name in search_path::names_of(path) {
            let name = name.to_lowercase();
            if self.engine.catalog().database(&name).await.is_ok() {
                return Some(name);
            }
        }
        None
    }

    /// `search_path` as SHOW prints it: what was set, while it still is what names are looked up in.
    pub async fn shown_search_path(&self) -> String {
        let database = self.session.current_database();
        if let Ok((_, path)) = self.settings.get("search_path")
            && !self.settings.is_default("search_path")
            && self.first_existing(&path).await.is_none_or(|first| first == database)
        {
            return path;
        }
        search_path::shown(&database)
    }
}

fn store(place: &Mutex<String>, value: String) {
    *place.lock().unwrap_or_else(PoisonError::into_inner) = value;
}
