//! A client's session, as every door keeps one.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Which client language the session speaks beside Trino's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavor {
    /// Postgres wire: `pg_catalog` answers, `$1` parameters.
    Postgres,
    /// Trino's own.
    Trino,
}

/// Who asks, and in which context. Shared by the statements of one connection.
#[derive(Debug)]
pub struct Session {
    /// Authenticated user.
    pub user: String,
    /// Client language.
    pub flavor: Flavor,
    /// What the client calls itself (`application_name`).
    pub client: Mutex<String>,
    /// Current database, `default` at first; USE and `SET search_path` change it.
    pub database: Mutex<String>,
    /// Workgroup, `primary` at first.
    pub workgroup: Mutex<String>,
    /// Session time zone, `UTC` at first.
    pub time_zone: Mutex<String>,
    /// Prepared statements the client carries itself (Trino's protocol), by name; the workgroup's come after.
    pub prepared: Mutex<BTreeMap<String, String>>,
    /// The number the Postgres wire gives as backend pid.
    pub backend_pid: i32,
}

impl Session {
    /// A session of `user` in the database `default`, in UTC, in the workgroup `primary`.
    pub fn new(user: impl Into<String>, flavor: Flavor) -> Self {
        Self {
            user: user.into(),
            flavor,
            client: Mutex::default(),
            database: Mutex::new("default".to_owned()),
            workgroup: Mutex::new("primary".to_owned()),
            time_zone: Mutex::new("UTC".to_owned()),
            prepared: Mutex::default(),
            backend_pid: 0,
        }
    }

    /// The current database.
    pub fn current_database(&self) -> String {
        read(&self.database)
    }

    /// Changes the current database.
    pub fn set_database(&self, database: String) {
        write(&self.database, database);
    }

    /// Changes the workgroup.
    pub fn set_workgroup(&self, workgroup: String) {
        write(&self.workgroup, workgroup);
    }

    /// Changes the zone.
    pub fn set_time_zone(&self, zone: String) {
        write(&self.time_zone, zone);
    }

    /// Changes what the client calls itself.
    pub fn set_client(&self, client: String) {
        write(&self.client, client);
    }

    /// The workgroup.
    pub fn current_workgroup(&self) -> String {
        read(&self.workgroup)
    }

    /// The session's time zone.
    pub fn current_time_zone(&self) -> String {
        read(&self.time_zone)
    }

    /// The statements the client carries.
    pub fn prepared_statements(&self) -> BTreeMap<String, String> {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Adds a statement to those the client carries, or takes it away. False when there was none of the name.
    pub fn set_prepared(&self, name: &str, statement: Option<String>) -> bool {
        let mut prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        match statement {
            Some(statement) => prepared.insert(name.to_owned(), statement).is_some(),
            None => prepared.remove(name).is_some(),
        }
    }
}

fn write(text: &Mutex<String>, value: String) {
    *text.lock().unwrap_or_else(PoisonError::into_inner) = value;
}

/// A text is whole even when a thread died holding its lock.
fn read(text: &Mutex<String>) -> String {
    text.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
