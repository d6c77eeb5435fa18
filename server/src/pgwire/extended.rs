//! The extended protocol: Parse, Bind, Describe, Execute, Close, Flush, Sync.
//!
//! An error is returned to the message loop, which then skips to Sync.

use std::sync::Arc;

use arrow::datatypes::DataType;
use pgwire::messages::data::{NoData, ParameterDescription};
use pgwire::messages::extendedquery::{BindComplete, CloseComplete, ParseComplete, PortalSuspended};
use pgwire::messages::response::{CommandComplete, EmptyQueryResponse};

use super::backend::Backend;
use super::control::{Control, Failure};
use super::encode::Format;
use super::errors::PgError;
use super::parameters::{self, ParameterType};
use super::portal::{Portal, PortalState};
use super::prepared::{Described, Prepared};
use super::running::{Fetched, Rows};
use super::session::Status;
use super::session_statements::Answer;
use super::simple_query::row_description;
use super::statements::{Count, Fetch, SessionStatement, Target as SettingTarget};
use super::types::Column;
use super::wire::{Bind, FrontendMessage, Parse, Target, Wire};
use super::words::parameter_count;

/// Handles one message.
pub async fn handle(backend: &mut Backend, wire: &mut Wire, message: FrontendMessage) -> Result<(), Failure> {
    match message {
        FrontendMessage::Parse(parse) => backend.parse(wire, parse),
        FrontendMessage::Bind(bind) => backend.bind(wire, bind).await,
        FrontendMessage::Describe(Target::Statement(name)) => backend.describe_statement(wire, &name).await,
        FrontendMessage::Describe(Target::Portal(name)) => backend.describe_portal(wire, name).await,
        FrontendMessage::Execute { portal, max_rows } => {
            let most = (max_rows > 0).then_some(u64::from(max_rows));
            backend.execute(wire, portal, most).await
        }
        FrontendMessage::Close(target) => {
            match target {
                Target::Statement(name) => drop(backend.prepared.remove(&name)),
                Target::Portal(name) => backend.portals.close(&name),
            }
            Ok(wire.writer.message(&CloseComplete::new())?)
        }
        FrontendMessage::Flush => Ok(wire.flush().await?),
        // The message loop has taken these itself.
        FrontendMessage::Query(_)
        | FrontendMessage::Sync
        | FrontendMessage::Terminate
        | FrontendMessage::Copy => Ok(()),
    }
}

/// Sync ends the implicit block: portals only live on inside an explicit one.
pub fn sync(backend: &mut Backend) {
    if backend.status() == Status::Idle {
        backend.portals.clear();
    }
}

impl Backend {
    fn parse(&mut self, wire: &mut Wire, parse: Parse) -> Result<(), Failure> {
        let Parse { name, query, type_oids } = parse;
        let mut ranges = polias_engine::split_statements(&query);
        if ranges.len() > 1 {
            return Err(
                PgError::error("42601", "cannot insert multiple commands into a prepared statement").into()
            );
        }
        let range = ranges.pop();
        let is_empty = range.is_none();
        let start = range.as_ref().map_or(0, |range| range.start);
        let sql = range.and_then(|range| query.get(range)).unwrap_or_default().to_owned();
        let statement =
            if is_empty { None } else { self.read(&sql).map_err(|error| error.placed_in(&query, start))? };
        let parameter_count = usize::from(parameter_count(&sql)).max(type_oids.len());
        let prepared =
            Prepared { sql, source: query, start, statement, is_empty, declared: type_oids, parameter_count };
        self.prepared.insert(name, prepared)?;
        Ok(wire.writer.message(&ParseComplete::new())?)
    }

    async fn bind(&mut self, wire: &mut Wire, bind: Bind) -> Result<(), Failure> {
        let Bind { portal, statement, parameter_formats, parameters, result_formats } = bind;
        let prepared = self.prepared.get(&statement)?;
        if self.status() == Status::Failed && !may_run_when_failed(&prepared) {
            return Err(PgError::aborted_block().into());
        }
        if parameters.len() != prepared.parameter_count {
            let message = format!(
                "bind message supplies {} parameters, but prepared statement \"{statement}\" requires {}",
                parameters.len(),
                prepared.parameter_count
            );
            return Err(PgError::error("08P01", message).into());
        }
        // Codes that cannot be are refused at once, their number when the columns are known.
        parameters::formats_of(&result_formats, result_formats.len(), "result column")?;
        let types = self.parameter_types(wire, &statement, &prepared).await?;
        let zone = self.text_style().zone;
        let parameters = parameters::decode(&parameters, &parameter_formats, &types, zone)?;
        let database = self.session.current_database();
        let described = self.prepared.described(&statement, &database).map(|described| described.columns);
        let new = Portal { prepared, parameters, result_formats, described, state: PortalState::Ready };
        if let Some(Some(columns)) = &new.described {
            new.formats(columns)?;
        }
        self.portals.insert(portal, new)?;
        Ok(wire.writer.message(&BindComplete::new())?)
    }

    /// Types of the parameters; the engine is asked only when the client left one open.
    async fn parameter_types(
        &mut self,
        wire: &mut Wire,
        name: &str,
        prepared: &Arc<Prepared>,
    ) -> Result<Arc<[ParameterType]>, Failure> {
        let declared = |index: usize| prepared.declared.get(index).copied().unwrap_or(0);
        let open = (0..prepared.parameter_count).any(|index| matches!(declared(index), 0 | 705));
        if open && prepared.statement.is_none() {
            let control = self.begin_statement();
            let described = self.described(wire, name, prepared, &control).await;
            return Ok(described.map_err(|failure| prepared.placed(failure))?.parameters);
        }
        Ok((0..prepared.parameter_count).map(|index| ParameterType::new(declared(index), None)).collect())
    }

    /// The description of a statement of the engine, from the last time or from the engine.
    async fn described(
        &mut self,
        wire: &mut Wire,
        name: &str,
        prepared: &Arc<Prepared>,
        control: &Control,
    ) -> Result<Described, Failure> {
        let database = self.session.current_database();
        if let Some(described) = self.prepared.described(name, &database) {
            return Ok(described);
        }
        let declared = |index: usize| prepared.declared.get(index).copied().unwrap_or(0);
        let carriers: Vec<Option<DataType>> = (0..prepared.parameter_count)
            .map(|index| parameters::declared_carrier(declared(index)))
            .collect();
        let description = self.describe(&prepared.sql, &carriers, wire, control).await?;
        let inferred = |index: usize| description.parameters.get(index).and_then(Option::as_ref);
        let described = Described {
            parameters: (0..prepared.parameter_count)
                .map(|index| ParameterType::new(declared(index), inferred(index)))
                .collect(),
            columns: description.columns.map(|columns| columns.iter().map(Column::from).collect()),
            database,
        };
        self.prepared.set_described(name, described.clone());
        Ok(described)
    }

    async fn describe_statement(&mut self, wire: &mut Wire, name: &str) -> Result<(), Failure> {
        let prepared = self.prepared.get(name)?;
        if self.status() == Status::Failed && !may_run_when_failed(&prepared) {
            return Err(PgError::aborted_block().into());
        }
        let (types, columns) = if prepared.statement.is_some() || prepared.is_empty {
            let types = self.parameter_types(wire, name, &prepared).await?;
            (types, self.door_columns(&prepared)?)
        } else {
            let control = self.begin_statement();
            let described = self.described(wire, name, &prepared, &control).await;
            let described = described.map_err(|failure| prepared.placed(failure))?;
            (described.parameters, described.columns)
        };
        let oids = types.iter().map(|parameter| parameter.pg_type.oid).collect();
        wire.writer.message(&ParameterDescription::new(oids))?;
        match columns {
            // The formats are not known before Bind; PostgreSQL says text.
            Some(columns) => {
                let formats = vec![Format::Text; columns.len()];
                Ok(wire.writer.message(&row_description(&columns, &formats))?)
            }
            None => Ok(wire.writer.message(&NoData::new())?),
        }
    }

    /// Result columns of a statement of the door.
    fn door_columns(&self, prepared: &Prepared) -> Result<Option<Arc<[Column]>>, PgError> {
        Ok(match &prepared.statement {
            Some(SessionStatement::Show(SettingTarget::One(name))) => {
                let (canonical, _) = self.settings.get(name)?;
                Some([Column::text(canonical)].into())
            }
            Some(SessionStatement::Show(SettingTarget::All)) => {
                Some(["name", "setting", "description"].map(Column::text).into())
            }
            Some(SessionStatement::Fetch(fetch)) if !fetch.discard => self.cursors.columns(&fetch.name)?,
            _ => None,
        })
    }

    async fn describe_portal(&mut self, wire: &mut Wire, name: String) -> Result<(), Failure> {
        let mut portal = match self.portals.take(&name) {
            Ok(portal) => portal,
            // In PostgreSQL a cursor of DECLARE is a portal too; psycopg describes its named cursors so.
            Err(missing) => {
                let columns = self.cursors.columns(&name).map_err(|_| missing)?.unwrap_or_default();
                let formats = vec![Format::Text; columns.len()];
                return Ok(wire.writer.message(&row_description(&columns, &formats))?);
            }
        };
        let result = self.portal_columns(wire, &name, &mut portal).await;
        let result = result.map_err(|failure| portal.prepared.placed(failure));
        let described = result.and_then(|columns| {
            portal.described = Some(columns.clone());
            match columns {
                Some(columns) => {
                    let formats = portal.formats(&columns)?;
                    Ok(wire.writer.message(&row_description(&columns, &formats))?)
                }
                None => Ok(wire.writer.message(&NoData::new())?),
            }
        });
        self.portals.put_back(name, portal);
        described
    }

    async fn portal_columns(
        &mut self,
        wire: &mut Wire,
        name: &str,
        portal: &mut Portal,
    ) -> Result<Option<Arc<[Column]>>, Failure> {
        if let PortalState::Running(running) = &portal.state {
            return Ok(running.columns().cloned());
        }
        if let Some(columns) = &portal.described {
            return Ok(columns.clone());
        }
        let prepared = Arc::clone(&portal.prepared);
        if self.status() == Status::Failed && !may_run_when_failed(&prepared) {
            return Err(PgError::aborted_block().into());
        }
        if prepared.statement.is_some() || prepared.is_empty {
            return Ok(self.door_columns(&prepared)?);
        }
        let control = self.begin_statement();
        // Most clients pipeline Describe and Execute: one planning serves both.
        if wire.reader.next_executes(name) {
            let parameters = std::mem::take(&mut portal.parameters);
            let running = self.start(&prepared.sql, parameters, wire, &control).await?;
            let columns = running.columns().cloned();
            portal.state = PortalState::Running(running);
            return Ok(columns);
        }
        let types: Vec<Option<DataType>> =
            portal.parameters.iter().map(|value| Some(value.data_type())).collect();
        let description = self.describe(&prepared.sql, &types, wire, &control).await?;
        Ok(description.columns.map(|columns| columns.iter().map(Column::from).collect()))
    }

    async fn execute(&mut self, wire: &mut Wire, name: String, most: Option<u64>) -> Result<(), Failure> {
        // A portal that fails is gone, and its query with it.
        let mut portal = self.portals.take(&name)?;
        if self.status() == Status::Failed && !may_run_when_failed(&portal.prepared) {
            return Err(PgError::aborted_block().into());
        }
        let control = self.begin_statement();
        let ends_block = portal.prepared.statement.as_ref().is_some_and(SessionStatement::ends_failed_block);
        let run = self.run_portal(wire, &name, &mut portal, most, &control).await;
        run.map_err(|failure| portal.prepared.placed(failure))?;
        if !ends_block {
            self.portals.put_back(name, portal);
        }
        Ok(())
    }

    async fn run_portal(
        &mut self,
        wire: &mut Wire,
        name: &str,
        portal: &mut Portal,
        most: Option<u64>,
        control: &Control,
    ) -> Result<(), Failure> {
        if portal.prepared.is_empty {
            return Ok(wire.writer.message(&EmptyQueryResponse::new())?);
        }
        match &portal.state {
            PortalState::Done { had_rows: true } => return complete(wire, "SELECT 0".to_owned()),
            PortalState::Done { had_rows: false } => {
                return Err(PgError::error("55000", format!("portal \"{name}\" cannot be run")).into());
            }
            PortalState::Ready => {
                if let Some(tag) = self.begin_portal(wire, portal, control).await? {
                    portal.state = PortalState::Done { had_rows: false };
                    return complete(wire, tag);
                }
            }
            PortalState::Running(_) | PortalState::Fetching(_) => {}
        }
        if matches!(portal.state, PortalState::Fetching(_)) {
            return self.continue_fetch(wire, portal, most, control).await;
        }
        let PortalState::Running(running) = &portal.state else { return Ok(()) };
        let columns = running.columns().cloned();
        portal.check_result(columns.as_ref())?;
        let formats = match &columns {
            Some(columns) => portal.formats(columns)?,
            None => Vec::new(),
        };
        let style = self.text_style();
        let PortalState::Running(running) = &mut portal.state else { return Ok(()) };
        let Fetched { rows, at_end } =
            running.fetch(most, Rows::Data(&formats), &style, wire, control).await?;
        if !at_end {
            return Ok(wire.writer.message(&PortalSuspended::new())?);
        }
        self.cost_notice(wire, running)?;
        let tag = running.tag(rows);
        portal.state = PortalState::Done { had_rows: columns.is_some() };
        complete(wire, tag)
    }

    /// Begins a portal; a statement without rows is done with it and gives its tag.
    async fn begin_portal(
        &mut self,
        wire: &mut Wire,
        portal: &mut Portal,
        control: &Control,
    ) -> Result<Option<String>, Failure> {
        let prepared = Arc::clone(&portal.prepared);
        let answer = match &prepared.statement {
            None => Answer::Engine,
            Some(SessionStatement::Copy(copy)) => return self.copy_out(copy, wire, control).await.map(Some),
            Some(SessionStatement::Fetch(fetch)) => {
                let left = match fetch.count {
                    Count::Rows(rows) => Some(rows),
                    Count::All => None,
                };
                portal.state = PortalState::Fetching(left);
                return Ok(None);
            }
            Some(statement) => self.run_session_statement(statement.clone(), wire, control).await?,
        };
        match answer {
            Answer::Tag(tag) => return Ok(Some(tag)),
            Answer::Rows(running) => portal.state = PortalState::Running(running),
            Answer::Engine => {
                let parameters = std::mem::take(&mut portal.parameters);
                let running = self.start(&prepared.sql, parameters, wire, control).await?;
                portal.state = PortalState::Running(running);
            }
        }
        Ok(None)
    }

    /// The next rows of a FETCH, whose result belongs to its cursor.
    async fn continue_fetch(
        &mut self,
        wire: &mut Wire,
        portal: &mut Portal,
        most: Option<u64>,
        control: &Control,
    ) -> Result<(), Failure> {
        let (Some(SessionStatement::Fetch(fetch)), PortalState::Fetching(left)) =
            (&portal.prepared.statement, &portal.state)
        else {
            return Ok(());
        };
        let left = *left;
        let columns = self.cursors.columns(&fetch.name)?;
        let formats = match columns.as_deref() {
            Some(columns) if !fetch.discard => portal.formats(columns)?,
            _ => Vec::new(),
        };
        let part = Fetch { count: left.map_or(Count::All, Count::Rows), ..fetch.clone() };
        let fetched = self.fetch_from_cursor(&part, most, &formats, wire, control).await?;
        let left = left.map(|left| left - fetched.rows);
        if !fetched.at_end && left != Some(0) {
            portal.state = PortalState::Fetching(left);
            return Ok(wire.writer.message(&PortalSuspended::new())?);
        }
        let word = if fetch.discard { "MOVE" } else { "FETCH" };
        portal.state = PortalState::Done { had_rows: !fetch.discard };
        complete(wire, format!("{word} {}", fetched.rows))
    }
}

fn complete(wire: &mut Wire, tag: String) -> Result<(), Failure> {
    Ok(wire.writer.message(&CommandComplete::new(tag))?)
}

fn may_run_when_failed(prepared: &Prepared) -> bool {
    prepared.is_empty || prepared.statement.as_ref().is_some_and(SessionStatement::ends_failed_block)
}
