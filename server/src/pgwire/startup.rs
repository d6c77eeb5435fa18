//! From the startup packet to the first ReadyForQuery.

use std::net::SocketAddr;
use std::sync::Arc;

use pgwire::messages::startup::{Authentication, BackendKeyData, ParameterStatus, SecretKey};
use polias_engine::{Flavor, Session};
use tokio::sync::OwnedSemaphorePermit;

use super::authenticate::authenticate;
use super::backend::Backend;
use super::control::Failure;
use super::errors::PgError;
use super::handshake::Greeting;
use super::listener::Door;
use super::session::{SERVER_VERSION, Settings};
use super::wire::{StartupParameters, Wire};

/// Database of sessions that do not name an existing one.
const DEFAULT_DATABASE: &str = "default";

/// Authenticates and sets the session up. The permit keeps the session's place among all.
pub async fn start(
    door: &Door,
    wire: &mut Wire,
    greeting: Hello,
    peer: SocketAddr,
) -> Result<(Backend, OwnedSemaphorePermit), Failure> {
    let Hello { secure, minor, parameters } = greeting;
    negotiate_version(wire, minor, &parameters);
    let find =
        |name: &str| parameters.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
    let Some(user) = find("user").filter(|user| !user.is_empty()) else {
        return Err(PgError::fatal("28000", "no PostgreSQL user name specified in startup packet").into());
    };
    if find("replication").is_some_and(|value| !matches!(value, "false" | "off" | "no" | "0")) {
        return Err(PgError::fatal("0A000", "replication is not supported").into());
    }
    let Ok(permit) = Arc::clone(&door.sessions).try_acquire_owned() else {
        let hint = format!("pg.max_connections is {}.", door.options.max_connections);
        return Err(PgError::fatal("53300", "sorry, too many clients already").with_hint(hint).into());
    };
    authenticate(door, wire, user, secure, peer).await?;
    wire.reader.authenticated();

    let registration = door.backends.register();
    let database = database_of(door, find("database").unwrap_or(user)).await;
    let mut session = Session::new(user, Flavor::Postgres);
    session.backend_pid = registration.pid;
    session.set_database(database);
    let session = Arc::new(session);
    let ssl = if secure { "on" } else { "off" };
    let settings = Settings::new(&[("session_authorization", user), ("ssl", ssl)]);
    let mut backend = Backend::new(door, session, settings, registration);
    for (name, value) in settings_of(&parameters)? {
        backend.set_at_startup(&name, &value).await.map_err(PgError::into_fatal)?;
    }
    backend.keep_settings_as_defaults();
    welcome(wire, &backend)?;
    tracing::debug!(user, %peer, secure, server_version = SERVER_VERSION, "session started");
    Ok((backend, permit))
}

/// What is left of a greeting without its connection.
pub struct Hello {
    secure: bool,
    minor: u16,
    parameters: StartupParameters,
}

impl Hello {
    /// Parts the connection from what was said on it.
    pub fn of(greeting: Greeting) -> (Wire, Self) {
        let Greeting { wire, secure, minor, parameters } = greeting;
        (wire, Self { secure, minor, parameters })
    }
}

/// Tells a client of a newer minor version, or with protocol options, what it gets: 3.0 without options.
fn negotiate_version(wire: &mut Wire, minor: u16, parameters: &StartupParameters) {
    let options: Vec<&str> =
        parameters.iter().map(|(name, _)| name.as_str()).filter(|name| name.starts_with("_pq_.")).collect();
    if minor == 0 && options.is_empty() {
        return;
    }
    let names: Vec<u8> = options.iter().flat_map(|name| name.bytes().chain([0])).collect();
    let out = wire.writer.buffer();
    out.push(b'v');
    out.extend_from_slice(&(12 + names.len() as u32).to_be_bytes());
    out.extend_from_slice(&(3u32 << 16).to_be_bytes());
    out.extend_from_slice(&(options.len() as u32).to_be_bytes());
    out.extend_from_slice(&names);
}

/// The named database when it exists: clients must name one, and many name the user or `postgres`.
async fn database_of(door: &Door, name: &str) -> String {
    let name = name.to_lowercase();
    match door.engine.catalog().database(&name).await {
        Ok(_) => name,
        Err(_) => DEFAULT_DATABASE.to_owned(),
    }
}

/// Settings among the parameters, those within `options` first, as PostgreSQL applies them.
fn settings_of(parameters: &StartupParameters) -> Result<Vec<(String, String)>, PgError> {
    let mut settings = Vec::new();
    for (name, value) in parameters {
        if name == "options" {
            settings.splice(0..0, options(value)?);
        } else if !matches!(name.as_str(), "user" | "database" | "replication") && !name.starts_with("_pq_.")
        {
            settings.push((name.clone(), value.clone()));
        }
    }
    Ok(settings)
}

/// `-c name=value --name=value`; a backslash keeps the blank behind it.
fn options(text: &str) -> Result<Vec<(String, String)>, PgError> {
    let mut arguments = vec![String::new()];
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (letter, arguments.last_mut()) {
            ('\\', Some(argument)) => argument.extend(letters.next()),
            (blank, _) if blank.is_ascii_whitespace() => arguments.push(String::new()),
            (letter, Some(argument)) => argument.push(letter),
            (_, None) => {}
        }
    }
    let mut settings = Vec::new();
    let mut arguments = arguments.into_iter().filter(|argument| !argument.is_empty());
    while let Some(argument) = arguments.next() {
        let pair = match (argument.strip_prefix("-c"), argument.strip_prefix("--")) {
            (Some(""), _) => arguments.next().unwrap_or_default(),
            (Some(pair), _) | (None, Some(pair)) => pair.to_owned(),
            (None, None) => {
                return Err(PgError::fatal(
                    "42601",
                    format!("invalid command-line argument for server process: {argument}"),
                ));
            }
        };
        let (name, value) = pair
            .split_once('=')
            .ok_or_else(|| PgError::fatal("42601", format!("-c {pair} requires a value")))?;
        settings.push((name.replace('-', "_"), value.to_owned()));
    }
    Ok(settings)
}

/// Authentication is done; everything the client must know of its session.
fn welcome(wire: &mut Wire, backend: &Backend) -> Result<(), Failure> {
    let writer = &mut wire.writer;
    writer.message(&Authentication::Ok)?;
    for (name, value) in backend.reported_settings() {
        writer.message(&ParameterStatus::new(name.to_owned(), value))?;
    }
    let (pid, secret) = backend.key();
    writer.message(&BackendKeyData::new(pid, SecretKey::I32(secret)))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_the_startup_packet() {
        let found = options("-c statement_timeout=5s  --search-path=a\\ b -cjit=off").unwrap();
        let expected = [("statement_timeout", "5s"), ("search_path", "a b"), ("jit", "off")];
        assert_eq!(found, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(options("-x").unwrap_err().code, "42601");
        assert_eq!(options("-c nothing").unwrap_err().code, "42601");
        assert!(options("").unwrap().is_empty());
    }

    #[test]
    fn parameters_that_are_settings() {
        let parameters =
            [("user", "u"), ("application_name", "x"), ("options", "-c jit=on"), ("_pq_.o", "1")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec();
        let names: Vec<_> = settings_of(&parameters).unwrap().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["jit", "application_name"]);
    }
}
